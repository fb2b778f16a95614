using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// Aggregates that can be computed from the results of finer groups: sums of sums, sums of counts, least of least, and
/// a mean from its sum and count. Right under NULL: a finer group without values gives NULL, which these skip.
/// </summary>
internal sealed class PartialAggregates
{
    private readonly List<Func<IReadOnlyList<LogicalColumn>, IReadOnlyList<BoundAggregate>>> _coarse = [];
    private readonly List<Func<IReadOnlyList<LogicalColumn>, BoundExpression>> _results = [];
    private int _coarseCount;

    private PartialAggregates()
    {
    }

    /// <summary>What the finest groups compute.</summary>
    public List<BoundAggregate> Fine { get; } = [];

    /// <summary>The plan for these calls, or null where some of them needs the rows themselves.</summary>
    public static PartialAggregates? TryMake(IReadOnlyList<BoundAggregate> calls)
    {
        var partial = new PartialAggregates();
        foreach (BoundAggregate call in calls)
        {
            if (call.IsDistinct || call.OrderBy.Count > 0 || !partial.TryAdd(call)) return null;
        }
        return partial;
    }

    /// <summary>The aggregates of coarser groups over the finer groups' results.</summary>
    public IReadOnlyList<BoundAggregate> Coarse(IReadOnlyList<LogicalColumn> fine) =>
        [.. _coarse.SelectMany(make => make(fine))];

    /// <summary>The results of the original calls, one each, over the coarse aggregates' columns.</summary>
    public IReadOnlyList<BoundExpression> Results(IReadOnlyList<LogicalColumn> coarse) =>
        [.. _results.Select(make => make(coarse))];

    private bool TryAdd(BoundAggregate call)
    {
        switch (call.Function.Name)
        {
            case "sum" or "min" or "max" or "bool_and" or "bool_or":
            {
                int at = AddFine(call);
                int result = AddCoarse(call.Function.Name, at);
                _results.Add(columns => Cast(new BoundColumn(columns[result]), call.Type));
                return true;
            }
            case "count" or "count_star" or "count_if":
            {
                int result = AddCoarse("sum", AddFine(call));
                _results.Add(columns => Count(columns[result], call.Type));
                return true;
            }
            case "avg":
            {
                LogicalType argument = call.Function.ArgumentTypes[0];
                int sum = AddCoarse("sum", AddFine(Over(call, Bind("sum", argument))));
                int count = AddCoarse("sum", AddFine(Over(call, Bind("count", argument))));
                _results.Add(columns => Mean(columns[sum], columns[count]));
                return true;
            }
            default: return false;
        }
    }

    /// <summary>Another aggregate of the same arguments.</summary>
    private static BoundAggregate Over(BoundAggregate call, BoundAggregateFunction function) =>
        new(function, call.Arguments, false, call.Filter, []) { Span = call.Span };

    private int AddFine(BoundAggregate call)
    {
        int known = Fine.FindIndex(other => ExpressionEquality.Instance.Equals(other, call));
        if (known >= 0) return known;
        Fine.Add(call);
        return Fine.Count - 1;
    }

    private int AddCoarse(string name, int fine)
    {
        _coarse.Add(columns =>
        {
            BoundAggregateFunction function = Bind(name, columns[fine].Type);
            return [new BoundAggregate(
                function, [Cast(new BoundColumn(columns[fine]), function.ArgumentTypes[0])], false, null, [])];
        });
        return _coarseCount++;
    }

    private static BoundAggregateFunction Bind(string name, LogicalType type) =>
        FunctionRegistry.BindAggregate(name, [type], [null]);

    private static BoundExpression Cast(BoundExpression expression, LogicalType type) =>
        expression.Type == type ? expression : new BoundCast(expression, type, false);

    /// <summary>No group at all counts 0.</summary>
    private static BoundCoalesce Count(LogicalColumn column, LogicalType type) => new(
        [Cast(new BoundColumn(column), type), new BoundConstant(Value.Of(type, Int128.Zero))], type);

    private static BoundCase Mean(LogicalColumn sum, LogicalColumn count)
    {
        BoundScalar divide = FunctionRegistry.BindScalar("/", [LogicalType.Double, LogicalType.Double], [null, null]);
        var quotient = new BoundCall(
            divide, [Cast(new BoundColumn(sum), LogicalType.Double), Cast(new BoundColumn(count), LogicalType.Double)]);
        return new BoundCase(
            [new BoundIsNull(new BoundColumn(sum), true), quotient],
            new BoundConstant(Value.Null(LogicalType.Double)), LogicalType.Double);
    }
}
