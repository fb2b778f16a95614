using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>The expressions of one operator: visited and rewritten, inputs untouched.</summary>
internal static class PlanExpressions
{
    public static void Visit(LogicalOperator plan, Action<BoundExpression> visit)
    {
        switch (plan)
        {
            case LogicalGet get: VisitAll(get.Filters, visit); break;
            case LogicalValues values:
                foreach (IReadOnlyList<BoundExpression> row in values.Rows) VisitAll(row, visit);
                break;
            case LogicalFilter filter: VisitAll(filter.Predicates, visit); break;
            case LogicalProject project: VisitAll(project.Expressions, visit); break;
            case LogicalAggregate aggregate:
                VisitAll(aggregate.Groups, visit);
                VisitAll(aggregate.Aggregates, visit);
                break;
            case LogicalFunctionApply apply: VisitAll(apply.Arguments, visit); break;
            case LogicalWindow window:
                VisitAll(window.PartitionBy, visit);
                VisitKeys(window.OrderBy, visit);
                VisitAll(window.Calls, visit);
                break;
            case LogicalJoin join: VisitJoin(join.Conditions, join.Residual, visit); break;
            case LogicalDependentJoin join: VisitJoin(join.Conditions, join.Residual, visit); break;
            case LogicalSort sort: VisitKeys(sort.Keys, visit); break;
            case LogicalTopN top:
                VisitKeys(top.Keys, visit);
                visit(top.Limit);
                if (top.Offset is not null) visit(top.Offset);
                break;
            case LogicalLimit limit:
                if (limit.Limit is not null) visit(limit.Limit);
                if (limit.Offset is not null) visit(limit.Offset);
                break;
        }
    }

    /// <summary>Whether an expression of this operator (not of its inputs) fulfils the predicate.</summary>
    public static bool Any(LogicalOperator plan, Func<BoundExpression, bool> predicate)
    {
        bool found = false;
        Visit(plan, expression => found = found || predicate(expression));
        return found;
    }

    /// <summary>
    /// The operator with every expression rewritten; itself where nothing changed. Aggregates are rewritten below their
    /// call.
    /// </summary>
    public static LogicalOperator Map(LogicalOperator plan, Func<BoundExpression, BoundExpression> map)
    {
        switch (plan)
        {
            case LogicalGet get:
                return MapList(get.Filters, map) is { } filters ? get with { Filters = filters } : plan;
            case LogicalValues values: return MapRows(values, map);
            case LogicalFilter filter:
                return MapList(filter.Predicates, map) is { } predicates ? filter with { Predicates = predicates }
                    : plan;
            case LogicalProject project:
                return MapList(project.Expressions, map) is { } expressions
                    ? project with { Expressions = expressions } : plan;
            case LogicalAggregate aggregate:
            {
                IReadOnlyList<BoundExpression>? groups = MapList(aggregate.Groups, map);
                IReadOnlyList<BoundAggregate>? calls = MapAggregates(aggregate.Aggregates, map);
                return groups is null && calls is null
                    ? plan
                    : aggregate with
                    {
                        Groups = groups ?? aggregate.Groups, Aggregates = calls ?? aggregate.Aggregates,
                    };
            }
            case LogicalFunctionApply apply:
                return MapList(apply.Arguments, map) is { } arguments ? apply with { Arguments = arguments } : plan;
            case LogicalWindow window:
            {
                IReadOnlyList<BoundExpression>? partition = MapList(window.PartitionBy, map);
                IReadOnlyList<SortKey>? order = MapKeys(window.OrderBy, map);
                IReadOnlyList<BoundWindow>? windows = MapWindows(window.Calls, map);
                return partition is null && order is null && windows is null
                    ? plan
                    : window with
                    {
                        PartitionBy = partition ?? window.PartitionBy, OrderBy = order ?? window.OrderBy,
                        Calls = windows ?? window.Calls,
                    };
            }
            case LogicalJoin join:
            {
                IReadOnlyList<JoinCondition>? conditions = MapConditions(join.Conditions, map);
                IReadOnlyList<BoundExpression>? residual = MapList(join.Residual, map);
                return conditions is null && residual is null
                    ? plan
                    : join with { Conditions = conditions ?? join.Conditions, Residual = residual ?? join.Residual };
            }
            case LogicalDependentJoin join:
            {
                IReadOnlyList<JoinCondition>? conditions = MapConditions(join.Conditions, map);
                IReadOnlyList<BoundExpression>? residual = MapList(join.Residual, map);
                return conditions is null && residual is null
                    ? plan
                    : join with { Conditions = conditions ?? join.Conditions, Residual = residual ?? join.Residual };
            }
            case LogicalSort sort:
                return MapKeys(sort.Keys, map) is { } sortKeys ? sort with { Keys = sortKeys } : plan;
            case LogicalTopN top:
            {
                IReadOnlyList<SortKey>? keys = MapKeys(top.Keys, map);
                BoundExpression limit = map(top.Limit);
                BoundExpression? offset = top.Offset is null ? null : map(top.Offset);
                return keys is null && ReferenceEquals(limit, top.Limit) && ReferenceEquals(offset, top.Offset)
                    ? plan
                    : top with { Keys = keys ?? top.Keys, Limit = limit, Offset = offset };
            }
            case LogicalLimit limit:
            {
                BoundExpression? count = limit.Limit is null ? null : map(limit.Limit);
                BoundExpression? offset = limit.Offset is null ? null : map(limit.Offset);
                return ReferenceEquals(count, limit.Limit) && ReferenceEquals(offset, limit.Offset)
                    ? plan
                    : limit with { Limit = count, Offset = offset };
            }
            default: return plan;
        }
    }

    /// <summary>The call with its arguments, order and filter rewritten.</summary>
    public static BoundAggregate MapAggregate(BoundAggregate aggregate, Func<BoundExpression, BoundExpression> map) =>
        MapList(aggregate.Children, map) is { } children ? (BoundAggregate)aggregate.WithChildren(children) : aggregate;

    /// <summary>The rewritten list, or null where nothing changed.</summary>
    public static IReadOnlyList<BoundExpression>? MapList(
        IReadOnlyList<BoundExpression> list, Func<BoundExpression, BoundExpression> map)
    {
        BoundExpression[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            BoundExpression mapped = map(list[i]);
            if (ReferenceEquals(mapped, list[i])) continue;
            changed ??= [.. list];
            changed[i] = mapped;
        }
        return changed;
    }

    /// <summary>Rebuilds a plan bottom-up; unchanged operators are shared.</summary>
    public static LogicalOperator Rewrite(LogicalOperator plan, Func<LogicalOperator, LogicalOperator> rewrite) =>
        rewrite(MapInputs(plan, input => Rewrite(input, rewrite)));

    /// <summary>
    /// The operator over rewritten inputs; itself where nothing changed. Operators that go by position get their
    /// inputs' columns in the old order.
    /// </summary>
    public static LogicalOperator MapInputs(LogicalOperator plan, Func<LogicalOperator, LogicalOperator> map)
    {
        IReadOnlyList<LogicalOperator> inputs = plan.Inputs;
        LogicalOperator[]? changed = null;
        for (int i = 0; i < inputs.Count; i++)
        {
            LogicalOperator mapped = map(inputs[i]);
            if (ReferenceEquals(mapped, inputs[i])) continue;
            changed ??= [.. inputs];
            changed[i] = IsPositional(plan) ? PlanBuilder.WithOutput(mapped, inputs[i].Output) : mapped;
        }
        return changed is null ? plan : plan.WithInputs(changed);
    }

    private static bool IsPositional(LogicalOperator plan) =>
        plan is LogicalSetOperation or LogicalRecursiveCte or LogicalModification or LogicalCopyTo;

    private static LogicalValues MapRows(LogicalValues values, Func<BoundExpression, BoundExpression> map)
    {
        IReadOnlyList<BoundExpression>[]? changed = null;
        for (int i = 0; i < values.Rows.Count; i++)
        {
            if (MapList(values.Rows[i], map) is not { } row) continue;
            changed ??= [.. values.Rows];
            changed[i] = row;
        }
        return changed is null ? values : values with { Rows = changed };
    }

    private static BoundAggregate[]? MapAggregates(
        IReadOnlyList<BoundAggregate> list, Func<BoundExpression, BoundExpression> map)
    {
        BoundAggregate[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            BoundAggregate mapped = MapAggregate(list[i], map);
            if (ReferenceEquals(mapped, list[i])) continue;
            changed ??= [.. list];
            changed[i] = mapped;
        }
        return changed;
    }

    private static BoundWindow[]? MapWindows(
        IReadOnlyList<BoundWindow> list, Func<BoundExpression, BoundExpression> map)
    {
        BoundWindow[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            if (MapList(list[i].Children, map) is not { } children) continue;
            changed ??= [.. list];
            changed[i] = (BoundWindow)list[i].WithChildren(children);
        }
        return changed;
    }

    private static JoinCondition[]? MapConditions(
        IReadOnlyList<JoinCondition> list, Func<BoundExpression, BoundExpression> map)
    {
        JoinCondition[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            BoundExpression left = map(list[i].Left), right = map(list[i].Right);
            if (ReferenceEquals(left, list[i].Left) && ReferenceEquals(right, list[i].Right)) continue;
            changed ??= [.. list];
            changed[i] = list[i] with { Left = left, Right = right };
        }
        return changed;
    }

    private static SortKey[]? MapKeys(IReadOnlyList<SortKey> list, Func<BoundExpression, BoundExpression> map)
    {
        SortKey[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            BoundExpression mapped = map(list[i].Expression);
            if (ReferenceEquals(mapped, list[i].Expression)) continue;
            changed ??= [.. list];
            changed[i] = list[i] with { Expression = mapped };
        }
        return changed;
    }

    private static void VisitAll(IReadOnlyList<BoundExpression> list, Action<BoundExpression> visit)
    {
        for (int i = 0; i < list.Count; i++) visit(list[i]);
    }

    private static void VisitKeys(IReadOnlyList<SortKey> keys, Action<BoundExpression> visit)
    {
        for (int i = 0; i < keys.Count; i++) visit(keys[i].Expression);
    }

    private static void VisitJoin(IReadOnlyList<JoinCondition> conditions, IReadOnlyList<BoundExpression> residual,
        Action<BoundExpression> visit)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            visit(conditions[i].Left);
            visit(conditions[i].Right);
        }
        VisitAll(residual, visit);
    }
}
