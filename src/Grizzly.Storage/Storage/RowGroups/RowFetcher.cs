using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>Reads rows by id under a snapshot: the way from an index to its table. Not thread-safe.</summary>
/// <remarks>What it shows is valid until the next call or Dispose.</remarks>
public sealed unsafe class RowFetcher : IDisposable
{
    private readonly DataTable _table;
    private Snapshot _snapshot;
    private readonly int[] _columns;
    private readonly ColumnSegment?[] _pinned;
    private uint[] _rows = new uint[4];
    private DataChunk? _part;
    private DataChunk? _owner;
    private DataChunk? _own;
    private int _pinnedGroup = -1;

    /// <summary>The store that the strings shown lie in: it may meanwhile have become segments, and would be
    /// freed.</summary>
    private DeltaStore? _shown;

    internal RowFetcher(DataTable table, Snapshot snapshot, int[] columns)
    {
        _table = table;
        _snapshot = snapshot;
        _columns = columns;
        _pinned = new ColumnSegment?[columns.Length];
    }

    /// <summary>Starts over with another snapshot; lets go of what was read.</summary>
    public void Restart(Snapshot snapshot)
    {
        _snapshot = snapshot;
        _shown = null;
        if (_pinnedGroup >= 0) Unpin();
    }

    /// <summary>
    /// Fills the chunk (the fetcher's columns) with the visible ones of at most 1,024 rows, in the order given; ids of
    /// rows that do not exist any more are left out. <paramref name="kept"/>, if not empty, gets the ids of the rows
    /// shown. Returns their number.
    /// </summary>
    public int Fetch(ReadOnlySpan<long> rowIds, DataChunk output, Span<long> kept = default)
    {
        Check.Assert(rowIds.Length <= ColumnVector.MaxCapacity);
        if (_rows.Length < rowIds.Length) _rows = new uint[ColumnVector.MaxCapacity];
        output.Reset();
        for (int start = 0; start < rowIds.Length;)
        {
            int number = RowGroupLayout.GroupOf(rowIds[start]), end = start + 1;
            while (end < rowIds.Length && RowGroupLayout.GroupOf(rowIds[end]) == number) end++;
            RowGroup? group = _table.FindGroup(number);
            int count = group is null ? 0 : KeepVisible(group, rowIds[start..end],
                kept.IsEmpty ? kept : kept[output.Count..]);
            bool isWhole = start == 0 && end == rowIds.Length;
            start = end;
            if (count == 0) continue;
            if (isWhole)
            {
                Show(group!, count, output);
                return count;
            }
            _part ??= new DataChunk([.. _columns.Select(c => LogicalTypes.AnyOf(_table.Types[c]))]);
            Show(group!, count, _part);
            OwnColumns(output).Append(_part, 0, count);
            output.SetCount(_own!.Count);
        }
        return output.Count;
    }

    /// <summary>The fetcher's columns of a chunk that may have more behind them (row ids).</summary>
    private DataChunk OwnColumns(DataChunk output)
    {
        if (_own is null || !ReferenceEquals(_owner, output))
        {
            _owner = output;
            _own = output.ColumnCount == _columns.Length ? output : new DataChunk(output.Columns[.._columns.Length]);
        }
        if (!ReferenceEquals(_own, output)) _own.SetCount(output.Count);
        return _own;
    }

    /// <summary>Whether the row is there for the snapshot.</summary>
    public bool IsVisible(long rowId)
    {
        RowGroup? group = _table.FindGroup(RowGroupLayout.GroupOf(rowId));
        int offset = RowGroupLayout.OffsetOf(rowId);
        return group is not null && offset < group.Count && group.Versions.IsVisible(offset, _snapshot);
    }

    public void Dispose()
    {
        Unpin();
        _shown = null;
        _part?.Dispose();
        _part = null;
    }

    /// <summary>result[i] = slot row rows[i] % 1,024; all rows lie in the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GatherSlot(DeltaSlot slot, uint* rows, int count, ColumnVector result)
    {
        ushort* selection = stackalloc ushort[ColumnVector.MaxCapacity];
        for (int i = 0; i < count; i++) selection[i] = (ushort)(rows[i] % RowGroupLayout.SlotRows);
        VectorCopy.Gather(result.SetFlat(), slot.Values, selection, count, result.Type.SizeInBytes);
        if (slot.Validity is not null)
        {
            ulong* validity = result.OwnValidity();
            VectorCopy.GatherBits(validity, slot.Validity, selection, count);
            result.UseValidity(validity);
        }
        GC.KeepAlive(slot);
    }

    private int KeepVisible(RowGroup group, ReadOnlySpan<long> rowIds, Span<long> kept)
    {
        int count = 0;
        foreach (long rowId in rowIds)
        {
            int offset = RowGroupLayout.OffsetOf(rowId);
            if (offset >= group.Count || !group.Versions.IsVisible(offset, _snapshot)) continue;
            if (!kept.IsEmpty) kept[count] = rowId;
            _rows[count++] = (uint)offset;
        }
        return count;
    }

    private void Show(RowGroup group, int count, DataChunk output)
    {
        (DeltaStore? delta, ColumnSegment[]? segments) = group.Storage;
        fixed (uint* rows = _rows)
        {
            if (segments is not null)
            {
                if (_pinnedGroup != group.Number) Unpin();
                _pinnedGroup = group.Number;
                for (int i = 0; i < _columns.Length; i++)
                {
                    if (!segments[_columns[i]].TryGatherStored(rows, count, output.Columns[i]))
                        Pinned(segments, i).Gather(rows, count, output.Columns[i]);
                }
                output.SetCount(count);
                return;
            }
            _shown = delta;
            ShowDelta(delta!, rows, count, output);
        }
    }

    private void ShowDelta(DeltaStore delta, uint* rows, int count, DataChunk output)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            ColumnVector result = output.Columns[i];
            byte* target = result.SetFlat();
            int size = result.Type.SizeInBytes;
            for (int row = 0; row < count; row++)
            {
                DeltaSlot slot = delta.Slot(_columns[i], (int)rows[row] / RowGroupLayout.SlotRows);
                int within = (int)rows[row] % RowGroupLayout.SlotRows;
                Unsafe.CopyBlockUnaligned(target + (long)row * size, slot.Values + (long)within * size, (uint)size);
                ulong* validity = slot.Validity;
                if (validity is not null && (validity[within >> 6] >> (within & 63) & 1) == 0) result.SetNull(row);
            }
        }
        output.SetCount(count);
    }

    private HotSegment Pinned(ColumnSegment[] segments, int index)
    {
        ColumnSegment segment = segments[_columns[index]];
        if (!ReferenceEquals(_pinned[index], segment))
        {
            _pinned[index]?.Unpin();
            segment.Pin();
            _pinned[index] = segment;
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
        _pinnedGroup = -1;
    }
}
