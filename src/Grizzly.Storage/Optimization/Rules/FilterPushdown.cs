using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Moves the conjuncts of filters as near to the scans as they may go, into the scans themselves, and turns cross
/// products with filters into joins; outer joins whose NULL rows a filter rejects become inner ones.
/// </summary>
/// <remarks>
/// Right under NULL: a conjunct goes below an outer join on its preserved side only, where the rows are the same above
/// and below; below GROUP BY, DISTINCT and windows only over keys, where rows of one group agree, NULL keys included.
/// Volatile
/// conjuncts stay; those that may raise errors go into scans and through operators that keep rows, but not below joins,
/// which might have removed the failing row.
/// </remarks>
internal sealed class FilterPushdown
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new FilterPushdown().Push(plan, []);

    private LogicalOperator Push(LogicalOperator plan, List<BoundExpression> predicates)
    {
        switch (plan)
        {
            case LogicalFilter filter:
            {
                var all = new List<BoundExpression>();
                foreach (BoundExpression predicate in filter.Predicates) ExpressionTree.SplitConjuncts(predicate, all);
                all.AddRange(predicates);
                return Push(filter.Input, all);
            }
            case LogicalGet get: return PushGet(get, predicates);
            case LogicalProject project: return PushProject(project, predicates);
            case LogicalAggregate aggregate: return PushAggregate(aggregate, predicates);
            case LogicalDistinct or LogicalSort: return PushThrough(plan, predicates);
            case LogicalWindow window: return PushWindow(window, predicates);
            case LogicalSetOperation set: return PushSetOperation(set, predicates);
            case LogicalCte cte:
                return cte with { Definition = Push(cte.Definition, []), Body = Push(cte.Body, predicates) };
            case LogicalJoin join: return PushJoin(join, predicates);
            default: return PlanBuilder.Filter(PlanExpressions.MapInputs(plan, input => Push(input, [])), predicates);
        }
    }

    private static LogicalOperator PushGet(LogicalGet get, List<BoundExpression> predicates)
    {
        (List<BoundExpression> own, List<BoundExpression> stay) =
            Split(predicates, predicate =>
                !ExpressionTree.IsVolatile(predicate) && !ColumnSets.IsColumnFree(predicate));
        if (own.Count == 0) return PlanBuilder.Filter(get, predicates);
        List<BoundExpression> filters = [.. get.Filters];
        foreach (BoundExpression predicate in own)
        {
            if (!filters.Exists(other => ExpressionEquality.Instance.Equals(other, predicate))) filters.Add(predicate);
        }
        return PlanBuilder.Filter(get with { Filters = filters }, stay);
    }

    private LogicalOperator PushProject(LogicalProject project, List<BoundExpression> predicates)
    {
        var map = new Dictionary<LogicalColumn, BoundExpression>();
        var volatileColumns = new HashSet<int>();
        for (int i = 0; i < project.Columns.Count; i++)
        {
            map[project.Columns[i]] = project.Expressions[i];
            if (ExpressionTree.IsVolatile(project.Expressions[i])) volatileColumns.Add(project.Columns[i].Id);
        }
        (List<BoundExpression> down, List<BoundExpression> stay) =
            Split(predicates, predicate =>
                !ExpressionTree.IsVolatile(predicate) && !ColumnSets.Uses(predicate, volatileColumns));
        LogicalOperator input =
            Push(project.Input, [.. down.Select(predicate => ExpressionTree.Replace(predicate, map))]);
        return PlanBuilder.Filter(project with { Input = input }, stay);
    }

    private LogicalOperator PushAggregate(LogicalAggregate aggregate, List<BoundExpression> predicates)
    {
        var map = new Dictionary<LogicalColumn, BoundExpression>();
        var groups = new HashSet<int>();
        for (int i = 0; i < aggregate.Groups.Count; i++)
        {
            if (ExpressionTree.IsVolatile(aggregate.Groups[i])) continue;
            map[aggregate.Columns[i]] = aggregate.Groups[i];
            groups.Add(aggregate.Columns[i].Id);
        }
        (List<BoundExpression> down, List<BoundExpression> stay) =
            Split(predicates, predicate => OnlyOver(predicate, groups));
        LogicalOperator input =
            Push(aggregate.Input, [.. down.Select(predicate => ExpressionTree.Replace(predicate, map))]);
        return PlanBuilder.Filter(aggregate with { Input = input }, stay);
    }

    /// <summary>Below a window goes what keeps or drops whole partitions: predicates over partition keys.</summary>
    private LogicalOperator PushWindow(LogicalWindow window, List<BoundExpression> predicates)
    {
        var keys = new HashSet<int>();
        foreach (BoundExpression key in window.PartitionBy)
        {
            if (key is BoundColumn column) keys.Add(column.Column.Id);
        }
        (List<BoundExpression> down, List<BoundExpression> stay) =
            Split(predicates, predicate => OnlyOver(predicate, keys));
        return PlanBuilder.Filter(window with { Input = Push(window.Input, down) }, stay);
    }

    private LogicalOperator PushThrough(LogicalOperator plan, List<BoundExpression> predicates)
    {
        (List<BoundExpression> down, List<BoundExpression> stay) =
            Split(predicates, predicate => !ExpressionTree.IsVolatile(predicate));
        return PlanBuilder.Filter(PlanExpressions.MapInputs(plan, input => Push(input, down)), stay);
    }

    private LogicalOperator PushSetOperation(LogicalSetOperation set, List<BoundExpression> predicates)
    {
        bool keepsAll = set.Kind == SetOperationKind.Union;
        (List<BoundExpression> down, List<BoundExpression> stay) =
            Split(predicates, predicate =>
                keepsAll ? !ExpressionTree.IsVolatile(predicate) : FailureAnalysis.IsMovable(predicate));
        var operands = new List<LogicalOperator>();
        foreach (LogicalOperator operand in set.Operands)
        {
            IReadOnlyList<LogicalColumn> output = operand.Output;
            var map = new Dictionary<LogicalColumn, BoundExpression>();
            for (int i = 0; i < set.Columns.Count; i++) map[set.Columns[i]] = new BoundColumn(output[i]);
            LogicalOperator pushed =
                Push(operand, [.. down.Select(predicate => ExpressionTree.Replace(predicate, map))]);
            operands.Add(PlanBuilder.WithOutput(pushed, output));
        }
        return PlanBuilder.Filter(set with { Operands = operands }, stay);
    }

    private LogicalOperator PushJoin(LogicalJoin join, List<BoundExpression> predicates)
    {
        HashSet<int> left = ColumnSets.Of(join.Left.Output), right = ColumnSets.Of(join.Right.Output);
        switch (join.Kind)
        {
            case JoinKind.Inner: return PushInner(join, predicates);
            case JoinKind.Right:
                return PushJoin(PlanBuilder.Join(JoinKind.Left, join.Right, join.Left, PlanBuilder.Predicates(join)),
                    predicates);
            case JoinKind.Left or JoinKind.Single when predicates.Exists(predicate =>
                NullAnalysis.RejectsNulls(predicate, right)):
                // A Single join still has to raise its error, so it stays as it is.
                return join.Kind == JoinKind.Left ? PushInner(join with { Kind = JoinKind.Inner }, predicates)
                    : PushPreserving(join, predicates, left, right);
            case JoinKind.Full: return PushFull(join, predicates, left, right);
            default: return PushPreserving(join, predicates, left, right);
        }
    }

    private LogicalOperator PushFull(
        LogicalJoin join, List<BoundExpression> predicates, HashSet<int> left, HashSet<int> right)
    {
        bool needsLeft = predicates.Exists(predicate => NullAnalysis.RejectsNulls(predicate, left));
        bool needsRight = predicates.Exists(predicate => NullAnalysis.RejectsNulls(predicate, right));
        if (needsLeft || needsRight)
        {
            JoinKind kind = needsLeft && needsRight ? JoinKind.Inner : needsLeft ? JoinKind.Left : JoinKind.Right;
            return PushJoin(join with { Kind = kind }, predicates);
        }
        return PlanBuilder.Filter(join with { Left = Push(join.Left, []), Right = Push(join.Right, []) }, predicates);
    }

    /// <summary>
    /// Joins that keep or choose left rows: filters of left columns go left; conditions over the right side alone go
    /// right.
    /// </summary>
    private LogicalOperator PushPreserving(
        LogicalJoin join, List<BoundExpression> predicates, HashSet<int> left, HashSet<int> right)
    {
        (List<BoundExpression> toLeft, List<BoundExpression> stay) =
            Split(predicates, predicate => OnlyOver(predicate, left) && FailureAnalysis.IsMovable(predicate));
        var on = new List<BoundExpression>();
        var toRight = new List<BoundExpression>();
        foreach (BoundExpression predicate in PlanBuilder.Predicates(join))
        {
            // A Mark join's conditions can also make the mark NULL, so they stay.
            bool isFree = join.Kind != JoinKind.Mark && FailureAnalysis.IsMovable(predicate);
            if (isFree && OnlyOver(predicate, right)) toRight.Add(predicate);
            else if (isFree && join.Kind == JoinKind.Semi && OnlyOver(predicate, left)) toLeft.Add(predicate);
            else on.Add(predicate);
        }
        if (join.Kind != JoinKind.Mark) CarryOver(join.Conditions, toLeft, toRight);
        LogicalOperator pushed =
            PlanBuilder.Join(join.Kind, Push(join.Left, toLeft), Push(join.Right, toRight), on, join.MarkColumn);
        return PlanBuilder.Filter(pushed, stay);
    }

    /// <summary>
    /// A filter of a left key holds for the right key it is joined with: right rows that fail it have no partner among
    /// the left rows that pass.
    /// </summary>
    private static void CarryOver(
        IReadOnlyList<JoinCondition> conditions, List<BoundExpression> toLeft, List<BoundExpression> toRight)
    {
        foreach (JoinCondition condition in conditions)
        {
            if (condition.Comparison != ComparisonKind.Equal) continue;
            if (condition is not { Left: BoundColumn from, Right: BoundColumn to }) continue;
            var classes = new EqualityClasses();
            classes.Add(from.Column, to.Column);
            foreach (BoundExpression predicate in classes.Derive(toLeft))
            {
                if (!toRight.Exists(other => ExpressionEquality.Instance.Equals(other, predicate)))
                    toRight.Add(predicate);
            }
        }
    }

    /// <summary>All relations and conjuncts of neighbouring inner joins at once.</summary>
    private LogicalOperator PushInner(LogicalJoin join, List<BoundExpression> predicates)
    {
        JoinRegion region = JoinRegion.Flatten(join, predicates);
        region.DerivePredicates();
        var relations = new List<LogicalOperator>();
        var rest = new List<BoundExpression>(region.Predicates);
        foreach (LogicalOperator relation in region.Relations)
        {
            HashSet<int> columns = ColumnSets.Of(relation.Output);
            (List<BoundExpression> own, List<BoundExpression> others) =
                Split(rest, predicate => OnlyOver(predicate, columns) && FailureAnalysis.IsMovable(predicate));
            rest = others;
            relations.Add(Push(relation, own));
        }
        return JoinRegion.Chain(relations, rest);
    }

    /// <summary>Whether the predicate uses some of these columns and no others.</summary>
    private static bool OnlyOver(BoundExpression predicate, HashSet<int> columns) =>
        ColumnSets.UsesOnly(predicate, columns) && !ColumnSets.IsColumnFree(predicate)
            && !ExpressionTree.IsVolatile(predicate);

    private static (List<BoundExpression> Down, List<BoundExpression> Stay) Split(
        List<BoundExpression> predicates, Func<BoundExpression, bool> goesDown)
    {
        List<BoundExpression> down = [], stay = [];
        foreach (BoundExpression predicate in predicates) (goesDown(predicate) ? down : stay).Add(predicate);
        return (down, stay);
    }
}
