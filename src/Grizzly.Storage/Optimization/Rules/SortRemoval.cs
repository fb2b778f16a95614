using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Drops sorts whose order nobody sees: below a join, another sort, a set operation, DISTINCT, or an aggregate none of
/// whose functions depends on order. NULLs play no part: only the order of rows changes, and relations have none.
/// </summary>
internal static class SortRemoval
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) => Visit(plan, true);

    private static LogicalOperator Visit(LogicalOperator plan, bool isOrderSeen)
    {
        switch (plan)
        {
            case LogicalSort sort: return isOrderSeen ? PlanExpressions.MapInputs(sort, input => Visit(input, false))
                : Visit(sort.Input, false);
            case LogicalAggregate aggregate:
                bool matters = aggregate.Aggregates.Any(call =>
                    call.Function.DependsOnOrder && call.OrderBy.Count == 0);
                return PlanExpressions.MapInputs(plan, input => Visit(input, matters));
            case LogicalSetOperation { Kind: SetOperationKind.Union, IsAll: true } when isOrderSeen:
                // One operand's rows come after the other's, so the order inside each is seen.
                return PlanExpressions.MapInputs(plan, input => Visit(input, true));
            case LogicalJoin or LogicalSetOperation or LogicalDistinct: return PlanExpressions.MapInputs(plan, input =>
                Visit(input, false));
            case LogicalWindow window:
                // Without an order of its own a window numbers rows as they come.
                return PlanExpressions.MapInputs(plan, input => Visit(input, window.OrderBy.Count == 0));
            case LogicalCte cte:
            {
                // A CTE's readers may be anywhere, so its order counts as seen.
                LogicalOperator definition = Visit(cte.Definition, true), body = Visit(cte.Body, isOrderSeen);
                return ReferenceEquals(definition, cte.Definition) && ReferenceEquals(body, cte.Body)
                    ? cte
                    : cte with { Definition = definition, Body = body };
            }
            case LogicalLimit or LogicalTopN: return PlanExpressions.MapInputs(plan, input => Visit(input, true));
            default: return PlanExpressions.MapInputs(plan, input => Visit(input, isOrderSeen));
        }
    }
}
