using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The table functions that read JSON.</summary>
public static class JsonFileFunctions
{
    /// <summary>All of them, over the operating system's files.</summary>
    public static IReadOnlyList<TableFunction> All { get; } = Over(LocalFileSystem.Instance);

    /// <summary>The functions over another file system.</summary>
    public static IReadOnlyList<TableFunction> Over(IFileSystem files) =>
    [
        Make(files, "read_json", JsonLayout.Auto, false),
        Make(files, "read_json_auto", JsonLayout.Auto, false),
        Make(files, "read_ndjson", JsonLayout.Lines, false),
        Make(files, "read_ndjson_auto", JsonLayout.Lines, false),
        Make(files, "read_json_objects", JsonLayout.Auto, true),
        Make(files, "read_json_objects_auto", JsonLayout.Auto, true),
        Make(files, "read_ndjson_objects", JsonLayout.Lines, true),
    ];

    private static TableFunction Make(IFileSystem files, string name, JsonLayout layout, bool isRaw) => new(
        name,
        isRaw ? "The values of JSON files as they are, in a column json."
            : "Reads JSON files, finding out columns and their types.",
        $"SELECT * FROM {name}('events.json')",
        (arguments, named) => Bind(files, name, layout, isRaw, arguments, named))
    {
        Signatures =
        [
            isRaw
                ? $"{name}(path VARCHAR | VARCHAR[], format := VARCHAR, compression := VARCHAR, filename := BOOLEAN)"
                : $"{name}(path VARCHAR | VARCHAR[], columns := STRUCT, format := VARCHAR, records := VARCHAR, "
                    + "compression := VARCHAR, sample_size := BIGINT, maximum_depth := BIGINT, "
                    + "ignore_errors := BOOLEAN, filename := BOOLEAN, hive_partitioning := BOOLEAN)",
        ],
    };

    private static FileUnion Bind(
        IFileSystem files, string name, JsonLayout layout, bool isRaw, IReadOnlyList<Value> arguments,
        IReadOnlyDictionary<string, Value> named)
    {
        JsonReadOptions options = JsonReadOptions.Parse(name, layout, isRaw, named);
        IReadOnlyList<string> paths = FilePaths.Expand(files, arguments, name);
        (JsonRecordUse use, string[] names, LogicalType[] types) = isRaw
            ? (JsonRecordUse.Raw, ["json"], [LogicalType.Json])
            : JsonSniffer.Sniff(files, paths, options);
        BoundTableFunction[] scans = [.. paths.Select(path => new JsonScan(
            name, files, path, options.Compression, options.Layout, use, names, types, options.IgnoresErrors))];
        return FileUnion.Of(name, paths, scans, names, types, options.Parts, mayMiss: true);
    }
}
