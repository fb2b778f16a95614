namespace Grizzly.Common;

/// <summary>Something that can give memory back when the limit is near.</summary>
public interface IMemoryEvictor
{
    /// <summary>
    /// Frees about <paramref name="wanted"/> bytes (calling <see cref="MemoryTracker.Release"/>) and returns how many.
    /// </summary>
    /// <remarks>May be called from any thread, with the caller's locks held: never blocks on locks held while
    /// reserving.</remarks>
    long Evict(long wanted);
}

/// <summary>Counts native bytes against a hard limit. Thread-safe.</summary>
public sealed class MemoryTracker(long limit)
{
    private long _limit = limit;
    private long _used;
    private long _peak;
    private IMemoryEvictor[] _evictors = [];

    /// <summary>
    /// The hard limit in bytes; lowering it below <see cref="Used"/> makes the next reservations evict first.
    /// </summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>Bytes reserved now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>The most bytes ever reserved at once.</summary>
    public long Peak => Volatile.Read(ref _peak);

    /// <summary>Registers an evictor; they are asked in the order of registration.</summary>
    public void AddEvictor(IMemoryEvictor evictor)
    {
        lock (this) _evictors = [.. _evictors, evictor];
    }

    public void RemoveEvictor(IMemoryEvictor evictor)
    {
        lock (this) _evictors = [.. _evictors.Where(e => !ReferenceEquals(e, evictor))];
    }

    /// <summary>Reserves or raises 53200 when even eviction cannot make room.</summary>
    public void Reserve(long bytes)
    {
        if (TryReserve(bytes)) return;
        // Buffers whose owners are unreachable are freed by finalizers: worth a try before giving up.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (!TryReserve(bytes)) throw Errors.OutOfMemory(bytes, Used, Limit);
    }

    /// <summary>
    /// Reserves, evicting as needed; false when there is no room. Operators spill when they hear false.
    /// </summary>
    public bool TryReserve(long bytes)
    {
        Check.Assert(bytes >= 0);
        if (TryAdd(bytes)) return true;
        for (int round = 0; round < 3; round++)
        {
            foreach (IMemoryEvictor evictor in Volatile.Read(ref _evictors))
            {
                long missing = Used + bytes - Limit;
                if (missing > 0) evictor.Evict(missing);
                if (TryAdd(bytes)) return true;
            }
        }
        return false;
    }

    /// <summary>True if <paramref name="bytes"/> would fit without evicting anything.</summary>
    public bool HasRoom(long bytes) => Used + bytes <= Limit;

    public void Release(long bytes)
    {
        Check.Assert(bytes >= 0);
        long now = Interlocked.Add(ref _used, -bytes);
        Check.Assert(now >= 0);
    }

    private bool TryAdd(long bytes)
    {
        long now = Interlocked.Add(ref _used, bytes);
        if (now > Limit)
        {
            Interlocked.Add(ref _used, -bytes);
            return false;
        }
        long peak = Peak;
        while (now > peak)
        {
            long seen = Interlocked.CompareExchange(ref _peak, now, peak);
            if (seen == peak) break;
            peak = seen;
        }
        return true;
    }
}
