using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>A named rewriting of plans that keeps their meaning.</summary>
internal sealed record OptimizerRule(string Name, Func<LogicalOperator, OptimizerContext, LogicalOperator> Apply);

/// <summary>The rules in the order they run. Each file says why its rule is right under NULL.</summary>
internal static class OptimizerRules
{
    public static readonly OptimizerRule[] All =
    [
        new("expression-simplification", ExpressionSimplification.Apply),
        new("or-factoring", OrFactoring.Apply),
        new("cte-inlining", CteInlining.Apply),
        new("filter-pushdown", FilterPushdown.Apply),
        new("semijoin-pushdown", SemijoinPushdown.Apply),
        new("join-ordering", JoinOrdering.Apply),
        new("aggregate-reduction", AggregateReduction.Apply),
        new("aggregate-sharing", AggregateSharing.Apply),
        new("sort-removal", SortRemoval.Apply),
        new("limit-pushdown", LimitPushdown.Apply),
        new("top-n", TopNFusion.Apply),
        new("projection-pruning", ProjectionPruning.Apply),
        new("project-merging", ProjectMerging.Apply),
        new("index-selection", IndexSelection.Apply),
        new("index-joins", IndexJoins.Apply),
    ];
}
