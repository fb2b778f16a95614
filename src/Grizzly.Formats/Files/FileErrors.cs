using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>The errors that all readers of files share.</summary>
internal static class FileErrors
{
    extension(Errors)
    {
        public static GrizzlyException FileArguments(string function) =>
            new(SqlStates.InvalidParameterValue,
                $"{function} takes one positional argument, a path or a list of paths");

        public static GrizzlyException NoFilesMatch(string pattern) =>
            new(SqlStates.UndefinedFile, $"no file matches \"{pattern}\"");

        public static GrizzlyException FileOptionUnknown(string function, string name, IEnumerable<string> names) =>
            new(SqlStates.InvalidParameterValue, $"{function} has no option \"{name}\"",
                hint: NameSuggestion.Hint(name, names));

        public static GrizzlyException FileOptionInvalid(string name, string fact) =>
            new(SqlStates.InvalidParameterValue, $"option \"{name}\" {fact}");

        public static GrizzlyException FileColumnMissing(string path, string column) =>
            new(SqlStates.UndefinedColumn, $"column \"{column}\" is missing in file \"{path}\"",
                hint: "set union_by_name = true to read it as NULL");
    }
}
