using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>Nothing is run again unless the options say so.</summary>
public sealed class GrizzlyExecutionStrategyFactory(ExecutionStrategyDependencies dependencies)
    : RelationalExecutionStrategyFactory(dependencies)
{
    protected override IExecutionStrategy CreateDefaultStrategy(ExecutionStrategyDependencies dependencies) =>
        new NonRetryingExecutionStrategy(dependencies);
}
