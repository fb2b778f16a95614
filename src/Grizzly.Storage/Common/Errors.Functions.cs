namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException CannotCast(string from, string to, SourceSpan span = default) =>
        new(SqlStates.CannotCoerce, $"cannot cast type {from} to {to}", span);

    /// <param name="signature">The call as written: <c>foo(INTEGER, VARCHAR)</c>.</param>
    public static GrizzlyException NoMatchingFunction(string signature, IEnumerable<string> candidates,
        SourceSpan span = default) =>
        new(SqlStates.UndefinedFunction, $"no function matches {signature}", span,
            $"candidates: {string.Join(", ", candidates)}; explicit casts may help");

    public static GrizzlyException FunctionNotFound(string name, IEnumerable<string> names,
        SourceSpan span = default) =>
        new(SqlStates.UndefinedFunction, $"function {name} does not exist", span, NameSuggestion.Hint(name, names));

    public static GrizzlyException FunctionIsBuiltIn(string name) =>
        new(SqlStates.DuplicateFunction, $"function {name} is built in", default, "register it under another name");

    public static GrizzlyException InvalidArgument(string what) => new(SqlStates.InvalidParameterValue, what);

    public static GrizzlyException ByteOutOfRange(long index, int length) =>
        new(SqlStates.ArraySubscriptError, $"index {index} is out of the range of {length} bytes");

    public static GrizzlyException ElementOutOfRange(long index, long length, string what) =>
        new(SqlStates.ArraySubscriptError, $"index {index} is out of the range of {length} {what}");

    public static GrizzlyException InvalidRegularExpression(string what) =>
        new(SqlStates.InvalidRegularExpression, $"invalid regular expression: {what}");

    public static GrizzlyException InvalidEscape(string what) => new(SqlStates.InvalidEscapeSequence, what);

    public static GrizzlyException DatetimeOverflow(string what) => new(SqlStates.DatetimeFieldOverflow, what);

    /// <summary>A text or a value that does not fit a template of to_char, to_date or to_timestamp.</summary>
    public static GrizzlyException InvalidTemplate(string what, string? hint = null) =>
        new(SqlStates.InvalidDatetimeFormat, what, default, hint);

    public static GrizzlyException InvalidDatetime(string typeName, string text) =>
        new(SqlStates.InvalidDatetimeFormat, $"invalid input syntax for type {typeName}: \"{Shorten(text)}\"");

    public static GrizzlyException TextOutOfRange(string typeName, string text, bool isDatetime) =>
        new(isDatetime ? SqlStates.DatetimeFieldOverflow : SqlStates.NumericValueOutOfRange,
            $"value \"{Shorten(text)}\" is out of range for type {typeName}");
}
