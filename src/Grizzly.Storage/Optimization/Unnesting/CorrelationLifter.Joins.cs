using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>Joins: predicates rise from the preserved side; the far side's are checked by the join itself.</summary>
internal sealed partial class CorrelationLifter
{
    private Lifted LiftJoin(LogicalJoin join) => join.Kind switch
    {
        JoinKind.Inner => LiftInner(join),
        JoinKind.Full => LiftFull(join),
        JoinKind.Right => LiftPreserving(new LogicalJoin(
            JoinKind.Left, join.Right, join.Left,
            [.. join.Conditions.Select(c => new JoinCondition(c.Right, c.Left, PlanBuilder.Swap(c.Comparison)))],
                join.Residual)),
        _ => LiftPreserving(join),
    };

    private Lifted LiftInner(LogicalJoin join)
    {
        Lifted left = Lift(join.Left), right = Lift(join.Right);
        List<BoundExpression> pending = [.. left.Pending, .. right.Pending], stay = [];
        foreach (BoundExpression predicate in PlanBuilder.Predicates(join))
            (ColumnSets.Uses(predicate, _outer) ? pending : stay).Add(predicate);
        return new Lifted(PlanBuilder.Join(JoinKind.Inner, left.Plan, right.Plan, stay), pending);
    }

    /// <summary>
    /// Joins that keep left rows: what the right side or the condition asks of outer columns is asked of their twins on
    /// the left side. A Single join may only see left rows that some outer row has (others could raise an error), so it
    /// always gets the domain.
    /// </summary>
    private Lifted LiftPreserving(LogicalJoin join)
    {
        Lifted left = Lift(join.Left), right = Lift(join.Right);
        IEnumerable<BoundExpression> own = PlanBuilder.Predicates(join);
        left = Replace(left, [.. own, .. right.Pending], out Func<BoundExpression, BoundExpression> replace,
            join.Kind == JoinKind.Single);
        List<BoundExpression> predicates = [.. own.Select(replace)];
        LogicalOperator rightPlan = right.Plan;
        if (join.Kind == JoinKind.Mark) MarkPredicates(right, ref rightPlan, predicates, replace);
        else predicates.AddRange(right.Pending.Select(replace));
        return new Lifted(PlanBuilder.Join(join.Kind, left.Plan, rightPlan, predicates, join.MarkColumn), left.Pending);
    }

    /// <summary>
    /// Adds predicates that say which rows the right side has, for a Mark join: where one is NULL the row is not there,
    /// so none of them may make the mark NULL. An equality becomes IS NOT DISTINCT FROM over right rows whose key is
    /// not NULL; anything else is asked for its truth.
    /// </summary>
    public void MarkPredicates(
        Lifted right, ref LogicalOperator rightPlan, List<BoundExpression> predicates,
            Func<BoundExpression, BoundExpression> replace)
    {
        var notNull = new List<BoundExpression>();
        foreach (BoundExpression predicate in right.Pending)
        {
            if (OuterEquality.From(predicate, _outer) is { Kind: ComparisonKind.Equal } equality)
            {
                notNull.Add(PlanBuilder.IsNotNull(equality.Inner));
                predicates.Add(replace(
                    new BoundComparison(ComparisonKind.NotDistinct, equality.Outer, equality.Inner)));
            }
            else
            {
                predicates.Add(PlanBuilder.IsTruth(replace(predicate)));
            }
        }
        rightPlan = PlanBuilder.Filter(rightPlan, notNull);
    }

    private Lifted LiftFull(LogicalJoin join)
    {
        LogicalColumn[] outer = OuterColumnsOf(join);
        LogicalOperator left = WithKeys(join.Left, outer, out IReadOnlyList<LogicalColumn> leftKeys);
        LogicalOperator right = WithKeys(join.Right, outer, out IReadOnlyList<LogicalColumn> rightKeys);
        Dictionary<int, LogicalColumn> map =
            outer.Zip(leftKeys).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        List<BoundExpression> predicates =
            [.. PlanBuilder.Predicates(join).Select(predicate => PlanCopy.Replace(predicate, map))];
        for (int i = 0; i < outer.Length; i++) predicates.Add(Link(leftKeys[i], rightKeys[i]));
        LogicalColumn[] keys = [.. outer.Select(_context.Copy)];
        var values = new BoundExpression[outer.Length];
        for (int i = 0; i < outer.Length; i++)
            values[i] = new BoundCoalesce([new BoundColumn(leftKeys[i]), new BoundColumn(rightKeys[i])], outer[i].Type);
        LogicalOperator plan =
            PlanBuilder.Extend(PlanBuilder.Join(JoinKind.Full, left, right, predicates), values, keys);
        return new Lifted(plan, [.. outer.Zip(keys, Link)]);
    }
}
