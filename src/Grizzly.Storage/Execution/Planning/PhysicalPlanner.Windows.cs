using Grizzly.Functions;
using Grizzly.Logical;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildWindow(LogicalWindow window)
    {
        Fragment input = Build(window.Input);
        IReadOnlyList<LogicalColumn> inputColumns = input.Columns;
        if (window.PartitionBy.Count + window.OrderBy.Count == 0
            && window.Calls.All(call => call.Kind == WindowFunctionKind.RowNumber && call.OrderBy.Count == 0))
        {
            LogicalColumn[] numbered = [.. inputColumns, .. window.Columns];
            PlanNode numbers = new PlanNode("ROW_NUMBER", [input.Node]).With("calls", Describe(window.Calls));
            input.Add(
                new RowNumberStage(inputColumns.Count) { Node = numbers, Types = TypesOf(numbered) }, numbered);
            input.ScanColumns.Clear();
            return input;
        }
        var expressions = new List<BoundExpression>(window.PartitionBy);
        expressions.AddRange(window.OrderBy.Select(key => key.Expression));
        foreach (BoundWindow call in window.Calls) expressions.AddRange(call.Children);
        int[] positions = Materialize(input, expressions);
        int partitions = window.PartitionBy.Count, next = partitions + window.OrderBy.Count;
        SortColumn[] order = Directions(window.OrderBy, positions.AsSpan(partitions));
        var calls = new List<WindowCallSpec>();
        foreach (BoundWindow call in window.Calls)
        {
            int count = call.Children.Count;
            calls.Add(CallOf(call, positions.AsSpan(next, count)));
            next += count;
        }
        var node = new PlanNode("WINDOW", [input.Node])
            .With("partition", Describe(window.PartitionBy))
            .With("order", string.Join(", ", window.OrderBy.Select(key => ExpressionText.Format(key))))
            .With("calls", Describe(window.Calls));
        var spec = new WindowSpec(input.Types, positions[..partitions], order, calls);
        var sink = Own(new WindowSink(spec) { Node = node });
        Sink(input, sink);
        LogicalColumn[] output = [.. inputColumns, .. window.Columns];
        return FromSource(new WindowSource(sink, inputColumns.Count) { Node = node, Types = TypesOf(output) }, output);
    }

    private static SortColumn[] Directions(IReadOnlyList<SortKey> keys, ReadOnlySpan<int> positions)
    {
        var columns = new SortColumn[keys.Count];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = new SortColumn(positions[i], keys[i].IsDescending, keys[i].NullsFirst);
        return columns;
    }

    /// <param name="positions">Of the call's children, in their order.</param>
    private static WindowCallSpec CallOf(BoundWindow call, ReadOnlySpan<int> positions)
    {
        int arguments = call.Arguments.Count, next = arguments + call.OrderBy.Count;
        WindowFrame frame = call.Frame;
        int start = frame.Start.Offset is null ? -1 : positions[next++];
        int end = frame.End.Offset is null ? -1 : positions[next++];
        int key = frame.RangeKey is null ? -1 : positions[next];
        return new WindowCallSpec(
            call.Kind, call.Aggregate, positions[..arguments].ToArray(), call.IsDistinct,
            call.Filter is null ? -1 : positions[^1], Directions(call.OrderBy, positions[arguments..]),
            call.IgnoreNulls,
            new FrameSpec(frame.Unit, frame.Start.Kind, start, frame.End.Kind, end, frame.Exclusion, key), call.Type);
    }
}
