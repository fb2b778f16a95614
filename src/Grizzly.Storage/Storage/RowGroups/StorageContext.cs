using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>The services tables of one database share. Thread-safe.</summary>
/// <param name="Allocator">Where columns live, counted against the memory limit.</param>
/// <param name="Buffers">Decides which segments stay in memory.</param>
/// <param name="Spill">Where operators, and segments of in-memory databases, go when memory is short.</param>
/// <param name="Transactions">Snapshots and commits.</param>
/// <param name="Blocks">The database file; null for an in-memory database.</param>
public sealed record StorageContext(
    MemoryAllocator Allocator, BufferManager Buffers, TemporaryFiles Spill, TransactionManager Transactions,
        BlockFile? Blocks)
{
    public bool IsPersistent => Blocks is not null;

    public bool IsReadOnly => Blocks is { IsReadOnly: true };
}
