using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>The aggregates of one SELECT; equal calls share one column.</summary>
internal sealed class AggregateCollector(ColumnIds ids)
{
    private readonly Dictionary<BoundExpression, LogicalColumn> _columns = new(ExpressionEquality.Instance);

    public List<BoundAggregate> Calls { get; } = [];

    public List<LogicalColumn> Columns { get; } = [];

    /// <summary>The column that will hold the aggregate's result.</summary>
    public BoundColumn Add(BoundAggregate aggregate, string name)
    {
        if (!_columns.TryGetValue(aggregate, out LogicalColumn? column))
        {
            column = ids.New(name, aggregate.Type, Nullability.CanBeNull(aggregate));
            _columns.Add(aggregate, column);
            Calls.Add(aggregate);
            Columns.Add(column);
        }
        return new BoundColumn(column) { Span = aggregate.Span };
    }
}
