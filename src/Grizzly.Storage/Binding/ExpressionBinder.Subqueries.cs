using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Subqueries inside expressions.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundQuery BindSubquery(QueryExpression query) => new QueryBinder(
        Context, this, Context.Macro?.Caller == this ? null : Ctes).Bind(query);

    private BoundExpression BindScalarSubquery(SubqueryExpression expression)
    {
        BoundQuery query = BindSubquery(expression.Query);
        if (query.Columns.Count != 1) throw Errors.SubqueryColumns(1, query.Columns.Count, expression.Span);
        return new BoundSubquery(
            SubqueryKind.Scalar, query.Plan, [], ComparisonKind.Equal,
            query.Columns[0].Type) { Span = expression.Span };
    }

    /// <summary>IN, ANY and ALL: the operands and the subquery's columns are brought to common types.</summary>
    private BoundExpression BindQuantified(
        Expression operand, QueryExpression query, ComparisonKind kind, bool isAny, SourceSpan span)
    {
        BoundExpression[] left = operand is RowExpression row ? [.. row.Items.Select(Bind)] : [Bind(operand)];
        if (operand is RowExpression && query.Body is SelectBody { Items: [{ Value: RowExpression made }] } select)
        {
            // A row of rows: compared item by item.
            query = query with
            {
                Body = select with { Items = [.. made.Items.Select(item => new SelectItem(item, null, item.Span))] },
            };
        }
        if (left is [{ Type.IsNull: false } only]
            && query.Body is SelectBody { Items: [{ Value: ParameterExpression parameter }] }
            && Context.Parameters.Reference(parameter.Name, parameter.Index, parameter.Span) is
                { Type.IsNull: true } unknown)
        {
            // x IN (SELECT $1 …): it is what x is. Libraries write an empty list so.
            Context.Parameters.Infer(unknown, only.Type);
        }
        BoundQuery bound = BindSubquery(query);
        if (bound.Columns.Count != left.Length)
            throw Errors.SubqueryColumns(left.Length, bound.Columns.Count, query.Span);
        if (left.Length > 1 && kind is not (ComparisonKind.Equal or ComparisonKind.NotEqual))
            throw Errors.NotSupported("ordering rows against a subquery", span);
        if (left.Length > 1 && (kind == ComparisonKind.Equal) != isAny)
            throw Errors.NotSupported("rows with this quantifier", span);
        var types = new LogicalType[left.Length];
        var collations = new Collation?[left.Length];
        for (int i = 0; i < left.Length; i++)
        {
            var right = new BoundColumn(bound.Columns[i]) { Span = query.Span };
            types[i] = Context.Types.CommonType([left[i], right], isComparison: true)
                ?? throw Errors.OperatorNotFound(
                    $"{left[i].Type.Name} {ExpressionText.Symbol(kind)} {right.Type.Name}", span);
            if (types[i].IsNull) types[i] = LogicalType.Integer;
            if (types[i].IsString) collations[i] = Collations.Common([left[i], right], span);
            left[i] = Collations.Key(Context, Context.Types.Cast(left[i], types[i]), collations[i]);
        }
        bound = PlanBuilder.CastColumns(Context, bound, types);
        if (!Array.TrueForAll(collations, collation => collation is null))
            bound = PlanBuilder.Project(Context, bound.Plan, [.. bound.Columns.Select((column, i) =>
                Collations.Key(Context, new BoundColumn(column) { Span = span }, collations[i]))], bound.Names);
        return new BoundSubquery(
            isAny ? SubqueryKind.Any : SubqueryKind.All, bound.Plan, left, kind, LogicalType.Boolean) { Span = span };
    }
}
