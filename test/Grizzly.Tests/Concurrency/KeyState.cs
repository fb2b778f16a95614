namespace Grizzly.Tests.Concurrency;

/// <summary>What a transaction saw of a key: the id of its last change, and its group, or -1 where the row is
/// missing.</summary>
internal readonly record struct KeyState(long Version, int Group);

/// <summary>What a transaction saw when it began, and what it wrote in the end.</summary>
internal sealed class RecordedTransaction(KeyState[] snapshot, long began)
{
    public KeyState[] Snapshot => snapshot;

    /// <summary>Clock before the transaction began.</summary>
    public long Began => began;

    /// <summary>Clock after its commit was acknowledged, or 0.</summary>
    public long Acknowledged { get; set; }

    public bool IsCommitted => Acknowledged != 0;

    /// <summary>The last version of each key written, and the version that was there before the transaction.</summary>
    public Dictionary<int, (long Before, long After)> Writes { get; } = [];
}
