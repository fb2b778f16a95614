using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>LIMIT and OFFSET written as a window that numbers rows and a filter over the number.</summary>
/// <remarks>A bound that is NULL is no bound, as in LIMIT.</remarks>
internal static class RowNumbers
{
    /// <summary>The rows within the limit, with the input's columns.</summary>
    public static LogicalOperator Limit(
        OptimizerContext context, LogicalOperator input, IReadOnlyList<SortKey> keys, BoundExpression? limit,
        BoundExpression? offset) =>
        PlanBuilder.WithOutput(Filter(context, input, keys, limit, offset), input.Output);

    /// <summary>The rows within the limit and their numbers.</summary>
    public static LogicalFilter Filter(
        OptimizerContext context, LogicalOperator input, IReadOnlyList<SortKey> keys, BoundExpression? limit,
        BoundExpression? offset)
    {
        LogicalColumn number = context.Ids.New("row_number", LogicalType.BigInt, isNullable: false);
        LogicalOperator plan = new LogicalWindow(input, [], keys, [BoundWindow.RowNumber], [number]);
        BoundExpression position = Wide(new BoundColumn(number));
        var predicates = new List<BoundExpression>();
        if (offset is not null)
            predicates.Add(new BoundComparison(ComparisonKind.Greater, position, OrZero(offset)));
        if (limit is not null)
        {
            BoundExpression last = offset is null ? Wide(limit) : Add(Wide(limit), OrZero(offset));
            var within = new BoundComparison(ComparisonKind.LessOrEqual, position, last);
            predicates.Add(limit is BoundConstant { Value.IsNull: false }
                ? within : new BoundJunction(false, [new BoundIsNull(limit, false), within]));
        }
        return new LogicalFilter(plan, predicates);
    }

    /// <summary>As HUGEINT, where two BIGINTs have a sum.</summary>
    private static BoundExpression Wide(BoundExpression expression) =>
        expression is BoundConstant { Value: { IsNull: false } value }
            ? new BoundConstant(Value.Of(LogicalType.HugeInt, value.Integer))
            : new BoundCast(expression, LogicalType.HugeInt, false);

    private static BoundExpression OrZero(BoundExpression offset) => offset is BoundConstant { Value.IsNull: false }
        ? Wide(offset)
        : new BoundCoalesce(
            [Wide(offset), new BoundConstant(Value.Of(LogicalType.HugeInt, Int128.Zero))], LogicalType.HugeInt);

    private static BoundExpression Add(BoundExpression left, BoundExpression right) => new BoundCall(
        FunctionRegistry.BindScalar("+", [LogicalType.HugeInt, LogicalType.HugeInt], [null, null]), [left, right]);
}
