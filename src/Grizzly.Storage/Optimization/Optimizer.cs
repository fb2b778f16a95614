using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Makes a bound plan executable and fast. First, always: subqueries and dependent joins become joins, DISTINCT leaves
/// aggregates, and filtered cross products become joins. Then, unless switched off, the rules of
/// <see cref="RuleNames"/> in that order. Stateless but for its options; safe for many threads if the statistics are.
/// </summary>
public sealed class Optimizer
{
    private readonly OptimizerOptions _options;
    private readonly ITableStatistics _statistics;

    public Optimizer(OptimizerOptions options, ITableStatistics statistics)
    {
        _options = options;
        _statistics = statistics;
    }

    /// <summary>Names of the rules that can be disabled, in the order they run.</summary>
    public static IReadOnlyList<string> RuleNames { get; } = [.. OptimizerRules.All.Select(rule => rule.Name)];

    /// <summary>The plan to execute. Yields the same columns in the same order.</summary>
    /// <param name="ids">
    /// The statement's source of column ids, as the binder used it; null numbers on from the largest id in the plan.
    /// </param>
    /// <exception cref="Common.GrizzlyException">
    /// 0A000 for the few correlated subqueries that cannot be unnested.
    /// </exception>
    public LogicalOperator Optimize(LogicalOperator plan, ColumnIds? ids = null)
    {
        var scan = new PlanNumbers();
        scan.Add(plan);
        var context = new OptimizerContext(
            _options, _statistics, ids ?? new ColumnIds(scan.LastColumnId), scan.LastCteId);
        IReadOnlyList<LogicalColumn> output = plan.Output;
        plan = SubqueryUnnesting.Apply(plan, context);
        plan = DistinctAggregates.Apply(plan, context);
        plan = JoinForming.Apply(plan, context);
        if (_options.IsEnabled)
        {
            foreach (OptimizerRule rule in OptimizerRules.All)
            {
                if (!_options.DisabledRules.Contains(rule.Name)) plan = rule.Apply(plan, context);
            }
        }
        plan = PlanBuilder.WithOutput(plan, output);
        return new CardinalityEstimator(context).Annotate(plan);
    }
}
