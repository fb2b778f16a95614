using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The table functions that read files as they are: read_text and read_blob.</summary>
public static class WholeFileFunctions
{
    /// <summary>Both, over the operating system's files.</summary>
    public static IReadOnlyList<TableFunction> All { get; } = Over(LocalFileSystem.Instance);

    /// <summary>The functions over another file system.</summary>
    public static IReadOnlyList<TableFunction> Over(IFileSystem files) =>
    [
        Make(files, "read_text", "Files as one text each: their names, contents, sizes and times of change.",
            LogicalType.Varchar),
        Make(files, "read_blob", "Files as one BLOB each: their names, contents, sizes and times of change.",
            LogicalType.Blob),
    ];

    private static TableFunction Make(IFileSystem files, string name, string description, LogicalType content) => new(
        name, description, $"SELECT * FROM {name}('notes/*.md')", (arguments, named) =>
        {
            if (named.Count > 0) throw Errors.FileOptionUnknown(name, named.Keys.First(), []);
            return new WholeFileScan(name, files, FilePaths.Expand(files, arguments, name), content);
        })
    {
        Signatures = [$"{name}(path VARCHAR | VARCHAR[])"],
    };
}
