using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>INSERT, UPDATE or DELETE of a short run: a <see cref="TableWriter"/> that is kept. Not thread-safe.</summary>
internal sealed unsafe class ShortWriter : IDisposable
{
    private readonly LogicalModification _modification;
    private readonly TableWriter _writer;
    private readonly ColumnVector[] _columns;
    private readonly DataChunk _rows;
    private readonly LogicalType[] _types;
    private readonly long[] _rowIds = new long[ColumnVector.MaxCapacity];

    public ShortWriter(LogicalModification modification, EvaluationContext evaluation)
    {
        _modification = modification;
        _writer = new TableWriter(modification.Table, modification.Rules, evaluation);
        _columns = new ColumnVector[modification.Table.Columns.Count];
        _rows = new DataChunk(_columns);
        _types = [.. modification.Input.Output.Select(column => column.Type)];
    }

    public long Run(Transaction transaction, ShortRun run)
    {
        _writer.Start(transaction);
        DataChunk? chunk = run.Next();
        if (_modification is LogicalInsert)
        {
            for (; chunk is not null; chunk = run.Next()) _writer.Insert(chunk);
        }
        else if (chunk is not null)
        {
            Change(transaction, chunk, run);
        }
        _writer.FinishStatement();
        return _writer.RowCount;
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>All rows are found before the first is changed, or the scan would meet the changed ones.</summary>
    private void Change(Transaction transaction, DataChunk first, ShortRun run)
    {
        List<DataChunk>? kept = null;
        if (first.Count == ColumnVector.MaxCapacity || run.HasMore) kept = Collect(ref first, run);
        Apply(first);
        if (kept is null) return;
        foreach (DataChunk chunk in kept)
        {
            if (!ReferenceEquals(chunk, first)) Apply(chunk);
            chunk.Dispose();
        }
    }

    private List<DataChunk> Collect(ref DataChunk first, ShortRun run)
    {
        var kept = new List<DataChunk>();
        for (DataChunk? chunk = first; chunk is not null; chunk = run.Next())
        {
            var copy = new DataChunk(_types);
            copy.CopyFrom(chunk);
            kept.Add(copy);
        }
        first = kept[0];
        return kept;
    }

    private void Apply(DataChunk chunk)
    {
        ColumnVector ids = chunk.Columns[0];
        for (int i = 0; i < chunk.Count; i++) _rowIds[i] = *(long*)ids.AddressOf(i);
        ReadOnlySpan<long> rowIds = _rowIds.AsSpan(0, chunk.Count);
        if (_modification is LogicalDelete)
        {
            _writer.Delete(rowIds);
            return;
        }
        for (int i = 0; i < _columns.Length; i++) _columns[i] = chunk.Columns[i + 1];
        _rows.SetCount(chunk.Count);
        _writer.Update(rowIds, _rows, chunk);
    }
}
