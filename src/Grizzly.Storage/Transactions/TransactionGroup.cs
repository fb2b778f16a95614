using Grizzly.Common;

namespace Grizzly.Transactions;

/// <summary>The transactions of one unit of work over several databases, one in each, begun when first
/// needed.</summary>
/// <remarks>
/// Each database is seen as of when it was first touched. One shared database may change: commits to two files could
/// not be made one. Private databases, which die with the session and cannot fail to commit, may change besides.
/// Thread-safe as far as <see cref="In"/> goes.
/// </remarks>
public sealed class TransactionGroup
{
    private readonly Lock _lock = new();
    private readonly Func<TransactionManager, Transaction> _begin;
    private readonly Func<TransactionManager, bool> _isPrivate;
    private readonly List<Transaction> _members;
    private Transaction? _writer;

    private TransactionGroup(
        Transaction first, Func<TransactionManager, Transaction> begin, Func<TransactionManager, bool> isPrivate)
    {
        _members = [first];
        _begin = begin;
        _isPrivate = isPrivate;
        if (first.HasChanges) _writer = first;
        first.Group = this;
    }

    /// <summary>The transaction's group, made on demand.</summary>
    /// <param name="begin">Begins a transaction in another database.</param>
    /// <param name="isPrivate">Whether only this session can see a database.</param>
    public static TransactionGroup Of(
        Transaction transaction, Func<TransactionManager, Transaction> begin,
        Func<TransactionManager, bool> isPrivate) =>
        transaction.Group ?? new TransactionGroup(transaction, begin, isPrivate);

    /// <summary>The databases touched so far.</summary>
    public IReadOnlyList<TransactionManager> Touched
    {
        get { lock (_lock) return [.. _members.Select(member => member.Manager)]; }
    }

    /// <summary>The transaction in a database; begins it.</summary>
    public Transaction In(TransactionManager manager)
    {
        lock (_lock)
        {
            foreach (Transaction member in _members)
            {
                if (ReferenceEquals(member.Manager, manager)) return member;
            }
            Transaction begun = _begin(manager);
            begun.Group = this;
            _members.Add(begun);
            return begun;
        }
    }

    /// <summary>Ends the transaction in a database that goes away; 25001 where it has changed something.</summary>
    public void Leave(TransactionManager manager)
    {
        Transaction? member;
        lock (_lock) member = _members.Find(other => ReferenceEquals(other.Manager, manager));
        if (member is null) return;
        if (member.HasChanges) throw Errors.DatabaseChanged();
        lock (_lock) _members.Remove(member);
        if (ReferenceEquals(_writer, member)) _writer = null;
        manager.Rollback(member);
    }

    /// <summary>25000 where another database has changed already.</summary>
    internal void Claim(Transaction member)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_writer, member) || _isPrivate(member.Manager)) return;
            if (_writer is not null) throw Errors.SecondDatabaseChanged();
            // What was read could change between the commit's check in one database and its commit in another.
            if (_members[0].IsSerializable && !ReferenceEquals(_members[0], member))
                throw Errors.SerializableElsewhere();
            _writer = member;
        }
    }

    /// <summary>Commits all, that of the shared database first; all are rolled back where that fails.</summary>
    internal void Commit()
    {
        try
        {
            foreach (Transaction member in _members)
            {
                member.BeforeCommit?.Invoke();
                member.BeforeCommit = null;
            }
            if (_writer is not null) _writer.Manager.Commit(_writer);
        }
        catch
        {
            Rollback();
            throw;
        }
        foreach (Transaction member in _members)
        {
            if (member.State == TransactionState.Active) member.Manager.Commit(member);
        }
    }

    internal void Rollback()
    {
        foreach (Transaction member in _members) member.Manager.Rollback(member);
    }

    internal Savepoint CreateSavepoint()
    {
        List<(Transaction, Savepoint)> points = [.. _members.Select(member => (member, member.MarkSavepoint()))];
        return points[0].Item2 with { Members = points };
    }

    /// <summary>Members that joined later, or whose savepoint is older than the group, go back to their start or to
    /// what they were.</summary>
    internal void RollbackTo(Savepoint savepoint, Transaction first)
    {
        foreach (Transaction member in _members)
        {
            Savepoint point = ReferenceEquals(member, first) ? savepoint : default;
            foreach ((Transaction known, Savepoint its) in savepoint.Members ?? [])
            {
                if (ReferenceEquals(known, member)) point = its;
            }
            member.UndoTo(point);
        }
    }
}
