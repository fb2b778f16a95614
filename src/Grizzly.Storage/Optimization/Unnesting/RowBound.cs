using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>How many rows a plan provably yields.</summary>
internal enum RowBound : byte
{
    Any,
    AtMostOne,
    ExactlyOne,
}

internal static class RowBounds
{
    public static RowBound Of(LogicalOperator plan) => plan switch
    {
        LogicalAggregate { Groups.Count: 0 } => RowBound.ExactlyOne,
        LogicalValues { Rows.Count: 1 } => RowBound.ExactlyOne,
        LogicalValues { Rows.Count: 0 } => RowBound.AtMostOne,
        LogicalProject or LogicalSort or LogicalDistinct or LogicalWindow => Of(plan.Inputs[0]),
        LogicalCte cte => Of(cte.Body),
        LogicalFilter filter => Of(filter.Input) == RowBound.Any ? RowBound.Any : RowBound.AtMostOne,
        LogicalLimit limit => OfLimit(limit),
        LogicalTopN { Limit: BoundConstant { Value: { IsNull: false } count } } when count.Integer <= 1 =>
            RowBound.AtMostOne,
        LogicalJoin { Kind: JoinKind.Inner, Conditions.Count: 0, Residual.Count: 0 } join =>
            Min(Of(join.Left), Of(join.Right)),
        LogicalJoin { Kind: JoinKind.Inner } join => Min(Of(join.Left), Of(join.Right)) == RowBound.Any ? RowBound.Any
            : RowBound.AtMostOne,
        LogicalJoin { Kind: JoinKind.Left } join => Of(join.Right) == RowBound.Any ? RowBound.Any : Of(join.Left),
        LogicalJoin { Kind: JoinKind.Single or JoinKind.Mark } join => Of(join.Left),
        LogicalJoin { Kind: JoinKind.Semi or JoinKind.Anti } join => Of(join.Left) == RowBound.Any ? RowBound.Any
            : RowBound.AtMostOne,
        _ => RowBound.Any,
    };

    /// <summary>
    /// Whether the limit lets through whatever its input's bound allows: at least one row of at most one.
    /// </summary>
    public static bool IsNeedless(LogicalLimit limit) =>
        limit.Offset is null && limit.Limit is BoundConstant { Value: { IsNull: false } count } && count.Integer >= 1
        && Of(limit.Input) != RowBound.Any;

    private static RowBound OfLimit(LogicalLimit limit)
    {
        RowBound input = Of(limit.Input);
        if (IsNeedless(limit)) return input;
        if (input != RowBound.Any) return RowBound.AtMostOne;
        return limit.Limit is BoundConstant { Value: { IsNull: false } count } && count.Integer <= 1
            ? RowBound.AtMostOne : RowBound.Any;
    }

    private static RowBound Min(RowBound left, RowBound right) => left < right ? left : right;
}
