using Grizzly.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage;

/// <summary>Runs a unit of work again when it ended in a conflict with another transaction.</summary>
public sealed class GrizzlyRetryingExecutionStrategy : ExecutionStrategy
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    public GrizzlyRetryingExecutionStrategy(ExecutionStrategyDependencies dependencies, int maxRetryCount)
        : base(dependencies, maxRetryCount, MaxDelay)
    {
    }

    protected override bool ShouldRetryOn(Exception exception) => exception is GrizzlyException { IsTransient: true };

    /// <summary>Conflicts are over as soon as the other transaction is: milliseconds.</summary>
    protected override TimeSpan? GetNextDelay(Exception lastException) =>
        base.GetNextDelay(lastException) / 100;
}
