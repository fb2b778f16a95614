using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>How a table goes into a checkpoint and comes out of one.</summary>
/// <remarks>
/// Table: id, columns' types, sketches, next group number, groups, indexes (id, bytes that follow, their metadata).
/// Group: number, rows, segments, count of deleted rows, and if there are
/// any their bitmap. Rows keep their ids: those that the checkpoint's snapshot does not see are written as deleted.
/// </remarks>
public sealed partial class DataTable
{
    private RowGroup[] _captured = [];
    private int[] _capturedCounts = [];
    private ITableIndex[] _capturedIndexes = [];
    private int _capturedNextGroup;

    /// <summary>
    /// Remembers what is there now; nothing commits meanwhile. Until <see cref="EndCheckpoint"/> no segment is given
    /// up.
    /// </summary>
    internal void BeginCheckpoint()
    {
        lock (_appendGate)
        {
            _isCheckpointing = true;
            _captured = _groups;
            _capturedCounts = [.. _groups.Select(g => g.Count)];
            _capturedIndexes = [.. _indexes.Where(index => index.IsComplete)];
            _capturedNextGroup = _nextGroupNumber;
            foreach (ITableIndex index in _capturedIndexes) index.BeginCheckpoint();
        }
    }

    internal void EndCheckpoint()
    {
        lock (_appendGate)
        {
            _isCheckpointing = false;
            _captured = [];
            foreach (ITableIndex index in _capturedIndexes) index.EndCheckpoint();
            _capturedIndexes = [];
            if (_isReleased) Release();
        }
    }

    /// <summary>Writes segments that are not on disk yet, and the table's metadata.</summary>
    internal void WriteCheckpoint(Snapshot snapshot, CheckpointOutput output)
    {
        ByteWriter metadata = output.Metadata;
        metadata.VarInt((ulong)Id);
        metadata.VarInt((ulong)Types.Length);
        foreach (PhysicalType type in Types) metadata.Byte((byte)type);
        lock (_sketches)
        {
            foreach (DistinctSketch sketch in _sketches) metadata.Raw(sketch.Registers);
        }
        var groups = new List<int>();
        for (int i = 0; i < _captured.Length; i++)
        {
            if (_capturedCounts[i] > 0 && snapshot.IsVisible(_captured[i].Versions.GroupStamp)) groups.Add(i);
        }
        metadata.VarInt((ulong)_capturedNextGroup);
        metadata.VarInt((ulong)groups.Count);
        foreach (int i in groups) WriteGroup(_captured[i], _capturedCounts[i], snapshot, output);
        WriteIndexes(snapshot, output);
    }

    internal static DataTable ReadCheckpoint(ref ByteReader reader, StorageContext context)
    {
        long id = (long)reader.VarInt();
        var types = new PhysicalType[reader.Count()];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = (PhysicalType)reader.Byte();
            if (types[i] > PhysicalType.String) throw Errors.Corrupted("a table has a column of unknown type");
        }
        var table = new DataTable(context, id, types);
        for (int i = 0; i < types.Length; i++)
            table._sketches[i] = DistinctSketch.FromRegisters(reader.Raw(DistinctSketch.RegisterCount));
        table._nextGroupNumber = reader.Bounded(int.MaxValue - 1);
        int count = reader.Count();
        var groups = new RowGroup[count];
        for (int i = 0; i < count; i++)
        {
            groups[i] = ReadGroup(ref reader, context, types);
            if (i > 0 && groups[i].Number <= groups[i - 1].Number)
                throw Errors.Corrupted("a table's row groups are out of order");
        }
        if (count > 0 && groups[^1].Number >= table._nextGroupNumber)
            throw Errors.Corrupted("a table's row groups are numbered past their end");
        table._groups = groups;
        table.ReadIndexes(ref reader);
        return table;
    }

    /// <summary>
    /// Nobody else uses the database: drops groups without rows and rewrites those that are mostly deleted; indexes
    /// follow. Since later log records use the new row ids, <paramref name="log"/> gets a record of each.
    /// </summary>
    internal void Compact(LogBuffer? log)
    {
        var planned = new List<(RowGroup Group, int Live, ColumnSegment[]? Segments)>();
        var maps = new Dictionary<int, RowMap>();
        try
        {
            foreach (RowGroup group in _groups)
            {
                if (!IsWorthCompacting(group)) continue;
                // Rows that were rolled back in a slot not yet full are not counted as gone.
                var mask = new ulong[RowGroupLayout.MaxRows / 64];
                int live = MaskLive(group, mask);
                (DeltaStore? delta, ColumnSegment[]? segments) = group.Storage;
                planned.Add((group, live,
                    live == 0 ? null : Collect(segments, delta, group.Count, mask, _sketches)));
                if (live > 0) maps.Add(group.Number, new RowMap(group));
            }
            if (maps.Count > 0)
            {
                foreach (ITableIndex index in _indexes) index.PrepareRowIds(rowId => Map(maps, rowId));
            }
        }
        catch (GrizzlyException error) when (error.SqlState is SqlStates.OutOfMemory or SqlStates.DiskFull)
        {
            // No room for a second copy: all stays where it is, for now.
            foreach (ITableIndex index in _indexes) index.FinishRowIds(adopt: false);
            foreach (ColumnSegment segment in planned.SelectMany(plan => plan.Segments ?? [])) segment.Drop();
            return;
        }
        foreach ((RowGroup group, int live, ColumnSegment[]? segments) in planned)
        {
            if (log is not null) LogCompact(log, group, live);
            if (segments is null) Drop(group);
            else group.Replace(segments, live);
        }
        foreach (ITableIndex index in _indexes) index.FinishRowIds(adopt: true);
    }

    private static bool IsWorthCompacting(RowGroup group)
    {
        int live = group.Count - group.Versions.GoneCount;
        bool isOpen = group.Delta is not null && group.Count < RowGroupLayout.MaxRows;
        bool isWorthIt = live < group.Count * CompactBelow && (!isOpen || group.Count >= ReopenBelow);
        return group.Count > 0 && group.Versions.PendingDeletes == 0 && isWorthIt;
    }

    /// <summary>Entries of rows that have gone for good leave the indexes, where there are enough of them.</summary>
    internal void SweepIndexes()
    {
        long gone = GoneRows;
        foreach (ITableIndex index in Indexes) index.SweepWhereWorthwhile(gone);
    }

    private static long Map(Dictionary<int, RowMap> maps, long rowId)
    {
        if (!maps.TryGetValue(RowGroupLayout.GroupOf(rowId), out RowMap? map)) return rowId;
        int moved = map.Find(RowGroupLayout.OffsetOf(rowId));
        return moved < 0 ? -1 : rowId - RowGroupLayout.OffsetOf(rowId) + moved;
    }

    /// <summary>Where the rows of a group go when the deleted ones are left out.</summary>
    private sealed class RowMap
    {
        private readonly ulong[] _live = new ulong[RowGroupLayout.MaxRows / 64];
        private readonly int[] _before = new int[RowGroupLayout.MaxRows / 64];

        public unsafe RowMap(RowGroup group)
        {
            fixed (ulong* bits = _live)
            {
                BitMask.SetFirst(bits, group.Count);
                group.Versions.ClearInvisible(0, group.Count, Snapshot.AsOf(Stamps.FirstTransaction - 1), bits);
            }
            for (int i = 1; i < _live.Length; i++)
                _before[i] = _before[i - 1] + System.Numerics.BitOperations.PopCount(_live[i - 1]);
        }

        /// <summary>The new offset, or -1 for a row that is left out.</summary>
        public int Find(int offset)
        {
            ulong word = _live[offset >> 6], below = (1UL << (offset & 63)) - 1;
            if ((word >> (offset & 63) & 1) == 0) return -1;
            return _before[offset >> 6] + System.Numerics.BitOperations.PopCount(word & below);
        }
    }

    private void Drop(RowGroup group)
    {
        group.Release(wasNeverPublished: false);
        Volatile.Write(ref _groups, [.. _groups.Where(g => !ReferenceEquals(g, group))]);
    }

    private void WriteGroup(RowGroup group, int count, Snapshot snapshot, CheckpointOutput output)
    {
        output.Metadata.VarInt((ulong)group.Number);
        output.Metadata.VarInt((ulong)count);
        (DeltaStore? delta, ColumnSegment[]? segments) = group.Storage;
        // Closing waits for no checkpoint, so a group may have been closed, even with more rows, since it was captured.
        if (segments is not null && segments[0].Count == count) output.WriteClosed(group, segments);
        else if (group.Saved is { } saved && saved.Count == count && output.MayStay(saved))
            saved.WriteTo(output.Metadata);
        else if (segments is not null) output.WriteCopy(group, CopyRows(segments, count));
        else output.WriteCopy(group, CopyRows(group, delta!, count));
        WriteDeleted(group, count, snapshot, output.Metadata);
    }

    private ColumnSegment[] CopyRows(RowGroup group, DeltaStore delta, int count)
    {
        var copies = new ColumnSegment[Types.Length];
        for (int i = 0; i < copies.Length; i++) copies[i] = group.BuildSegment(delta, i, count, new DistinctSketch());
        return copies;
    }

    private ColumnSegment[] CopyRows(ColumnSegment[] segments, int count)
    {
        var mask = new ulong[RowGroupLayout.MaxRows / 64];
        mask.AsSpan(0, count >> 6).Fill(ulong.MaxValue);
        if ((count & 63) != 0) mask[count >> 6] = (1UL << (count & 63)) - 1;
        return Collect(segments, null, count, mask, [.. Types.Select(_ => new DistinctSketch())]);
    }

    private static unsafe void WriteDeleted(RowGroup group, int count, Snapshot snapshot, ByteWriter metadata)
    {
        int words = BitMask.Words(count);
        var visible = new ulong[RowGroupLayout.MaxRows / 64];
        fixed (ulong* mask = visible)
        {
            BitMask.SetFirst(mask, count);
            group.Versions.ClearInvisible(0, count, snapshot, mask);
            int deleted = count - BitMask.Count(mask, words);
            metadata.VarInt((ulong)deleted);
            if (deleted == 0) return;
            for (int i = 0; i < words; i++) mask[i] = ~mask[i];
            if ((count & 63) != 0) mask[words - 1] &= (1UL << (count & 63)) - 1;
            metadata.Raw(new ReadOnlySpan<byte>(mask, words * 8));
        }
    }

    private static RowGroup ReadGroup(ref ByteReader reader, StorageContext context, PhysicalType[] types)
    {
        int number = reader.Bounded(int.MaxValue - 1), rows = reader.Bounded(RowGroupLayout.MaxRows);
        ColumnSegment[] segments = TableMetadata.ReadSegments(ref reader, context, types, rows);
        RowGroup group = RowGroup.Closed(context, number, segments, rows, Stamps.Always);
        int deleted = reader.Bounded(rows);
        if (deleted == 0) return group;
        for (int word = 0; word < BitMask.Words(rows); word++)
        {
            for (ulong bits = reader.UInt64(); bits != 0; bits &= bits - 1)
            {
                int row = word * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (row >= rows) throw Errors.Corrupted("a row group deletes rows it does not have");
                group.Versions.Remove(row);
            }
        }
        if (group.Versions.GoneCount != deleted) throw Errors.Corrupted("a row group's deleted rows do not add up");
        return group;
    }

    private void Rewrite(RowGroup group)
    {
        var mask = new ulong[RowGroupLayout.MaxRows / 64];
        int live = MaskLive(group, mask);
        (DeltaStore? delta, ColumnSegment[]? segments) = group.Storage;
        group.Replace(Collect(segments, delta, group.Count, mask, _sketches), live);
    }

    /// <summary>Sets the bits of the rows that are there for everyone, and counts them.</summary>
    private unsafe int MaskLive(RowGroup group, ulong[] mask)
    {
        fixed (ulong* bits = mask)
        {
            BitMask.SetFirst(bits, group.Count);
            group.Versions.ClearInvisible(0, group.Count, Snapshot.AsOf(_context.Transactions.LastCommitted), bits);
            return BitMask.Count(bits, mask.Length);
        }
    }

    /// <summary>New segments of the rows whose mask bits are set.</summary>
    private unsafe ColumnSegment[] Collect(
        ColumnSegment[]? segments, DeltaStore? delta, int count, ulong[] mask, DistinctSketch[] sketches)
    {
        var result = new ColumnSegment[Types.Length];
        uint* rows = stackalloc uint[RowGroupLayout.SlotRows];
        for (int column = 0; column < result.Length; column++)
        {
            using var collector = new ColumnCollector(Types[column], _context.Allocator);
            using var vector = new ColumnVector(LogicalTypes.AnyOf(Types[column]));
            segments?[column].Pin();
            try
            {
                for (int start = 0; start < count; start += RowGroupLayout.SlotRows)
                {
                    int words = BitMask.Words(Math.Min(RowGroupLayout.SlotRows, count - start)), found;
                    fixed (ulong* bits = mask) found = BitMask.ToRows(bits + (start >> 6), words, (uint)start, rows);
                    if (found == 0) continue;
                    if (segments is not null) segments[column].Hot.Gather(rows, found, vector);
                    else RowFetcher.GatherSlot(delta!.Slot(column, start / RowGroupLayout.SlotRows), rows, found,
                        vector);
                    collector.Append(vector, 0, found);
                }
            }
            finally
            {
                segments?[column].Unpin();
                GC.KeepAlive(delta);
            }
            (HotSegment hot, ZoneMap zone) = SegmentBuilder.Build(collector, _context.Allocator, sketches[column]);
            result[column] = ColumnSegment.FromHot(_context, hot, zone);
        }
        return result;
    }
}
