using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>INSERT, UPDATE or DELETE of a short run: a <see cref="TableWriter"/> that is kept. Not
/// thread-safe.</summary>
internal sealed unsafe class ShortWriter : IDisposable
{
    private readonly LogicalModification _modification;
    private readonly EvaluationContext _evaluation;
    private readonly IReadOnlySet<int>? _changed;
    private TableWriter? _writer;
    private readonly ColumnVector[] _columns;
    private readonly DataChunk _rows;
    private readonly LogicalType[] _types;
    private readonly long[] _rowIds = new long[ColumnVector.MaxCapacity];

    public ShortWriter(LogicalModification modification, EvaluationContext evaluation)
    {
        _modification = modification;
        _evaluation = evaluation;
        _changed = (modification as LogicalUpdate)?.Changed;
        _columns = new ColumnVector[modification.Table.Columns.Count];
        _rows = new DataChunk(_columns);
        _types = [.. modification.Input.Output.Select(column => column.Type)];
        if (modification.Returning is { } returned)
            Returned = new ReturnedBuffer(returned, modification.Table.Columns.Count);
    }

    /// <summary>RETURNING's rows of the last run, or null.</summary>
    public ReturnedBuffer? Returned { get; }

    public long Run(Transaction transaction, ShortRun run)
    {
        TableWriter writer = WriterFor(transaction);
        DataChunk? chunk = run.Next();
        if (_modification is LogicalInsert)
        {
            for (; chunk is not null; chunk = run.Next()) writer.Insert(chunk);
        }
        else if (chunk is not null)
        {
            Change(writer, chunk, run);
        }
        writer.FinishStatement();
        return writer.RowCount;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        Returned?.Dispose();
    }

    private TableWriter WriterFor(Transaction transaction)
    {
        Returned?.Clear();
        if (_writer is { CanRestart: true })
        {
            _writer.Restart(transaction);
            return _writer;
        }
        _writer?.Dispose();
        _writer = new TableWriter(
            _modification.Table, _modification.Rules, transaction, _evaluation, Returned, _types.Length);
        return _writer;
    }

    /// <summary>All rows are found before the first is changed, or the scan would meet the changed ones.</summary>
    private void Change(TableWriter writer, DataChunk first, ShortRun run)
    {
        List<DataChunk>? kept = null;
        if (first.Count == ColumnVector.MaxCapacity || run.HasMore) kept = Collect(ref first, run);
        Apply(writer, first);
        if (kept is null) return;
        foreach (DataChunk chunk in kept)
        {
            if (!ReferenceEquals(chunk, first)) Apply(writer, chunk);
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

    private void Apply(TableWriter writer, DataChunk chunk)
    {
        ColumnVector ids = chunk.Columns[0];
        for (int i = 0; i < chunk.Count; i++) _rowIds[i] = *(long*)ids.AddressOf(i);
        ReadOnlySpan<long> rowIds = _rowIds.AsSpan(0, chunk.Count);
        if (_modification is LogicalDelete)
        {
            writer.Delete(rowIds, chunk);
            return;
        }
        for (int i = 0; i < _columns.Length; i++) _columns[i] = chunk.Columns[i + 1];
        _rows.SetCount(chunk.Count);
        writer.Update(rowIds, _rows, chunk, null, _changed);
    }
}
