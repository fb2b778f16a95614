using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>Rows of one thread and the entries that order them. Rows of equal keys keep the order they came in, which
/// each row carries in its link word.</summary>
internal sealed unsafe class SortRun(SortSpec spec, MemoryAllocator memory) : IDisposable
{
    private NativeBuffer? _entries;
    private long _capacity;
    private long _sequence;

    public RowCollection Rows { get; } = new(spec.Layout, memory);

    public long Count { get; private set; }

    /// <summary>Native bytes held.</summary>
    public long Bytes => Rows.Bytes + _capacity * sizeof(SortEntry);

    public SortEntry* Entries => (SortEntry*)(_entries is null ? null : _entries.Pointer);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ulong* prefixes, byte** rows, int count)
    {
        if (Count + count > _capacity) Grow(count);
        SortEntry* target = Entries + Count;
        for (int i = 0; i < count; i++)
        {
            target[i] = new SortEntry(prefixes[i], rows[i]);
            *(long*)(rows[i] + RowLayout.LinkOffset) = _sequence + i;
        }
        _sequence += count;
        Count += count;
    }

    /// <exception cref="GrizzlyException">57014: cancelled meanwhile: a large run sorts for seconds.</exception>
    public void Sort()
    {
        if (Count > int.MaxValue) throw Errors.NotSupported("sorting more than 2,147,483,647 rows per thread");
        if (Count <= 1) return;
        LongWork.Sort(new Span<SortEntry>(Entries, (int)Count), new StableComparer(spec));
    }

    /// <summary>Forgets all entries beyond the first <paramref name="most"/>.</summary>
    public void Truncate(long most) => Count = Math.Min(Count, most);

    /// <summary>A run of the same entries over rows of its own.</summary>
    public SortRun CopyOut(MemoryAllocator target)
    {
        var copy = new SortRun(spec, target);
        copy.Grow((int)Count);
        for (long i = 0; i < Count; i++)
        {
            byte* row = copy.Rows.Allocate();
            Buffer.MemoryCopy(Entries[i].Row, row, spec.Layout.RowBytes, spec.Layout.RowBytes);
            if (spec.Layout.HasStrings) RowStrings.Own(copy.Rows, row);
            copy.Entries[i] = new SortEntry(Entries[i].Prefix, row);
        }
        copy.Count = Count;
        copy._sequence = _sequence;
        return copy;
    }

    public void Dispose()
    {
        _entries?.Dispose();
        _entries = null;
        Rows.Dispose();
    }

    /// <summary>Rows that are equal stay in the order they came in.</summary>
    private readonly struct StableComparer(SortSpec spec) : IComparer<SortEntry>
    {
        private readonly SortEntryComparer _inner = new(spec);

        public int Compare(SortEntry left, SortEntry right)
        {
            int order = _inner.Compare(left, right);
            return order != 0
                ? order
                : (*(long*)(left.Row + RowLayout.LinkOffset)).CompareTo(*(long*)(right.Row + RowLayout.LinkOffset));
        }
    }

    private void Grow(int count)
    {
        long capacity = Math.Max(Math.Max(_capacity * 2, 4096), Count + count);
        NativeBuffer larger = memory.Rent(capacity * sizeof(SortEntry));
        if (_entries is not null)
        {
            Buffer.MemoryCopy(Entries, larger.Pointer, larger.Capacity, Count * sizeof(SortEntry));
            _entries.Dispose();
        }
        _entries = larger;
        _capacity = capacity;
    }
}
