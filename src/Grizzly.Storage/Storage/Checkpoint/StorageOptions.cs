namespace Grizzly.Storage;

/// <summary>How to open a database's storage.</summary>
public sealed record StorageOptions
{
    /// <summary>Bytes of native memory all together; 80 % of the machine's unless set.</summary>
    public long MemoryLimit { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 8;

    /// <summary>
    /// Where to spill; null: beside the database file, or the system's temporary directory for an in-memory database.
    /// </summary>
    public string? TemporaryDirectory { get; init; }

    public bool IsReadOnly { get; init; }

    public SynchronousMode Synchronous { get; init; }

    /// <summary>Bytes of log after which a checkpoint is written by itself; 0: never.</summary>
    public long CheckpointThreshold { get; init; }

    /// <summary>Encryption, or null.</summary>
    public IBlockTransform? Transform { get; init; }
}
