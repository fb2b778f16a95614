using System.Linq.Expressions;
using Grizzly.EntityFrameworkCore.Query.Expressions.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>A list that is a parameter takes its element's type from what its elements are compared with.</summary>
public sealed class GrizzlyTypeMappingPostprocessor(
    QueryTranslationPostprocessorDependencies dependencies,
    RelationalQueryTranslationPostprocessorDependencies relationalDependencies,
    RelationalQueryCompilationContext context)
    : RelationalTypeMappingPostprocessor(dependencies, relationalDependencies, context)
{
    private readonly IModel _model = context.Model;
    private readonly IRelationalTypeMappingSource _types = relationalDependencies.TypeMappingSource;

    protected override Expression VisitExtension(Expression expression)
    {
        if (expression is not GrizzlyUnnestExpression { List: SqlParameterExpression { TypeMapping: null } list } unnest
            || !TryGetInferredTypeMapping(
                unnest.Alias, GrizzlyUnnestExpression.ValueColumn, out RelationalTypeMapping? element))
            return base.VisitExtension(expression);
        RelationalTypeMapping mapping = _types.FindMapping(list.Type, _model, element)
            ?? throw new InvalidOperationException($"a list of type {list.Type} has no SQL type");
        return unnest.Update([(SqlExpression)list.ApplyTypeMapping(mapping)]);
    }
}
