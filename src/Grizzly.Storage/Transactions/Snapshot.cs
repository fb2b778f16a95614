using System.Runtime.CompilerServices;

namespace Grizzly.Transactions;

/// <summary>What a transaction sees: everything committed up to its start, and its own changes.</summary>
/// <remarks>
/// Rows carry stamps. A stamp below 2^62 is a commit timestamp; from 2^62 on it is the id of a transaction that has
/// not committed;
/// <see cref="Stamps.Never"/> marks a row that is not deleted, or one whose insertion was rolled back. One comparison
/// decides.
/// </remarks>
public readonly struct Snapshot(ulong startTimestamp, ulong transactionId)
{
    private Snapshot(ulong insertsUpTo, ulong deletesUpTo, ulong transactionId) : this(insertsUpTo, transactionId) =>
        DeletesUpTo = deletesUpTo;

    /// <summary>The newest commit timestamp this snapshot sees.</summary>
    public ulong StartTimestamp { get; } = startTimestamp;

    /// <summary>The newest commit timestamp whose deletions this snapshot sees.</summary>
    public ulong DeletesUpTo { get; } = startTimestamp;

    /// <summary>
    /// The id whose own changes are visible; <see cref="Stamps.Never"/> - 1 for a snapshot outside a transaction.
    /// </summary>
    public ulong TransactionId { get; } = transactionId;

    /// <summary>Whether the change with this stamp has happened for this snapshot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsVisible(ulong stamp) => stamp <= StartTimestamp || stamp == TransactionId;

    /// <summary>Whether the deletion with this stamp has happened for this snapshot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDeleted(ulong stamp) => stamp <= DeletesUpTo || stamp == TransactionId;

    /// <summary>Every row that some transaction may see or come to see, committed or not: what an index has to
    /// hold.</summary>
    public static Snapshot Everything(ulong oldest) => new(Stamps.Never - 1, oldest, Stamps.Never - 1);

    /// <summary>A snapshot of everything committed up to a timestamp, outside any transaction (checkpoints).</summary>
    public static Snapshot AsOf(ulong timestamp) => new(timestamp, Stamps.Never - 1);
}

/// <summary>The numbers that mark who inserted or deleted a row, and when.</summary>
public static class Stamps
{
    /// <summary>Before every snapshot.</summary>
    public const ulong Always = 0;

    /// <summary>After every snapshot, and no transaction's id.</summary>
    public const ulong Never = ulong.MaxValue;

    /// <summary>Transaction ids start here.</summary>
    public const ulong FirstTransaction = 1UL << 62;

    public static bool IsCommitted(ulong stamp) => stamp < FirstTransaction;
}
