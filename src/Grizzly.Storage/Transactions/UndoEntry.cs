namespace Grizzly.Transactions;

/// <summary>One change of a transaction: what to stamp at commit and to take back at rollback.</summary>
/// <param name="Target">Whoever made the change.</param>
/// <param name="Kind">The target's own code for the change.</param>
/// <param name="Start">The target's own number, for example the first row.</param>
/// <param name="Count">The target's own number, for example how many rows.</param>
/// <param name="State">The target's own data, or null.</param>
public readonly record struct UndoEntry(IUndoTarget Target, int Kind, long Start, int Count, object? State = null);

/// <summary>Something transactional: row groups, tables, the catalog.</summary>
public interface IUndoTarget
{
    /// <summary>
    /// The change is committed: replace the transaction's id by the timestamp. Must not fail; called under the commit
    /// lock.
    /// </summary>
    void Commit(in UndoEntry entry, ulong commitTimestamp);

    /// <summary>Takes the change back. Must not fail; entries arrive newest first.</summary>
    void Rollback(in UndoEntry entry);
}

/// <summary>Holds old versions that can go once no snapshot needs them.</summary>
public interface ICollectable
{
    /// <summary>
    /// Every snapshot from now on starts at or after <paramref name="oldest"/>: forget what only older ones need.
    /// </summary>
    void Collect(ulong oldest);
}

/// <summary>Makes commits durable. Null for in-memory databases.</summary>
public interface ICommitLog
{
    /// <summary>Appends a transaction's records; called in commit order. An error means nothing was written.</summary>
    long Append(LogBuffer records);

    /// <summary>Makes directly written data durable before its log records (bulk loads).</summary>
    void FlushData();

    /// <summary>Returns once everything before <paramref name="position"/> is durable; an error is final.</summary>
    void WaitDurable(long position);
}
