using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>Builds an index from all rows of its table: threads collect and sort runs of entries, which become the
/// tree.</summary>
/// <remarks>
/// What fits a quarter of the memory limit is merged into a tree from the bottom up; beyond, sorted runs are inserted
/// one after the other, and the buffer manager moves pages out. The table adds no rows meanwhile.
/// </remarks>
public sealed class IndexBuilder : IDisposable
{
    private readonly TableIndex _index;
    private readonly long _budgetBytes;
    private readonly List<EntryRun> _runs = [];
    private bool _hasInserted;

    public IndexBuilder(TableIndex index)
    {
        _index = index;
        _budgetBytes = Math.Max(1 << 20, index.Table.Context.Allocator.Tracker.Limit / 4);
    }

    /// <summary>One per thread; pass it to <see cref="Add"/> when its thread has no more rows.</summary>
    public EntryRun CreateRun() => new(_index.Table.Context.Allocator);

    /// <summary>Whether a run should be added now to keep memory within bounds.</summary>
    public bool IsFull(EntryRun run, int threads) => run.Bytes > _budgetBytes / threads;

    /// <summary>Takes a run over; thread-safe.</summary>
    public void Add(EntryRun run)
    {
        run.Sort();
        lock (_runs)
        {
            _runs.Add(run);
            if (_runs.Sum(r => r.Bytes) > _budgetBytes) InsertRuns();
        }
    }

    /// <summary>Completes the tree; raises 23505 where a unique index would have a key twice.</summary>
    public void Finish()
    {
        lock (_runs)
        {
            if (_hasInserted) InsertRuns();
            else _index.BuildFrom(_runs);
        }
        _index.MarkBuilt();
    }

    public void Dispose()
    {
        foreach (EntryRun run in _runs) run.Dispose();
        _runs.Clear();
    }

    private void InsertRuns()
    {
        _hasInserted = true;
        foreach (EntryRun run in _runs)
        {
            _index.InsertRun(run);
            run.Dispose();
        }
        _runs.Clear();
    }
}

/// <summary>Entries in native memory, sorted when complete. Not thread-safe.</summary>
public sealed unsafe class EntryRun(MemoryAllocator allocator) : IDisposable
{
    private NativeBuffer _bytes = allocator.Rent(1 << 16);
    private NativeBuffer _references = allocator.Rent(1 << 14);
    private long _used;

    public int Count { get; private set; }

    /// <summary>Native memory in use.</summary>
    public long Bytes => _used + (long)Count * sizeof(Reference);

    internal void Add(ReadOnlySpan<byte> entry)
    {
        // Entries start at multiples of eight, so that their first word can be read whatever their length.
        long end = _used + ((entry.Length + 15) & ~7);
        if (end > _bytes.Capacity) _bytes = Grow(_bytes, _used, end);
        if ((long)(Count + 1) * sizeof(Reference) > _references.Capacity)
            _references = Grow(_references, (long)Count * sizeof(Reference), (long)(Count + 1) * sizeof(Reference));
        byte* at = _bytes.Pointer + _used;
        *(ulong*)at = 0;
        entry.CopyTo(new Span<byte>(at, entry.Length));
        ulong head = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(at));
        ((Reference*)_references.Pointer)[Count++] = new Reference(head, _used, entry.Length);
        _used = end;
    }

    internal void Sort() =>
        LongWork.Sort(new Span<Reference>(_references.Pointer, Count), new ByBytes(_bytes.Pointer));

    internal byte* Entry(int index, out int length)
    {
        Reference reference = ((Reference*)_references.Pointer)[index];
        length = reference.Length;
        return _bytes.Pointer + reference.Offset;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _references.Dispose();
    }

    private NativeBuffer Grow(NativeBuffer buffer, long used, long wanted)
    {
        NativeBuffer larger = allocator.Rent(Math.Max(wanted, buffer.Capacity * 2));
        Buffer.MemoryCopy(buffer.Pointer, larger.Pointer, larger.Capacity, used);
        buffer.Dispose();
        return larger;
    }

    /// <param name="Head">The first eight bytes, big-endian.</param>
    private readonly record struct Reference(ulong Head, long Offset, int Length);

    private readonly struct ByBytes(byte* bytes) : IComparer<Reference>
    {
        public int Compare(Reference left, Reference right)
        {
            if (left.Head != right.Head) return left.Head < right.Head ? -1 : 1;
            return KeyEncoding.Compare(bytes + left.Offset, left.Length, bytes + right.Offset, right.Length);
        }
    }
}
