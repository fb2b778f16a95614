using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>LIMIT, OFFSET and FETCH FIRST.</summary>
internal static class LimitBinder
{
    public static LogicalOperator Apply(BindContext context, CteScope? ctes, LogicalOperator plan, LimitClause? limit)
    {
        if (limit is null) return plan;
        if (limit.Percent) throw Errors.NotSupported("LIMIT in percent", limit.Span);
        if (limit.WithTies) throw Errors.NotSupported("WITH TIES", limit.Span);
        BoundExpression? count = Bind(context, ctes, limit.Count, "LIMIT"),
            offset = Bind(context, ctes, limit.Offset, "OFFSET");
        return count is null && offset is null ? plan : new LogicalLimit(plan, count, offset);
    }

    private static BoundExpression? Bind(BindContext context, CteScope? ctes, Expression? expression, string clause)
    {
        if (expression is null) return null;
        BoundExpression bound = context.Types.Cast(
            new ExpressionBinder(context, Scope.Empty, null, ctes, clause).Bind(expression), LogicalType.BigInt);
        if (ExpressionTree.Any(bound, node => node is BoundSubquery))
            throw Errors.NotSupported($"a subquery in {clause}", expression.Span);
        if (bound is not BoundConstant constant) return bound;
        if (constant.Value.IsNull) return null;
        if (constant.Value.Integer < 0) throw Errors.Invalid($"{clause} must not be negative", expression.Span);
        return constant;
    }
}
