using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>One context per query.</summary>
public sealed class GrizzlyQueryCompilationContextFactory(
    QueryCompilationContextDependencies dependencies,
    RelationalQueryCompilationContextDependencies relationalDependencies)
    : IQueryCompilationContextFactory
{
    public QueryCompilationContext Create(bool async) =>
        new GrizzlyQueryCompilationContext(dependencies, relationalDependencies, async, precompiling: false);

    public QueryCompilationContext CreatePrecompiled(bool async) =>
        new GrizzlyQueryCompilationContext(dependencies, relationalDependencies, async, precompiling: true);

    /// <summary>A connection has one reader at a time, so the rows of a split query are read whole before the next
    /// query begins.</summary>
    private sealed class GrizzlyQueryCompilationContext(
        QueryCompilationContextDependencies dependencies,
        RelationalQueryCompilationContextDependencies relationalDependencies, bool async, bool precompiling)
        : RelationalQueryCompilationContext(dependencies, relationalDependencies, async, precompiling)
    {
        public override bool SupportsPrecompiledQuery => true;

        public override bool IsBuffering => base.IsBuffering
            || QuerySplittingBehavior == Microsoft.EntityFrameworkCore.QuerySplittingBehavior.SplitQuery;
    }
}
