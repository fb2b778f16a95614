using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// Something held in memory while pinned and as long as there is room: its content can be made again from disk.
/// </summary>
/// <remarks>
/// State: 0 = not loaded, n = loaded and pinned n - 1 times. Pinning a loaded entry is one compare-and-swap; loading
/// happens under the entry's own lock. Lock order: entry, then manager; the evictor, coming the other way round, only
/// tries entry locks.
/// </remarks>
public abstract class BufferEntry(BufferManager manager)
{
    private int _state;
    private bool _wasUsed;
    private volatile bool _isDropped;

    internal int Slot { get; set; } = -1;

    public bool IsLoaded => Volatile.Read(ref _state) > 0;

    /// <summary>
    /// Keeps the content in memory until <see cref="Unpin"/>; loads it when needed. Raises 53200, 58030, XX001.
    /// </summary>
    public void Pin()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state == 0)
            {
                if (LoadAndPin()) return;
                continue;
            }
            if (Interlocked.CompareExchange(ref _state, state + 1, state) != state) continue;
            if (!_wasUsed) _wasUsed = true;
            return;
        }
    }

    public void Unpin()
    {
        int state = Interlocked.Decrement(ref _state);
        Check.Assert(state >= 1);
        if (state == 1 && _isDropped) TryEvict(evenIfUsed: true);
    }

    /// <summary>Declares content that was made in memory, rather than loaded; not pinned.</summary>
    protected void AdoptLoaded()
    {
        lock (this)
        {
            Check.Assert(_state == 0);
            _wasUsed = true;
            Volatile.Write(ref _state, 1);
        }
        manager.Add(this);
    }

    /// <summary>Nobody will pin this again: frees the content as soon as the last pin goes.</summary>
    public void Drop()
    {
        _isDropped = true;
        TryEvict(evenIfUsed: true);
    }

    /// <summary>Gives the memory back if nobody needs it now; returns the bytes freed.</summary>
    internal long TryEvict(bool evenIfUsed)
    {
        if (_wasUsed && !evenIfUsed)
        {
            _wasUsed = false;
            return 0;
        }
        if (!Monitor.TryEnter(this)) return 0;
        try
        {
            if (Volatile.Read(ref _state) != 1 || (!_isDropped && !CanUnload)) return 0;
            long bytes = LoadedBytes;
            if (Interlocked.CompareExchange(ref _state, 0, 1) != 1) return 0;
            if (!_isDropped && !IsStillSaved)
            {
                // Somebody has pinned, changed and unpinned it since it was saved.
                Volatile.Write(ref _state, 1);
                return 0;
            }
            manager.Remove(this);
            Unload();
            return bytes;
        }
        finally
        {
            Monitor.Exit(this);
        }
    }

    /// <summary>Bytes of the loaded content.</summary>
    public abstract long LoadedBytes { get; }

    /// <summary>
    /// Called under the entry's lock, before content is thrown away; false keeps it (or it could not be saved).
    /// </summary>
    protected virtual bool CanUnload => true;

    /// <summary>Asked once nobody can pin the entry any more: whether what <see cref="CanUnload"/> saved is still the
    /// content. Always, where content never changes.</summary>
    protected virtual bool IsStillSaved => true;

    protected abstract void Load();

    protected abstract void Unload();

    private bool LoadAndPin()
    {
        lock (this)
        {
            if (Volatile.Read(ref _state) != 0) return false;
            Load();
            _wasUsed = true;
            Volatile.Write(ref _state, 2);
        }
        manager.Add(this);
        return true;
    }
}

/// <summary>
/// Decides what stays in memory: a clock over the loaded entries, run when the memory limit is reached. Thread-safe.
/// </summary>
public sealed class BufferManager : IMemoryEvictor, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<BufferEntry> _loaded = [];
    private int _hand;

    public BufferManager(MemoryAllocator allocator)
    {
        Allocator = allocator;
        allocator.Tracker.AddEvictor(this);
    }

    public MemoryAllocator Allocator { get; }

    /// <summary>Entries in memory now.</summary>
    public int LoadedCount
    {
        get { lock (_gate) return _loaded.Count; }
    }

    /// <inheritdoc/>
    public long Evict(long wanted)
    {
        long freed = 0;
        // Two rounds: the first only takes away the marks of entries used lately.
        int steps = 2 * LoadedCount;
        for (int i = 0; i < steps && freed < wanted; i++)
        {
            BufferEntry? entry = Next();
            if (entry is null) break;
            freed += entry.TryEvict(evenIfUsed: i >= steps / 2);
        }
        return freed;
    }

    public void Dispose() => Allocator.Tracker.RemoveEvictor(this);

    internal void Add(BufferEntry entry)
    {
        lock (_gate)
        {
            if (entry.Slot >= 0) return;
            entry.Slot = _loaded.Count;
            _loaded.Add(entry);
        }
    }

    internal void Remove(BufferEntry entry)
    {
        lock (_gate)
        {
            if (entry.Slot < 0) return;
            BufferEntry last = _loaded[^1];
            _loaded[entry.Slot] = last;
            last.Slot = entry.Slot;
            _loaded.RemoveAt(_loaded.Count - 1);
            entry.Slot = -1;
        }
    }

    private BufferEntry? Next()
    {
        lock (_gate)
        {
            if (_loaded.Count == 0) return null;
            if (++_hand >= _loaded.Count) _hand = 0;
            return _loaded[_hand];
        }
    }
}
