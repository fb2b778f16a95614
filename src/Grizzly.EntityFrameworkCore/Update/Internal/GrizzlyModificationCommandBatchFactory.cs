using Grizzly.EntityFrameworkCore.Infrastructure.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>Makes batches of the size the options say.</summary>
public sealed class GrizzlyModificationCommandBatchFactory(
    ModificationCommandBatchFactoryDependencies dependencies, IDbContextOptions options)
    : IModificationCommandBatchFactory
{
    private const int DefaultBatchSize = 100;

    private readonly int _maxBatchSize =
        options.FindExtension<GrizzlyOptionsExtension>()?.MaxBatchSize ?? DefaultBatchSize;

    public ModificationCommandBatch Create() => new GrizzlyModificationCommandBatch(dependencies, _maxBatchSize);
}
