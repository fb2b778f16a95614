using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Grizzly.Data.Diagnostics;
using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>SQL to run on a connection: one statement or several, separated by semicolons.</summary>
/// <remarks>
/// Statements run one after the other, each its own transaction unless one is open; the first error ends the run. Texts
/// are parsed once and planned once per database, types of parameters and catalog version, so nothing is gained by
/// keeping a command only for its plan. Not thread-safe, except <see cref="Cancel"/>.
/// </remarks>
[System.ComponentModel.DesignerCategory("")]
public sealed class GrizzlyCommand : DbCommand, ICloneable
{
    private string _text = "";
    private int? _timeout;
    private GrizzlyConnection? _connection;
    private IReadOnlyList<PreparedStatement>? _prepared;
    private Database? _preparedFor;
    private volatile StatementRun? _running;

    /// <summary>Kept from one execution to the next: there is one at a time.</summary>
    private StatementRun? _idle;
    private NamedValue[] _values = [];
    private StatementUnit[] _units = [];

    public GrizzlyCommand()
    {
    }

    public GrizzlyCommand(
        string? commandText, GrizzlyConnection? connection = null, GrizzlyTransaction? transaction = null)
    {
        CommandText = commandText;
        _connection = connection;
        Transaction = transaction;
    }

    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set
        {
            RequireIdle();
            _text = value ?? "";
            _prepared = null;
        }
    }

    /// <summary>Seconds the engine may work at a time (until the first row, and for each further batch of rows); 0
    /// waits without end. The connection string's Default Timeout unless set.</summary>
    public override int CommandTimeout
    {
        get => _timeout ?? _connection?.DefaultTimeout ?? 0;
        set => _timeout = value >= 0
            ? value
            : throw new ArgumentException("the timeout is negative", nameof(value));
    }

    /// <summary>Always <see cref="CommandType.Text"/>.</summary>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new ArgumentException(
                    $"CommandType.{value} is not supported: write SQL, such as CALL", nameof(value));
        }
    }

    /// <summary>Told how far each statement is while it runs, at most every <see cref="ProgressInterval"/>, and once it
    /// has succeeded and its result is closed; null (the default) tells nobody and costs nothing.</summary>
    /// <remarks>Called from the threads that run the statement, which wait for it, but never from two at once;
    /// <see cref="Progress{T}"/> carries reports elsewhere. Must not raise.</remarks>
    public IProgress<GrizzlyProgress>? Progress { get; set; }

    /// <summary>The least time between two reports of <see cref="Progress"/>: 100 milliseconds unless set; zero reports
    /// after every vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan ProgressInterval
    {
        get => field;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMilliseconds(100);

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; } = UpdateRowSource.None;

    public new GrizzlyConnection? Connection
    {
        get => _connection;
        set
        {
            RequireIdle();
            _connection = value;
        }
    }

    public new GrizzlyTransaction? Transaction { get; set; }

    public new GrizzlyParameterCollection Parameters { get; } = new();

    protected override DbConnection? DbConnection
    {
        get => Connection;
        set => Connection = (GrizzlyConnection?)value;
    }

    protected override DbTransaction? DbTransaction
    {
        get => Transaction;
        set => Transaction = (GrizzlyTransaction?)value;
    }

    protected override DbParameterCollection DbParameterCollection => Parameters;

    /// <summary>Stops what this command is running; it ends with 57014. Does nothing when nothing runs.
    /// Thread-safe.</summary>
    public override void Cancel() => _running?.Cancel();

    public new GrizzlyParameter CreateParameter() => new();

    protected override DbParameter CreateDbParameter() => new GrizzlyParameter();

    /// <summary>Parses the text now instead of at the first execution.</summary>
    public override void Prepare() => Statements(RequireReady());

    public override int ExecuteNonQuery() => ExecuteNonQuery(default);

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        Task.Run(() => ExecuteNonQuery(cancellationToken), cancellationToken);

    public override object? ExecuteScalar() => ExecuteScalar(default);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        Task.Run(() => ExecuteScalar(cancellationToken), cancellationToken);

    public new GrizzlyDataReader ExecuteReader() => ExecuteReader(CommandBehavior.Default);

    /// <summary>Runs up to the first rows of the first statement that gives any. Later statements run on NextResult, or
    /// when the reader is closed.</summary>
    public new GrizzlyDataReader ExecuteReader(CommandBehavior behavior) => ExecuteReader(behavior, default);

    public new Task<GrizzlyDataReader> ExecuteReaderAsync(CancellationToken cancellationToken = default) =>
        ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);

    public new Task<GrizzlyDataReader> ExecuteReaderAsync(
        CommandBehavior behavior, CancellationToken cancellationToken = default) =>
        Task.Run(() => ExecuteReader(behavior, cancellationToken), cancellationToken);

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior, default);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior, CancellationToken cancellationToken)
    {
        // An OperationCanceledException, where a task that is canceled before it starts gives a TaskCanceledException.
        cancellationToken.ThrowIfCancellationRequested();
        return await ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A command with the same text, connection, options, and copies of the parameters.</summary>
    public GrizzlyCommand Clone()
    {
        var copy = new GrizzlyCommand(_text, _connection, Transaction)
        {
            _timeout = _timeout, DesignTimeVisible = DesignTimeVisible, UpdatedRowSource = UpdatedRowSource,
            Progress = Progress, ProgressInterval = ProgressInterval,
        };
        foreach (GrizzlyParameter parameter in Parameters) copy.Parameters.Add(parameter.Clone());
        return copy;
    }

    object ICloneable.Clone() => Clone();

    /// <summary>The reader has ended: the text may change again, and the run serves the next execution.</summary>
    internal void Finish(StatementRun run)
    {
        if (_running != run)
        {
            run.Dispose();
            return;
        }
        _running = null;
        _idle?.Dispose();
        _idle = run;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _idle?.Dispose();
            _idle = null;
        }
        base.Dispose(disposing);
    }

    private int ExecuteNonQuery(CancellationToken cancellation)
    {
        using GrizzlyDataReader reader = ExecuteReader(CommandBehavior.Default, cancellation, nonQuery: true);
        using CancellationTokenRegistration watch = reader.Watch(cancellation);
        reader.Close();
        return reader.RecordsAffected;
    }

    private object? ExecuteScalar(CancellationToken cancellation)
    {
        using GrizzlyDataReader reader = ExecuteReader(CommandBehavior.Default, cancellation);
        using CancellationTokenRegistration watch = reader.Watch(cancellation);
        object? value = reader.Read() && reader.FieldCount > 0 ? reader.GetValue(0) : null;
        reader.Close();
        return value;
    }

    private GrizzlyDataReader ExecuteReader(
        CommandBehavior behavior, CancellationToken cancellation, bool nonQuery = false)
    {
        GrizzlyConnection connection = RequireReady();
        connection.RequireNoReader();
        cancellation.ThrowIfCancellationRequested();
        _values = Parameters.ToValues(_values);
        CommandTrace? trace = CommandTrace.TryStart(connection, _text, _values);
        IReadOnlyList<PreparedStatement> statements;
        try
        {
            statements = Statements(connection);
        }
        catch (Exception error) when (trace is not null)
        {
            trace.Fail(error);
            trace.End();
            throw;
        }
        if (_units.Length != statements.Count) _units = new StatementUnit[statements.Count];
        for (int i = 0; i < _units.Length; i++) _units[i] = new StatementUnit(statements[i], _values);
        StatementRun run = RunFor(connection);
        run.Trace = trace;
        run.Progress = Progress is { } progress ? (progress, ProgressInterval) : null;
        _running = run;
        return GrizzlyDataReader.Start(run, this, behavior, cancellation, nonQuery);
    }

    private StatementRun RunFor(GrizzlyConnection connection)
    {
        StatementRun? idle = _idle;
        _idle = null;
        if (idle is not null && idle.CanRestart(connection))
        {
            idle.Restart(_units, CommandTimeout);
            return idle;
        }
        idle?.Dispose();
        return new StatementRun(connection, _units, CommandTimeout);
    }

    private IReadOnlyList<PreparedStatement> Statements(GrizzlyConnection connection)
    {
        Database database = connection.RequireSession().Database;
        if (_prepared is not null && _preparedFor == database) return _prepared;
        _prepared = database.Prepare(_text);
        _preparedFor = database;
        return _prepared;
    }

    private GrizzlyConnection RequireReady()
    {
        GrizzlyConnection connection = _connection ?? throw DataErrors.NoConnection();
        if (connection.State != ConnectionState.Open) throw DataErrors.ConnectionNotOpen();
        if (string.IsNullOrWhiteSpace(_text)) throw DataErrors.NoCommandText();
        if (Transaction is not null && Transaction.Connection != connection) throw DataErrors.ForeignTransaction();
        return connection;
    }

    private void RequireIdle()
    {
        if (_running is not null) throw DataErrors.ReaderOpen();
    }
}
