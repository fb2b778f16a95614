using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Subqueries inside expressions.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundQuery BindSubquery(QueryExpression query) => new QueryBinder(Context, this, Ctes).Bind(query);

    private BoundExpression BindScalarSubquery(SubqueryExpression expression)
    {
        BoundQuery query = BindSubquery(expression.Query);
        if (query.Columns.Count != 1) throw Errors.SubqueryColumns(1, query.Columns.Count, expression.Span);
        return new BoundSubquery(SubqueryKind.Scalar, query.Plan, [], ComparisonKind.Equal, query.Columns[0].Type) { Span = expression.Span };
    }

    /// <summary>IN, ANY and ALL: the operands and the subquery's columns are brought to common types.</summary>
    private BoundExpression BindQuantified(Expression operand, QueryExpression query, ComparisonKind kind, bool isAny, SourceSpan span)
    {
        BoundExpression[] left = operand is RowExpression row ? [.. row.Items.Select(Bind)] : [Bind(operand)];
        BoundQuery bound = BindSubquery(query);
        if (bound.Columns.Count != left.Length) throw Errors.SubqueryColumns(left.Length, bound.Columns.Count, query.Span);
        if (left.Length > 1 && kind is not (ComparisonKind.Equal or ComparisonKind.NotEqual))
            throw Errors.NotSupported("ordering rows against a subquery", span);
        if (left.Length > 1 && (kind == ComparisonKind.Equal) != isAny) throw Errors.NotSupported("rows with this quantifier", span);
        var right = new BoundExpression[left.Length];
        bool casts = false;
        for (int i = 0; i < left.Length; i++)
        {
            right[i] = new BoundColumn(bound.Columns[i]) { Span = query.Span };
            LogicalType type = Context.Types.CommonType([left[i], right[i]], isComparison: true)
                ?? throw Errors.OperatorNotFound($"{left[i].Type.Name} {ExpressionText.Symbol(kind)} {right[i].Type.Name}", span);
            if (type.IsNull) type = LogicalType.Integer;
            left[i] = Context.Types.Cast(left[i], type);
            BoundExpression cast = Context.Types.Cast(right[i], type);
            casts |= !ReferenceEquals(cast, right[i]);
            right[i] = cast;
        }
        Logical.LogicalOperator plan = casts ? PlanBuilder.Project(Context, bound.Plan, right, bound.Names).Plan : bound.Plan;
        return new BoundSubquery(isAny ? SubqueryKind.Any : SubqueryKind.All, plan, left, kind, LogicalType.Boolean) { Span = span };
    }
}
