using Grizzly.Functions;
using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Computes equal aggregates of one GROUP BY once, and groups by equal keys once. Nothing about NULL changes: equal
/// calls over the same rows give the same value.
/// </summary>
internal static class AggregateSharing
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        PlanExpressions.Rewrite(plan, node => node is LogicalAggregate aggregate ? Share(aggregate) : node);

    private static LogicalOperator Share(LogicalAggregate aggregate)
    {
        var first = new Dictionary<BoundExpression, LogicalColumn>(ExpressionEquality.Instance);
        var groups = new List<BoundExpression>();
        var calls = new List<BoundAggregate>();
        var columns = new List<LogicalColumn>();
        var values = new List<BoundExpression>();
        for (int i = 0; i < aggregate.Columns.Count; i++)
        {
            bool isGroup = i < aggregate.Groups.Count;
            BoundExpression expression = isGroup ? aggregate.Groups[i]
                : aggregate.Aggregates[i - aggregate.Groups.Count];
            if (!ExpressionTree.IsVolatile(expression) && first.TryGetValue(expression, out LogicalColumn? shared))
            {
                values.Add(new BoundColumn(shared));
                continue;
            }
            first.TryAdd(expression, aggregate.Columns[i]);
            if (isGroup) groups.Add(expression);
            else calls.Add((BoundAggregate)expression);
            columns.Add(aggregate.Columns[i]);
            values.Add(new BoundColumn(aggregate.Columns[i]));
        }
        if (columns.Count == aggregate.Columns.Count) return aggregate;
        var smaller = new LogicalAggregate(aggregate.Input, groups, calls, columns);
        return new LogicalProject(smaller, values, aggregate.Columns);
    }
}
