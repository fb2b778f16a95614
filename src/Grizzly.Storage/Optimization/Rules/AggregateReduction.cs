using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Where a grouped aggregate is joined on its groups with a much smaller relation, aggregates only the groups that
/// relation asks for: a semijoin with a copy of it goes below the GROUP BY. Unnested scalar subqueries are of this
/// form. Right under NULL: the semijoin compares as the join does, so it removes only groups, whole ones, that the
/// inner join would have removed.
/// </summary>
internal sealed class AggregateReduction(OptimizerContext context)
{
    /// <summary>The other side may have at most this share of the groups.</summary>
    private const double MaxShare = 0.1;

    /// <summary>Smaller inputs are aggregated as fast as they are reduced.</summary>
    private const double MinRows = 10_000;

    private readonly CardinalityEstimator _estimator = new(context);

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context)
    {
        var rule = new AggregateReduction(context);
        rule._estimator.Rows(plan);
        return PlanExpressions.Rewrite(plan, rule.Visit);
    }

    private LogicalOperator Visit(LogicalOperator plan)
    {
        if (plan is not LogicalJoin { Kind: JoinKind.Inner } join) return plan;
        if (Reduce(join.Left, join.Right, join.Conditions) is { } left) return join with { Left = left };
        JoinCondition[] turned =
            [.. join.Conditions.Select(c => new JoinCondition(c.Right, c.Left, PlanBuilder.Swap(c.Comparison)))];
        return Reduce(join.Right, join.Left, turned) is { } right ? join with { Right = right } : plan;
    }

    private LogicalOperator? Reduce(
        LogicalOperator side, LogicalOperator other, IReadOnlyList<JoinCondition> conditions)
    {
        if (side is LogicalProject project)
        {
            return project.Expressions.All(expression => expression is BoundColumn)
                && Reduce(project.Input, other, [.. conditions.Select(condition => Inline(condition, project))])
                    is { } input
                ? project with { Input = input }
                : null;
        }
        if (side is not LogicalAggregate { Groups.Count: > 0 } aggregate
            || aggregate.Input is LogicalJoin { Kind: JoinKind.Semi }) return null;
        double groups = _estimator.Rows(aggregate);
        if (_estimator.Rows(aggregate.Input) < MinRows || _estimator.Rows(other) > MaxShare * groups
            || !IsCheap(other)) return null;
        var keys = new List<JoinCondition>();
        foreach (JoinCondition condition in conditions)
        {
            if (condition.Comparison is ComparisonKind.Equal or ComparisonKind.NotDistinct
                && GroupOf(aggregate, condition.Left) is { } group
                && FailureAnalysis.IsMovable(condition.Right))
                keys.Add(condition with { Left = group });
        }
        if (keys.Count == 0) return null;
        LogicalOperator copy = PlanCopy.Of(other, context, out IReadOnlyDictionary<int, LogicalColumn> map);
        JoinCondition[] copied = [.. keys.Select(key => key with { Right = PlanCopy.Replace(key.Right, map) })];
        var reduced = new LogicalJoin(JoinKind.Semi, aggregate.Input, copy, copied, []);
        return aggregate with { Input = SemijoinPushdown.Apply(reduced, context) };
    }

    private static JoinCondition Inline(JoinCondition condition, LogicalProject project)
    {
        var map = new Dictionary<LogicalColumn, BoundExpression>();
        for (int i = 0; i < project.Columns.Count; i++) map[project.Columns[i]] = project.Expressions[i];
        return condition with { Left = ExpressionTree.Replace(condition.Left, map) };
    }

    private static BoundExpression? GroupOf(LogicalAggregate aggregate, BoundExpression key)
    {
        if (key is not BoundColumn column) return null;
        for (int i = 0; i < aggregate.Groups.Count; i++)
        {
            if (aggregate.Columns[i].Id == column.Column.Id
                && !ExpressionTree.IsVolatile(aggregate.Groups[i])) return aggregate.Groups[i];
        }
        return null;
    }

    /// <summary>Scans, filtered and reduced by other scans: worth reading twice.</summary>
    private static bool IsCheap(LogicalOperator plan)
    {
        if (PlanExpressions.Any(plan, ExpressionTree.IsVolatile)) return false;
        return plan switch
        {
            LogicalGet => true,
            LogicalFilter or LogicalProject => IsCheap(plan.Inputs[0]),
            LogicalJoin { Kind: JoinKind.Semi } join => IsCheap(join.Left) && IsCheap(join.Right),
            _ => false,
        };
    }
}
