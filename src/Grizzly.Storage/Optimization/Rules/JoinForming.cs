using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Turns a filter over cross products into joins on its predicates, relations in their written order as far as
/// predicates connect them. Always runs: without it FROM a, b WHERE a.x = b.x would make every pair. Right under NULL:
/// a predicate keeps a row of an inner join under the same condition as one above it.
/// </summary>
internal static class JoinForming
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) => Visit(plan);

    private static LogicalOperator Visit(LogicalOperator plan)
    {
        if (plan is not LogicalFilter filter || !IsCrossed(filter.Input)
            || filter.Predicates.Any(FailureAnalysis.CanFail))
            return PlanExpressions.MapInputs(plan, Visit);
        JoinRegion region = JoinRegion.Flatten(filter.Input, filter.Predicates);
        return JoinRegion.Chain([.. region.Relations.Select(Visit)], region.Predicates);
    }

    private static bool IsCrossed(LogicalOperator plan) => plan is LogicalJoin { Kind: JoinKind.Inner };
}
