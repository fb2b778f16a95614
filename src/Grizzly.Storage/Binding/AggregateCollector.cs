using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>The aggregates of one SELECT; equal calls share one column.</summary>
internal sealed class AggregateCollector(ColumnIds ids)
{
    private readonly Dictionary<BoundExpression, LogicalColumn> _columns = new(ExpressionEquality.Instance);

    public List<BoundAggregate> Calls { get; } = [];

    public List<LogicalColumn> Columns { get; } = [];

    /// <summary>Calls of GROUPING.</summary>
    public List<GroupingCall> Groupings { get; } = [];

    /// <summary>The column that will hold a call of GROUPING.</summary>
    public BoundColumn AddGrouping(IReadOnlyList<BoundExpression> arguments, SourceSpan span)
    {
        LogicalColumn column = ids.New("grouping", LogicalType.BigInt, isNullable: false);
        Groupings.Add(new GroupingCall(arguments, column, span));
        return new BoundColumn(column) { Span = span };
    }

    /// <summary>Whether the column holds an aggregate or a call of GROUPING.</summary>
    public bool Owns(LogicalColumn column) =>
        Columns.Contains(column) || Groupings.Exists(call => call.Column.Id == column.Id);

    /// <summary>any_value of an expression.</summary>
    public static BoundAggregate AnyOf(BoundExpression expression)
    {
        if (!FunctionRegistry.TryGetAggregate("any_value", out AggregateFunction? function)
            || function.Bind([expression.Type], [null]) is not { } bound)
            throw Errors.Internal("there is no any_value");
        return new BoundAggregate(bound, [expression], false, null, []) { Span = expression.Span };
    }

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
