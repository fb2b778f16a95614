using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>The build side of a hash join: rows, and a table from keys to the first row of each key; rows of one key
/// are linked.</summary>
/// <remarks>
/// One integer key of at most 64 bits is kept, sign-extended, in place of the hash and compared there; if its range is
/// not much larger than the
/// number of rows, the table is a plain array indexed by key (no hashing, no comparing). Other keys: salted slots
/// (<see cref="RowTable"/>)
/// and comparison column by column. Rows with a NULL key that cannot match are kept only where the join yields
/// unmatched build rows.
/// Built in parallel by compare-and-swap. Read-only, and thread-safe, once finished.
/// </remarks>
internal sealed unsafe class JoinHashTable : IDisposable
{
    private const int DenseFactor = 4;
    private const long AlwaysDense = 1 << 16;

    private readonly JoinSpec _spec;
    private readonly MemoryAllocator _memory;
    private RowTable? _table;
    private NativeBuffer? _dense;
    private long _denseMin;
    private long _denseCount;

    public JoinHashTable(JoinSpec spec, MemoryAllocator memory)
    {
        _spec = spec;
        _memory = memory;
        Layout = new RowLayout(spec.BuildTypes, spec.KeepsBuild ? 8 : 0);
        Rows = new RowCollection(Layout, memory);
        LogicalType? single = spec.BuildKeys.Length == 1 ? spec.BuildTypes[spec.BuildKeys[0]] : null;
        HasIntegerKey = single is not null && single.Physical.FitsInt64() && !spec.NullsMatch[0];
    }

    public RowLayout Layout { get; }

    public RowCollection Rows { get; }

    /// <summary>True where the key is one integer held at <see cref="RowLayout.HashOffset"/>.</summary>
    public bool HasIntegerKey { get; }

    /// <summary>True once some build row had a NULL key that matches nothing.</summary>
    public bool HasNullKey { get; set; }

    /// <summary>True where the build side had no rows at all, NULL keys included.</summary>
    public bool IsEmpty => Rows.Count == 0 && !HasNullKey && !IsPartition;

    /// <summary>True for one partition of a build side that is not empty as a whole.</summary>
    public bool IsPartition { get; init; }

    /// <summary>Smallest and largest integer key; min above max where there is none.</summary>
    public long MinKey { get; set; } = long.MaxValue;

    public long MaxKey { get; set; } = long.MinValue;

    /// <summary>Enters all rows; called once, when every thread's rows are in.</summary>
    public void Build(QueryContext context)
    {
        long count = Rows.Count;
        if (HasIntegerKey && count > 0 && MinKey <= MaxKey)
        {
            Int128 range = (Int128)MaxKey - MinKey + 1;
            if (range <= Math.Max(count * DenseFactor, AlwaysDense))
            {
                _denseMin = MinKey;
                _denseCount = (long)range;
                _dense = _memory.Rent(_denseCount * 8);
                _dense.Clear();
            }
        }
        if (_dense is null) _table = new RowTable(_memory, count);
        IReadOnlyList<RowBlock> blocks = Rows.Blocks;
        ParallelTasks.ForEach(context, blocks.Count, index =>
        {
            context.ThrowIfCancelled();
            if (_dense is not null) InsertDense(blocks[index]);
            else if (HasIntegerKey) InsertInteger(blocks[index]);
            else InsertGeneric(blocks[index]);
        });
    }

    /// <summary>Sets heads[i] to the first build row with the key of probe row i, or null. Rows with a NULL key that
    /// cannot match get null.</summary>
    public void Probe(ReadOnlySpan<ColumnVector> keys, int count, byte** heads, ProbeScratch scratch)
    {
        if (Rows.Count == 0)
        {
            new Span<nint>(heads, count).Clear();
            return;
        }
        if (HasIntegerKey)
        {
            long* values = IntegerKeys.Widen(keys[0], count, scratch);
            if (_dense is not null) ProbeDense(values, count, heads);
            else ProbeInteger(values, count, heads);
            ClearNulls(keys[0], count, heads);
            return;
        }
        ProbeGeneric(keys, count, heads, scratch);
        for (int key = 0; key < keys.Length; key++)
        {
            if (!_spec.NullsMatch[key]) ClearNulls(keys[key], count, heads);
        }
    }

    public void Dispose()
    {
        _table?.Dispose();
        _dense?.Dispose();
        Rows.Dispose();
    }

    private static void ClearNulls(ColumnVector vector, int count, byte** heads)
    {
        if (vector.Validity is null) return;
        for (int i = 0; i < count; i++)
        {
            if (vector.IsNullAt(i)) heads[i] = null;
        }
    }

    /// <summary>True for a row with a NULL key that matches nothing.</summary>
    public bool IsUnmatchable(byte* row)
    {
        for (int key = 0; key < _spec.BuildKeys.Length; key++)
        {
            if (!_spec.NullsMatch[key] && RowCompare.IsNull(row, _spec.BuildKeys[key])) return true;
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InsertDense(RowBlock block)
    {
        long* heads = (long*)_dense!.Pointer;
        byte* row = block.Rows;
        int rowBytes = Layout.RowBytes;
        bool checkNulls = HasNullKey;
        for (int i = 0; i < block.Count; i++, row += rowBytes)
        {
            *(long*)row = 0;
            if (checkNulls && IsUnmatchable(row)) continue;
            Link(ref heads[*(long*)(row + RowLayout.HashOffset) - _denseMin], row);
        }
    }

    private void Link(ref long head, byte* row)
    {
        long first = Volatile.Read(ref head);
        while (true)
        {
            *(long*)row = first;
            long seen = Interlocked.CompareExchange(ref head, (long)row, first);
            if (seen == first) break;
            first = seen;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InsertInteger(RowBlock block)
    {
        ulong* slots = _table!.Slots;
        ulong mask = _table.Mask;
        byte* row = block.Rows;
        int rowBytes = Layout.RowBytes;
        bool checkNulls = HasNullKey;
        for (int i = 0; i < block.Count; i++, row += rowBytes)
        {
            *(long*)row = 0;
            if (checkNulls && IsUnmatchable(row)) continue;
            long key = *(long*)(row + RowLayout.HashOffset);
            ulong hash = IntegerKeys.Hash(key);
            ulong at = hash & mask;
            while (true)
            {
                ulong slot = Volatile.Read(ref slots[at]);
                if (slot != 0 && !(RowTable.SaltMatches(slot, hash)
                    && *(long*)(RowTable.RowOf(slot) + RowLayout.HashOffset) == key))
                {
                    at = (at + 1) & mask;
                    continue;
                }
                *(byte**)row = RowTable.RowOf(slot);
                if (Interlocked.CompareExchange(ref slots[at], RowTable.SlotOf(hash, row), slot) != slot) continue;
                break;
            }
        }
    }

    private void InsertGeneric(RowBlock block)
    {
        ulong* slots = _table!.Slots;
        ulong mask = _table.Mask;
        byte* row = block.Rows;
        for (int i = 0; i < block.Count; i++, row += Layout.RowBytes)
        {
            *(long*)row = 0;
            if (HasNullKey && IsUnmatchable(row)) continue;
            ulong hash = *(ulong*)(row + RowLayout.HashOffset);
            ulong at = hash & mask;
            while (true)
            {
                ulong slot = Volatile.Read(ref slots[at]);
                if (slot != 0 && !(RowTable.SaltMatches(slot, hash) && KeysEqual(RowTable.RowOf(slot), row)))
                {
                    at = (at + 1) & mask;
                    continue;
                }
                *(byte**)row = RowTable.RowOf(slot);
                if (Interlocked.CompareExchange(ref slots[at], RowTable.SlotOf(hash, row), slot) != slot) continue;
                break;
            }
        }
    }

    private bool KeysEqual(byte* left, byte* right)
    {
        foreach (int column in _spec.BuildKeys)
        {
            bool leftNull = RowCompare.IsNull(left, column);
            if (leftNull != RowCompare.IsNull(right, column)) return false;
            if (leftNull) continue;
            int offset = Layout.Offsets[column];
            if (RowCompare.CompareValues(Layout.Types[column].Physical, left + offset, right
                + offset) != 0) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProbeDense(long* keys, int count, byte** heads)
    {
        byte** table = (byte**)_dense!.Pointer;
        long min = _denseMin;
        ulong size = (ulong)_denseCount;
        for (int i = 0; i < count; i++)
        {
            ulong at = (ulong)keys[i] - (ulong)min;
            heads[i] = at < size ? table[at] : null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProbeInteger(long* keys, int count, byte** heads)
    {
        const int Ahead = 16;
        ulong* slots = _table!.Slots;
        ulong mask = _table.Mask;
        ulong* hashes = stackalloc ulong[ColumnVector.MaxCapacity];
        for (int i = 0; i < count; i++) hashes[i] = IntegerKeys.Hash(keys[i]);
        for (int i = 0; i < count; i++)
        {
            if (i + Ahead < count) System.Runtime.Intrinsics.X86.Sse.Prefetch0(slots + (hashes[i + Ahead] & mask));
            ulong hash = hashes[i], at = hash & mask;
            byte* head = null;
            while (true)
            {
                ulong slot = slots[at];
                if (slot == 0) break;
                if (RowTable.SaltMatches(slot, hash)
                    && *(long*)(RowTable.RowOf(slot) + RowLayout.HashOffset) == keys[i])
                {
                    head = RowTable.RowOf(slot);
                    break;
                }
                at = (at + 1) & mask;
            }
            heads[i] = head;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProbeGeneric(ReadOnlySpan<ColumnVector> keys, int count, byte** heads, ProbeScratch scratch)
    {
        ulong* hashes = scratch.Hashes;
        ulong* positions = scratch.Positions;
        ushort* pending = scratch.Pending;
        ushort* compare = scratch.Compare;
        ulong* slots = _table!.Slots;
        ulong mask = _table.Mask;
        for (int key = 0; key < keys.Length; key++) VectorHash.Hash(keys[key], count, hashes, combine: key > 0);
        for (int i = 0; i < count; i++)
        {
            positions[i] = hashes[i] & mask;
            pending[i] = (ushort)i;
        }
        int pendingCount = count;
        while (pendingCount > 0)
        {
            int compareCount = 0;
            for (int j = 0; j < pendingCount; j++)
            {
                ushort i = pending[j];
                ulong hash = hashes[i], at = positions[i];
                ulong slot = slots[at];
                while (slot != 0 && !RowTable.SaltMatches(slot, hash))
                {
                    at = (at + 1) & mask;
                    slot = slots[at];
                }
                positions[i] = at;
                heads[i] = slot == 0 ? null : RowTable.RowOf(slot);
                compare[compareCount] = i;
                compareCount += slot != 0 ? 1 : 0;
            }
            int rejectedCount = 0;
            for (int key = 0; key < keys.Length && compareCount > 0; key++)
            {
                compareCount = RowCompare.Match(
                    Layout, _spec.BuildKeys[key], keys[key], heads, compare, compareCount, pending, ref rejectedCount);
            }
            for (int j = 0; j < rejectedCount; j++) positions[pending[j]] = (positions[pending[j]] + 1) & mask;
            pendingCount = rejectedCount;
        }
    }
}

/// <summary>One thread's scratch space for probing.</summary>
internal sealed unsafe class ProbeScratch
{
    private readonly ulong[] _words = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity * 3, pinned: true);
    private readonly ushort[] _rows = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity * 2, pinned: true);

    public ulong* Hashes => (ulong*)Unsafe.AsPointer(ref _words[0]);

    public ulong* Positions => Hashes + ColumnVector.MaxCapacity;

    public long* Integers => (long*)(Hashes + 2 * ColumnVector.MaxCapacity);

    public ushort* Pending => (ushort*)Unsafe.AsPointer(ref _rows[0]);

    public ushort* Compare => Pending + ColumnVector.MaxCapacity;
}
