namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException QueryCanceled() => new(SqlStates.QueryCanceled, "statement was cancelled");

    public static GrizzlyException SubqueryReturnedMoreThanOneRow() =>
        new(SqlStates.CardinalityViolation, "more than one row returned by a subquery used as an expression", default,
            "add LIMIT 1, an aggregate, or a condition that leaves one row");

    public static GrizzlyException InvalidLimit(string clause) =>
        new(SqlStates.InvalidParameterValue, $"{clause} must not be negative");
}
