using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

namespace Grizzly.Binding;

/// <summary>LIMIT, OFFSET and FETCH FIRST. Percentages and WITH TIES become windows that number rows.</summary>
internal sealed class LimitBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    public static LogicalOperator Apply(
        BindContext context, ExpressionBinder? outer, CteScope? ctes, LogicalOperator plan, LimitClause? limit) =>
        limit is null ? plan : new LimitBinder(context, outer, ctes).Apply(plan, limit);

    private LogicalOperator Apply(LogicalOperator plan, LimitClause limit)
    {
        BoundExpression? count = Bind(limit.Count, "LIMIT", limit.Percent ? LogicalType.Double : LogicalType.BigInt);
        BoundExpression? offset = Bind(limit.Offset, "OFFSET", LogicalType.BigInt);
        if (count is not null && (limit.Percent || limit.WithTies)) return Number(plan, limit, count, offset);
        return count is null && offset is null ? plan : new LogicalLimit(plan, count, offset);
    }

    /// <summary>Keeps the rows whose number is beyond the offset and whose number, or rank, is within the
    /// count.</summary>
    private LogicalOperator Number(
        LogicalOperator plan, LimitClause limit, BoundExpression count, BoundExpression? offset)
    {
        var sort = plan as LogicalSort;
        IReadOnlyList<SortKey> keys = sort?.Keys ?? [];
        if (limit.WithTies && keys.Count == 0)
            throw Errors.Misplaced("WITH TIES without ORDER BY", limit.Span);
        LogicalOperator input = sort?.Input ?? plan;
        LogicalColumn number = Column("row_number"), last = limit.WithTies ? Column("rank") : number;
        LogicalOperator numbered = new LogicalWindow(
            input, [], keys, limit.WithTies ? [BoundWindow.RowNumber, BoundWindow.Rank] : [BoundWindow.RowNumber],
            limit.WithTies ? [number, last] : [number]);
        BoundExpression isUnlimited = new BoundIsNull(count, false);
        bool isConstant = count is BoundConstant;
        if (limit.Percent) count = Share(ref numbered, count, limit.Count!.Span);
        var zero = new BoundConstant(Value.Of(LogicalType.BigInt, Int128.Zero));
        var predicates = new List<BoundExpression>();
        if (offset is not null)
        {
            offset = new BoundCoalesce([offset, zero], LogicalType.BigInt);
            predicates.Add(new BoundComparison(ComparisonKind.Greater, new BoundColumn(number), offset));
            count = Call("+", count, offset);
        }
        var within = new BoundComparison(ComparisonKind.LessOrEqual, new BoundColumn(last), count);
        predicates.Add(isConstant ? within : new BoundJunction(false, [isUnlimited, within]));
        LogicalOperator result = new LogicalFilter(numbered, predicates);
        result = new LogicalProject(
            result, [.. input.Output.Select(column => new BoundColumn(column))], input.Output);
        return keys.Count == 0 ? result : new LogicalSort(result, keys);
    }

    /// <summary>The rows that a percentage of all rows are, rounded down.</summary>
    private BoundExpression Share(ref LogicalOperator plan, BoundExpression percent, SourceSpan span)
    {
        if (percent is BoundConstant { Value: var value } && !(value.Floating >= 0 && value.Floating <= 100))
            throw Errors.Invalid("LIMIT in percent must be between 0 and 100", span);
        LogicalColumn total = Column("total");
        plan = new LogicalWindow(
            plan, [], [], [BoundWindow.Total(FunctionRegistry.BindAggregate("count", [], []))], [total]);
        BoundExpression share = Call("*", percent, new BoundConstant(Value.OfDouble(0.01)));
        BoundExpression rows = Call("*", share, new BoundCast(new BoundColumn(total), LogicalType.Double, false));
        // Noise of the product must not cost a row.
        rows = Call("floor", Call("+", rows, new BoundConstant(Value.OfDouble(1e-9))));
        return new BoundCast(rows, LogicalType.BigInt, false) { Span = span };
    }

    private static BoundCall Call(string name, params BoundExpression[] arguments) => new(
        FunctionRegistry.BindScalar(
            name, [.. arguments.Select(argument => argument.Type)], new Value?[arguments.Length]), arguments);

    private LogicalColumn Column(string name) => context.Ids.New(name, LogicalType.BigInt, isNullable: false);

    /// <summary>The expression of a subquery without FROM: a limit known before the first row ends the query
    /// early.</summary>
    private static BoundExpression WithoutSubquery(BoundExpression bound) =>
        bound is BoundSubquery
        {
            Kind: SubqueryKind.Scalar,
            Plan: LogicalProject { Input: LogicalValues { Rows.Count: 1, Columns.Count: 0 }, Expressions: [var only] },
        } && !ExpressionTree.Any(only, node => node is BoundColumn or BoundSubquery) ? only : bound;

    private BoundExpression? Bind(Expression? expression, string clause, LogicalType type)
    {
        if (expression is null) return null;
        BoundExpression bound = context.Types.Cast(
            WithoutSubquery(new ExpressionBinder(context, Scope.Empty, outer, ctes, clause).Bind(expression)), type);
        if (bound is not BoundConstant constant) return bound;
        if (constant.Value.IsNull) return null;
        if (type == LogicalType.BigInt && constant.Value.Integer < 0)
            throw Errors.Invalid($"{clause} must not be negative", expression.Span);
        return constant;
    }
}
