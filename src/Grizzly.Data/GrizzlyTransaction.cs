using System.Data;
using System.Data.Common;
using Grizzly.Common;

namespace Grizzly.Data;

/// <summary>A transaction with snapshot isolation. Disposing it without <see cref="Commit"/> rolls it back.</summary>
public sealed class GrizzlyTransaction : DbTransaction
{
    private GrizzlyConnection? _connection;
    private bool _isDisposed;

    internal GrizzlyTransaction(GrizzlyConnection connection, IsolationLevel isolationLevel)
    {
        _connection = connection;
        IsolationLevel = isolationLevel;
    }

    /// <summary>The connection, or null once the transaction has ended.</summary>
    public new GrizzlyConnection? Connection => IsActive ? _connection : null;

    protected override DbConnection? DbConnection => Connection;

    /// <summary>The level that was asked for, Snapshot where none was. The transaction keeps at least what the level
    /// promises: each below Serializable is given as snapshot isolation.</summary>
    public override IsolationLevel IsolationLevel { get; }

    public override bool SupportsSavepoints => true;

    /// <summary>False after commit, rollback, or a COMMIT or ROLLBACK run as SQL.</summary>
    internal bool IsActive => _connection is { IsInTransaction: true };

    /// <exception cref="GrizzlyException">40001 where another transaction changed the same rows first, 25P02
    /// where a statement failed: the transaction is then rolled back.</exception>
    public override void Commit()
    {
        bool hasFailed = Require().RequireSession().HasFailed;
        End(hasFailed ? "ROLLBACK" : "COMMIT");
        if (hasFailed) throw Errors.TransactionFailed();
    }

    /// <summary>Commits on a thread of the pool, which waits for the disk. Cancelled before that begins it does
    /// nothing; a commit under way is not taken back.</summary>
    /// <inheritdoc cref="Commit"/>
    public override Task CommitAsync(CancellationToken cancellationToken = default) =>
        Task.Run(Commit, cancellationToken);

    public override void Rollback() => End("ROLLBACK");

    /// <inheritdoc cref="Rollback()"/>
    public override Task RollbackAsync(CancellationToken cancellationToken = default) =>
        Task.Run(Rollback, cancellationToken);

    /// <inheritdoc/>
    public override void Save(string savepointName) => Run("SAVEPOINT ", savepointName);

    /// <summary>Takes back what was done since the savepoint, which stays.</summary>
    public override void Rollback(string savepointName) => Run("ROLLBACK TO SAVEPOINT ", savepointName);

    /// <inheritdoc/>
    public override void Release(string savepointName) => Run("RELEASE SAVEPOINT ", savepointName);

    protected override void Dispose(bool disposing)
    {
        if (disposing && IsActive)
        {
            _connection!.OpenReader?.Abandon();
            Rollback();
        }
        _connection = null;
        _isDisposed = true;
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        if (IsActive) await Task.Run(Dispose).ConfigureAwait(false);
        else Dispose();
    }

    private void End(string sql)
    {
        GrizzlyConnection connection = Require();
        connection.RequireNoReader();
        try
        {
            connection.RunControl(sql);
        }
        finally
        {
            _connection = null;
        }
    }

    private void Run(string sql, string savepointName)
    {
        ArgumentException.ThrowIfNullOrEmpty(savepointName);
        Require().RunControl(sql + '"' + savepointName.Replace("\"", "\"\"") + '"');
    }

    private GrizzlyConnection Require()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return IsActive ? _connection! : throw DataErrors.TransactionEnded();
    }
}
