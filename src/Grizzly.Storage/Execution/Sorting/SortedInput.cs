using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>One sorted run being merged: a window of entries, refilled when used up. Not thread-safe.</summary>
internal abstract unsafe class SortedInput : IDisposable
{
    public SortEntry* Entries { get; protected set; }

    public long Position { get; set; }

    public long Count { get; protected set; }

    /// <summary>Gets the next entries; false at the end of the run. Rows handed out before stay valid until
    /// <see cref="ReleaseOld"/>.</summary>
    public abstract bool Refill();

    /// <summary>Frees rows of windows that are used up.</summary>
    public virtual void ReleaseOld()
    {
    }

    public virtual void Dispose()
    {
    }
}

/// <summary>A run in memory: one window.</summary>
internal sealed unsafe class MemorySortedInput : SortedInput
{
    public MemorySortedInput(SortRun run)
    {
        Entries = run.Entries;
        Count = run.Count;
    }

    public override bool Refill() => false;
}

/// <summary>A run on disk: a window per block. The first key's prefix travels in each row's link word.</summary>
internal sealed unsafe class SpilledSortedInput(RowSpillRun run, SortSpec spec, MemoryAllocator memory) : SortedInput
{
    private readonly List<nint> _addresses = [];
    private readonly List<RowCollection> _old = [];
    private SortEntry[] _entries = GC.AllocateArray<SortEntry>(1024, pinned: true);
    private RowCollection? _rows;
    private int _block;

    /// <summary>Writes a sorted run out.</summary>
    public static RowSpillRun Write(SortRun sorted, RowSpillRun target)
    {
        for (long i = 0; i < sorted.Count; i++)
        {
            SortEntry entry = sorted.Entries[i];
            *(ulong*)(entry.Row + RowLayout.LinkOffset) = entry.Prefix;
            target.Add(entry.Row);
        }
        target.Finish();
        return target;
    }

    public override bool Refill()
    {
        if (_block == run.BlockCount) return false;
        if (_rows is not null) _old.Add(_rows);
        _rows = new RowCollection(spec.Layout, memory);
        _addresses.Clear();
        run.ReadBlock(_block++, _rows, _addresses);
        if (_entries.Length < _addresses.Count) _entries = GC.AllocateArray<SortEntry>(_addresses.Count, pinned: true);
        for (int i = 0; i < _addresses.Count; i++)
        {
            byte* row = (byte*)_addresses[i];
            _entries[i] = new SortEntry(*(ulong*)(row + RowLayout.LinkOffset), row);
        }
        Entries = (SortEntry*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _entries[0]);
        Count = _addresses.Count;
        Position = 0;
        return true;
    }

    public override void ReleaseOld()
    {
        foreach (RowCollection rows in _old) rows.Dispose();
        _old.Clear();
    }

    public override void Dispose()
    {
        ReleaseOld();
        _rows?.Dispose();
        _rows = null;
    }
}
