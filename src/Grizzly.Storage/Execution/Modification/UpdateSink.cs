using Grizzly.Catalog;
using Grizzly.Indexes;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>UPDATE: buffers row ids and new rows; when the scan is done, deletes the old rows and appends the
/// new.</summary>
/// <param name="valueColumns">For each table column its position in the input.</param>
/// <param name="mayRepeat">True where a join may meet a row more than once: then the first new row counts, as in
/// PostgreSQL any one may.</param>
internal sealed unsafe class UpdateSink(
    TableEntry table, int rowIdColumn, int[] valueColumns, IReadOnlyList<LogicalType> types, bool mayRepeat)
        : CountingSink, IDisposable
{
    private const long LeastBulkRows = 16 * 1024;

    private readonly ChunkBufferSink _buffer = new(types) { Node = new PlanNode("BUFFER", []) };

    public override void Start(QueryContext context) => context.Transaction.RequireWritable();

    public override SinkState OpenState(QueryContext context) => _buffer.OpenState(context);

    public override void Combine(SinkState state) => _buffer.Combine(state);

    public override void Finish(QueryContext context)
    {
        HashSet<long>? seen = mayRepeat ? [] : null;
        using BulkLoad? load = _buffer.Count >= LeastBulkRows ? table.Data.BeginBulkLoad(context.Transaction) : null;
        BulkAppender? appender = load?.CreateAppender();
        using var indexes = new IndexMaintainer(table.Data);
        using var kept = new DataChunk(types);
        var rowIds = new long[ColumnVector.MaxCapacity];
        ushort* selection = stackalloc ushort[ColumnVector.MaxCapacity + 64];
        var columns = new ColumnVector[valueColumns.Length];
        foreach (DataChunk chunk in _buffer.Chunks)
        {
            context.ThrowIfCancelled();
            int count = 0;
            for (int i = 0; i < chunk.Count; i++)
            {
                long rowId = *(long*)chunk.Columns[rowIdColumn].AddressOf(i);
                if (seen is not null && !seen.Add(rowId)) continue;
                rowIds[count] = rowId;
                selection[count++] = (ushort)i;
            }
            kept.Select(chunk, selection, count);
            for (int i = 0; i < columns.Length; i++) columns[i] = kept.Columns[valueColumns[i]];
            NotNullCheck.Verify(table, columns, count);
            table.Data.Delete(context.Transaction, rowIds.AsSpan(0, count));
            var rows = new DataChunk(columns);
            rows.SetCount(count);
            if (appender is not null) appender.Append(rows);
            else indexes.Append(context.Transaction, rows);
            RowCount += count;
        }
        if (load is not null) indexes.Finish(context.Transaction, load);
        indexes.Checks.Verify(context.Transaction);
    }

    public void Dispose() => _buffer.Dispose();
}
