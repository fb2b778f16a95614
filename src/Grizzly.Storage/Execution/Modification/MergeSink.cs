using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>MERGE: buffers what each row of the join asks for; when the join is done, makes the changes chunk by chunk:
/// first a chunk's inserts, then its updates, then its deletes.</summary>
/// <remarks>A target row that is to be changed twice is an error (21000).</remarks>
/// <param name="types">Types of the input: the row id, the action, the table's columns, then what RETURNING
/// reads.</param>
internal sealed unsafe class MergeSink(LogicalMerge merge, IReadOnlyList<LogicalType> types) : ModificationSink(merge)
{
    private readonly ChunkBufferSink _buffer = new(types) { Node = new PlanNode("BUFFER", []) };
    private readonly HashSet<long> _changed = [];
    private readonly long[] _rowIds = new long[ColumnVector.MaxCapacity];

    protected override int FirstExtra => 2 + Table.Columns.Count;

    public override SinkState OpenState(QueryContext context) => _buffer.OpenState(context);

    public override void Combine(SinkState state) => _buffer.Combine(state);

    public override void Dispose()
    {
        _buffer.Dispose();
        base.Dispose();
    }

    protected override void Change(QueryContext context)
    {
        using var picked = new DataChunk(types);
        foreach (DataChunk chunk in _buffer.Chunks)
        {
            context.ThrowIfCancelled();
            if (Pick(chunk, MergeAction.Error, picked) > 0) throw Errors.Raised(MessageOf(picked));
            if (Pick(chunk, MergeAction.Insert, picked) > 0) Writer.Insert(NewRows(picked), picked);
            if (Pick(chunk, MergeAction.Update, picked) > 0) Writer.Update(RowIds(picked), NewRows(picked), picked);
            if (Pick(chunk, MergeAction.Delete, picked) > 0) Writer.Delete(RowIds(picked), picked);
        }
    }

    private int Pick(DataChunk chunk, MergeAction wanted, DataChunk picked)
    {
        ushort* selection = stackalloc ushort[ColumnVector.MaxCapacity + 64];
        ColumnVector actions = chunk.Columns[1];
        int count = 0;
        for (int i = 0; i < chunk.Count; i++)
        {
            if (!actions.IsNullAt(i) && merge.Actions[*(int*)actions.AddressOf(i)] == wanted)
                selection[count++] = (ushort)i;
        }
        if (count > 0) picked.Select(chunk, selection, count);
        return count;
    }

    private DataChunk NewRows(DataChunk picked)
    {
        var rows = new DataChunk(picked.Columns[2..(2 + Table.Columns.Count)]);
        rows.SetCount(picked.Count);
        return rows;
    }

    private ReadOnlySpan<long> RowIds(DataChunk picked)
    {
        for (int i = 0; i < picked.Count; i++)
        {
            _rowIds[i] = *(long*)picked.Columns[0].AddressOf(i);
            if (!_changed.Add(_rowIds[i])) throw Errors.ChangedTwice("MERGE");
        }
        return _rowIds.AsSpan(0, picked.Count);
    }

    private string MessageOf(DataChunk picked) =>
        merge.Messages[*(int*)picked.Columns[1].AddressOf(0)] ?? "a MERGE clause asks for an error";
}
