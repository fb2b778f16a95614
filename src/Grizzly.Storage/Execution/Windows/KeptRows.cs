using Grizzly.Common;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Those rows of a partition that count for a call: all, or those that pass its FILTER or are not NULL. Frames over all
/// rows become stretches of these. One thread's; filled anew for each partition.
/// </summary>
internal sealed class KeptRows
{
    private int[] _before = [];
    private int[] _rows = [];
    private bool _isAll;

    public int Count { get; private set; }

    public void KeepAll(int count)
    {
        _isAll = true;
        Count = count;
    }

    /// <summary>Begins to choose rows; <see cref="Add"/> is called for each row in order.</summary>
    public void Begin(int count)
    {
        _isAll = false;
        Count = 0;
        if (_before.Length >= count + 1) return;
        _before = new int[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count + 1))];
        _rows = new int[_before.Length];
    }

    public void Add(int row, bool isKept)
    {
        _before[row] = Count;
        if (isKept) _rows[Count++] = row;
        _before[row + 1] = Count;
    }

    /// <summary>How many of these rows come before a row of the partition.</summary>
    public int Before(int row) => _isAll ? row : _before[row];

    /// <summary>The number in the partition of one of these rows.</summary>
    public int Row(int index) => _isAll ? index : _rows[index];

    /// <summary>Puts the rows into another order; <see cref="Before"/> means nothing from then on.</summary>
    public void Sort(IComparer<int> order)
    {
        if (_isAll)
        {
            int count = Count;
            Begin(count);
            for (int i = 0; i < count; i++) Add(i, true);
        }
        LongWork.Sort(_rows.AsSpan(0, Count), order);
    }
}

/// <summary>Finds, for DISTINCT, the row before with the same values.</summary>
internal sealed unsafe class PreviousRows(WindowPartition partition, int[] columns)
{
    private readonly ulong[] _hashes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ColumnVector[] _vectors =
        [.. columns.Select(column => new ColumnVector(partition.Layout.Types[column]))];
    private int[] _slots = [];

    /// <summary>For each row of the partition the last one before it with the same values among those kept; -1 for
    /// none.</summary>
    public int[] Rows { get; private set; } = [];

    public void Find(KeptRows kept)
    {
        if (Rows.Length < partition.Count) Rows = new int[Math.Max(64, partition.Count)];
        int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, kept.Count * 2));
        if (_slots.Length < capacity) _slots = new int[capacity];
        Array.Clear(_slots, 0, capacity);
        nint* rows = stackalloc nint[ColumnVector.MaxCapacity];
        for (int start = 0; start < kept.Count; start += ColumnVector.MaxCapacity)
        {
            int count = Math.Min(ColumnVector.MaxCapacity, kept.Count - start);
            for (int i = 0; i < count; i++) rows[i] = (nint)partition.Rows[kept.Row(start + i)];
            fixed (ulong* hashes = _hashes)
            {
                for (int i = 0; i < columns.Length; i++)
                {
                    RowScatter.Gather(partition.Layout, columns[i], (byte**)rows, count, _vectors[i]);
                    VectorHash.Hash(_vectors[i], count, hashes, combine: i > 0);
                }
                for (int i = 0; i < count; i++) Insert(kept.Row(start + i), hashes[i], capacity - 1);
            }
        }
    }

    private void Insert(int row, ulong hash, int mask)
    {
        for (int at = (int)(hash ^ (hash >> 32)) & mask; ; at = (at + 1) & mask)
        {
            int last = _slots[at] - 1;
            if (last >= 0 && !Same(last, row)) continue;
            Rows[row] = last;
            _slots[at] = row + 1;
            return;
        }
    }

    private bool Same(int left, int right)
    {
        foreach (int column in columns)
        {
            if (!WindowSpec.SameValue(partition.Layout, column, partition.Rows[left], partition.Rows[right]))
                return false;
        }
        return true;
    }
}
