using System.Transactions;
using Grizzly.Engine;
using IsolationLevel = System.Transactions.IsolationLevel;

namespace Grizzly.Data;

/// <summary>A session's part in a transaction of System.Transactions. It outlives the connection: closing that within a
/// scope parks the session here, and opening the same connection string in the scope takes it up again.</summary>
/// <remarks>
/// With one session in the transaction, it commits in a single phase. With several, each votes once it has no failed
/// statement, and then they commit one after the other: that is not atomic when the process dies in between, or when
/// one that has voted meets a conflict at its commit, which raises TransactionInDoubtException. Rollback
/// may come from another thread (a scope's timeout): it cancels what is running and waits for it.
/// </remarks>
internal sealed class Enlistment : ISinglePhaseNotification
{
    private static readonly Dictionary<(string Transaction, string ConnectionString), Enlistment> Parked = [];

    private readonly Session _session;
    private readonly (string Transaction, string ConnectionString) _key;
    private GrizzlyConnection? _connection;
    private DatabaseLease? _lease;

    private Enlistment(GrizzlyConnection connection, Session session, string transaction)
    {
        _connection = connection;
        _session = session;
        _key = (transaction, connection.ConnectionString);
    }

    /// <summary>Held while a statement runs and while the transaction ends.</summary>
    public Lock Gate { get; } = new();

    public bool IsActive { get; private set; } = true;

    /// <summary>True where the transaction has been rolled back while code still runs in its scope.</summary>
    public bool IsGone => !IsActive && Transaction.Current is { } current && IdOf(current) == _key.Transaction;

    /// <summary>Whether it is a part of that transaction.</summary>
    public bool IsOf(Transaction transaction) => IdOf(transaction) == _key.Transaction;

    /// <summary>Begins the session's transaction and takes part in <paramref name="transaction"/>.</summary>
    public static Enlistment Begin(GrizzlyConnection connection, Session session, Transaction transaction)
    {
        bool isSerializable = transaction.IsolationLevel == IsolationLevel.Serializable;
        session.ExecuteScript(isSerializable ? "BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE" : "BEGIN TRANSACTION");
        var enlistment = new Enlistment(connection, session, IdOf(transaction));
        try
        {
            transaction.EnlistVolatile(enlistment, EnlistmentOptions.None);
        }
        catch
        {
            session.ExecuteScript("ROLLBACK");
            throw;
        }
        return enlistment;
    }

    /// <summary>The parked session of that connection string in the transaction, now the connection's; null where there
    /// is none.</summary>
    public static (Enlistment Enlistment, Session Session, DatabaseLease Lease)? TryTake(
        GrizzlyConnection connection, Transaction transaction)
    {
        lock (Parked)
        {
            if (!Parked.Remove((IdOf(transaction), connection.ConnectionString), out Enlistment? found)) return null;
            DatabaseLease lease = found._lease!;
            found._lease = null;
            found._connection = connection;
            return (found, found._session, lease);
        }
    }

    /// <summary>The connection is closed before the transaction ends. A second one with the same connection string is
    /// kept as well, but not found again.</summary>
    public void Park(DatabaseLease lease)
    {
        lock (Parked)
        {
            _connection = null;
            _lease = lease;
            Parked.TryAdd(_key, this);
        }
    }

    public void SinglePhaseCommit(SinglePhaseEnlistment singlePhaseEnlistment)
    {
        Exception? error = End(commit: true);
        if (error is null) singlePhaseEnlistment.Committed();
        else singlePhaseEnlistment.Aborted(error);
    }

    public void Prepare(PreparingEnlistment preparingEnlistment)
    {
        if (_session is { IsInTransaction: true, HasFailed: false } && _connection?.OpenReader is null)
        {
            preparingEnlistment.Prepared();
            return;
        }
        End(commit: false);
        preparingEnlistment.ForceRollback(DataErrors.CannotCommit());
    }

    public void Commit(System.Transactions.Enlistment enlistment)
    {
        Exception? error = End(commit: true);
        enlistment.Done();
        if (error is not null) throw new TransactionInDoubtException(error.Message, error);
    }

    public void Rollback(System.Transactions.Enlistment enlistment)
    {
        End(commit: false);
        enlistment.Done();
    }

    public void InDoubt(System.Transactions.Enlistment enlistment)
    {
        End(commit: false);
        enlistment.Done();
    }

    private static string IdOf(Transaction transaction) => transaction.TransactionInformation.LocalIdentifier;

    /// <summary>Ends the session's transaction; what went wrong, or null.</summary>
    private Exception? End(bool commit)
    {
        if (!commit) _connection?.OpenReader?.Cancel();
        lock (Gate)
        {
            Exception? error = null;
            try
            {
                bool canCommit = _session is { IsInTransaction: true, HasFailed: false }
                    && _connection?.OpenReader is null;
                if (commit && !canCommit) error = DataErrors.CannotCommit();
                if (_session.IsInTransaction) _session.ExecuteScript(commit && canCommit ? "COMMIT" : "ROLLBACK");
            }
            catch (Exception failure)
            {
                error = failure;
                if (_session.IsInTransaction) _session.ExecuteScript("ROLLBACK");
            }
            IsActive = false;
            Leave();
            return error;
        }
    }

    private void Leave()
    {
        DatabaseLease? lease;
        lock (Parked)
        {
            if (Parked.GetValueOrDefault(_key) == this) Parked.Remove(_key);
            lease = _lease;
            _lease = null;
        }
        if (lease is null) return;
        _session.Dispose();
        lease.Dispose();
    }
}
