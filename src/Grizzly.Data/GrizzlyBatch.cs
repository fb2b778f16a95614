using System.Data;
using System.Data.Common;
using Grizzly.Data.Diagnostics;
using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>Several commands, each with parameters of its own, run one after the other; the first error ends the
/// run.</summary>
/// <remarks>Not thread-safe, except <see cref="Cancel"/>.</remarks>
public sealed class GrizzlyBatch : DbBatch
{
    private volatile StatementRun? _running;

    public GrizzlyBatch()
    {
    }

    public GrizzlyBatch(GrizzlyConnection? connection) => Connection = connection;

    public new GrizzlyConnection? Connection { get; set; }

    public new GrizzlyTransaction? Transaction { get; set; }

    public new GrizzlyBatchCommandCollection BatchCommands { get; } = new();

    /// <summary>Seconds as <see cref="GrizzlyCommand.CommandTimeout"/> counts them.</summary>
    public override int Timeout
    {
        get => field;
        set => field = value >= 0 ? value : throw new ArgumentException("the timeout is negative", nameof(value));
    }

    protected override DbBatchCommandCollection DbBatchCommands => BatchCommands;

    protected override DbConnection? DbConnection { get => Connection; set => Connection = (GrizzlyConnection?)value; }

    protected override DbTransaction? DbTransaction
    {
        get => Transaction;
        set => Transaction = (GrizzlyTransaction?)value;
    }

    public override void Cancel() => _running?.Cancel();

    public override int ExecuteNonQuery()
    {
        using GrizzlyDataReader reader = ExecuteReader(CommandBehavior.Default, default, nonQuery: true);
        reader.Close();
        return reader.RecordsAffected;
    }

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using GrizzlyDataReader reader = ExecuteReader(CommandBehavior.Default, cancellationToken, nonQuery: true);
            using CancellationTokenRegistration watch = reader.Watch(cancellationToken);
            reader.Close();
            return reader.RecordsAffected;
        },
        cancellationToken);

    public override object? ExecuteScalar() => ExecuteScalar(default);

    private object? ExecuteScalar(CancellationToken cancellation)
    {
        using GrizzlyDataReader reader = ExecuteReader(CommandBehavior.Default, cancellation);
        using CancellationTokenRegistration watch = reader.Watch(cancellation);
        object? value = reader.Read() && reader.FieldCount > 0 ? reader.GetValue(0) : null;
        reader.Close();
        return value;
    }

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => ExecuteScalar(cancellationToken), cancellationToken);

    public override void Prepare() => Units(RequireReady());

    public override Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        Prepare();
        return Task.CompletedTask;
    }

    protected override DbBatchCommand CreateDbBatchCommand() => new GrizzlyBatchCommand();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior, default);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior, CancellationToken cancellationToken) =>
        await Task.Run(() => ExecuteReader(behavior, cancellationToken), cancellationToken).ConfigureAwait(false);

    private GrizzlyDataReader ExecuteReader(
        CommandBehavior behavior, CancellationToken cancellation, bool nonQuery = false)
    {
        GrizzlyConnection connection = RequireReady();
        connection.RequireNoReader();
        cancellation.ThrowIfCancellationRequested();
        foreach (DbBatchCommand command in BatchCommands) ((GrizzlyBatchCommand)command).Begin();
        StatementUnit[] units = Units(connection);
        var run = new StatementRun(connection, units, Timeout > 0 ? Timeout : connection.DefaultTimeout);
        if (GrizzlyTelemetry.IsListening || connection.Log is not null)
        {
            run.Trace = CommandTrace.TryStart(
                connection, string.Join(";\n", BatchCommands.Select(command => command.CommandText)),
                [.. units.SelectMany(unit => unit.Parameters)], BatchCommands.Count);
        }
        _running = run;
        return GrizzlyDataReader.Start(run, null, behavior, cancellation, nonQuery);
    }

    private StatementUnit[] Units(GrizzlyConnection connection)
    {
        Database database = connection.RequireSession().Database;
        var units = new List<StatementUnit>();
        for (int i = 0; i < BatchCommands.Count; i++)
        {
            GrizzlyBatchCommand command = BatchCommands[i];
            NamedValue[] parameters = command.Parameters.ToValues();
            foreach (PreparedStatement statement in database.Prepare(command.CommandText))
                units.Add(new StatementUnit(statement, parameters, command));
        }
        return [.. units];
    }

    private GrizzlyConnection RequireReady()
    {
        GrizzlyConnection connection = Connection ?? throw DataErrors.NoConnection();
        if (connection.State != ConnectionState.Open) throw DataErrors.ConnectionNotOpen();
        if (BatchCommands.Count == 0) throw DataErrors.NoCommandText();
        if (Transaction is not null && Transaction.Connection != connection) throw DataErrors.ForeignTransaction();
        return connection;
    }
}
