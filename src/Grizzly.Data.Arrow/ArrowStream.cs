using Apache.Arrow;
using Apache.Arrow.Ipc;
using Grizzly.Types;

namespace Grizzly.Data.Arrow;

/// <summary>A result as record batches.</summary>
internal sealed class ArrowStream : IArrowArrayStream
{
    private readonly GrizzlyDataReader _reader;
    private readonly ArrowColumn[] _columns;
    private readonly int _batchRows;
    private bool _isDone;

    public ArrowStream(GrizzlyDataReader reader, int batchRows)
    {
        _reader = reader;
        _batchRows = batchRows;
        IReadOnlyList<LogicalType> types = reader.Types;
        _columns = [.. types.Select(ArrowColumn.Of)];
        Schema = new Schema([.. types.Select((type, i) => ArrowTypes.FieldOf(reader.GetName(i), type))], null);
    }

    public Schema Schema { get; }

    /// <summary>The next batch, or null at the end. What is in memory is handed out at once; the rest is computed on a
    /// thread of the pool.</summary>
    public async ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenRegistration watch = _reader.Watch(cancellationToken);
        return await Task.Run(Next, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _reader.Dispose();

    private RecordBatch? Next()
    {
        int rows = 0;
        while (!_isDone && rows < _batchRows)
        {
            if (_reader.ReadChunk() is not { } chunk)
            {
                _isDone = true;
                break;
            }
            for (int i = 0; i < _columns.Length; i++) _columns[i].Append(chunk.Source.Columns[i], chunk.RowCount);
            rows += chunk.RowCount;
        }
        return rows == 0 ? null : new RecordBatch(
            Schema, _columns.Select(column => ArrowArrayFactory.BuildArray(column.Finish())), rows);
    }
}
