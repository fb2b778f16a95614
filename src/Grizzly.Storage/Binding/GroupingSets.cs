using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>
/// The sets of groups that GROUP BY asks for: each of its elements gives alternatives, and every combination of
/// alternatives is a set.
/// </summary>
internal sealed class GroupingSets(Func<Expression, BoundExpression> bind)
{
    private const int MostSets = 4096;

    private List<List<BoundExpression>> _sets = [[]];

    /// <summary>True where there is more than the one set of plain GROUP BY.</summary>
    public bool IsPlain { get; private set; } = true;

    public IReadOnlyList<IReadOnlyList<BoundExpression>> Sets => _sets;

    public void Add(GroupingElement element)
    {
        List<List<BoundExpression>> alternatives = Alternatives(element);
        IsPlain &= element is GroupingKey or EmptyGroupingSet;
        Check(_sets.Count * (long)alternatives.Count, element.Span);
        _sets = [.. _sets.SelectMany(set => alternatives.Select(alternative =>
            new List<BoundExpression>([.. set, .. alternative])))];
    }

    /// <summary>GROUP BY DISTINCT: drops sets that group by the same expressions as an earlier one.</summary>
    public void RemoveDuplicates()
    {
        var kept = new List<List<BoundExpression>>();
        foreach (List<BoundExpression> set in _sets)
        {
            var own = new HashSet<BoundExpression>(set, ExpressionEquality.Instance);
            if (!kept.Exists(other => own.SetEquals(other))) kept.Add(set);
        }
        _sets = kept;
    }

    private List<List<BoundExpression>> Alternatives(GroupingElement element)
    {
        switch (element)
        {
            case GroupingKey key: return [Keys(key.Value)];
            case EmptyGroupingSet: return [[]];
            case GroupingSetsElement sets:
            {
                var all = new List<List<BoundExpression>>();
                foreach (GroupingElement set in sets.Sets) all.AddRange(Alternatives(set));
                Check(all.Count, element.Span);
                return all;
            }
            case RollupElement rollup:
            {
                List<BoundExpression>[] keys = [.. rollup.Keys.Select(Keys)];
                return [.. Enumerable.Range(0, keys.Length + 1).Select(dropped =>
                    keys.SkipLast(dropped).SelectMany(key => key).ToList())];
            }
            case CubeElement cube:
            {
                List<BoundExpression>[] keys = [.. cube.Keys.Select(Keys)];
                Check(keys.Length > 20 ? long.MaxValue : 1L << keys.Length, element.Span);
                var all = new List<List<BoundExpression>>();
                for (int mask = (1 << keys.Length) - 1; mask >= 0; mask--)
                {
                    int chosen = mask;
                    all.Add([.. keys.Where((_, i) => (chosen >> (keys.Length - 1 - i) & 1) != 0)
                        .SelectMany(key => key)]);
                }
                return all;
            }
            default: throw Errors.NotSupported("this grouping element", element.Span);
        }
    }

    private List<BoundExpression> Keys(Expression expression) =>
        expression is RowExpression row ? [.. row.Items.Select(bind)] : [bind(expression)];

    private static void Check(long sets, SourceSpan span)
    {
        if (sets > MostSets) throw Errors.TooComplex($"GROUP BY with more than {MostSets} grouping sets", span);
    }
}

/// <summary>A grouped query's aggregation over several sets of groups.</summary>
/// <remarks>
/// The expressions of groups and aggregates are computed once into a common table expression; each set aggregates over
/// it, with NULL for the groups it does not have, and the results are put together by UNION ALL.
/// </remarks>
internal sealed class GroupingSetsPlan(
    BindContext context, LogicalOperator input, IReadOnlyList<BoundExpression> groups,
    IReadOnlyList<LogicalColumn> groupColumns, AggregateCollector aggregates)
{
    private readonly List<BoundExpression> _computed = [];
    private readonly List<LogicalColumn> _columns = [];

    public LogicalOperator Build(IReadOnlyList<IReadOnlyList<BoundExpression>> sets)
    {
        foreach (BoundExpression group in groups) Compute(group);
        foreach (BoundAggregate call in aggregates.Calls)
        {
            foreach (BoundExpression child in call.Children)
            {
                if (child is not BoundConstant) Compute(child);
            }
        }
        int cteId = context.NextCteId();
        LogicalOperator[] parts = [.. sets.Select(set => Aggregate(set, cteId))];
        LogicalColumn[] output = [.. groupColumns, .. aggregates.Columns, .. aggregates.Groupings.Select(g =>
            g.Column)];
        LogicalOperator union = parts.Length == 1
            ? new LogicalProject(parts[0], [.. parts[0].Output.Select(column => new BoundColumn(column))], output)
            : new LogicalSetOperation(SetOperationKind.Union, true, parts, output);
        return new LogicalCte(cteId, "grouped", new LogicalProject(input, _computed, _columns), union);
    }

    private void Compute(BoundExpression expression)
    {
        if (_computed.Exists(known => ExpressionEquality.Instance.Equals(known, expression))) return;
        _computed.Add(expression);
        _columns.Add(context.Ids.New(ExpressionText.Format(expression), expression.Type,
            Nullability.CanBeNull(expression)));
    }

    private LogicalProject Aggregate(IReadOnlyList<BoundExpression> set, int cteId)
    {
        LogicalColumn[] columns =
            [.. _columns.Select(column => context.Ids.New(column.Name, column.Type, column.IsNullable))];
        var scan = new LogicalCteScan(cteId, "grouped", columns, _columns);
        BoundColumn Find(BoundExpression expression) => new(
            columns[_computed.FindIndex(known => ExpressionEquality.Instance.Equals(known, expression))])
            { Span = expression.Span };
        BoundAggregate[] calls = [.. aggregates.Calls.Select(call => (BoundAggregate)call.WithChildren(
            [.. call.Children.Select(child => child is BoundConstant ? child : Find(child))]))];
        BoundExpression[] own = [.. set.Distinct(ExpressionEquality.Instance)];
        BoundColumn[] keys = [.. own.Select(Find)];
        LogicalColumn[] results =
            [.. aggregates.Columns.Select(column => context.Ids.New(column.Name, column.Type, column.IsNullable))];
        var plan = new LogicalAggregate(scan, keys, calls, [.. keys.Select(key => key.Column), .. results]);
        var items = new List<BoundExpression>();
        foreach (BoundExpression group in groups)
        {
            items.Add(own.Contains(group, ExpressionEquality.Instance)
                ? Find(group) : new BoundConstant(Value.Null(group.Type)));
        }
        items.AddRange(results.Select(column => new BoundColumn(column)));
        foreach (GroupingCall grouping in aggregates.Groupings) items.Add(grouping.ValueFor(own, groups));
        LogicalColumn[] output = [.. items.Select((item, i) => item is BoundColumn { Column: var column }
            && items.FindIndex(other => other is BoundColumn same && same.Column.Id == column.Id) == i
            ? column
            : context.Ids.New("key", item.Type))];
        return new LogicalProject(plan, items, output);
    }
}

/// <summary>A call of GROUPING: a bit for each argument, set where the row's set does not group by it.</summary>
internal sealed record GroupingCall(IReadOnlyList<BoundExpression> Arguments, LogicalColumn Column, SourceSpan Span)
{
    public BoundConstant ValueFor(IReadOnlyList<BoundExpression> set, IReadOnlyList<BoundExpression> groups)
    {
        long bits = 0;
        foreach (BoundExpression argument in Arguments.Count == 0 ? groups : Arguments)
        {
            if (!groups.Contains(argument, ExpressionEquality.Instance))
                throw new GrizzlyException(
                    SqlStates.GroupingError, "arguments of GROUPING must be grouping expressions", argument.Span);
            bits = bits << 1 | (set.Contains(argument, ExpressionEquality.Instance) ? 0L : 1L);
        }
        return new BoundConstant(Value.Of(LogicalType.BigInt, bits)) { Span = Span };
    }
}
