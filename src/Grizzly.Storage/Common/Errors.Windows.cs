namespace Grizzly.Common;

/// <summary>Errors of window functions.</summary>
public static partial class Errors
{
    public static GrizzlyException Windowing(string fact, SourceSpan span, string? hint = null) =>
        new(SqlStates.WindowingError, fact, span, hint);

    public static GrizzlyException WindowNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedObject, $"window \"{name}\" does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException OverMissing(string function, SourceSpan span) =>
        new(SqlStates.WrongObjectType, $"window function {function} needs an OVER clause", span);

    public static GrizzlyException FrameOffset(string unit, SourceSpan span = default) =>
        new(SqlStates.InvalidFrameOffset, $"the offset of a {unit} frame must be neither NULL nor negative", span);
}
