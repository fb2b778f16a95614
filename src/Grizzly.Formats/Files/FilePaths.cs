using System.IO.Enumeration;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The files a path names: itself, those that match <c>*</c>, <c>?</c> and <c>**</c> in its parts, or those of
/// a directory and the directories in it.</summary>
internal static class FilePaths
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>The files of a path or of a list of paths, in the order of the list.</summary>
    /// <param name="function">Who asks, for messages.</param>
    /// <exception cref="GrizzlyException">22023 for other values, 58P01 where nothing matches.</exception>
    public static IReadOnlyList<string> Expand(IFileSystem files, IReadOnlyList<Value> arguments, string function)
    {
        if (arguments is not [{ IsNull: false } argument]) throw Errors.FileArguments(function);
        if (argument.Type.IsString) return Expand(files, argument.Text);
        if (!argument.Type.IsList || !argument.Type.Element.IsString) throw Errors.FileArguments(function);
        var paths = new List<string>();
        var reader = new NestedReader(argument.Bytes);
        while (reader.Next(out bool isNull))
        {
            if (isNull) throw Errors.FileArguments(function);
            paths.AddRange(Expand(files, reader.Read(LogicalType.Varchar).Text));
        }
        return paths.Count > 0 ? paths : throw Errors.FileArguments(function);
    }

    /// <summary>At least one path, in ordinal order. 58P01 where nothing matches.</summary>
    public static IReadOnlyList<string> Expand(IFileSystem files, string pattern)
    {
        if (pattern.Length == 0) throw Errors.InvalidArgument("the path of a file is empty");
        if (pattern.IndexOfAny(Wildcards) < 0)
        {
            if (!Directory.Exists(pattern)) return [pattern];
            pattern = Path.Combine(pattern, "**");
        }
        else if (files.Exists(pattern))
        {
            return [pattern];
        }
        string root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : "";
        string[] parts = pattern[root.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var found = new List<string>();
        Match(files, root, parts, found);
        found.Sort(StringComparer.Ordinal);
        return found.Count > 0 ? found : throw Errors.NoFilesMatch(pattern);
    }

    private static void Match(IFileSystem files, string directory, ReadOnlySpan<string> parts, List<string> found)
    {
        string part = parts[0];
        ReadOnlySpan<string> rest = parts[1..];
        bool isLast = rest.IsEmpty;
        if (part == "**")
        {
            if (isLast) Match(files, directory, ["*"], found);
            else Match(files, directory, rest, found);
            foreach (string child in Directories(directory, "*")) Match(files, child, parts, found);
        }
        else if (isLast)
        {
            string prefix = part.IndexOfAny(Wildcards) is >= 0 and var at ? part[..at] : part;
            if (directory.Length > 0 && !Directory.Exists(directory)) return;
            foreach (string path in files.List(directory.Length == 0 ? "." : directory, prefix))
            {
                string name = Path.GetFileName(path);
                if (FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false))
                    found.Add(Path.Combine(directory, name));
            }
        }
        else if (part.IndexOfAny(Wildcards) < 0)
        {
            Match(files, Path.Combine(directory, part), rest, found);
        }
        else
        {
            foreach (string child in Directories(directory, part)) Match(files, child, rest, found);
        }
    }

    private static IEnumerable<string> Directories(string directory, string pattern)
    {
        string there = directory.Length == 0 ? "." : directory;
        if (!Directory.Exists(there)) return [];
        return new DirectoryInfo(there).EnumerateDirectories()
            .Where(child => FileSystemName.MatchesSimpleExpression(pattern, child.Name, ignoreCase: false))
            .Select(child => Path.Combine(directory, child.Name)).Order(StringComparer.Ordinal);
    }
}
