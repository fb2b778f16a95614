using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Indexes;

/// <summary>Reads the entries of an index between two positions, forwards or backwards, in batches. Not
/// thread-safe.</summary>
/// <remarks>
/// The index's latch is held for one leaf at a time; in between, others may change the tree: the cursor remembers
/// bytes,
/// not places. It shows entries of every version of a row: the caller asks the table which it sees. Reused for any
/// number of ranges; allocates only when keys grow.
/// </remarks>
public sealed unsafe class IndexCursor : IDisposable
{
    private readonly BPlusTree _tree;
    private readonly IndexLatch? _latch;
    private readonly KeyBuffer _low = new(), _high = new(), _fence = new();
    private bool _isLowBehind, _isHighBehind, _isDone = true, _isBackwards;
    private KeyBuffer? _keys;
    private int[] _keyEnds = [];

    internal IndexCursor(TableIndex index, BPlusTree tree, IndexLatch? latch)
    {
        Index = index;
        _tree = tree;
        _latch = latch;
    }

    public TableIndex Index { get; }

    /// <summary>True where <see cref="Read"/> is known to find nothing more.</summary>
    public bool IsDone => _isDone;

    /// <summary>Whether <see cref="Key"/> can be asked after a read; costs a copy.</summary>
    public bool KeepsKeys { get; set; }

    /// <summary>All entries that start with these bytes.</summary>
    public void SeekEqual(ReadOnlySpan<byte> key) => Seek(key, false, key, true);

    /// <summary>All entries.</summary>
    public void SeekAll(bool isBackwards = false) => Seek(default, false, default, true, isBackwards);

    /// <summary>
    /// The entries from behind or before everything that starts with <paramref name="low"/> up to behind or before
    /// everything that starts with <paramref name="high"/>; empty bytes are before or behind all.
    /// </summary>
    public void Seek(ReadOnlySpan<byte> low, bool isLowBehind, ReadOnlySpan<byte> high, bool isHighBehind,
        bool isBackwards = false)
    {
        _low.Set(low);
        _high.Set(high);
        _isLowBehind = isLowBehind;
        _isHighBehind = isHighBehind;
        _isBackwards = isBackwards;
        _isDone = false;
    }

    /// <summary>The next row ids, at most as many as fit; 0 at the end.</summary>
    public int Read(Span<long> rowIds)
    {
        Check.Assert(rowIds.Length > 0);
        while (!_isDone)
        {
            _latch?.EnterRead();
            int count;
            try
            {
                count = _isBackwards ? ReadBackwards(rowIds) : ReadForwards(rowIds);
            }
            finally
            {
                _latch?.ExitRead();
            }
            if (count > 0) return count;
        }
        return 0;
    }

    /// <summary>The entry of the i-th row id of the last read: its key, INCLUDE columns and row id.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        int start = index == 0 ? 0 : _keyEnds[index - 1];
        return _keys!.Span[start.._keyEnds[index]];
    }

    public void Dispose()
    {
        _low.Dispose();
        _high.Dispose();
        _fence.Dispose();
        _keys?.Dispose();
    }

    private int ReadForwards(Span<long> rowIds)
    {
        var from = new KeyPosition(_low.Bytes, _low.Length, _isLowBehind);
        IndexPage? leaf = _tree.FindLeaf(from, _fence, out bool hasFence);
        if (leaf is null)
        {
            _isDone = true;
            return 0;
        }
        try
        {
            int first = leaf.CountBefore(from);
            int end = leaf.CountBefore(new KeyPosition(_high.Bytes, _high.Length, _isHighBehind), first);
            int count = Math.Min(end - first, rowIds.Length);
            if (count > 0) Show(leaf, first, count, 1, rowIds);
            if (count == rowIds.Length && count > 0)
            {
                // Most probes want one row and know it: looking whether more follow is left to the next call.
                _low.Set(leaf.Entry(first + count - 1));
                _isLowBehind = true;
            }
            else if (end < leaf.Count || !hasFence)
            {
                _isDone = true;
            }
            else
            {
                _low.Set(_fence.Span);
                _isLowBehind = false;
            }
            return Math.Max(0, count);
        }
        finally
        {
            leaf.Unpin();
        }
    }

    private int ReadBackwards(Span<long> rowIds)
    {
        var to = new KeyPosition(_high.Bytes, _high.Length, _isHighBehind);
        IndexPage? leaf = _tree.FindLeafBackwards(to, _fence, out bool hasFence);
        if (leaf is null)
        {
            _isDone = true;
            return 0;
        }
        try
        {
            int end = leaf.CountBefore(to);
            int first = leaf.CountBefore(new KeyPosition(_low.Bytes, _low.Length, _isLowBehind));
            int count = Math.Min(end - first, rowIds.Length);
            if (count > 0) Show(leaf, end - 1, count, -1, rowIds);
            if (count == rowIds.Length && count > 0)
            {
                _high.Set(leaf.Entry(end - count));
                _isHighBehind = false;
            }
            else if (first > 0 || !hasFence)
            {
                _isDone = true;
            }
            else
            {
                _high.Set(_fence.Span);
                _isHighBehind = false;
            }
            return Math.Max(0, count);
        }
        finally
        {
            leaf.Unpin();
        }
    }

    private void Show(IndexPage leaf, int first, int count, int step, Span<long> rowIds)
    {
        for (int i = 0; i < count; i++)
        {
            byte* entry = leaf.Entry(first + i * step, out int length);
            rowIds[i] = IndexEntries.RowIdOf(entry, length);
        }
        if (KeepsKeys) CopyKeys(leaf, first, count, step);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyKeys(IndexPage leaf, int first, int count, int step)
    {
        _keys ??= new KeyBuffer(1024);
        _keys.Clear();
        if (_keyEnds.Length < count) _keyEnds = new int[Math.Max(count, 64)];
        for (int i = 0; i < count; i++)
        {
            _keys.Append(leaf.Entry(first + i * step));
            _keyEnds[i] = _keys.Length;
        }
    }
}
