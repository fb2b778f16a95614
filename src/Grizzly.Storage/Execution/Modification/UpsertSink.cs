using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>INSERT … ON CONFLICT: buffers the rows; when all are there, looks up the keys of each chunk and inserts the
/// rows whose keys are free, before it updates, replaces or skips for the others.</summary>
/// <remarks>Rows count one after the other: one that takes the key of an earlier row of the statement updates, replaces
/// or is skipped for what that one has made of it, as in SQLite and DuckDB; PostgreSQL refuses the update.</remarks>
internal sealed unsafe class UpsertSink(
    LogicalInsert insert, ConflictRule rule, IReadOnlyList<LogicalType> types) : ModificationSink(insert)
{
    private readonly ChunkBufferSink _buffer = new(types) { Node = new PlanNode("BUFFER", []) };
    private readonly DataChunk _picked = new(types);
    private readonly DataChunk _proposed = new(types);
    private readonly ushort[] _free = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly ushort[] _taken = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly List<long> _old = [];
    private readonly HashSet<long> _updated = [];
    private int _freeCount;
    private RowFetcher? _fetcher;
    private DataChunk? _oldRows;
    private DataChunk? _pairs;
    private RowChecker? _checker;
    private RowChecker? _oldChecker;
    private PredicateEvaluator? _where;
    private ExpressionEvaluator? _values;

    public override bool IsParallel => false;

    protected override int FirstExtra => Table.Columns.Count;

    public override SinkState OpenState(QueryContext context) => _buffer.OpenState(context);

    public override void Combine(SinkState state) => _buffer.Combine(state);

    public override void Dispose()
    {
        _buffer.Dispose();
        _picked.Dispose();
        _proposed.Dispose();
        _fetcher?.Dispose();
        _oldRows?.Dispose();
        base.Dispose();
    }

    protected override void Change(QueryContext context)
    {
        // Generated columns may be in keys and in excluded rows, and a bad row is an error whether its key is free.
        _checker = new RowChecker(Table, Rules, context.Evaluation);
        _oldChecker = new RowChecker(Table, Rules with { Checks = [] }, context.Evaluation);
        using var probe = new ConflictProbe(Table, rule.Indexes, context.TransactionFor(Table));
        foreach (DataChunk chunk in _buffer.Chunks)
        {
            context.ThrowIfCancelled();
            DataChunk rows = _checker.WithVirtual(_checker.Complete(chunk));
            probe.Show(rows);
            if (rule.Action == ConflictAction.Replace) Replace(probe, rows);
            else InsertOrUpdate(context, probe, rows);
        }
    }

    private void InsertOrUpdate(QueryContext context, ConflictProbe probe, DataChunk rows)
    {
        var found = new List<long>();
        for (int row = 0; row < rows.Count; row++)
        {
            bool isUpdate = rule.Action == ConflictAction.Update;
            if (probe.IsPending(row))
            {
                if (!isUpdate) continue;
                Flush(context, probe, rows);
            }
            found.Clear();
            probe.Find(row, found);
            if (found.Count > 0 && isUpdate && _updated.Contains(found[0]))
            {
                // The row this one takes is about to be updated: it is another row then.
                Flush(context, probe, rows);
                found.Clear();
                probe.Find(row, found);
            }
            if (found.Count == 0)
            {
                probe.Note(row);
                _free[_freeCount++] = (ushort)row;
            }
            else if (isUpdate)
            {
                _updated.Add(found[0]);
                _taken[_old.Count] = (ushort)row;
                _old.Add(found[0]);
            }
        }
        Flush(context, probe, rows);
    }

    /// <summary>Writes what has been decided of the rows so far.</summary>
    private void Flush(QueryContext context, ConflictProbe probe, DataChunk rows)
    {
        int taken = _old.Count, free = _freeCount;
        _freeCount = 0;
        if (taken > 0) fixed (ushort* selection = _taken) _proposed.Select(rows, selection, taken);
        if (free > 0) Insert(rows, free);
        if (taken > 0) Update(context, taken);
        _old.Clear();
        _updated.Clear();
        probe.Flushed();
    }

    private void Insert(DataChunk rows, int count)
    {
        fixed (ushort* selection = _free) _picked.Select(rows, selection, count);
        HideVirtual(_picked);
        Writer.Insert(_picked);
    }

    /// <summary>Updates the rows of <see cref="_old"/> with those of <see cref="_proposed"/>.</summary>
    private void Update(QueryContext context, int count)
    {
        int width = Table.Columns.Count;
        _fetcher ??= Table.Data.CreateFetcher(context.SnapshotFor(Table), [.. Enumerable.Range(0, width)]);
        _oldRows ??= new DataChunk([.. Table.Columns.Select(column => column.Type)]);
        _pairs ??= new DataChunk(new ColumnVector[2 * width]);
        if (_fetcher.Fetch(CollectionsMarshal.AsSpan(_old), _oldRows) != count)
            throw Errors.Internal($"a row of table {Table.Name} has gone while it was looked at");
        DataChunk old = _oldChecker!.WithVirtual(_oldRows);
        old.Columns.CopyTo(_pairs.Columns, 0);
        _proposed.Columns.CopyTo(_pairs.Columns, width);
        _pairs.SetCount(count);
        DataChunk pairs = _pairs;
        using DataChunk? chosen = rule.Where is null ? null
            : new DataChunk([.. types.Take(width), .. types.Take(width)]);
        if (rule.Where is not null)
        {
            _where ??= new PredicateEvaluator(rule.Where, context.Evaluation);
            int kept = _where.Select(pairs);
            if (kept == 0) return;
            for (int i = 0; i < kept; i++) _old[i] = _old[_where.Selection[i]];
            chosen!.Select(pairs, _where.Selection, kept);
            (pairs, count) = (chosen, kept);
        }
        _values ??= new ExpressionEvaluator(rule.NewRow, context.Evaluation);
        var rows = new DataChunk(new ColumnVector[width]);
        for (int i = 0; i < width; i++) rows.Columns[i] = _values.Evaluate(i, pairs);
        rows.SetCount(count);
        Writer.Update(CollectionsMarshal.AsSpan(_old)[..count], rows, rows, changed: rule.Changed);
    }

    private void Replace(ConflictProbe probe, DataChunk rows)
    {
        int free = 0;
        _old.Clear();
        for (int row = 0; row < rows.Count; row++)
        {
            if (probe.IsPending(row))
            {
                // A later row of the statement takes the place of an earlier one.
                Write(rows, free);
                probe.Flushed();
                free = 0;
            }
            probe.Find(row, _old);
            probe.Note(row);
            _free[free++] = (ushort)row;
        }
        Write(rows, free);
    }

    private void Write(DataChunk rows, int count)
    {
        long[] old = [.. _old];
        _old.Clear();
        for (int start = 0; start < old.Length; start += ColumnVector.MaxCapacity)
        {
            int part = Math.Min(ColumnVector.MaxCapacity, old.Length - start);
            Writer.Delete(old.AsSpan(start, part), isSilent: true);
        }
        if (count > 0) Insert(rows, count);
    }

    /// <summary>Virtual columns are shown to expressions, but stored as NULL.</summary>
    private void HideVirtual(DataChunk rows)
    {
        for (int i = 0; i < Table.Columns.Count; i++)
        {
            if (Table.Columns[i].IsVirtual) rows.Columns[i].SetConstantNull();
        }
    }
}
