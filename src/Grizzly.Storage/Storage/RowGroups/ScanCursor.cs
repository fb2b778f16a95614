using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// One thread's part of a <see cref="TableScan"/>: dense chunks of rows that are visible and pass the filters. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// A row group is worked on in windows (16,384 rows of segments, one slot of a delta store): visibility and filters
/// make a bitmask over the window; where all rows survive, vectors point into the segment; otherwise the survivors'
/// numbers are collected, across windows until a chunk is full, and only their values are decoded. Segments stay pinned
/// until the chunk after is asked for.
/// </remarks>
public sealed unsafe class ScanCursor : IDisposable
{
    private const int SegmentWindow = 16 * RowGroupLayout.SlotRows;
    private readonly TableScan _scan;
    private readonly NativeBuffer _memory;
    private readonly ulong* _mask;
    private readonly uint* _rows;
    private readonly ColumnSegment?[] _pinned;
    private readonly List<(int Column, ScanFilter Filter)> _filters = [];
    private RowGroup? _group;
    private ColumnSegment[]? _segments;
    private DeltaStore? _delta;
    private int _groupCount;
    private int _windowEnd;
    private int _denseAt;
    private int _denseEnd;
    private int _rowsAt;
    private int _rowsEnd;

    internal ScanCursor(TableScan scan)
    {
        _scan = scan;
        const int MaskBytes = SegmentWindow / 8, RowBytes =
            (SegmentWindow + 2 * RowGroupLayout.SlotRows) * sizeof(uint);
        _memory = scan.Table.Context.Allocator.Rent(MaskBytes + RowBytes);
        _mask = (ulong*)_memory.Pointer;
        _rows = (uint*)(_memory.Pointer + MaskBytes);
        _pinned = new ColumnSegment?[scan.Table.ColumnCount];
    }

    /// <summary>
    /// The number of the row group the latest chunk came from, in table order: lets ordered consumers put chunks in
    /// order.
    /// </summary>
    public int Morsel { get; private set; }

    /// <summary>The next chunk, never empty; false at the end. The chunk is valid until the next call.</summary>
    public bool Next(DataChunk output)
    {
        while (true)
        {
            if (_denseAt < _denseEnd)
            {
                EmitDense(output);
                return true;
            }
            bool groupIsDone = _group is null || _windowEnd >= _groupCount;
            int pending = _rowsEnd - _rowsAt;
            // A slot of a delta store is emitted before the next is looked at: gathering works slot by slot.
            if (pending > 0 && (pending >= _scan.VectorSize || groupIsDone || _delta is not null || _nextIsDense))
            {
                EmitRows(output);
                return true;
            }
            if (_nextIsDense)
            {
                (_denseAt, _denseEnd, _nextIsDense) = (_nextDenseAt, _windowEnd, false);
                continue;
            }
            if (groupIsDone)
            {
                if (!TakeGroup()) return false;
                continue;
            }
            FilterWindow();
        }
    }

    private bool _nextIsDense;
    private int _nextDenseAt;

    public void Dispose()
    {
        Unpin();
        _memory.Dispose();
    }

    /// <summary>The next row group that its zone maps do not rule out.</summary>
    private bool TakeGroup()
    {
        if (_group is not null) _scan.CountDone();
        Unpin();
        while (true)
        {
            RowGroup? group = _scan.TakeGroup(out int count, out int morsel);
            _group = group;
            if (group is null) return false;
            Morsel = morsel;
            if (count == 0)
            {
                _scan.CountDone();
                continue;
            }
            (_delta, _segments) = group.Storage;
            _filters.Clear();
            if (!ChooseFilters())
            {
                _scan.CountSkipped();
                _scan.CountDone();
                continue;
            }
            _groupCount = count;
            _windowEnd = _rowsAt = _rowsEnd = _denseAt = _denseEnd = 0;
            return true;
        }
    }

    private bool ChooseFilters()
    {
        foreach ((int column, ScanFilter filter) in _scan.Filters)
        {
            if (_segments is not null)
            {
                ZoneMap zone = _segments[column].Zone;
                if (filter.CanSkip(zone)) return false;
                if (filter.AlwaysTrue(zone)) continue;
            }
            _filters.Add((column, filter));
        }
        return true;
    }

    /// <summary>Works out which rows of the next window survive.</summary>
    private void FilterWindow()
    {
        int start = _windowEnd;
        int count = Math.Min(_groupCount - start, _segments is null ? RowGroupLayout.SlotRows : SegmentWindow);
        _windowEnd = start + count;
        int words = BitMask.Words(count), survivors = count;
        bool isTrivial = _group!.Versions.IsTrivial;
        if (!isTrivial || _filters.Count > 0)
        {
            BitMask.SetFirst(_mask, count);
            if (!isTrivial) _group.Versions.ClearInvisible(start, count, _scan.Snapshot, _mask);
            foreach ((int column, ScanFilter filter) in _filters)
            {
                if (BitMask.IsEmpty(_mask, words)) break;
                if (_segments is not null) Pinned(column).Filter(filter, start, count, _mask);
                else FilterSlot(column, filter, start / RowGroupLayout.SlotRows, count);
            }
            survivors = BitMask.Count(_mask, words);
        }
        if (survivors == 0) return;
        bool canBeDense = _scan.VectorSize % 64 == 0;
        if (survivors == count && canBeDense)
        {
            _nextIsDense = true;
            _nextDenseAt = start;
            return;
        }
        if (survivors == count) BitMask.SetFirst(_mask, count);
        if (_rowsAt == _rowsEnd) _rowsAt = _rowsEnd = 0;
        else if (_rowsAt > 0) CompactRows();
        _rowsEnd += BitMask.ToRows(_mask, words, (uint)start, _rows + _rowsEnd);
    }

    private void CompactRows()
    {
        int pending = _rowsEnd - _rowsAt;
        Buffer.MemoryCopy(_rows + _rowsAt, _rows, pending * 4L, pending * 4L);
        (_rowsAt, _rowsEnd) = (0, pending);
    }

    private void FilterSlot(int column, ScanFilter filter, int slot, int count)
    {
        DeltaSlot data = _delta!.Slot(column, slot);
        filter.ApplyVector(_scan.TypeOf(column), data.Values, data.Validity, count, _mask);
    }

    /// <summary>Rows that all survive: vectors over the segments themselves.</summary>
    private void EmitDense(DataChunk output)
    {
        int start = _denseAt, count = Math.Min(_denseEnd - start, _scan.VectorSize);
        _denseAt += count;
        for (int i = 0; i < _scan.Columns.Length; i++)
        {
            ColumnVector vector = output.Columns[i];
            int column = _scan.Columns[i];
            if (_segments is not null) Pinned(column).Scan(start, count, vector);
            else ShowSlot(column, start, vector);
        }
        if (_scan.WithRowIds) WriteSequence(output.Columns[^1], _group!.FirstRowId + start, count);
        output.SetCount(count);
    }

    private void ShowSlot(int column, int start, ColumnVector vector)
    {
        DeltaSlot slot = _delta!.Slot(column, start / RowGroupLayout.SlotRows);
        int within = start % RowGroupLayout.SlotRows;
        vector.BorrowFlat(
            slot.Values + (long)within * vector.Type.SizeInBytes,
                slot.Validity is null ? null : slot.Validity + (within >> 6));
    }

    /// <summary>Survivors picked from among others: only their values are decoded.</summary>
    private void EmitRows(DataChunk output)
    {
        int count = Math.Min(_rowsEnd - _rowsAt, _scan.VectorSize);
        uint* rows = _rows + _rowsAt;
        _rowsAt += count;
        for (int i = 0; i < _scan.Columns.Length; i++)
        {
            int column = _scan.Columns[i];
            if (_segments is not null) Pinned(column).Gather(rows, count, output.Columns[i]);
            else RowFetcher.GatherSlot(_delta!.Slot(column, (int)rows[0] / RowGroupLayout.SlotRows), rows, count,
                output.Columns[i]);
        }
        if (_scan.WithRowIds) WriteRowIds(output.Columns[^1], _group!.FirstRowId, rows, count);
        output.SetCount(count);
    }

    private HotSegment Pinned(int column)
    {
        ColumnSegment segment = _segments![column];
        if (_pinned[column] is null)
        {
            segment.Pin();
            _pinned[column] = segment;
        }
        return segment.Hot;
    }

    private void Unpin()
    {
        for (int i = 0; i < _pinned.Length; i++)
        {
            _pinned[i]?.Unpin();
            _pinned[i] = null;
        }
        _segments = null;
        _delta = null;
        _group = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteSequence(ColumnVector vector, long first, int count)
    {
        long* target = (long*)vector.SetFlat();
        Vector512<long> next = Vector512<long>.Indices + Vector512.Create(first);
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            next.Store(target + i);
            next += Vector512.Create(8L);
        }
        for (; i < count; i++) target[i] = first + i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRowIds(ColumnVector vector, long first, uint* rows, int count)
    {
        long* target = (long*)vector.SetFlat();
        for (int i = 0; i < count; i++) target[i] = first + rows[i];
    }
}
