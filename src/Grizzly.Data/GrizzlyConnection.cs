using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Grizzly.Common;
using Grizzly.Data.Diagnostics;
using Grizzly.Engine;
using Ambient = System.Transactions.Transaction;

namespace Grizzly.Data;

/// <summary>A connection to a Grizzly database: a session of an engine that lives in this process.</summary>
/// <remarks>
/// All connections to one file share one engine, which closes (writing a checkpoint) with the last of them;
/// <c>:memory:</c> is a database of the connection's own. Use a connection from one thread at a time; only
/// <see cref="DbCommand.Cancel"/> may come from another.
/// </remarks>
[System.ComponentModel.DesignerCategory("")]
public sealed partial class GrizzlyConnection : DbConnection, ICloneable
{
    private GrizzlyConnectionStringBuilder _options = new();
    private string _connectionString = "";
    private ConnectionState _state;
    private DatabaseLease? _lease;
    private Session? _session;
    private GrizzlyTransaction? _transaction;
    private Enlistment? _enlistment;

    public GrizzlyConnection()
    {
    }

    /// <exception cref="ArgumentException">The text is no connection string or has an unknown keyword.</exception>
    /// <exception cref="GrizzlyException">22023: a value is none of its keyword's.</exception>
    public GrizzlyConnection(string? connectionString) => ConnectionString = connectionString;

    [AllowNull]
    public override string ConnectionString
    {
        get => _connectionString;
        set
        {
            if (_state != ConnectionState.Closed) throw DataErrors.ConnectionIsOpen("ConnectionString");
            _options = new GrizzlyConnectionStringBuilder(value);
            _connectionString = value ?? "";
        }
    }

    /// <summary>The database that names without one mean: that of the file, or of USE. Empty when closed.</summary>
    public override string Database => _session?.CurrentDatabase ?? "";

    /// <summary>The file's path or <c>:memory:</c> as the connection string has it.</summary>
    public override string DataSource => _options.DataSource;

    /// <summary>The engine's version.</summary>
    /// <exception cref="InvalidOperationException">The connection is not open.</exception>
    public override string ServerVersion => _state == ConnectionState.Open
        ? EngineVersion
        : throw DataErrors.ConnectionNotOpen();

    internal static string EngineVersion { get; } =
        typeof(Session).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>(
            )?.InformationalVersion.Split('+')[0] ?? "";

    public override ConnectionState State => _state;

    /// <summary>
    /// What opening the database had to leave out because the end of its log was damaged or torn; null when nothing,
    /// and when closed.
    /// </summary>
    /// <remarks>Transactions that were not acknowledged before a crash may be reported here.</remarks>
    public string? RecoveryReport => _lease?.Database.RecoveryReport;

    /// <summary>Raised on the thread that runs a statement, after it has begun, where it has notices.</summary>
    public event EventHandler<GrizzlyInfoMessageEventArgs>? InfoMessage;

    internal void Report(IReadOnlyList<Notice> notices) =>
        InfoMessage?.Invoke(this, new GrizzlyInfoMessageEventArgs(notices));

    /// <summary>The data source it comes from, or null.</summary>
    internal GrizzlyDataSource? Source { get; init; }

    /// <summary>Where it logs, or null.</summary>
    internal DataLog? Log => Source?.Log;

    /// <summary>Its part in a transaction of System.Transactions, or null.</summary>
    internal Enlistment? Enlistment => _enlistment;

    /// <summary>Seconds for commands that set none; 0 waits without end.</summary>
    internal int DefaultTimeout => _options.DefaultTimeout;

    /// <summary>The memory counter of the open database; null when closed.</summary>
    internal MemoryTracker? Memory => _lease?.Database.Memory.Tracker;

    /// <summary>The reader that is open, whose statement is still running.</summary>
    internal GrizzlyDataReader? OpenReader { get; set; }

    internal GrizzlyTransaction? CurrentTransaction
    {
        get
        {
            if (_transaction is { IsActive: false }) _transaction = null;
            return _transaction;
        }
    }

    protected override DbProviderFactory DbProviderFactory => GrizzlyFactory.Instance;

    public override bool CanCreateBatch => true;

    public override void Open()
    {
        if (_state != ConnectionState.Closed) throw DataErrors.ConnectionAlreadyOpen();
        if (_connectionString.Length == 0) throw DataErrors.NoConnectionString();
        Ambient? ambient = _options.Enlist ? Ambient.Current : null;
        if (ambient is not null && Enlistment.TryTake(this, ambient) is { } parked)
        {
            (_enlistment, _session, _lease) = parked;
            Become(ConnectionState.Open);
            return;
        }
        Source?.KeepOpen();
        DatabaseLease lease = DatabaseRegistry.Lease(_options);
        Session? session = null;
        try
        {
            session = lease.Database.Connect(_options.ReadOnly);
            foreach (string setting in _options.SessionStatements()) session.ExecuteScript(setting);
        }
        catch
        {
            session?.Dispose();
            lease.Dispose();
            throw;
        }
        _lease = lease;
        _session = session;
        Become(ConnectionState.Open);
        try
        {
            Source?.Initialize(this);
            if (ambient is not null) EnlistTransaction(ambient);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_state != ConnectionState.Closed) throw DataErrors.ConnectionAlreadyOpen();
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Run(Open, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes an open reader, rolls back an open transaction and lets go of the database. Does nothing when
    /// closed.</summary>
    public override void Close()
    {
        if (_state == ConnectionState.Closed) return;
        try
        {
            OpenReader?.Abandon();
            if (!Park()) _session?.Dispose();
        }
        finally
        {
            OpenReader = null;
            _session = null;
            _transaction = null;
            DatabaseLease? lease = _lease;
            _lease = null;
            try
            {
                lease?.Dispose();
            }
            finally
            {
                Become(ConnectionState.Closed);
            }
        }
    }

    /// <summary>Takes part in a transaction of System.Transactions, which then ends it; null changes nothing where
    /// there is none. Opening within a scope does this by itself unless the connection string says
    /// Enlist=false.</summary>
    /// <remarks>Serializable, the default of scopes, is given as serializable, all other levels as snapshot
    /// isolation.</remarks>
    /// <exception cref="InvalidOperationException">Another transaction is under way already.</exception>
    public override void EnlistTransaction(Ambient? transaction)
    {
        Session session = RequireSession();
        if (transaction is null && !session.IsInTransaction) return;
        if (transaction is not null && _enlistment is { IsActive: true } own && own.IsOf(transaction)) return;
        if (session.IsInTransaction || transaction is null) throw DataErrors.NestedTransaction();
        RequireNoReader();
        _enlistment = Enlistment.Begin(this, session, transaction);
    }

    /// <summary>A closed connection with the same connection string and data source.</summary>
    public GrizzlyConnection Clone() => new(_connectionString) { Source = Source };

    object ICloneable.Clone() => Clone();

    /// <summary>Leaves the session to the transaction it takes part in; false where there is none.</summary>
    private bool Park()
    {
        Enlistment? enlistment = _enlistment;
        _enlistment = null;
        if (enlistment is not { IsActive: true } || _lease is null) return false;
        OpenReader = null;
        enlistment.Park(_lease);
        _lease = null;
        return true;
    }

    public override async Task CloseAsync() => await Task.Run(Close).ConfigureAwait(false);

    /// <summary>USE: what names mean that say no database. It must be attached.</summary>
    /// <exception cref="GrizzlyException">3D000 where there is no database of that name.</exception>
    public override void ChangeDatabase(string databaseName)
    {
        ArgumentException.ThrowIfNullOrEmpty(databaseName);
        RequireSession().UseDatabase(databaseName);
    }

    public new GrizzlyCommand CreateCommand() => new("", this);

    public new GrizzlyBatch CreateBatch() => new(this);

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override DbBatch CreateDbBatch() => CreateBatch();

    public new GrizzlyTransaction BeginTransaction() => BeginTransaction(IsolationLevel.Unspecified);

    /// <summary>Begins a transaction. All levels up to snapshot isolation are given as snapshot isolation; the commit
    /// of a serializable one raises 40001 where a table it has read was changed meanwhile.</summary>
    /// <exception cref="GrizzlyException">0A000 for Chaos.</exception>
    public new GrizzlyTransaction BeginTransaction(IsolationLevel isolationLevel)
    {
        Session session = RequireSession();
        if (session.IsInTransaction) throw DataErrors.NestedTransaction();
        RequireNoReader();
        if (isolationLevel == IsolationLevel.Chaos)
        {
            throw Errors.NotSupported($"isolation level {isolationLevel}", default,
                "use Serializable, or Snapshot, which every lower level is given as");
        }
        bool isSerializable = isolationLevel == IsolationLevel.Serializable;
        RunControl(isSerializable ? "BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE" : "BEGIN TRANSACTION");
        return _transaction = new GrizzlyTransaction(
            this, isolationLevel == IsolationLevel.Unspecified ? IsolationLevel.Snapshot : isolationLevel);
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        BeginTransaction(isolationLevel);

    /// <summary>Runs a statement that yields nothing, outside any command.</summary>
    internal void RunControl(string sql)
    {
        RequireNoReader();
        RequireSession().ExecuteScript(sql);
    }

    /// <summary>Runs work on the session that no command runs; the end of a transaction of System.Transactions waits
    /// for it, and after that end it is refused.</summary>
    internal void Guarded(Action<Session> work)
    {
        Session session = RequireSession();
        RequireNoReader();
        if (_enlistment is not { } enlistment)
        {
            work(session);
            return;
        }
        lock (enlistment.Gate)
        {
            if (enlistment.IsGone) throw DataErrors.AmbientTransactionGone();
            work(session);
        }
    }

    internal bool IsInTransaction => _session is { IsInTransaction: true };

    internal Session? SessionOrNull => _session;

    internal Session RequireSession() => _session ?? throw DataErrors.ConnectionNotOpen();

    internal void RequireNoReader()
    {
        if (OpenReader is not null) throw DataErrors.ReaderOpen();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_state != ConnectionState.Closed) await CloseAsync().ConfigureAwait(false);
        Dispose();
    }

    private void Become(ConnectionState state)
    {
        ConnectionState before = _state;
        if (before == state) return;
        _state = state;
        if (state is ConnectionState.Open or ConnectionState.Closed)
        {
            bool isOpen = state == ConnectionState.Open;
            GrizzlyTelemetry.CountConnection(_options.DataSource, isOpen ? 1 : -1);
            if (isOpen) Log?.ConnectionOpened(_options.DataSource);
            else Log?.ConnectionClosed(_options.DataSource);
        }
        OnStateChange(new StateChangeEventArgs(before, state));
    }
}
