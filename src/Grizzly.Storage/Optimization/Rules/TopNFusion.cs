using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// A limit over a sort becomes one operator that keeps only the first rows. NULLs sort as the keys say, before and
/// after.
/// </summary>
internal static class TopNFusion
{
    /// <summary>
    /// Above this many rows sorting all is no worse than keeping a heap. Parameters are taken to be small.
    /// </summary>
    private const int MaxRows = 1_000_000;

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        PlanExpressions.Rewrite(plan, node =>
        node is LogicalLimit { Input: LogicalSort sort, Limit: { } count } limit && IsSmall(count)
            && (limit.Offset is null || IsSmall(limit.Offset))
            ? new LogicalTopN(sort.Input, sort.Keys, count, limit.Offset)
            : node);

    private static bool IsSmall(BoundExpression count) => count switch
    {
        BoundParameter or BoundCast { Input: BoundParameter } => true,
        BoundConstant { Value: { IsNull: false } value } => value.Integer >= 0 && value.Integer <= MaxRows,
        _ => false,
    };
}
