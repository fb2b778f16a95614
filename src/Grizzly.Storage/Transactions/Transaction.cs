using Grizzly.Common;

namespace Grizzly.Transactions;

public enum TransactionState : byte
{
    Active,
    Committed,
    RolledBack,
}

/// <summary>
/// A unit of work: its snapshot, what to undo, and its log records. Used by one thread at a time, except where noted.
/// </summary>
public sealed class Transaction
{
    private readonly List<UndoEntry> _undo = [];
    private LogBuffer? _log;
    private HashSet<ITrackedRead>? _reads;

    internal Transaction(
        TransactionManager manager, ulong id, ulong startTimestamp, bool isReadOnly, bool isSerializable)
    {
        IsSerializable = isSerializable;
        Manager = manager;
        Id = id;
        Snapshot = new Snapshot(startTimestamp, id);
        IsReadOnly = isReadOnly;
    }

    public TransactionManager Manager { get; }

    /// <summary>When it began: what now() and current_date show throughout.</summary>
    public DateTimeOffset StartTime { get; internal set; } = DateTimeOffset.UtcNow;

    /// <summary>At least 2^62; the stamp of rows this transaction has changed and not yet committed.</summary>
    public ulong Id { get; }

    public Snapshot Snapshot { get; }

    public bool IsReadOnly { get; }

    /// <summary>True where a commit with changes must find everything read as it was read.</summary>
    public bool IsSerializable { get; }

    public TransactionState State { get; internal set; }

    /// <summary>The commit timestamp, or 0 before.</summary>
    public ulong CommitTimestamp { get; internal set; }

    /// <summary>True once something was changed.</summary>
    public bool HasChanges => _undo.Count > 0;

    /// <summary>True when the log is worth writing: in-memory databases have none.</summary>
    public bool IsLogged => Manager.IsLogged;

    /// <summary>Set by bulk loads: blocks were written that must be durable before the log says so.</summary>
    public bool HasDirectWrites { get; set; }

    /// <summary>
    /// Runs inside the commit, before anything is final; an exception rolls the transaction back (deferred
    /// constraints).
    /// </summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Runs inside the commit while no other transaction commits: the last moment to see conflicts with those
    /// that have. Must be quick; an exception rolls the transaction back.</summary>
    public Action? Validate { get; set; }

    /// <summary>The transaction that changes the definition of a table this one has written to: unless that one rolls
    /// back, this one cannot commit. Set from other threads.</summary>
    public Transaction? OvertakenBy
    {
        get => Volatile.Read(ref _overtakenBy);
        set => Volatile.Write(ref _overtakenBy, value);
    }

    private Transaction? _overtakenBy;

    /// <summary>What the rooms above remember of deferred constraints, or null.</summary>
    public object? ConstraintState { get; set; }

    /// <summary>The transactions in other databases that end with this one, or null where there are none.</summary>
    public TransactionGroup? Group { get; internal set; }

    internal Transaction? Previous { get; set; }

    internal Transaction? Next { get; set; }

    /// <summary>Records to log at commit; made when first asked for.</summary>
    public LogBuffer Log => _log ??= new LogBuffer();

    internal LogBuffer? LogOrNull => _log;

    internal List<UndoEntry> Undo => _undo;

    /// <summary>This unit of work's transaction in a database.</summary>
    public Transaction In(TransactionManager manager)
    {
        if (ReferenceEquals(manager, Manager)) return this;
        return Group?.In(manager) ?? throw Errors.Internal("a transaction of one database reads another");
    }

    /// <summary>Raises 25006 in a read-only transaction, 25000 where another database has changed already, and XX000
    /// in a finished transaction.</summary>
    public void RequireWritable()
    {
        Check.Assert(State == TransactionState.Active);
        if (IsReadOnly) throw Errors.ReadOnlyTransaction();
        Group?.Claim(this);
    }

    /// <summary>Remembers that the transaction, a serializable one, has read.</summary>
    public void NoteRead(ITrackedRead read)
    {
        Check.Assert(IsSerializable);
        (_reads ??= []).Add(read);
    }

    /// <summary>Whether something that was read has been changed since; asked while nothing commits.</summary>
    internal bool HasStaleReads =>
        _reads is not null && _reads.Any(read => read.HasChangedSince(Snapshot.StartTimestamp));

    /// <summary>Remembers a change. Safe to call from several worker threads of one statement.</summary>
    public void AddUndo(in UndoEntry entry)
    {
        lock (_undo)
        {
            if (entry.State is null && _undo.Count > 0)
            {
                // One-row inserts in a row become one entry.
                UndoEntry last = _undo[^1];
                bool follows = ReferenceEquals(last.Target, entry.Target) && last.Kind == entry.Kind
                    && last.State is null
                    && last.Start + last.Count == entry.Start && !_hasSavepointAtEnd;
                if (follows)
                {
                    _undo[^1] = last with { Count = last.Count + entry.Count };
                    return;
                }
            }
            _hasSavepointAtEnd = false;
            _undo.Add(entry);
        }
    }

    private bool _hasSavepointAtEnd;

    /// <summary>
    /// A point to come back to; valid while the transaction is active and no earlier savepoint was rolled back to.
    /// </summary>
    public Savepoint CreateSavepoint() => Group?.CreateSavepoint() ?? MarkSavepoint();

    internal Savepoint MarkSavepoint()
    {
        _hasSavepointAtEnd = true;
        return new Savepoint(_undo.Count, _log?.Position ?? (0, 0));
    }

    /// <summary>Takes back everything since the savepoint, which stays valid.</summary>
    public void RollbackTo(Savepoint savepoint)
    {
        if (Group is not null) Group.RollbackTo(savepoint, this);
        else UndoTo(savepoint);
    }

    internal void UndoTo(Savepoint savepoint)
    {
        Check.Assert(State == TransactionState.Active);
        UndoDownTo(savepoint.UndoCount);
        _log?.TruncateTo(savepoint.LogPosition);
        _hasSavepointAtEnd = true;
    }

    /// <summary>Commits, with what belongs to it in other databases.</summary>
    public void Commit()
    {
        if (Group is not null) Group.Commit();
        else Manager.Commit(this);
    }

    public void Rollback()
    {
        if (Group is not null) Group.Rollback();
        else Manager.Rollback(this);
    }

    internal void UndoDownTo(int count)
    {
        for (int i = _undo.Count - 1; i >= count; i--)
        {
            UndoEntry entry = _undo[i];
            entry.Target.Rollback(entry);
        }
        _undo.RemoveRange(count, _undo.Count - count);
    }
}

/// <summary>Positions in a transaction's undo list and log buffer.</summary>
public readonly record struct Savepoint(int UndoCount, (int Chunk, int Length) LogPosition)
{
    /// <summary>Those of the transactions in other databases, or null.</summary>
    internal IReadOnlyList<(Transaction Transaction, Savepoint Point)>? Members { get; init; }
}
