using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>UPDATE: buffers row ids and new rows; when the scan is done, deletes the old rows and appends the
/// new.</summary>
/// <param name="types">Types of the input: the row id, the table's columns, then what RETURNING reads.</param>
/// <param name="mayRepeat">True where a join may meet a row more than once: then the first new row counts, as in
/// PostgreSQL any one may.</param>
internal sealed class UpdateSink(LogicalUpdate update, IReadOnlyList<LogicalType> types, bool mayRepeat)
    : ModificationSink(update)
{
    private const long LeastBulkRows = 16 * 1024;

    private readonly ChunkBufferSink _buffer = new(types) { Node = new PlanNode("BUFFER", []) };

    protected override int FirstExtra => 1 + Table.Columns.Count;

    public override SinkState OpenState(QueryContext context) => _buffer.OpenState(context);

    public override void Combine(SinkState state) => _buffer.Combine(state);

    public override void Dispose()
    {
        _buffer.Dispose();
        base.Dispose();
    }

    protected override void Change(QueryContext context)
    {
        using BulkLoad? load = _buffer.Count >= LeastBulkRows
            ? Table.Data.BeginBulkLoad(context.TransactionFor(Table)) : null;
        BulkAppender? appender = load?.CreateAppender();
        using var kept = new RowIdFilter(types, 0);
        var columns = new ColumnVector[Table.Columns.Count];
        var rows = new DataChunk(columns);
        foreach (DataChunk chunk in _buffer.Chunks)
        {
            context.ThrowIfCancelled();
            if (kept.Keep(chunk, isUnique: !mayRepeat) == 0) continue;
            Array.Copy(kept.Rows.Columns, 1, columns, 0, columns.Length);
            rows.SetCount(kept.Rows.Count);
            Writer.Update(kept.RowIds, rows, kept.Rows, appender, update.Changed);
        }
        if (load is not null) Writer.FinishLoad(load);
    }
}
