using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>Writes the methods that hints ask for into the joins that separate the relations they name; runs before
/// lookups through indexes are considered.</summary>
internal static class JoinMethods
{
    public static LogicalOperator Apply(LogicalOperator plan, HintSet hints)
    {
        if (hints.IsEmpty) return plan;
        plan = PlanExpressions.MapInputs(plan, input => Apply(input, hints));
        if (plan is not LogicalJoin join) return plan;
        foreach (PlanHint hint in hints.Of(HintKind.HashJoin).Concat(hints.Of(HintKind.NestedLoop)))
        {
            if (!Separates(join, hint.Relations[0], hint.Relations[1])) continue;
            bool hasKeys = join.Conditions.Any(condition => condition.Comparison is ComparisonKind.Equal
                or ComparisonKind.NotDistinct);
            bool isHash = hint.Kind == HintKind.HashJoin;
            // A mark join tells NULL from false by its keys.
            if (isHash ? !hasKeys : join.Kind == JoinKind.Mark) continue;
            hints.Use(hint);
            join = join with { Method = isHash ? JoinMethod.Hash : JoinMethod.NestedLoop };
        }
        return LookupHints(join, hints).Any() ? join with { Method = JoinMethod.Index } : join;
    }

    /// <summary>The INDEX_JOIN hints about a join.</summary>
    public static IEnumerable<PlanHint> LookupHints(LogicalJoin join, HintSet hints) =>
        hints.Of(HintKind.IndexJoin).Where(hint => Separates(join, hint.Relations[0], hint.Relations[1]));

    private static bool Separates(LogicalJoin join, HintRelation one, HintRelation other) =>
        (one.IsIn(join.Left) && other.IsIn(join.Right)) || (other.IsIn(join.Left) && one.IsIn(join.Right));
}
