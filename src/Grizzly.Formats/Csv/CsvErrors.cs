using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The errors of reading and writing CSV.</summary>
internal static class CsvErrors
{
    extension(Errors)
    {
        public static GrizzlyException CsvRow(
            string state, string path, long line, string? column, string fact, string? hint) =>
            new(state, Place(path, line, column) + fact, hint: hint);

        public static GrizzlyException CsvOptionUnknown(string name, IEnumerable<string> names, SourceSpan span) =>
            new(SqlStates.InvalidParameterValue, $"CSV option \"{name}\" does not exist", span,
                NameSuggestion.Hint(name, names));

        public static GrizzlyException CsvOptionInvalid(string name, string fact, SourceSpan span) =>
            new(SqlStates.InvalidParameterValue, $"CSV option \"{name}\" {fact}", span);

        public static GrizzlyException CsvOptionsClash(string fact) => new(SqlStates.InvalidParameterValue, fact);

        public static GrizzlyException CsvFileShrank(string path) =>
            Errors.IoFailed(path, "the file became shorter while it was read");

        public static GrizzlyException CsvEmpty(string path) =>
            new(SqlStates.BadCopyFileFormat, $"CSV file \"{path}\" is empty, so its columns are unknown");

        public static GrizzlyException CsvColumnUnknown(string option, string column, IEnumerable<string> names) =>
            new(SqlStates.UndefinedColumn, $"column \"{column}\" of CSV option \"{option}\" does not exist",
                hint: NameSuggestion.Hint(column, names));

    }

    /// <summary>The SQLSTATE of a text that is no value of a type.</summary>
    public static string ConversionState(ParseResult result, LogicalType type)
    {
        bool isDatetime = type.IsTemporal || type.Id == LogicalTypeId.Interval;
        if (result == ParseResult.OutOfRange)
            return isDatetime ? SqlStates.DatetimeFieldOverflow : SqlStates.NumericValueOutOfRange;
        return isDatetime ? SqlStates.InvalidDatetimeFormat : SqlStates.InvalidTextRepresentation;
    }

    public static string ConversionFact(ParseResult result, LogicalType type, string text) =>
        result == ParseResult.OutOfRange
            ? $"value \"{text}\" is out of range for {type.Name}"
            : $"could not convert \"{text}\" to {type.Name}";

    private static string Place(string path, long line, string? column) =>
        column is null
            ? $"CSV error in \"{path}\", line {line}: "
            : $"CSV error in \"{path}\", line {line}, column \"{column}\": ";
}
