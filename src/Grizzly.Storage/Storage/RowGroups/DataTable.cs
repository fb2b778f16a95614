using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>The rows of one table: closed row groups and an open one at the end. Thread-safe.</summary>
/// <remarks>
/// Row id = group number * 122,880 + offset; ids ascend with time but have gaps, never change while a transaction
/// is active, and are never given out twice, so that indexes may hold ids of rows that are gone. Appends are serialized
/// by the append lock; scans, fetches and deletes take none.
/// </remarks>
public sealed partial class DataTable : IUndoTarget
{
    private const int BulkChange = 0;

    /// <summary>A last group with fewer rows than this is opened again rather than left half empty.</summary>
    private const int ReopenBelow = 32 * 1024;

    /// <summary>
    /// A group with fewer live rows than this share is compacted by checkpoints, where row ids may change.
    /// </summary>
    private const double CompactBelow = 0.5;

    private readonly StorageContext _context;
    private readonly Lock _appendGate = new();
    private readonly DistinctSketch[] _sketches;
    private readonly KnownStatistics?[] _statistics;
    private RowGroup[] _groups = [];
    private int _nextGroupNumber;
    private long _addedRows;
    private bool _isCheckpointing;
    private bool _isReleased;

    public DataTable(StorageContext context, long id, ReadOnlySpan<PhysicalType> types)
    {
        _context = context;
        Id = id;
        Types = types.ToArray();
        _statistics = new KnownStatistics?[types.Length];
        _sketches = new DistinctSketch[types.Length];
        for (int i = 0; i < _sketches.Length; i++) _sketches[i] = new DistinctSketch();
    }

    /// <summary>Unique in the database, also in its log.</summary>
    public long Id { get; }

    /// <summary>Layout of each column; not to be changed.</summary>
    public PhysicalType[] Types { get; }

    public int ColumnCount => Types.Length;

    /// <summary>Keeps writers and changes of the definition apart.</summary>
    public TableUse Use { get; } = new();

    internal StorageContext Context => _context;

    internal RowGroup[] Groups => Volatile.Read(ref _groups);

    /// <summary>
    /// Rows, whatever their transactions' fate, less those deleted for good: an estimate that costs nothing.
    /// </summary>
    public long RowCount
    {
        get
        {
            long rows = 0;
            foreach (RowGroup group in Groups)
                rows += group.Count - group.Versions.GoneCount - group.Versions.PendingDeletes;
            return Math.Max(0, rows);
        }
    }

    /// <summary>Rows that have gone for every snapshot since the table was opened, give or take a constant.</summary>
    internal long GoneRows
    {
        get
        {
            long rows = Volatile.Read(ref _addedRows);
            foreach (RowGroup group in Groups) rows -= group.Count - group.Versions.GoneCount;
            return rows;
        }
    }

    /// <summary>Row groups now: the unit of parallel work.</summary>
    public int RowGroupCount => Groups.Length;

    /// <summary>
    /// Appends all rows of a chunk to the open row group and logs them. Where <paramref name="rowIds"/> is given (at
    /// least as long as the chunk) it gets the new row ids.
    /// </summary>
    public void Append(Transaction transaction, DataChunk chunk, Span<long> rowIds = default)
    {
        transaction.RequireWritable();
        Check.Assert(chunk.ColumnCount == ColumnCount);
        lock (_appendGate)
        {
            for (int done = 0; done < chunk.Count;)
            {
                RowGroup group = OpenGroup();
                int first = group.Count, count = Math.Min(chunk.Count - done, RowGroupLayout.MaxRows - first);
                // Undo before append: should the append fail half-way, nothing was published and undoing stamps
                // nothing.
                group.Append(chunk, done, count, transaction.Id);
                transaction.AddUndo(group.InsertUndo(first, count));
                _addedRows += count;
                if (transaction.IsLogged) LogAppend(transaction, group, first, chunk, done, count);
                for (int i = 0; i < count && !rowIds.IsEmpty; i++) rowIds[done + i] = group.FirstRowId + first + i;
                done += count;
                if (group.Count == RowGroupLayout.MaxRows) group.Close(_sketches);
            }
        }
    }

    /// <summary>
    /// Deletes rows by id and logs them; returns how many were there. 40001 where another transaction got there first.
    /// </summary>
    public long Delete(Transaction transaction, ReadOnlySpan<long> rowIds)
    {
        transaction.RequireWritable();
        var deleted = new List<long>(rowIds.Length);
        for (int start = 0; start < rowIds.Length;)
        {
            int number = RowGroupLayout.GroupOf(rowIds[start]), end = start + 1;
            while (end < rowIds.Length && RowGroupLayout.GroupOf(rowIds[end]) == number) end++;
            RowGroup group = FindGroup(number) ?? throw Errors.Internal("a row id lies outside its table");
            group.Delete(transaction, rowIds[start..end], deleted);
            start = end;
        }
        if (transaction.IsLogged && deleted.Count > 0) LogDelete(transaction, deleted);
        return deleted.Count;
    }

    /// <summary>
    /// Prepares a scan that any number of threads may share. Filters are by column number of the table; rows pass all
    /// of them. Chunks have the columns asked for, in that order, and with <paramref name="withRowIds"/> a last BIGINT
    /// column of row ids.
    /// </summary>
    public TableScan CreateScan(
        Snapshot snapshot, ReadOnlySpan<int> columns, ReadOnlySpan<(int Column, ScanFilter Filter)> filters =
            default, bool withRowIds = false,
        int vectorSize = ColumnVector.MaxCapacity) =>
        new(this, snapshot, columns.ToArray(), filters.ToArray(), withRowIds, vectorSize);

    /// <summary>Reads rows by id; one fetcher per thread.</summary>
    public RowFetcher CreateFetcher(Snapshot snapshot, ReadOnlySpan<int> columns) =>
        new(this, snapshot, columns.ToArray());

    /// <summary>Prepares a load of many rows by many threads; see <see cref="BulkLoad"/>.</summary>
    public BulkLoad BeginBulkLoad(Transaction transaction)
    {
        transaction.RequireWritable();
        return new BulkLoad(this, transaction);
    }

    /// <summary>
    /// Statistics of a column, merged over row groups; <paramref name="type"/> is the column's logical type. Kept until
    /// rows are added or deleted: planning asks for the same columns again and again.
    /// </summary>
    public ColumnStatistics GetStatistics(int column, LogicalType type)
    {
        RowGroup[] groups = Groups;
        var version = new StatisticsVersion(groups, groups.Length == 0 ? 0 : groups[^1].Count, RowCount, type);
        KnownStatistics? known = Volatile.Read(ref _statistics[column]);
        if (known is not null && known.Version == version) return known.Statistics;
        ColumnStatistics statistics = ComputeStatistics(column, type);
        Volatile.Write(ref _statistics[column], new KnownStatistics(version, statistics));
        return statistics;
    }

    private ColumnStatistics ComputeStatistics(int column, LogicalType type)
    {
        long nulls = 0, values = 0;
        Int128 min = Int128.MaxValue, max = Int128.MinValue;
        bool isComplete = true;
        foreach (RowGroup group in Groups)
        {
            (DeltaStore? delta, ColumnSegment[]? segments) = group.Storage;
            if (segments is null)
            {
                isComplete &= MergeDelta(group, delta!, column, ref nulls, ref values, ref min, ref max);
                continue;
            }
            ZoneMap zone = segments[column].Zone;
            nulls += zone.NullCount;
            if (!zone.HasValues) continue;
            values += zone.RowCount - zone.NullCount;
            min = Int128.Min(min, zone.Min);
            max = Int128.Max(max, zone.Max);
        }
        Value low = min > max ? Value.Null(type) : OrderedKey.ToValue(type, min);
        Value high = min > max ? Value.Null(type) : OrderedKey.ToValue(type, max);
        long rows = RowCount;
        double distinct;
        lock (_sketches) distinct = _sketches[column].Estimate();
        RowGroup[] groups = Groups;
        if (groups.Length > 0 && groups[^1].Segments is null)
            distinct = Math.Max(distinct, EstimateDelta(groups[^1], column));
        distinct = Math.Clamp(distinct, 1, Math.Max(1, values));
        return new ColumnStatistics(rows, nulls, low, high, distinct, isComplete);
    }

    /// <inheritdoc/>
    void IUndoTarget.Commit(in UndoEntry entry, ulong commitTimestamp) =>
        ((RowGroup)entry.State!).CommitGroup(commitTimestamp);

    /// <inheritdoc/>
    void IUndoTarget.Rollback(in UndoEntry entry)
    {
        var group = (RowGroup)entry.State!;
        lock (_appendGate)
        {
            Volatile.Write(ref _groups, [.. _groups.Where(g => !ReferenceEquals(g, group))]);
        }
        group.Release(wasNeverPublished: true);
    }

    /// <summary>
    /// Frees memory and (after the next checkpoint) blocks of a dropped table that no snapshot sees any more.
    /// </summary>
    public void Release()
    {
        lock (_appendGate)
        {
            _isReleased = true;
            if (_isCheckpointing) return;
            foreach (ITableIndex index in _indexes) index.Release();
            _indexes = [];
            foreach (RowGroup group in _groups) group.Release(wasNeverPublished: false);
            Volatile.Write(ref _groups, []);
        }
    }

    internal RowGroup? FindGroup(int number)
    {
        RowGroup[] groups = Groups;
        if ((uint)number < (uint)groups.Length && groups[number].Number == number) return groups[number];
        int low = 0, high = groups.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (groups[middle].Number == number) return groups[middle];
            if (groups[middle].Number < number) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>Adds finished bulk groups in order; called with their segments in place.</summary>
    internal void Link(
        Transaction transaction, IReadOnlyList<(ColumnSegment[] Segments, int Count)> loaded,
        List<(long First, long Count)> rowRanges)
    {
        lock (_appendGate)
        {
            var groups = new List<RowGroup>(_groups);
            foreach ((ColumnSegment[] segments, int count) in loaded)
            {
                int number = _nextGroupNumber++;
                RowGroup group = RowGroup.Closed(_context, number, segments, count, transaction.Id);
                groups.Add(group);
                _addedRows += count;
                rowRanges.Add((group.FirstRowId, count));
                transaction.AddUndo(new UndoEntry(this, BulkChange, number, 1, group));
                if (transaction.IsLogged) LogBulkAppend(transaction, group);
            }
            Volatile.Write(ref _groups, [.. groups]);
        }
    }

    internal void MergeSketches(DistinctSketch[] other)
    {
        lock (_sketches)
        {
            for (int i = 0; i < _sketches.Length; i++) _sketches[i].Merge(other[i]);
        }
    }

    private RowGroup OpenGroup()
    {
        RowGroup? last = _groups.Length == 0 ? null : _groups[^1];
        if (last is not null && last.Count < RowGroupLayout.MaxRows)
        {
            if (last.Delta is not null) return last;
            bool mayReopen = last.Count < ReopenBelow && !_isCheckpointing && last.Versions.GroupStamp == Stamps.Always;
            if (mayReopen)
            {
                last.Reopen(Types);
                return last;
            }
        }
        RowGroup group = RowGroup.Open(_context, _nextGroupNumber++, Types);
        Volatile.Write(ref _groups, [.. _groups, group]);
        return group;
    }

    private unsafe bool MergeDelta(
        RowGroup group, DeltaStore delta, int column, ref long nulls, ref long values, ref Int128 min, ref Int128 max)
    {
        PhysicalType type = Types[column];
        int size = type.SizeOf(), count = group.Count;
        // Strings and wide types one by one would make planning a statement slower than running it.
        bool isCheap = type.FitsInt64() || count <= RowGroupLayout.SlotRows;
        for (int slot = 0; slot * RowGroupLayout.SlotRows < count && isCheap; slot++)
        {
            DeltaSlot data = delta.Slot(column, slot);
            int rows = Math.Min(RowGroupLayout.SlotRows, count - slot * RowGroupLayout.SlotRows);
            ulong* validity = data.Validity;
            for (int i = 0; i < rows; i++)
            {
                if (validity is not null && (validity[i >> 6] >> (i & 63) & 1) == 0)
                {
                    nulls++;
                    continue;
                }
                Int128 key = OrderedKey.Read(type, data.Values + (long)i * size);
                min = Int128.Min(min, key);
                max = Int128.Max(max, key);
                values++;
            }
        }
        GC.KeepAlive(delta);
        if (!isCheap) values += count;
        return isCheap;
    }

    private unsafe double EstimateDelta(RowGroup group, int column)
    {
        if (group.Delta is not { } delta || group.Count == 0) return 1;
        var sketch = new DistinctSketch();
        PhysicalType type = Types[column];
        int size = type.SizeOf(), step = Math.Max(1, group.Count / 4096), seen = 0;
        for (int row = 0; row < group.Count; row += step)
        {
            DeltaSlot data = delta.Slot(column, row / RowGroupLayout.SlotRows);
            Int128 key = OrderedKey.Read(type, data.Values + (long)(row % RowGroupLayout.SlotRows) * size);
            sketch.Add(DistinctSketch.Mix((ulong)key ^ DistinctSketch.Mix((ulong)(key >> 64))));
            seen++;
        }
        GC.KeepAlive(delta);
        double estimate = sketch.Estimate();
        return estimate > seen * 0.8 ? estimate * step : estimate;
    }

    /// <summary>What statistics were computed from; the same groups with as many rows mean the same.</summary>
    private readonly record struct StatisticsVersion(RowGroup[] Groups, int LastCount, long RowCount, LogicalType Type);

    private sealed record KnownStatistics(StatisticsVersion Version, ColumnStatistics Statistics);
}
