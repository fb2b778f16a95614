using Grizzly.Common;

namespace Grizzly.Transactions;

/// <summary>Hands out snapshots and timestamps and runs the commit protocol. Thread-safe.</summary>
/// <remarks>
/// Commit, in this order: append the log records and stamp the rows with the new timestamp (both under the commit lock,
/// so that log order is timestamp order); wait until the log is durable (outside the lock, so that waiting commits
/// share a flush); advance
/// <see cref="LastCommitted"/>. New snapshots see the changes from then on, all at once. Rows stamped but not yet
/// visible already conflict: whoever deletes them gets 40001. Lock order: table append lock, commit lock, snapshot
/// lock, row group lock, buffer entry, buffer manager.
/// </remarks>
public sealed class TransactionManager
{
    private readonly Lock _commitGate = new();
    private readonly Lock _snapshotGate = new();
    private readonly Queue<(ulong Timestamp, ICollectable Owner)> _garbage = new();
    private Transaction? _oldest;
    private Transaction? _newest;
    private ulong _nextId = Stamps.FirstTransaction;
    private ulong _lastAssigned;
    private ulong _lastCommitted;
    private int _activeCount;

    /// <param name="log">Null for an in-memory database.</param>
    public TransactionManager(ICommitLog? log = null) => Log = log;

    /// <summary>Where commits are logged; set once after recovery.</summary>
    public ICommitLog? Log { get; set; }

    public bool IsLogged => Log is not null;

    /// <summary>The timestamp new snapshots start at.</summary>
    public ulong LastCommitted => Volatile.Read(ref _lastCommitted);

    /// <summary>Transactions that have not ended.</summary>
    public int ActiveCount => Volatile.Read(ref _activeCount);

    /// <summary>Every snapshot in use starts at or after this timestamp.</summary>
    public ulong OldestSnapshot
    {
        get { lock (_snapshotGate) return _oldest?.Snapshot.StartTimestamp ?? _lastCommitted; }
    }

    /// <param name="isReadOnly">Refuses changes.</param>
    /// <param name="isSerializable">
    /// Its commit raises 40001 where a table it has read was changed by a transaction that committed since it began:
    /// transactions with changes then come one after the other at their commits, those without at their snapshots
    /// (backward validation: Kung and Robinson, TODS 1981; by table).
    /// </param>
    /// <param name="startTime">What now() shows; null for the time it is.</param>
    public Transaction Begin(
        bool isReadOnly = false, bool isSerializable = false, DateTimeOffset? startTime = null)
    {
        lock (_snapshotGate)
        {
            var transaction = new Transaction(this, _nextId++, _lastCommitted, isReadOnly, isSerializable)
            {
                Previous = _newest,
            };
            if (startTime is { } time) transaction.StartTime = time;
            if (_newest is not null) _newest.Next = transaction;
            _newest = transaction;
            _oldest ??= transaction;
            _activeCount++;
            return transaction;
        }
    }

    /// <summary>
    /// Commits; on an error before the log was written the transaction is rolled back and the error raised.
    /// </summary>
    public void Commit(Transaction transaction)
    {
        Check.Assert(transaction.State == TransactionState.Active);
        try
        {
            transaction.BeforeCommit?.Invoke();
            if (!transaction.HasChanges)
            {
                transaction.State = TransactionState.Committed;
                return;
            }
            if (transaction.HasDirectWrites) Log?.FlushData();
        }
        catch
        {
            Rollback(transaction);
            throw;
        }
        finally
        {
            if (transaction.State == TransactionState.Committed) End(transaction);
        }
        long position = Finalize(transaction);
        try
        {
            if (position >= 0) Log!.WaitDurable(position);
            Publish(transaction.CommitTimestamp);
        }
        finally
        {
            End(transaction);
        }
    }

    public void Rollback(Transaction transaction)
    {
        if (transaction.State != TransactionState.Active) return;
        transaction.UndoDownTo(0);
        transaction.LogOrNull?.Clear();
        transaction.State = TransactionState.RolledBack;
        End(transaction);
    }

    /// <summary>
    /// Registers old versions that may go once no snapshot is older than <paramref name="timestamp"/>.
    /// </summary>
    public void CollectAfter(ulong timestamp, ICollectable owner)
    {
        lock (_garbage) _garbage.Enqueue((timestamp, owner));
    }

    /// <summary>Runs <paramref name="action"/> while nothing commits; it gets the newest assigned timestamp.</summary>
    /// <remarks>All commits up to that timestamp are in the log and stamped, though the last may not yet be durable or
    /// visible.</remarks>
    public T WithCommitsStopped<T>(Func<ulong, T> action)
    {
        lock (_commitGate) return action(_lastAssigned);
    }

    /// <summary>
    /// Runs <paramref name="action"/> only if no other transaction is active, and lets none begin or commit meanwhile.
    /// </summary>
    public bool TryRunAlone(Action action)
    {
        lock (_commitGate)
        {
            lock (_snapshotGate)
            {
                if (_oldest is not null || _lastAssigned != _lastCommitted) return false;
                action();
                return true;
            }
        }
    }

    /// <summary>After recovery: timestamps go on after those in the log.</summary>
    public void StartAfter(ulong timestamp)
    {
        lock (_snapshotGate)
        {
            _lastAssigned = Math.Max(_lastAssigned, timestamp);
            _lastCommitted = _lastAssigned;
        }
    }

    /// <summary>Lets go of old versions no snapshot needs; called after transactions end and by checkpoints.</summary>
    public void CollectGarbage(int budget = int.MaxValue)
    {
        ulong oldest = OldestSnapshot;
        while (budget-- > 0)
        {
            ICollectable owner;
            lock (_garbage)
            {
                if (_garbage.Count == 0 || _garbage.Peek().Timestamp > oldest) return;
                owner = _garbage.Dequeue().Owner;
            }
            owner.Collect(oldest);
        }
    }

    private long Finalize(Transaction transaction)
    {
        lock (_commitGate)
        {
            RequireNoConflict(transaction);
            ulong timestamp = _lastAssigned + 1;
            long position = -1;
            if (Log is not null && transaction.LogOrNull is { IsEmpty: false } records)
            {
                try
                {
                    records.Begin(LogRecordKind.Commit).UInt64(timestamp);
                    records.End();
                    position = Log.Append(records);
                }
                catch
                {
                    Rollback(transaction);
                    throw;
                }
                records.Clear();
            }
            _lastAssigned = timestamp;
            transaction.CommitTimestamp = timestamp;
            foreach (UndoEntry entry in transaction.Undo) entry.Target.Commit(entry, timestamp);
            transaction.State = TransactionState.Committed;
            return position;
        }
    }

    private void RequireNoConflict(Transaction transaction)
    {
        try
        {
            if (transaction.HasStaleReads)
                throw Errors.SerializationFailure("another transaction has changed a table that this one has read");
            if (transaction.OvertakenBy is { State: not TransactionState.RolledBack }) throw Errors.CatalogOvertaken();
            transaction.Validate?.Invoke();
        }
        catch
        {
            Rollback(transaction);
            throw;
        }
    }

    private void Publish(ulong timestamp)
    {
        lock (_snapshotGate)
        {
            if (timestamp > _lastCommitted) _lastCommitted = timestamp;
        }
    }

    private void End(Transaction transaction)
    {
        lock (_snapshotGate)
        {
            if (transaction.Previous is not null) transaction.Previous.Next = transaction.Next;
            else _oldest = transaction.Next;
            if (transaction.Next is not null) transaction.Next.Previous = transaction.Previous;
            else _newest = transaction.Previous;
            transaction.Previous = transaction.Next = null;
            _activeCount--;
        }
        bool hasGarbage;
        lock (_garbage) hasGarbage = _garbage.Count > 0;
        if (hasGarbage) CollectGarbage(budget: 4);
    }
}
