using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// Up to 122,880 rows at fixed row ids: closed (segments) or open (delta store), with the versions of its rows.
/// Thread-safe.
/// </summary>
/// <remarks>Rows never move within a group; a closed group never takes rows. Only the table's append lock holder
/// appends or closes.</remarks>
internal sealed class RowGroup : IUndoTarget, ICollectable
{
    private const int InsertChange = 0, DeleteChange = 1;
    private readonly StorageContext _context;
    private readonly List<RetiredSegments> _retired = [];
    private volatile ColumnSegment[]? _segments;
    private volatile DeltaStore? _delta;
    private int _count;
    private int _isRegistered;

    private RowGroup(StorageContext context, int number, RowVersions versions)
    {
        _context = context;
        Number = number;
        Versions = versions;
    }

    public int Number { get; set; }

    public RowVersions Versions { get; private set; }

    /// <summary>Rows published, deleted ones included.</summary>
    public int Count => Volatile.Read(ref _count);

    public ColumnSegment[]? Segments => _segments;

    public DeltaStore? Delta => _delta;

    public long FirstRowId => (long)Number * RowGroupLayout.MaxRows;

    /// <summary>The copy that the last checkpoint wrote while the group was open, or null.</summary>
    public SavedGroup? Saved { get; set; }

    public static RowGroup Open(StorageContext context, int number, PhysicalType[] types) =>
        new(context, number, new RowVersions()) { _delta = new DeltaStore(context.Allocator, types) };

    public static RowGroup Closed(StorageContext context, int number, ColumnSegment[] segments, int count,
        ulong stamp) =>
        new(context, number, new RowVersions(stamp)) { _segments = segments, _count = count };

    /// <summary>
    /// Appends rows to an open group; <paramref name="stamp"/> is the transaction's id. The caller holds the append
    /// lock.
    /// </summary>
    public void Append(DataChunk chunk, int start, int count, ulong stamp)
    {
        int first = _count;
        _delta!.Write(first, chunk, start, count);
        Versions.Insert(first, count, stamp);
        Volatile.Write(ref _count, first + count);
    }

    public UndoEntry InsertUndo(int first, int count) => new(this, InsertChange, first, count);

    /// <summary>
    /// Replay: rows at the position the log gives. Commits are logged in another order than their rows were appended,
    /// so positions are skipped, and filled in later: until then, or for ever if their transaction failed, they are
    /// deleted rows.
    /// </summary>
    public void AppendAt(int first, DataChunk chunk)
    {
        Check.Assert(_delta is not null);
        int before = _count, end = first + chunk.Count;
        for (int row = first; row < Math.Min(before, end); row++)
        {
            if (!Versions.Restore(row)) throw Errors.Corrupted("the log appends rows where rows are");
        }
        _delta.WriteHoles(before, first);
        _delta.Write(first, chunk, 0, chunk.Count);
        Volatile.Write(ref _count, Math.Max(before, end));
        for (int row = before; row < first; row++) Versions.Remove(row);
    }

    /// <summary>Deletes the rows at the given offsets; returns how many were not deleted before.</summary>
    public int Delete(Transaction transaction, ReadOnlySpan<long> rowIds, List<long> deleted)
    {
        if (rowIds.Length == 1) return DeleteOne(transaction, rowIds[0], deleted);
        var offsets = new int[rowIds.Length];
        int done = 0;
        try
        {
            foreach (long rowId in rowIds)
            {
                int offset = RowGroupLayout.OffsetOf(rowId);
                if (offset >= Count) throw Errors.Internal("a row id lies outside its table");
                if (!Versions.TryDelete(offset, transaction)) continue;
                offsets[done++] = offset;
                deleted.Add(rowId);
            }
        }
        finally
        {
            // What was marked before a conflict is undone with the statement.
            if (done == 1) transaction.AddUndo(new UndoEntry(this, DeleteChange, offsets[0], 1));
            else if (done > 1) transaction.AddUndo(new UndoEntry(this, DeleteChange, 0, done, offsets));
        }
        return done;
    }

    private int DeleteOne(Transaction transaction, long rowId, List<long> deleted)
    {
        int offset = RowGroupLayout.OffsetOf(rowId);
        if (offset >= Count) throw Errors.Internal("a row id lies outside its table");
        if (!Versions.TryDelete(offset, transaction)) return 0;
        transaction.AddUndo(new UndoEntry(this, DeleteChange, offset, 1));
        deleted.Add(rowId);
        return 1;
    }

    /// <inheritdoc/>
    public void Commit(in UndoEntry entry, ulong commitTimestamp)
    {
        if (entry.Kind == InsertChange)
        {
            int start = (int)entry.Start;
            Versions.RestampInserted(start, entry.Count, commitTimestamp);
            int slotEnd = (start / RowGroupLayout.SlotRows + 1) * RowGroupLayout.SlotRows;
            if (Count >= slotEnd) Register(commitTimestamp);
            return;
        }
        RestampDeleted(entry, commitTimestamp);
        Register(commitTimestamp);
    }

    /// <inheritdoc/>
    public void Rollback(in UndoEntry entry)
    {
        if (entry.Kind == InsertChange) Versions.RestampInserted((int)entry.Start, entry.Count, Stamps.Never);
        else RestampDeleted(entry, Stamps.Never);
        Register(Stamps.Always);
    }

    /// <inheritdoc/>
    public void Collect(ulong oldest)
    {
        Volatile.Write(ref _isRegistered, 0);
        ulong latest = Versions.Collect(oldest, Count);
        if (latest > 0) Register(latest);
    }

    /// <summary>Becomes visible at <paramref name="commitTimestamp"/> as a whole (bulk load).</summary>
    public void CommitGroup(ulong commitTimestamp)
    {
        Versions.RestampGroup(commitTimestamp);
        Register(commitTimestamp);
    }

    /// <summary>
    /// Turns the delta store into segments; the caller holds the append lock. Readers of the store keep it alive.
    /// </summary>
    public void Close(DistinctSketch[] sketches)
    {
        DeltaStore delta = _delta!;
        var segments = new ColumnSegment[delta.ColumnCount];
        for (int column = 0; column < segments.Length; column++)
            segments[column] = BuildSegment(delta, column, Count, sketches[column]);
        _segments = segments;
        _delta = null;
    }

    /// <summary>
    /// One column of the first <paramref name="count"/> rows of a delta store, as a segment in memory.
    /// </summary>
    public ColumnSegment BuildSegment(DeltaStore delta, int column, int count, DistinctSketch sketch)
    {
        PhysicalType type = delta.TypeOf(column);
        using var rows = new ColumnCollector(type, _context.Allocator);
        using var vector = new ColumnVector(LogicalTypes.AnyOf(type));
        for (int slot = 0; slot * RowGroupLayout.SlotRows < count; slot++)
        {
            int part = Math.Min(RowGroupLayout.SlotRows, count - slot * RowGroupLayout.SlotRows);
            BorrowSlot(delta.Slot(column, slot), vector);
            rows.Append(vector, 0, part);
        }
        GC.KeepAlive(delta);
        (HotSegment hot, ZoneMap zone) = SegmentBuilder.Build(rows, _context.Allocator, sketch);
        return ColumnSegment.FromHot(_context, hot, zone);
    }

    /// <summary>
    /// Turns segments back into a delta store so that the group takes more rows; the caller holds the append lock.
    /// </summary>
    public void Reopen(PhysicalType[] types)
    {
        ColumnSegment[] segments = _segments!;
        var delta = new DeltaStore(_context.Allocator, types);
        using var chunk = new DataChunk([.. types.Select(LogicalTypes.AnyOf)]);
        foreach (ColumnSegment segment in segments) segment.Pin();
        try
        {
            for (int start = 0; start < Count; start += RowGroupLayout.SlotRows)
            {
                int rows = Math.Min(RowGroupLayout.SlotRows, Count - start);
                for (int column = 0; column < segments.Length; column++)
                    segments[column].Hot.Scan(start, rows, chunk.Columns[column]);
                chunk.SetCount(rows);
                delta.Write(start, chunk, 0, rows);
            }
        }
        finally
        {
            foreach (ColumnSegment segment in segments) segment.Unpin();
        }
        _delta = delta;
        _segments = null;
        // Scans that took the group before may still want other columns of the segments: they go when those scans'
        // snapshots have gone.
        TransactionManager transactions = _context.Transactions;
        var retired = new RetiredSegments(this, segments);
        lock (_retired) _retired.Add(retired);
        transactions.CollectAfter(transactions.LastCommitted + 1, retired);
    }

    /// <summary>Blocks of segments that only scans begun before a reopening still use.</summary>
    public IEnumerable<long> RetiredBlocks
    {
        get
        {
            lock (_retired) return [.. _retired.SelectMany(r => r.Segments).SelectMany(s => s.Run?.Blocks ?? [])];
        }
    }

    /// <summary>Delta store and segments as of now: exactly one of the two is there.</summary>
    public (DeltaStore? Delta, ColumnSegment[]? Segments) Storage
    {
        get
        {
            while (true)
            {
                // Closing shows the segments before it hides the delta store, opening the other way round.
                DeltaStore? delta = _delta;
                ColumnSegment[]? segments = _segments;
                if (segments is not null) return (null, segments);
                if (delta is not null) return (delta, null);
            }
        }
    }

    private sealed class RetiredSegments(RowGroup owner, ColumnSegment[] segments) : ICollectable
    {
        public ColumnSegment[] Segments => segments;

        public void Collect(ulong oldest)
        {
            lock (owner._retired) owner._retired.Remove(this);
            foreach (ColumnSegment segment in segments) segment.Release();
        }
    }

    /// <summary>Puts other rows in place of all (compaction); nobody else uses the group.</summary>
    public void Replace(ColumnSegment[] segments, int count)
    {
        ColumnSegment[]? old = _segments;
        _segments = segments;
        _delta = null;
        Volatile.Write(ref _count, count);
        Versions = new RowVersions();
        if (Saved is { } saved)
        {
            foreach (long block in saved.Blocks) _context.Blocks!.Release(block);
        }
        Saved = null;
        if (old is null) return;
        foreach (ColumnSegment segment in old) segment.Release();
    }

    /// <summary>Gives up memory and blocks.</summary>
    public void Release(bool wasNeverPublished)
    {
        if (Saved is { } saved)
        {
            foreach (long block in saved.Blocks) _context.Blocks!.Release(block);
        }
        Saved = null;
        if (_segments is null) return;
        foreach (ColumnSegment segment in _segments) segment.Release(wasNeverPublished);
    }

    internal static unsafe void BorrowSlot(DeltaSlot slot, ColumnVector vector) =>
        vector.BorrowFlat(slot.Values, slot.Validity);

    private void RestampDeleted(in UndoEntry entry, ulong stamp)
    {
        if (entry.State is int[] offsets)
        {
            for (int i = 0; i < entry.Count; i++) Versions.RestampDeleted(offsets[i], stamp);
            return;
        }
        for (int i = 0; i < entry.Count; i++) Versions.RestampDeleted((int)entry.Start + i, stamp);
    }

    private void Register(ulong timestamp)
    {
        if (Interlocked.Exchange(ref _isRegistered, 1) == 0) _context.Transactions.CollectAfter(timestamp, this);
    }
}
