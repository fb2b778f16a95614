using System.Data.Common;
using Grizzly.Data.Diagnostics;

namespace Grizzly.Data;

/// <summary>Hands out connections to one database and keeps its engine open from the first connection until disposed,
/// so that opening one costs next to nothing. Thread-safe.</summary>
public sealed class GrizzlyDataSource : DbDataSource
{
    private readonly GrizzlyConnectionStringBuilder _options;
    private readonly Lock _lock = new();
    private readonly Action<GrizzlyConnection>? _initializer;
    private DatabaseLease? _lease;
    private bool _isDisposed;

    /// <exception cref="ArgumentException">The text is no connection string or has an unknown keyword.</exception>
    public GrizzlyDataSource(string connectionString)
        : this(connectionString, null, null)
    {
    }

    internal GrizzlyDataSource(string connectionString, Action<GrizzlyConnection>? initializer, DataLog? log)
    {
        Log = log;
        _initializer = initializer;
        _options = new GrizzlyConnectionStringBuilder(connectionString);

        // A private in-memory database would be another one on each connection; the data source has one of its own.
        if (_options.DataSource is "" or Engine.DatabaseOptions.InMemory)
            _options.DataSource = Engine.DatabaseOptions.InMemory + Guid.NewGuid().ToString("N");
        ConnectionString = connectionString;
    }

    public override string ConnectionString { get; }

    /// <summary>Where its connections log, or null.</summary>
    internal DataLog? Log { get; }

    public new GrizzlyConnection CreateConnection()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new GrizzlyConnection(_options.ConnectionString) { Source = this };
    }

    public new GrizzlyConnection OpenConnection()
    {
        GrizzlyConnection connection = CreateConnection();
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override DbConnection CreateDbConnection() => CreateConnection();

    protected override DbConnection OpenDbConnection() => OpenConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(
        CancellationToken cancellationToken = default) =>
        await Task.Run(OpenConnection, cancellationToken).ConfigureAwait(false);

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
            if (disposing) _lease?.Dispose();
            _lease = null;
        }
        base.Dispose(disposing);
    }

    protected override async ValueTask DisposeAsyncCore() => await Task.Run(() => Dispose(true)).ConfigureAwait(false);

    internal void Initialize(GrizzlyConnection connection) => _initializer?.Invoke(connection);

    /// <summary>Called before a connection opens.</summary>
    internal void KeepOpen()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _lease ??= DatabaseRegistry.Lease(_options);
        }
    }
}
