using System.Buffers;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>One node of a B+-tree: entries in the order of their bytes, in 16 KiB of native memory while
/// loaded.</summary>
/// <remarks>
/// In memory: count (0, uint16), start of the heap (2), unused heap bytes (4), leaf flag (6), leftmost child (8,
/// int32),
/// then one slot per entry from 16 on (offset uint16, length uint16); entry bytes grow down from the end. An entry of
/// an
/// inner node ends with the number of its child (int32), whose entries are not below it.
/// On disk (<see cref="Write"/>): the same entries, each as the bytes that differ from the one before.
/// The tree's latch guards the content, a pin keeps it loaded.
/// </remarks>
internal sealed unsafe class IndexPage : BufferEntry
{
    public const int PageBytes = 16 * 1024;
    public const int ChildBytes = 4;
    private const int HeaderBytes = 16, SlotBytes = 4;

    private readonly IndexPages _pages;
    private NativeBuffer? _buffer;
    private byte* _page;
    private BlockRun? _run;
    private bool _isSpilled;

    private IndexPage(IndexPages pages, int number) : base(pages.Context.Buffers)
    {
        _pages = pages;
        Number = number;
    }

    public int Number { get; }

    /// <summary>Where the last checkpoint put the page, or null.</summary>
    public BlockRun? Run => _run;

    /// <summary>True where the page says something else than <see cref="Run"/>.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Grows with every change, so that a checkpoint knows whether what it wrote is still current.</summary>
    public long Version { get; private set; }

    public bool IsLeaf
    {
        get => _page[6] != 0;
        private set => _page[6] = value ? (byte)1 : (byte)0;
    }

    public int Count => *(ushort*)_page;

    public int LeftmostChild
    {
        get => *(int*)(_page + 8);
        set => *(int*)(_page + 8) = value;
    }

    /// <summary>Bytes that entries and their slots take.</summary>
    public int UsedBytes => PageBytes - HeapStart - Garbage + Count * SlotBytes;

    /// <summary>Bytes a page has for entries and their slots.</summary>
    public const int Capacity = PageBytes - HeaderBytes;

    /// <inheritdoc/>
    public override long LoadedBytes => _buffer?.Capacity ?? 0;

    private int HeapStart
    {
        get => *(ushort*)(_page + 2);
        set => *(ushort*)(_page + 2) = (ushort)value;
    }

    private int Garbage
    {
        get => *(ushort*)(_page + 4);
        set => *(ushort*)(_page + 4) = (ushort)value;
    }

    /// <summary>A new, empty page; pinned.</summary>
    public static IndexPage Create(IndexPages pages, int number, bool isLeaf)
    {
        var page = new IndexPage(pages, number) { IsDirty = true };
        page._buffer = pages.Context.Allocator.Rent(PageBytes);
        page._page = page._buffer.Pointer;
        page.Clear();
        page.IsLeaf = isLeaf;
        page.AdoptLoaded();
        page.Pin();
        return page;
    }

    /// <summary>A page in the database file, loaded when first pinned; its blocks have been counted.</summary>
    public static IndexPage FromRun(IndexPages pages, int number, BlockRun run) => new(pages, number) { _run = run };

    public byte* Entry(int index, out int length)
    {
        uint slot = ((uint*)(_page + HeaderBytes))[index];
        length = (int)(slot >> 16);
        return _page + (slot & 0xFFFF);
    }

    public ReadOnlySpan<byte> Entry(int index)
    {
        byte* bytes = Entry(index, out int length);
        return new ReadOnlySpan<byte>(bytes, length);
    }

    /// <summary>The child behind separator <paramref name="index"/>; -1 is the leftmost.</summary>
    public int Child(int index)
    {
        if (index < 0) return LeftmostChild;
        byte* bytes = Entry(index, out int length);
        return Unsafe.ReadUnaligned<int>(bytes + length - ChildBytes);
    }

    /// <summary>The separator at <paramref name="index"/> without its child.</summary>
    public ReadOnlySpan<byte> Separator(int index) => Entry(index)[..^ChildBytes];

    /// <summary>How many entries (separators in inner pages) lie before a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CountBefore(in KeyPosition position)
    {
        int low = 0, high = Count, tail = IsLeaf ? 0 : ChildBytes;
        uint* slots = (uint*)(_page + HeaderBytes);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            uint slot = slots[middle];
            if (position.IsAfter(_page + (slot & 0xFFFF), (int)(slot >> 16) - tail)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>As <see cref="CountBefore(in KeyPosition)"/>, where the answer is likely to be little above
    /// <paramref name="start"/>: a probe mostly finds one entry.</summary>
    public int CountBefore(in KeyPosition position, int start)
    {
        const int Near = 4;
        int end = Math.Min(Count, start + Near);
        for (int i = start; i < end; i++)
        {
            byte* entry = Entry(i, out int length);
            if (!position.IsAfter(entry, length)) return i;
        }
        return end == Count && end >= start ? end : CountBefore(position);
    }

    /// <summary>How many separators of an inner page reading from a position may leave behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CountAtOrBefore(in KeyPosition position)
    {
        int low = 0, high = Count;
        uint* slots = (uint*)(_page + HeaderBytes);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            uint slot = slots[middle];
            if (position.IsAtOrAfter(_page + (slot & 0xFFFF), (int)(slot >> 16) - ChildBytes)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Puts an entry in place; false where there is no room for it.</summary>
    public bool TryInsert(int index, byte* bytes, int length)
    {
        int free = HeapStart - HeaderBytes - Count * SlotBytes;
        if (free < length + SlotBytes)
        {
            if (free + Garbage < length + SlotBytes) return false;
            Compact();
        }
        Changed();
        int count = Count, start = HeapStart - length;
        Unsafe.CopyBlockUnaligned(_page + start, bytes, (uint)length);
        uint* slots = (uint*)(_page + HeaderBytes);
        new Span<uint>(slots + index, count - index).CopyTo(new Span<uint>(slots + index + 1, count - index));
        slots[index] = (uint)start | (uint)length << 16;
        HeapStart = start;
        *(ushort*)_page = (ushort)(count + 1);
        return true;
    }

    public void Remove(int index)
    {
        Changed();
        int count = Count;
        uint* slots = (uint*)(_page + HeaderBytes);
        Garbage += (int)(slots[index] >> 16);
        new Span<uint>(slots + index + 1, count - index - 1).CopyTo(new Span<uint>(slots + index, count - index - 1));
        *(ushort*)_page = (ushort)(count - 1);
    }

    /// <summary>Removes the leaf entries whose row ids the table calls gone; returns how many.</summary>
    public int RemoveWhere(Func<long, bool> isGone)
    {
        int kept = 0, count = Count;
        uint* slots = (uint*)(_page + HeaderBytes);
        for (int i = 0; i < count; i++)
        {
            int length = (int)(slots[i] >> 16);
            if (isGone(IndexEntries.RowIdOf(_page + (slots[i] & 0xFFFF), length))) Garbage += length;
            else slots[kept++] = slots[i];
        }
        if (kept == count) return 0;
        Changed();
        *(ushort*)_page = (ushort)kept;
        return count - kept;
    }

    /// <summary>Moves the entries from <paramref name="index"/> on to the end of another page.</summary>
    public void MoveTail(int index, IndexPage target)
    {
        for (int i = index; i < Count; i++)
        {
            byte* bytes = Entry(i, out int length);
            bool hasRoom = target.TryInsert(target.Count, bytes, length);
            Check.Assert(hasRoom);
        }
        while (Count > index) Remove(Count - 1);
    }

    /// <summary>Appends the page's content; leaf entries of rows not to be kept are left out. Returns whether any
    /// was.</summary>
    public bool Write(ByteWriter writer, Func<long, bool>? keep)
    {
        writer.Bool(IsLeaf);
        if (!IsLeaf) writer.UInt32((uint)LeftmostChild);
        int countAt = writer.Length, written = 0;
        writer.UInt32(0);
        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> entry = Entry(i);
            if (IsLeaf && keep is not null && !keep(IndexEntries.RowIdOf(entry))) continue;
            int shared = entry.CommonPrefixLength(previous);
            writer.VarInt((ulong)shared);
            writer.Blob(entry[shared..]);
            previous = entry;
            written++;
        }
        writer.PatchUInt32(countAt, (uint)written);
        return written < Count;
    }

    /// <summary>The page is in the file now; <paramref name="isCurrent"/> says whether just as it is in memory. The
    /// tree's latch is held.</summary>
    public void Place(BlockRun run, bool isCurrent)
    {
        lock (this)
        {
            _run = run;
            if (isCurrent) IsDirty = false;
        }
    }

    /// <summary>Gives up memory and returns the place in the file, if any.</summary>
    public BlockRun? Release()
    {
        Drop();
        BlockRun? run = _run;
        _run = null;
        return run;
    }

    /// <inheritdoc/>
    protected override bool CanUnload
    {
        get
        {
            if (!IsDirty || _isSpilled) return true;
            _isSpilled = _pages.TrySpill(Number, new ReadOnlySpan<byte>(_page, PageBytes));
            return _isSpilled;
        }
    }

    /// <inheritdoc/>
    protected override bool IsStillSaved => !IsDirty || _isSpilled;

    /// <inheritdoc/>
    protected override void Load()
    {
        NativeBuffer buffer = _pages.Context.Allocator.Rent(PageBytes);
        _buffer = buffer;
        _page = buffer.Pointer;
        try
        {
            if (_isSpilled) _pages.ReadSpilled(Number, buffer.Span);
            else ReadStored(_run!);
        }
        catch
        {
            Unload();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Unload()
    {
        _buffer?.Dispose();
        _buffer = null;
        _page = null;
    }

    private void ReadStored(BlockRun run)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(run.Length);
        try
        {
            _pages.Context.Blocks!.ReadRun(run, bytes.AsSpan(0, run.Length));
            Read(bytes.AsSpan(0, run.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Fills the page from bytes of the file, which are not trusted.</summary>
    private void Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        Clear();
        IsLeaf = reader.Bool();
        if (!IsLeaf) LeftmostChild = _pages.CheckNumber((int)reader.UInt32());
        uint count = reader.UInt32();
        int least = IsLeaf ? IndexEntries.RowIdBytes : ChildBytes;
        int free = PageBytes - HeaderBytes, start = PageBytes, length = 0;
        uint* slots = (uint*)(_page + HeaderBytes);
        for (uint i = 0; i < count; i++)
        {
            byte* previous = _page + start;
            int shared = reader.Bounded(length);
            ReadOnlySpan<byte> rest = reader.Blob();
            length = shared + rest.Length;
            if (length < least || length > KeyEncoding.MaxKeyBytes + IndexEntries.RowIdBytes + ChildBytes)
                throw Errors.Corrupted("an index page has an entry of impossible length");
            free -= length + SlotBytes;
            if (free < 0) throw Errors.Corrupted("an index page holds more than a page can");
            start -= length;
            Unsafe.CopyBlockUnaligned(_page + start, previous, (uint)shared);
            rest.CopyTo(new Span<byte>(_page + start + shared, rest.Length));
            slots[i] = (uint)start | (uint)length << 16;
            if (!IsLeaf) _pages.CheckNumber(Unsafe.ReadUnaligned<int>(_page + start + length - ChildBytes));
        }
        *(ushort*)_page = (ushort)count;
        HeapStart = start;
        if (!reader.AtEnd) throw Errors.Corrupted("an index page goes on after its end");
        IsDirty = false;
    }

    private void Clear()
    {
        new Span<byte>(_page, HeaderBytes).Clear();
        HeapStart = PageBytes;
        LeftmostChild = -1;
    }

    private void Changed()
    {
        IsDirty = true;
        _isSpilled = false;
        Version++;
    }

    /// <summary>Closes the gaps that removed entries left.</summary>
    private void Compact()
    {
        byte* copy = stackalloc byte[PageBytes];
        Unsafe.CopyBlock(copy, _page, PageBytes);
        uint* slots = (uint*)(_page + HeaderBytes);
        int start = PageBytes;
        for (int i = 0; i < Count; i++)
        {
            int length = (int)(slots[i] >> 16);
            start -= length;
            Unsafe.CopyBlockUnaligned(_page + start, copy + (slots[i] & 0xFFFF), (uint)length);
            slots[i] = (uint)start | (uint)length << 16;
        }
        HeapStart = start;
        Garbage = 0;
    }
}
