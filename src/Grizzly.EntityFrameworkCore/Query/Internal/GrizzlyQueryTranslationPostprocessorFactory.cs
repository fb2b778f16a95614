using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>One postprocessor per query.</summary>
public sealed class GrizzlyQueryTranslationPostprocessorFactory(
    QueryTranslationPostprocessorDependencies dependencies,
    RelationalQueryTranslationPostprocessorDependencies relationalDependencies)
    : IQueryTranslationPostprocessorFactory
{
    public QueryTranslationPostprocessor Create(QueryCompilationContext queryCompilationContext) =>
        new GrizzlyQueryTranslationPostprocessor(
            dependencies, relationalDependencies, (RelationalQueryCompilationContext)queryCompilationContext);
}
