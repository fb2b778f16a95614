using System.Linq.Expressions;
using Grizzly.EntityFrameworkCore.Query.Expressions.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>An element of a list inside of a JSON document is a place of the document, which can be read and set.
/// </summary>
public sealed partial class GrizzlyQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateElementAtOrDefault(
        ShapedQueryExpression source, Expression index, bool returnDefault)
    {
        if (!returnDefault && source.QueryExpression is SelectExpression
            {
                Tables: [GrizzlyUnnestExpression { List: JsonScalarExpression list }], Predicate: null, GroupBy: [],
                Having: null, IsDistinct: false, Limit: null, Offset: null,
            } select
            && IsNaturallyOrdered(select)
            && select.GetProjection(Projection(source.ShaperExpression)) is ColumnExpression element
            && TranslateExpression(index) is { } place)
        {
            var found = new JsonScalarExpression(
                list.Json, [.. list.Path, new PathSegment(place)], element.Type, element.TypeMapping,
                element.IsNullable);
            return source.UpdateQueryExpression(new SelectExpression(found, _context.SqlAliasManager));
        }
        return base.TranslateElementAtOrDefault(source, index, returnDefault);
    }

    private static ProjectionBindingExpression Projection(Expression shaper) =>
        (ProjectionBindingExpression)(shaper is UnaryExpression convert ? convert.Operand : shaper);
}
