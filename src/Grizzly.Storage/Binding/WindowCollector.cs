using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

namespace Grizzly.Binding;

/// <summary>The window calls of one SELECT and its WINDOW clause; equal calls share one column.</summary>
internal sealed class WindowCollector(ColumnIds ids, SyntaxList<NamedWindow> named)
{
    private readonly List<Entry> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public bool Owns(LogicalColumn column) => _entries.Exists(entry => entry.Column.Id == column.Id);

    /// <summary>The column that will hold the call's result.</summary>
    public BoundColumn Add(
        IReadOnlyList<BoundExpression> partition, IReadOnlyList<SortKey> order, BoundWindow call, string name)
    {
        Entry? known = _entries.Find(entry => SameWindow(entry, partition, order)
            && ExpressionEquality.Instance.Equals(entry.Call, call));
        if (known is null)
        {
            bool isNullable = call.Aggregate is not { IsCount: true }
                && call.Kind is Functions.WindowFunctionKind.Aggregate or >= Functions.WindowFunctionKind.Ntile;
            known = new Entry(partition, order, call, ids.New(name, call.Type, isNullable));
            _entries.Add(known);
        }
        return new BoundColumn(known.Column) { Span = call.Span };
    }

    /// <summary>
    /// The input with a window operator for each partition and order, in the order they were written.
    /// </summary>
    /// <param name="rewrite">Turns expressions over FROM into expressions over groups, in a grouped query.</param>
    public LogicalOperator Build(LogicalOperator input, Func<BoundExpression, BoundExpression> rewrite)
    {
        var rest = new List<Entry>(_entries);
        while (rest.Count > 0)
        {
            Entry first = rest[0];
            Entry[] same = [.. rest.Where(entry => SameWindow(entry, first.Partition, first.Order))];
            rest.RemoveAll(entry => same.Contains(entry));
            input = new LogicalWindow(
                input, [.. first.Partition.Select(rewrite)],
                [.. first.Order.Select(key => key with { Expression = rewrite(key.Expression) })],
                [.. same.Select(entry => (BoundWindow)entry.Call.WithChildren(
                    [.. entry.Call.Children.Select(rewrite)]))],
                [.. same.Select(entry => entry.Column)]);
        }
        return input;
    }

    /// <summary>The specification with what it takes over from the windows it names.</summary>
    public WindowSpecification Resolve(WindowSpecification written, int depth = 0)
    {
        if (written.Base is not { } name) return written;
        NamedWindow? found = named.FirstOrDefault(window => Scope.SameName(window.Name.Text, name.Text));
        if (found is null || depth > named.Count)
            throw Errors.WindowNotFound(name.Text, named.Select(window => window.Name.Text), name.Span);
        WindowSpecification inherited = Resolve(found.Specification, depth + 1);
        if (written.IsReference) return inherited;
        if (!written.PartitionBy.IsEmpty)
            throw Errors.Windowing($"window \"{name.Text}\" cannot be given another PARTITION BY", written.Span);
        if (!written.OrderBy.IsEmpty && !inherited.OrderBy.IsEmpty)
            throw Errors.Windowing($"window \"{name.Text}\" cannot be given another ORDER BY", written.Span);
        if (inherited.Frame is not null)
            throw Errors.Windowing($"window \"{name.Text}\" has a frame and cannot be extended", written.Span);
        return written with
        {
            Base = null, PartitionBy = inherited.PartitionBy,
            OrderBy = written.OrderBy.IsEmpty ? inherited.OrderBy : written.OrderBy,
        };
    }

    private static bool SameWindow(
        Entry entry, IReadOnlyList<BoundExpression> partition, IReadOnlyList<SortKey> order) =>
        entry.Partition.SequenceEqual(partition, ExpressionEquality.Instance)
        && ExpressionEquality.SameDirections(entry.Order, order)
        && entry.Order.Select(key => key.Expression).SequenceEqual(
            order.Select(key => key.Expression), ExpressionEquality.Instance);

    private sealed record Entry(
        IReadOnlyList<BoundExpression> Partition, IReadOnlyList<SortKey> Order, BoundWindow Call,
        LogicalColumn Column);
}
