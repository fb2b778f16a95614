using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Gives lists among the parameters their types.</summary>
public sealed class GrizzlyQueryTranslationPostprocessor(
    QueryTranslationPostprocessorDependencies dependencies,
    RelationalQueryTranslationPostprocessorDependencies relationalDependencies,
    RelationalQueryCompilationContext context)
    : RelationalQueryTranslationPostprocessor(dependencies, relationalDependencies, context)
{
    private readonly RelationalQueryCompilationContext _context = context;

    protected override Expression ProcessTypeMappings(Expression expression) =>
        new GrizzlyTypeMappingPostprocessor(Dependencies, RelationalDependencies, _context).Process(expression);
}
