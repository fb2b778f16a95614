using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>A hash table of groups: rows of keys and aggregate states, found or made for vectors of keys. Not
/// thread-safe.</summary>
/// <remarks>
/// NULLs form a group of their own. A single integer key of at most 64 bits is compared through its hash, a bijection,
/// and a run of equal keys costs
/// one look-up. Other keys are hashed and compared column by column, candidates of a whole vector at a time (Kersten et
/// al., "Everything you always wanted to know about compiled and vectorized queries", VLDB 2018).
/// </remarks>
internal sealed unsafe class GroupTable : IDisposable
{
    private readonly AggregateSet _aggregates;
    private readonly int _keyCount;
    private readonly RowTable _table;
    private readonly ulong[] _hashes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ulong[] _positions = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ushort[] _pending = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ushort[] _compare = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ushort[] _created = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);
    private readonly nint[] _createdRows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly DictionaryGroups _dictionaryGroups = new();
    private readonly bool _hasIntegerKey;
    private readonly ProbeScratch _scratch = new();
    private long _adopted;
    private byte* _nullGroup;

    public GroupTable(AggregateSet aggregates, MemoryAllocator memory, long expectedGroups)
    {
        _aggregates = aggregates;
        _keyCount = aggregates.KeyCount;
        Rows = new RowCollection(aggregates.Layout, memory);
        _hasIntegerKey = _keyCount == 1 && aggregates.Layout.Types[0].Physical.FitsInt64();
        _table = new RowTable(memory, expectedGroups);
    }

    public RowCollection Rows { get; }

    public long Count => Rows.Count;

    /// <summary>Native bytes held.</summary>
    public long Bytes => Rows.Bytes + _table.Capacity * sizeof(ulong);

    /// <summary>Sets groups[i] to the row of the group of input row i, making rows for new groups.</summary>
    public void FindOrCreate(ReadOnlySpan<ColumnVector> keys, int count, byte** groups)
    {
        if ((Count + count) * 2 > _table.Capacity) Grow(count);
        if (_hasIntegerKey)
        {
            FindOrCreateIntegers(keys, count, groups);
            return;
        }
        if (_dictionaryGroups.TryFind(keys, count, groups, out ushort* missing, out int missingCount))
        {
            if (missingCount == 0) return;
            HashKeys(keys, count);
            FindOrCreate(keys, missing, missingCount, groups);
            _dictionaryGroups.Remember(keys, missing, missingCount, groups);
            return;
        }
        HashKeys(keys, count);
        fixed (ushort* pending = _pending)
        {
            for (int i = 0; i < count; i++) pending[i] = (ushort)i;
            FindOrCreate(keys, pending, count, groups);
        }
    }

    /// <summary>Merges a group row of another table of the same layout: its states are combined, or the row itself
    /// becomes the group.</summary>
    /// <param name="adopted">True where this table now refers to the row, which must outlive it.</param>
    public void Merge(byte* row, out bool adopted)
    {
        if ((Count + _adopted + 1) * 2 > _table.Capacity) _table.Grow();
        if (_hasIntegerKey && RowCompare.IsNull(row, 0))
        {
            MergeNull(row, out adopted);
            return;
        }
        ulong hash = *(ulong*)(row + RowLayout.HashOffset);
        ulong* slots = _table.Slots;
        ulong mask = _table.Mask;
        for (ulong at = hash & mask; ; at = (at + 1) & mask)
        {
            ulong slot = slots[at];
            if (slot == 0)
            {
                slots[at] = RowTable.SlotOf(hash, row);
                _adopted++;
                adopted = true;
                return;
            }
            if (!RowTable.SaltMatches(slot, hash)) continue;
            byte* group = RowTable.RowOf(slot);
            bool same = _hasIntegerKey
                ? *(ulong*)(group + RowLayout.HashOffset) == hash
                : RowCompare.RowsEqual(Rows.Layout, _keyCount, group, row);
            if (!same) continue;
            _aggregates.Combine(row, group, Rows.Arena);
            adopted = false;
            return;
        }
    }

    public void Dispose()
    {
        _table.Dispose();
        Rows.Dispose();
    }

    private void Grow(int count)
    {
        while ((Count + count) * 2 > _table.Capacity) _table.Grow();
    }

    private void HashKeys(ReadOnlySpan<ColumnVector> keys, int count)
    {
        fixed (ulong* hashes = _hashes)
        {
            if (keys.Length == 0) new Span<ulong>(hashes, count).Clear();
            for (int key = 0; key < keys.Length; key++) VectorHash.Hash(keys[key], count, hashes, combine: key > 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindOrCreate(ReadOnlySpan<ColumnVector> keys, ushort* pending, int pendingCount, byte** groups)
    {
        fixed (ulong* hashes = _hashes, positions = _positions)
        fixed (ushort* compare = _compare, created = _created, rejected = _pending)
        fixed (nint* createdRows = _createdRows)
        {
            ulong* slots = _table.Slots;
            ulong mask = _table.Mask;
            for (int j = 0; j < pendingCount; j++) positions[pending[j]] = hashes[pending[j]] & mask;
            while (pendingCount > 0)
            {
                int compareCount = 0, createdCount = 0;
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
                    if (slot == 0)
                    {
                        byte* row = Rows.Allocate();
                        *(ulong*)(row + RowLayout.HashOffset) = hash;
                        slots[at] = RowTable.SlotOf(hash, row);
                        groups[i] = row;
                        created[createdCount] = i;
                        createdRows[createdCount++] = (nint)row;
                    }
                    else
                    {
                        groups[i] = RowTable.RowOf(slot);
                        compare[compareCount++] = i;
                    }
                }
                if (createdCount > 0) FillRows(keys, created, createdCount, (byte**)createdRows);
                int rejectedCount = 0;
                for (int key = 0; key < keys.Length && compareCount > 0; key++)
                {
                    compareCount = RowCompare.Match(
                        Rows.Layout, key, keys[key], groups, compare, compareCount, rejected, ref rejectedCount);
                }
                for (int j = 0; j < rejectedCount; j++) positions[rejected[j]] = (positions[rejected[j]] + 1) & mask;
                pending = rejected;
                pendingCount = rejectedCount;
            }
        }
    }

    /// <summary>The one-integer path: the hash is a bijection of the key, so equal hashes mean equal keys. NULL's group
    /// is kept outside the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindOrCreateIntegers(ReadOnlySpan<ColumnVector> keys, int count, byte** groups)
    {
        ColumnVector vector = keys[0];
        long* values = IntegerKeys.Widen(vector, count, _scratch);
        bool mayBeNull = vector.Validity is not null;
        ulong* slots = _table.Slots;
        ulong mask = _table.Mask;
        int createdCount = 0;
        long previousKey = 0;
        byte* previous = null;
        fixed (ushort* created = _created)
        fixed (nint* createdRows = _createdRows)
        {
            for (int i = 0; i < count; i++)
            {
                if (mayBeNull && vector.IsNullAt(i))
                {
                    if (_nullGroup is null)
                    {
                        _nullGroup = Rows.Allocate();
                        *(ulong*)(_nullGroup + RowLayout.HashOffset) = 0;
                        created[createdCount] = (ushort)i;
                        createdRows[createdCount++] = (nint)_nullGroup;
                    }
                    groups[i] = _nullGroup;
                    continue;
                }
                long key = values[i];
                if (previous is not null && key == previousKey)
                {
                    groups[i] = previous;
                    continue;
                }
                ulong hash = IntegerKeys.Hash(key), at = hash & mask;
                while (true)
                {
                    ulong slot = slots[at];
                    if (slot == 0)
                    {
                        previous = Rows.Allocate();
                        *(ulong*)(previous + RowLayout.HashOffset) = hash;
                        slots[at] = RowTable.SlotOf(hash, previous);
                        created[createdCount] = (ushort)i;
                        createdRows[createdCount++] = (nint)previous;
                        break;
                    }
                    previous = RowTable.RowOf(slot);
                    if (RowTable.SaltMatches(slot, hash) && *(ulong*)(previous + RowLayout.HashOffset) == hash) break;
                    at = (at + 1) & mask;
                }
                previousKey = key;
                groups[i] = previous;
            }
            if (createdCount > 0) FillRows(keys, created, createdCount, (byte**)createdRows);
        }
    }

    /// <summary>The group of NULL under an integer key: the first such row becomes it.</summary>
    private void MergeNull(byte* row, out bool adopted)
    {
        adopted = _nullGroup is null;
        if (adopted) _nullGroup = row;
        else _aggregates.Combine(row, _nullGroup, Rows.Arena);
    }

    private void FillRows(ReadOnlySpan<ColumnVector> keys, ushort* selection, int count, byte** rows)
    {
        RowScatter.ClearValidity(Rows.Layout, rows, count);
        for (int key = 0; key < keys.Length; key++) RowScatter.Scatter(Rows, key, keys[key], selection, count, rows);
        _aggregates.Initialize(rows, count);
    }
}

/// <summary>Remembers the group of each combination of dictionary codes, so that low-cardinality strings cost one array
/// load per row.</summary>
internal sealed unsafe class DictionaryGroups
{
    private const int MostCombinations = 4096;

    private readonly ushort[] _missing = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ushort[] _codes = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);
    private readonly nint[] _groups = GC.AllocateArray<nint>(MostCombinations, pinned: true);
    private long[] _dictionaryIds = [];

    /// <summary>False where some key is not a dictionary vector without NULLs, or the dictionaries are too large
    /// together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryFind(ReadOnlySpan<ColumnVector> keys, int count, byte** groups, out ushort* missing,
        out int missingCount)
    {
        missing = (ushort*)Unsafe.AsPointer(ref _missing[0]);
        missingCount = 0;
        if (keys.Length == 0) return false;
        int combinations = 1;
        foreach (ColumnVector key in keys)
        {
            if (key.Encoding != VectorEncoding.Dictionary || key.Validity is not null) return false;
            if ((long)combinations * key.Dictionary!.Count > MostCombinations) return false;
            combinations *= key.Dictionary.Count;
        }
        UseDictionaries(keys, combinations);
        fixed (ushort* codes = _codes)
        fixed (nint* known = _groups)
        {
            Combine(keys, count, codes);
            int misses = 0;
            for (int i = 0; i < count; i++)
            {
                nint group = known[codes[i]];
                groups[i] = (byte*)group;
                missing[misses] = (ushort)i;
                misses += group == 0 ? 1 : 0;
            }
            missingCount = misses;
        }
        return true;
    }

    /// <summary>Remembers the groups just found for the rows that were missing.</summary>
    public void Remember(ReadOnlySpan<ColumnVector> keys, ushort* rows, int count, byte** groups)
    {
        for (int j = 0; j < count; j++) _groups[_codes[rows[j]]] = (nint)groups[rows[j]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(ReadOnlySpan<ColumnVector> keys, int count, ushort* codes)
    {
        uint* first = keys[0].Codes;
        for (int i = 0; i < count; i++) codes[i] = (ushort)first[i];
        for (int key = 1; key < keys.Length; key++)
        {
            uint* next = keys[key].Codes;
            uint size = (uint)keys[key].Dictionary!.Count;
            for (int i = 0; i < count; i++) codes[i] = (ushort)(codes[i] * size + next[i]);
        }
    }

    private void UseDictionaries(ReadOnlySpan<ColumnVector> keys, int combinations)
    {
        bool same = _dictionaryIds.Length == keys.Length;
        for (int i = 0; same && i < keys.Length; i++) same = _dictionaryIds[i] == keys[i].Dictionary!.Id;
        if (same) return;
        _dictionaryIds = new long[keys.Length];
        for (int i = 0; i < keys.Length; i++) _dictionaryIds[i] = keys[i].Dictionary!.Id;
        _groups.AsSpan(0, combinations).Clear();
    }
}
