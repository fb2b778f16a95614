using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>Aggregates: the keys of lifted equalities become groups.</summary>
internal sealed partial class CorrelationLifter
{
    /// <summary>
    /// An aggregate grouped by its correlation. Without groups of its own it would lose the row of an empty input, so
    /// the caller must outer-join the outer rows (or the domain) to it and put <paramref name="IfEmpty"/> where no
    /// group was found.
    /// </summary>
    /// <param name="IfEmpty">Columns to define above the outer join: a count is its group's count or 0.</param>
    public sealed record Grouped(
        LogicalAggregate Plan, IReadOnlyList<BoundExpression> Pending,
            IReadOnlyList<(LogicalColumn Column, BoundExpression Value)> IfEmpty);

    public Grouped Group(LogicalAggregate aggregate)
    {
        BoundExpression[] expressions =
            [.. aggregate.Groups, .. aggregate.Aggregates.SelectMany(call => call.Children)];
        Lifted input = Lift(aggregate.Input);
        if (!input.Pending.All(PassesGroups)) input =
            WithDomain(input, OuterColumns([.. input.Pending, .. expressions]));
        input = Replace(input, expressions, out Func<BoundExpression, BoundExpression> replace);
        var groups = new List<BoundExpression>(aggregate.Groups.Select(replace));
        var columns = new List<LogicalColumn>(aggregate.Columns.Take(groups.Count));
        var pending = new List<BoundExpression>();
        foreach (BoundExpression predicate in input.Pending)
        {
            pending.Add(OuterEquality.From(predicate, _outer) is { } equality
                ? AddKey(equality, input.Plan, groups, columns)
                : predicate);
        }
        var ifEmpty = new List<(LogicalColumn, BoundExpression)>();
        var calls = new List<BoundAggregate>();
        for (int i = 0; i < aggregate.Aggregates.Count; i++)
        {
            BoundAggregate call = PlanExpressions.MapAggregate(aggregate.Aggregates[i], replace);
            LogicalColumn column = aggregate.Columns[aggregate.Groups.Count + i];
            calls.Add(call);
            if (aggregate.Groups.Count == 0 && call.Function.IsCount)
            {
                LogicalColumn counted = _context.Copy(column);
                columns.Add(counted);
                ifEmpty.Add((column, new BoundCoalesce(
                    [new BoundColumn(counted), new BoundConstant(Value.Of(column.Type, Int128.Zero))], column.Type)));
            }
            else
            {
                columns.Add(column);
            }
        }
        return new Grouped(new LogicalAggregate(input.Plan, groups, calls, columns), pending, ifEmpty);
    }

    /// <summary>
    /// Equalities do, by a group for their inner side; and so does what is the same for all rows of one outer row.
    /// </summary>
    private bool PassesGroups(BoundExpression predicate) =>
        OuterEquality.From(predicate, _outer) is not null
        || (!ExpressionTree.IsVolatile(predicate) && ColumnSets.UsesOnly(predicate, _outer));

    private Lifted LiftAggregate(LogicalAggregate aggregate)
    {
        Grouped grouped = Group(aggregate);
        if (aggregate.Groups.Count > 0) return new Lifted(grouped.Plan, grouped.Pending);
        LogicalColumn[] outer = OuterColumns(grouped.Pending);
        LogicalOperator relation = domain.New(outer, out Dictionary<int, LogicalColumn> map);
        LogicalOperator join = PlanBuilder.Join(
            JoinKind.Left, relation, grouped.Plan, grouped.Pending.Select(predicate =>
                PlanCopy.Replace(predicate, map)));
        LogicalOperator plan = PlanBuilder.Extend(
            join, [.. grouped.IfEmpty.Select(item => item.Value)], [.. grouped.IfEmpty.Select(item => item.Column)]);
        return new Lifted(plan, [.. outer.Select(column => Link(column, map[column.Id]))]);
    }
}
