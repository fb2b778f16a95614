namespace Grizzly.Common;

/// <summary>Errors of WITH RECURSIVE.</summary>
public static partial class Errors
{
    public static GrizzlyException Recursion(string fact, SourceSpan span, string? hint = null) =>
        new(SqlStates.InvalidRecursion, fact, span, hint);

    public static GrizzlyException RecursiveType(string column, string anchor, string overall, SourceSpan span) =>
        new(SqlStates.DatatypeMismatch,
            $"recursive query column \"{column}\" has type {anchor} in its non-recursive term but {overall} overall",
            span, $"cast the non-recursive term to {overall}, or the recursive term to {anchor}");

    public static GrizzlyException RecursionTooDeep(long rounds) =>
        new(SqlStates.ProgramLimitExceeded, $"a recursive query took more than {rounds} rounds", default,
            "is there a cycle? UNION drops rows seen before; SET max_recursion allows more rounds");
}
