using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Moves a semijoin or antijoin that keeps few rows below the inner joins it stands on, onto the one relation it asks
/// about. Right under NULL: whether a left row has a partner depends on that relation's columns only, and an inner join
/// repeats or drops rows without changing them.
/// </summary>
internal sealed class SemijoinPushdown(OptimizerContext context)
{
    /// <summary>
    /// Move only if at most this share of the relation's rows is kept; else it is cheaper after the joins.
    /// </summary>
    private const double MaxShare = 0.4;

    private readonly CardinalityEstimator _estimator = new(context);

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context)
    {
        var rule = new SemijoinPushdown(context);
        rule._estimator.Rows(plan);
        return PlanExpressions.Rewrite(plan, rule.Visit);
    }

    private LogicalOperator Visit(LogicalOperator plan)
    {
        if (plan is not LogicalJoin { Kind: JoinKind.Semi or JoinKind.Anti } join
            || join.Left is not LogicalJoin) return plan;
        var used = new HashSet<int>();
        foreach (BoundExpression predicate in PlanBuilder.Predicates(join))
        {
            if (FailureAnalysis.CanFail(predicate) || ExpressionTree.IsVolatile(predicate)) return plan;
            ColumnSets.Add(used, predicate);
        }
        used.ExceptWith(ColumnSets.Of(join.Right.Output));
        return used.Count == 0 ? plan : Push(join, join.Left, used) ?? plan;
    }

    /// <summary>
    /// The target with the join moved onto the side that has all its columns, or null if it cannot or should not move.
    /// </summary>
    private LogicalOperator? Push(LogicalJoin join, LogicalOperator target, HashSet<int> used)
    {
        if (target is LogicalJoin { Kind: JoinKind.Inner } inner)
        {
            if (used.IsSubsetOf(ColumnSets.Of(inner.Left.Output)))
                return (Push(join, inner.Left, used) ?? Place(join, inner.Left)) is { } left
                    ? inner with { Left = left } : null;
            if (used.IsSubsetOf(ColumnSets.Of(inner.Right.Output)))
                return (Push(join, inner.Right, used) ?? Place(join, inner.Right)) is { } right
                    ? inner with { Right = right } : null;
            return null;
        }
        if (target is LogicalJoin { Kind: not (JoinKind.Right or JoinKind.Full) } keeping
            && used.IsSubsetOf(ColumnSets.Of(keeping.Left.Output)) && Push(join, keeping.Left, used) is { } below)
            return keeping with { Left = below };
        return null;
    }

    private LogicalJoin? Place(LogicalJoin join, LogicalOperator relation)
    {
        var placed = new LogicalJoin(join.Kind, relation, join.Right, join.Conditions, join.Residual);
        return _estimator.Rows(placed) <= MaxShare * _estimator.Rows(relation) ? placed : null;
    }
}
