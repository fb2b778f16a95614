using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Moves LIMIT below projections, so that it meets the sort, and only the rows that stay are computed. A projection
/// keeps rows one for one, whatever is NULL in them. Projections with volatile calls stay below, as they must run for
/// each row.
/// </summary>
internal static class LimitPushdown
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        PlanExpressions.Rewrite(plan, Push);

    private static LogicalOperator Push(LogicalOperator plan)
    {
        if (plan is not LogicalLimit { Input: LogicalProject project } limit
            || project.Expressions.Any(ExpressionTree.IsVolatile)) return plan;
        return project with { Input = Push(limit with { Input = project.Input }) };
    }
}
