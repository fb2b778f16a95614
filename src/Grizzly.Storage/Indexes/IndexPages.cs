using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>The pages of one index by number: in memory while there is room, else in the database file or, where they
/// have changed since the last checkpoint, in a spill file.</summary>
/// <remarks>The tree's latch guards the list of pages; loading and unloading take care of themselves.</remarks>
internal sealed class IndexPages(StorageContext context)
{
    private const int MostPages = 1 << 28;
    private readonly List<IndexPage?> _pages = [];
    private readonly Stack<int> _free = [];
    private readonly Lock _spillGate = new();
    private TemporaryFile? _spill;

    public StorageContext Context { get; } = context;

    /// <summary>Page numbers given out, also those free again.</summary>
    public int Count => _pages.Count;

    public int UsedCount => _pages.Count - _free.Count;

    /// <summary>The page, pinned.</summary>
    public IndexPage Pin(int number)
    {
        IndexPage page = _pages[number] ?? throw Errors.Internal("an index page is used after it was freed");
        page.Pin();
        return page;
    }

    /// <summary>A new page, pinned.</summary>
    public IndexPage Create(bool isLeaf)
    {
        int number = _free.Count > 0 ? _free.Peek() : _pages.Count;
        if (number >= MostPages) throw Errors.NotSupported("an index of more than 4 TB");
        IndexPage page = IndexPage.Create(this, number, isLeaf);
        if (_free.Count > 0) _pages[_free.Pop()] = page;
        else _pages.Add(page);
        return page;
    }

    /// <summary>Gives up a page that is not pinned.</summary>
    public void Free(int number)
    {
        ReleaseRun(_pages[number]!.Release());
        _pages[number] = null;
        _free.Push(number);
    }

    /// <summary>Gives up all pages.</summary>
    public void Clear()
    {
        foreach (IndexPage? page in _pages) ReleaseRun(page?.Release());
        _pages.Clear();
        _free.Clear();
        lock (_spillGate)
        {
            _spill?.Dispose();
            _spill = null;
        }
    }

    public IndexPage? PageOrNull(int number) => _pages[number];

    /// <summary>XX001 unless a stored page number can be one.</summary>
    public int CheckNumber(int number) =>
        (uint)number < (uint)_pages.Count ? number : throw Errors.Corrupted("an index refers to a page it lacks");

    /// <summary>Opening: the next page number is the page at <paramref name="run"/>, or free.</summary>
    public void AddStored(BlockRun? run)
    {
        if (run is null)
        {
            _free.Push(_pages.Count);
            _pages.Add(null);
            return;
        }
        foreach (long block in run.Blocks) Context.Blocks!.AddReference(block);
        _pages.Add(IndexPage.FromRun(this, _pages.Count, run));
    }

    public bool TrySpill(int number, ReadOnlySpan<byte> page)
    {
        try
        {
            lock (_spillGate) _spill ??= Context.Spill.Create();
            _spill.Write((long)number * IndexPage.PageBytes, page);
            return true;
        }
        catch (GrizzlyException)
        {
            // No room to save it: it stays, and whoever wanted the memory hears about that.
            return false;
        }
    }

    public void ReadSpilled(int number, Span<byte> page) =>
        _spill!.Read((long)number * IndexPage.PageBytes, page[..IndexPage.PageBytes]);

    private void ReleaseRun(BlockRun? run)
    {
        if (run is null) return;
        foreach (long block in run.Blocks) Context.Blocks!.Release(block);
    }
}
