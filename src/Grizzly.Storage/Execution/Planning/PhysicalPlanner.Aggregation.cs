using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildAggregate(LogicalAggregate aggregate)
    {
        Fragment input = Build(aggregate.Input);
        SortForAggregates(ref input, aggregate);
        var expressions = new List<BoundExpression>(aggregate.Groups);
        foreach (BoundAggregate call in aggregate.Aggregates)
        {
            Check.Assert(!call.IsDistinct);
            expressions.AddRange(call.Arguments);
            if (call.Filter is not null) expressions.Add(call.Filter);
        }
        int[] positions = Materialize(input, expressions);
        int next = aggregate.Groups.Count;
        var specs = new List<AggregateSpec>();
        foreach (BoundAggregate call in aggregate.Aggregates)
        {
            int[] arguments = positions[next..(next + call.Arguments.Count)];
            next += call.Arguments.Count;
            specs.Add(new AggregateSpec(call.Function, arguments, call.Filter is null ? -1 : positions[next++]));
        }
        var node = new PlanNode(aggregate.Groups.Count == 0 ? "AGGREGATE" : "HASH_AGGREGATE", [input.Node])
            .With("groups", Describe(aggregate.Groups))
            .With("aggregates", Describe(aggregate.Aggregates));
        int[] keys = positions[..aggregate.Groups.Count];
        return AddAggregation(input, keys, specs, aggregate.Columns, node, isOneRow: keys.Length == 0);
    }

    private Fragment BuildDistinct(LogicalDistinct distinct)
    {
        Fragment input = Build(distinct.Input);
        int[] keys = [.. Enumerable.Range(0, input.Columns.Count)];
        return AddAggregation(input, keys, [], input.Columns, new PlanNode("DISTINCT", [input.Node]));
    }

    /// <param name="isOneRow">True without GROUP BY: one row comes out, whether or not any goes in and even where
    /// nobody reads an aggregate. DISTINCT over no columns, in contrast, has no row where its input has none.</param>
    private Fragment AddAggregation(
        Fragment input,
        int[] keys,
        IReadOnlyList<AggregateSpec> specs,
        IReadOnlyList<LogicalColumn> columns,
        PlanNode node,
        bool isOneRow = false)
    {
        LogicalType[] keyTypes = [.. keys.Select(key => input.Columns[key].Type)];
        var set = new AggregateSet(keyTypes, specs);
        if (isOneRow)
        {
            var single = Own(new UngroupedAggregateSink(set) { Node = node });
            Sink(input, single);
            return FromSource(new UngroupedAggregateSource(single) { Node = node, Types = TypesOf(columns) }, columns);
        }
        var sink = Own(new HashAggregateSink(set, keys) { Node = node });
        Sink(input, sink);
        Fragment groups = FromSource(new HashAggregateSource(sink) { Node = node, Types = TypesOf(columns) }, columns);
        for (int i = 0; i < keys.Length; i++)
        {
            // Dropping the rows of a key drops exactly its group: a join above may filter in the scan below.
            if (input.ScanColumns.TryGetValue(input.Columns[keys[i]].Id, out var scan)) groups.ScanColumns[
                columns[i].Id] = scan;
        }
        return groups;
    }

    /// <summary>Aggregates with ORDER BY get their rows sorted, and so from one thread; all must agree on the
    /// order.</summary>
    private void SortForAggregates(ref Fragment input, LogicalAggregate aggregate)
    {
        IReadOnlyList<SortKey>? order = null;
        foreach (BoundAggregate call in aggregate.Aggregates)
        {
            if (call.OrderBy.Count == 0) continue;
            if (order is not null && !SameOrder(order, call.OrderBy))
                throw Errors.NotSupported("aggregates with different ORDER BY in one SELECT", call.Span);
            order = call.OrderBy;
        }
        if (order is null) return;
        IReadOnlyList<LogicalColumn> output = input.Columns;
        int[] positions = Materialize(input, [.. order.Select(key => key.Expression)]);
        SortColumn[] columns = [.. order.Select((key, i) =>
            new SortColumn(positions[i], key.IsDescending, key.NullsFirst))];
        var node = new PlanNode("SORT", [input.Node]).With("keys", Describe(order.Select(key => key.Expression)));
        var sink = Own(new SortSink(new SortSpec(columns, input.Types), _ => null) { Node = node });
        Sink(input, sink);
        input = FromSource(new SortSource(sink, _ => (0, null)) { Node = node, Types = TypesOf(output) }, output);
    }

    private static bool SameOrder(IReadOnlyList<SortKey> left, IReadOnlyList<SortKey> right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (left[i].IsDescending != right[i].IsDescending
                || left[i].NullsFirst != right[i].NullsFirst) return false;
            if (!ExpressionEquality.Instance.Equals(left[i].Expression, right[i].Expression)) return false;
        }
        return true;
    }

    private Fragment BuildSetOperation(LogicalSetOperation set)
    {
        if (set.Kind == SetOperationKind.Union)
        {
            Fragment union = BuildUnionAll([.. set.Operands.Select(BuildBuffered)], set.Columns);
            if (set.IsAll) return union;
            int[] all = [.. Enumerable.Range(0, set.Columns.Count)];
            return AddAggregation(union, all, [], set.Columns, new PlanNode("DISTINCT", [union.Node]));
        }
        return BuildCountedSetOperation(set);
    }

    /// <summary>INTERSECT and EXCEPT: count each distinct row per side, then repeat it as often as the operation
    /// says.</summary>
    private Fragment BuildCountedSetOperation(LogicalSetOperation set)
    {
        LogicalColumn isLeft = NewColumn(LogicalType.Boolean), isRight = NewColumn(LogicalType.Boolean);
        IReadOnlyList<LogicalColumn> tagged = [.. set.Columns, isLeft, isRight];
        var operands = new List<Fragment>();
        for (int i = 0; i < 2; i++)
        {
            Fragment operand = BuildBuffered(set.Operands[i]);
            List<BoundExpression> expressions = [.. operand.Columns.Select(column => new BoundColumn(column))];
            expressions.Add(new BoundConstant(Value.OfBool(i == 0)));
            expressions.Add(new BoundConstant(Value.OfBool(i == 1)));
            AddProject(operand, expressions, tagged, "PROJECT");
            operands.Add(operand);
        }
        Fragment union = BuildUnionAll(operands, tagged);
        int count = set.Columns.Count;
        int[] keys = [.. Enumerable.Range(0, count)];
        BoundAggregateFunction countRows = CountRows();
        AggregateSpec[] specs = [new(countRows, [], count), new(countRows, [], count + 1)];
        string name = set.Kind == SetOperationKind.Intersect ? "INTERSECT" : "EXCEPT";
        var node = new PlanNode(set.IsAll ? name + " ALL" : name, [union.Node]);
        IReadOnlyList<LogicalColumn> counted =
            [.. set.Columns, NewColumn(LogicalType.BigInt), NewColumn(LogicalType.BigInt)];
        Fragment result = AddAggregation(union, keys, specs, counted, node);
        result.Add(
            new RepeatStage(set.Kind == SetOperationKind.Intersect, set.IsAll) { Node = node,
                Types = TypesOf(set.Columns) }, set.Columns);
        return result;
    }

    private static BoundAggregateFunction CountRows() =>
        (FunctionRegistry.TryGetAggregate("count", out AggregateFunction? count) ? count.Bind([], []) : null)
        ?? throw Errors.Internal("count(*) is not registered");

    private static Fragment BuildUnionAll(IReadOnlyList<Fragment> operands, IReadOnlyList<LogicalColumn> columns)
    {
        var node = new PlanNode("UNION ALL", [.. operands.Select(operand => operand.Node)]);
        Branch[] branches = [.. operands.Select(operand => operand.Branches[0])];
        return FromSource(new UnionSource(branches) { Node = node, Types = TypesOf(columns) }, columns);
    }

    /// <summary>Builds a subtree with exactly one branch: several are gathered in a buffer first.</summary>
    private Fragment BuildBuffered(LogicalOperator op)
    {
        Fragment fragment = Build(op);
        if (fragment.Branches.Count == 1) return fragment;
        var buffer = Own(new ChunkBufferSink(fragment.Types) { Node = fragment.Node });
        Sink(fragment, buffer);
        int[] positions = [.. Enumerable.Range(0, fragment.Columns.Count)];
        return FromSource(new ChunkBufferSource(buffer, positions) { Node = fragment.Node, Types = fragment.Types },
            fragment.Columns);
    }
}
