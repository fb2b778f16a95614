using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Engine;

/// <summary>How to open a database. Immutable.</summary>
public sealed record DatabaseOptions
{
    public const string InMemory = ":memory:";

    /// <summary>Path of the <c>.grz</c> file, or <see cref="InMemory"/>.</summary>
    public string Path { get; init; } = InMemory;

    /// <summary>Hard limit on native memory in bytes; 0 takes 80 % of the machine's.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Most threads per statement; 0 takes the number of processors.</summary>
    public int Threads { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Most rows per vector, 1 to 1,024; tests lower it.</summary>
    public int VectorSize { get; init; } = Vectors.ColumnVector.MaxCapacity;

    /// <summary>False leaves out every optimizer rule that correctness does not need.</summary>
    public bool IsOptimizerEnabled { get; init; } = true;

    public SynchronousMode Synchronous { get; init; } = SynchronousMode.Full;

    /// <summary>Bytes of log after which a checkpoint is written in the background; 0: only when asked, and when the
    /// database is closed.</summary>
    public long CheckpointThresholdBytes { get; init; } = 16 << 20;

    /// <summary>Where operators spill; null: beside the database file, or the system's temporary directory for
    /// in-memory databases.</summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Where files live; tests inject faults here. Null: the local file system.</summary>
    public IFileSystem? FileSystem { get; init; }

    public bool IsInMemory => Path == InMemory;

    /// <summary>The name a session gives the database: that of its file, or <c>memory</c>.</summary>
    public string Name => SessionDatabases.NameOf(this);

    internal long EffectiveMemoryLimit =>
        MemoryLimitBytes > 0 ? MemoryLimitBytes : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.8);

    internal int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;
}
