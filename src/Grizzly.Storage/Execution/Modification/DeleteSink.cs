using System.Runtime.InteropServices;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>DELETE: collects row ids and deletes them when the scan is done. A row met more than once (USING) counts
/// once; RETURNING then shows the first of its partners.</summary>
/// <param name="types">Types of the input: the row id, then what RETURNING reads.</param>
internal sealed unsafe class DeleteSink(LogicalDelete delete, IReadOnlyList<LogicalType> types)
    : ModificationSink(delete)
{
    private readonly List<long> _rowIds = [];
    private readonly ChunkBufferSink? _buffer = delete.Returning is null
        ? null : new ChunkBufferSink(types) { Node = new PlanNode("BUFFER", []) };

    protected override int FirstExtra => 1;

    public override SinkState OpenState(QueryContext context) => _buffer?.OpenState(context) ?? new State();

    public override void Combine(SinkState state)
    {
        if (state is State ids) _rowIds.AddRange(ids.RowIds);
        else _buffer!.Combine(state);
    }

    public override void Dispose()
    {
        _buffer?.Dispose();
        base.Dispose();
    }

    protected override void Change(QueryContext context)
    {
        if (_buffer is null) DeleteIds(context);
        else DeleteRows(context, _buffer);
    }

    private void DeleteIds(QueryContext context)
    {
        _rowIds.Sort();
        Span<long> rowIds = CollectionsMarshal.AsSpan(_rowIds);
        rowIds = rowIds[..Distinct(rowIds)];
        if (!Writer.NeedsOld)
        {
            Writer.Delete(rowIds);
            return;
        }
        for (int start = 0; start < rowIds.Length; start += ColumnVector.MaxCapacity)
        {
            context.ThrowIfCancelled();
            Writer.Delete(rowIds[start..Math.Min(rowIds.Length, start + ColumnVector.MaxCapacity)]);
        }
    }

    private void DeleteRows(QueryContext context, ChunkBufferSink buffer)
    {
        using var rows = new RowIdFilter(types, 0);
        foreach (DataChunk chunk in buffer.Chunks)
        {
            context.ThrowIfCancelled();
            if (rows.Keep(chunk) > 0) Writer.Delete(rows.RowIds, rows.Rows);
        }
    }

    private static int Distinct(Span<long> sorted)
    {
        int count = 0;
        foreach (long rowId in sorted)
        {
            if (count == 0 || sorted[count - 1] != rowId) sorted[count++] = rowId;
        }
        return count;
    }

    private sealed class State : SinkState
    {
        public List<long> RowIds { get; } = [];

        public override void Consume(DataChunk input)
        {
            ColumnVector column = input.Columns[0];
            for (int i = 0; i < input.Count; i++) RowIds.Add(*(long*)column.AddressOf(i));
        }
    }
}
