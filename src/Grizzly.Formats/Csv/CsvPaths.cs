using System.IO.Enumeration;
using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>The files a path names: itself, or those that match <c>*</c> and <c>?</c> in its last part.</summary>
internal static class CsvPaths
{
    /// <summary>At least one path, in ordinal order. 58P01 where nothing matches.</summary>
    public static IReadOnlyList<string> Expand(IFileSystem files, string pattern)
    {
        if (pattern.Length == 0) throw Errors.InvalidArgument("the path of a CSV file is empty");
        if (pattern.IndexOfAny(['*', '?']) < 0) return [pattern];
        if (files.Exists(pattern)) return [pattern];
        string directory = Path.GetDirectoryName(pattern) ?? "", name = Path.GetFileName(pattern);
        if (directory.IndexOfAny(['*', '?']) >= 0) throw Errors.NotSupported("a wildcard in a directory's name");
        string prefix = name[..name.IndexOfAny(['*', '?'])];
        string[] found =
        [
            .. files.List(directory.Length == 0 ? "." : directory, prefix)
                .Select(path => Path.GetFileName(path))
                .Where(file => FileSystemName.MatchesSimpleExpression(name, file, ignoreCase: false))
                .Order(StringComparer.Ordinal)
                .Select(file => Path.Combine(directory, file)),
        ];
        return found.Length > 0 ? found : throw Errors.CsvNoFiles(pattern);
    }
}
