using System.ComponentModel;
using System.Data;
using System.Data.Common;

namespace Grizzly.Data;

/// <summary>Fills tables of a <see cref="DataSet"/> and writes their changes back, also several rows at a time
/// (<see cref="UpdateBatchSize"/>).</summary>
[DesignerCategory("")]
public sealed class GrizzlyDataAdapter : DbDataAdapter
{
    private GrizzlyBatch? _batch;
    private int _batchSize = 1;

    public GrizzlyDataAdapter()
    {
    }

    public GrizzlyDataAdapter(GrizzlyCommand? selectCommand) => SelectCommand = selectCommand;

    public GrizzlyDataAdapter(string selectCommandText, GrizzlyConnection connection)
        : this(new GrizzlyCommand(selectCommandText, connection))
    {
    }

    public GrizzlyDataAdapter(string selectCommandText, string connectionString)
        : this(selectCommandText, new GrizzlyConnection(connectionString))
    {
    }

    /// <summary>Raised before a row's command runs.</summary>
    public event EventHandler<RowUpdatingEventArgs>? RowUpdating;

    /// <summary>Raised after a row's command has run.</summary>
    public event EventHandler<RowUpdatedEventArgs>? RowUpdated;

    public new GrizzlyCommand? SelectCommand
    {
        get => (GrizzlyCommand?)base.SelectCommand;
        set => base.SelectCommand = value;
    }

    public new GrizzlyCommand? InsertCommand
    {
        get => (GrizzlyCommand?)base.InsertCommand;
        set => base.InsertCommand = value;
    }

    public new GrizzlyCommand? UpdateCommand
    {
        get => (GrizzlyCommand?)base.UpdateCommand;
        set => base.UpdateCommand = value;
    }

    public new GrizzlyCommand? DeleteCommand
    {
        get => (GrizzlyCommand?)base.DeleteCommand;
        set => base.DeleteCommand = value;
    }

    /// <summary>Rows sent at a time: 1 each row alone, 0 all at once. Batched commands must have their
    /// <see cref="DbCommand.UpdatedRowSource"/> None.</summary>
    public override int UpdateBatchSize
    {
        get => _batchSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _batchSize = value;
        }
    }

    protected override void InitializeBatching() => _batch = new GrizzlyBatch();

    protected override int AddToBatch(IDbCommand command)
    {
        var source = (GrizzlyCommand)command;
        _batch!.Connection = source.Connection;
        _batch.Transaction = source.Transaction;
        _batch.Timeout = source.CommandTimeout;
        var part = new GrizzlyBatchCommand(source.CommandText);
        foreach (GrizzlyParameter parameter in source.Parameters) part.Parameters.Add(parameter.Clone());
        _batch.BatchCommands.Add(part);
        return _batch.BatchCommands.Count - 1;
    }

    protected override int ExecuteBatch() => _batch!.ExecuteNonQuery();

    protected override bool GetBatchedRecordsAffected(
        int commandIdentifier, out int recordsAffected, out Exception? error)
    {
        error = null;
        recordsAffected = _batch!.BatchCommands[commandIdentifier].RecordsAffected;
        return true;
    }

    protected override IDataParameter GetBatchedParameter(int commandIdentifier, int parameterIndex) =>
        _batch!.BatchCommands[commandIdentifier].Parameters[parameterIndex];

    protected override void ClearBatch() => _batch!.BatchCommands.Clear();

    protected override void TerminateBatching()
    {
        _batch?.Dispose();
        _batch = null;
    }

    protected override void OnRowUpdating(RowUpdatingEventArgs value) => RowUpdating?.Invoke(this, value);

    protected override void OnRowUpdated(RowUpdatedEventArgs value) => RowUpdated?.Invoke(this, value);
}
