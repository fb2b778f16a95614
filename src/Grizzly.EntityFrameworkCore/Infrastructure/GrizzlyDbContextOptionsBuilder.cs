using Grizzly.EntityFrameworkCore.Infrastructure.Internal;
using Grizzly.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Grizzly.EntityFrameworkCore.Infrastructure;

/// <summary>What can be set for a context on Grizzly.</summary>
public sealed class GrizzlyDbContextOptionsBuilder(DbContextOptionsBuilder builder)
    : RelationalDbContextOptionsBuilder<GrizzlyDbContextOptionsBuilder, GrizzlyOptionsExtension>(builder)
{
    /// <summary>Runs units of work again that end in a conflict with another transaction (40001), up to
    /// <paramref name="maxRetryCount"/> times.</summary>
    public GrizzlyDbContextOptionsBuilder EnableRetryOnFailure(int maxRetryCount = 6) =>
        ExecutionStrategy(context => new GrizzlyRetryingExecutionStrategy(context, maxRetryCount));
}
