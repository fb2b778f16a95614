using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>
/// Keeps writers of a table and changes of its definition apart: a transaction that writes relies on the definition
/// its snapshot shows, and one that changes the definition has looked at all rows. Nobody waits: writers that come
/// second get 40001 at once, those that came first when they commit. Thread-safe.
/// </summary>
public sealed class TableUse : IUndoTarget, ITrackedRead
{
    private const int WriteKind = 1;
    private const int AlterKind = 2;

    private readonly Lock _lock = new();
    private readonly HashSet<Transaction> _writers = [];
    private Transaction? _lastWriter;
    private Transaction? _alterer;
    private ulong _lastWrite;
    private ulong _lastAlter;

    /// <summary>The transaction is going to change rows. Cheap after the first time.</summary>
    /// <exception cref="GrizzlyException">40001 where the definition is being changed, or has been since the
    /// transaction began.</exception>
    public void EnterWrite(Transaction transaction)
    {
        if (ReferenceEquals(Volatile.Read(ref _lastWriter), transaction)) return;
        lock (_lock)
        {
            bool isAltered = _alterer is not null && _alterer != transaction;
            if (isAltered || _lastAlter > transaction.Snapshot.StartTimestamp) throw Errors.CatalogConflict();
            if (_writers.Add(transaction)) transaction.AddUndo(new UndoEntry(this, WriteKind, 0, 0, transaction));
            Volatile.Write(ref _lastWriter, transaction);
        }
    }

    /// <inheritdoc/>
    public bool HasChangedSince(ulong timestamp)
    {
        lock (_lock) return Math.Max(_lastWrite, _lastAlter) > timestamp;
    }

    /// <summary>The transaction is going to change the definition, or to rely on all rows. Transactions that are
    /// changing rows cannot commit then, unless this one rolls back.</summary>
    /// <exception cref="GrizzlyException">40001 where another transaction is changing the definition, or has changed
    /// it or rows since this one began; at commit where one has meanwhile.</exception>
    public void EnterAlter(Transaction transaction)
    {
        transaction.RequireWritable();
        lock (_lock)
        {
            if (_alterer == transaction) return;
            ulong start = transaction.Snapshot.StartTimestamp;
            if (_alterer is not null || _lastWrite > start || _lastAlter > start) throw Errors.CatalogConflict();
            _alterer = transaction;
            transaction.AddUndo(new UndoEntry(this, AlterKind, 0, 0, transaction));
            transaction.Validate += () => RequireNoWriteSince(start, transaction);
            OvertakeWriters(transaction);
        }
    }

    /// <summary>The transaction is going to drop the table: those that are changing rows cannot commit then.</summary>
    public void EnterDrop(Transaction transaction)
    {
        lock (_lock) OvertakeWriters(transaction);
    }

    private void OvertakeWriters(Transaction transaction)
    {
        foreach (Transaction writer in _writers)
        {
            if (writer != transaction) writer.OvertakenBy = transaction;
        }
    }

    /// <summary>A writer may have been committing already when it was overtaken.</summary>
    private void RequireNoWriteSince(ulong start, Transaction transaction)
    {
        lock (_lock)
        {
            if (_alterer == transaction && _lastWrite > start) throw Errors.CatalogConflict();
        }
    }

    void IUndoTarget.Commit(in UndoEntry entry, ulong commitTimestamp)
    {
        lock (_lock)
        {
            if (entry.Kind == WriteKind) _lastWrite = Math.Max(_lastWrite, commitTimestamp);
            else _lastAlter = Math.Max(_lastAlter, commitTimestamp);
            Leave(entry);
        }
    }

    void IUndoTarget.Rollback(in UndoEntry entry)
    {
        lock (_lock) Leave(entry);
    }

    private void Leave(in UndoEntry entry)
    {
        var transaction = (Transaction)entry.State!;
        if (entry.Kind == AlterKind)
        {
            _alterer = null;
            return;
        }
        _writers.Remove(transaction);
        if (ReferenceEquals(_lastWriter, transaction)) Volatile.Write(ref _lastWriter, null);
    }
}
