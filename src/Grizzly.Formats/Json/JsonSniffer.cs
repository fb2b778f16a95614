using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Finds out the columns of JSON files from their first values.</summary>
internal static class JsonSniffer
{
    public static (JsonRecordUse Use, string[] Names, LogicalType[] Types) Sniff(
        IFileSystem files, IReadOnlyList<string> paths, JsonReadOptions options)
    {
        if (options.Columns is { } given)
        {
            bool isSingle = options.HasColumns == false
                || (options.HasColumns is null && given.Types.Count == 1 && !HasObjects(files, paths, options));
            return (isSingle ? JsonRecordUse.Single : JsonRecordUse.Columns, [.. given.Names!], [.. given.Types]);
        }
        JsonShape shape = Shape(files, paths, options);
        if (options.HasColumns == true || (options.HasColumns is null && shape.IsObject && shape.Members.Count > 0))
        {
            string[] names = Unique(shape.Members.Select(member => member.Name));
            if (names.Length == 0) throw Errors.FileOptionInvalid("records", "needs objects with fields");
            return (JsonRecordUse.Columns, names,
                [.. shape.Members.Select(member => member.Shape.TypeOf(options.Inference, 1))]);
        }
        return (JsonRecordUse.Single, ["json"], [shape.TypeOf(options.Inference)]);
    }

    private static bool HasObjects(IFileSystem files, IReadOnlyList<string> paths, JsonReadOptions options)
    {
        using JsonRecords records = Open(files, paths[0], options);
        return !records.TryNext(out ReadOnlySpan<byte> record) || record[0] == '{';
    }

    private static JsonShape Shape(IFileSystem files, IReadOnlyList<string> paths, JsonReadOptions options)
    {
        var shape = new JsonShape();
        long rest = options.SampleSize;
        foreach (string path in paths)
        {
            using JsonRecords records = Open(files, path, options);
            for (; rest > 0 && records.TryNext(out ReadOnlySpan<byte> record); rest--)
            {
                var reader = new Utf8JsonReader(record, JsonText.Options);
                reader.Read();
                try
                {
                    shape.Add(ref reader, options.Inference, 0);
                }
                catch (JsonException error)
                {
                    if (!options.IgnoresErrors) throw records.Malformed(error.Message);
                }
            }
        }
        return shape;
    }

    private static JsonRecords Open(IFileSystem files, string path, JsonReadOptions options) =>
        new(PackedFiles.OpenRead(files, path, options.Compression), path, options.Layout);

    /// <summary>Column names differ by more than case; a later one gets a number.</summary>
    private static string[] Unique(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            string unique = name;
            for (int n = 1; !taken.Add(unique); n++) unique = $"{name}_{n}";
            return unique;
        })];
    }
}
