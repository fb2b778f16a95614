using System.Numerics;
using System.Runtime.InteropServices;

namespace Grizzly.Common;

/// <summary>
/// Native memory for columns, hash tables and buffers: 64-byte aligned, padded by 64 bytes, counted, pooled.
/// </summary>
/// <remarks>
/// <see cref="Rent"/> rounds up to a size class (four per power of two) and gives freed memory back to a pool, because
/// asking the system for 64 MB per query costs 30 ms. Pooled bytes stay within <see cref="PoolLimit"/>, count against
/// the tracker and are the first to go under pressure. Thread-safe.
/// </remarks>
public sealed unsafe partial class MemoryAllocator : IMemoryEvictor, IDisposable
{
    /// <summary>Bytes that may be read (never relied on) past the end of every buffer.</summary>
    public const int Padding = 64;

    private const int Alignment = 64;
    private const int HugePageBytes = 2 << 20;
    private const int ClassesPerDoubling = 4;
    private const int SmallestClassLog2 = 8;
    private readonly Stack<nint>[] _pools = new Stack<nint>[(48 - SmallestClassLog2) * ClassesPerDoubling];
    private long _pooled;

    public MemoryAllocator(MemoryTracker tracker)
    {
        Tracker = tracker;
        for (int i = 0; i < _pools.Length; i++) _pools[i] = new Stack<nint>();
        tracker.AddEvictor(this);
    }

    public MemoryTracker Tracker { get; }

    /// <summary>Most bytes kept for reuse.</summary>
    public long PoolLimit => Math.Min(Tracker.Limit / 4, 1L << 30);

    /// <summary>Memory for a short life (an operator, a query); contents undefined. Raises 53200.</summary>
    public NativeBuffer Rent(long bytes)
    {
        NativeBuffer? buffer = TryRent(bytes);
        if (buffer is not null) return buffer;
        int sizeClass = ClassOf(bytes);
        long capacity = ClassBytes(sizeClass);
        Tracker.Reserve(capacity);
        return new NativeBuffer(this, AllocateClass(sizeClass, capacity), bytes, capacity, sizeClass);
    }

    /// <summary>As <see cref="Rent"/>, or null when the limit leaves no room: the caller spills.</summary>
    public NativeBuffer? TryRent(long bytes)
    {
        int sizeClass = ClassOf(bytes);
        long capacity = ClassBytes(sizeClass);
        Stack<nint> pool = _pools[sizeClass];
        lock (pool)
        {
            if (pool.TryPop(out nint pointer))
            {
                Interlocked.Add(ref _pooled, -capacity);
                return new NativeBuffer(this, (byte*)pointer, bytes, capacity, sizeClass);
            }
        }
        if (!Tracker.TryReserve(capacity)) return null;
        return new NativeBuffer(this, AllocateClass(sizeClass, capacity), bytes, capacity, sizeClass);
    }

    /// <summary>
    /// Memory for a long life (a segment), of just the size asked for; contents undefined. Raises 53200.
    /// </summary>
    public NativeBuffer Allocate(long bytes)
    {
        Check.Assert(bytes >= 0);
        Tracker.Reserve(bytes + Padding);
        return new NativeBuffer(this, AllocateRaw(bytes), bytes, bytes, sizeClass: -1);
    }

    /// <inheritdoc/>
    public long Evict(long wanted)
    {
        long freed = 0;
        for (int sizeClass = _pools.Length - 1; sizeClass >= 0 && freed < wanted; sizeClass--)
        {
            Stack<nint> pool = _pools[sizeClass];
            long capacity = ClassBytes(sizeClass);
            while (freed < wanted)
            {
                nint pointer;
                lock (pool)
                {
                    if (!pool.TryPop(out pointer)) break;
                }
                Interlocked.Add(ref _pooled, -capacity);
                NativeMemory.AlignedFree((void*)pointer);
                Tracker.Release(capacity);
                freed += capacity;
            }
        }
        return freed;
    }

    public void Dispose()
    {
        Tracker.RemoveEvictor(this);
        LeaveSpares();
        Evict(long.MaxValue);
    }

    /// <summary>What the next database opened may begin with.</summary>
    private void LeaveSpares()
    {
        for (int sizeClass = 0; sizeClass < SpareMemory.Classes; sizeClass++)
        {
            Stack<nint> pool = _pools[sizeClass];
            long capacity = ClassBytes(sizeClass);
            lock (pool)
            {
                while (pool.TryPeek(out nint pointer) && SpareMemory.TryKeep(pointer, sizeClass, capacity))
                {
                    pool.Pop();
                    Interlocked.Add(ref _pooled, -capacity);
                    Tracker.Release(capacity);
                }
            }
        }
    }

    internal void Free(byte* pointer, long capacity, int sizeClass)
    {
        if (sizeClass < 0)
        {
            NativeMemory.AlignedFree(pointer);
            Tracker.Release(capacity + Padding);
            return;
        }
        if (Interlocked.Add(ref _pooled, capacity) <= PoolLimit && Tracker.Used <= Tracker.Limit)
        {
            lock (_pools[sizeClass]) _pools[sizeClass].Push((nint)pointer);
            return;
        }
        Interlocked.Add(ref _pooled, -capacity);
        NativeMemory.AlignedFree(pointer);
        Tracker.Release(capacity);
    }

    private static byte* AllocateClass(int sizeClass, long capacity) =>
        SpareMemory.TryTake(sizeClass, capacity, out nint spare) ? (byte*)spare : AllocateRaw(capacity);

    private static byte* AllocateRaw(long bytes)
    {
        bool huge = bytes >= 2 * HugePageBytes;
        nuint size = (nuint)(bytes + Padding);
        byte* pointer = (byte*)NativeMemory.AlignedAlloc(size, huge ? (nuint)HugePageBytes : Alignment);
        if (huge && OperatingSystem.IsLinux()) _ = Advise((nint)pointer, size & ~(nuint)4095, AdviseHugePages);
        new Span<byte>(pointer + bytes, Padding).Clear();
        return pointer;
    }

    /// <summary>The smallest class that holds <paramref name="bytes"/>: 256, 320, 384, 448, 512, 640, …</summary>
    internal static int ClassOf(long bytes)
    {
        Check.Assert(bytes is >= 0 and < 1L << 46);
        if (bytes <= 1 << SmallestClassLog2) return 0;
        int log2 = BitOperations.Log2((ulong)(bytes - 1));
        int quarter = (int)((bytes - 1) >> (log2 - 2)) & 3;
        return (log2 - SmallestClassLog2) * ClassesPerDoubling + quarter + 1;
    }

    internal static long ClassBytes(int sizeClass)
    {
        int log2 = SmallestClassLog2 + sizeClass / ClassesPerDoubling;
        return (4L + sizeClass % ClassesPerDoubling) << (log2 - 2);
    }

    private const int AdviseHugePages = 14;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}

/// <summary>
/// A stretch of native memory; disposing gives it back. Not thread-safe itself; forgotten ones are finalized.
/// </summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private readonly MemoryAllocator _allocator;
    private readonly int _sizeClass;
    private byte* _pointer;

    internal NativeBuffer(MemoryAllocator allocator, byte* pointer, long length, long capacity, int sizeClass)
    {
        _allocator = allocator;
        _pointer = pointer;
        Length = length;
        Capacity = capacity;
        _sizeClass = sizeClass;
    }

    ~NativeBuffer() => Free();

    /// <summary>64-byte aligned; null once disposed.</summary>
    public byte* Pointer => _pointer;

    /// <summary>Bytes asked for.</summary>
    public long Length { get; }

    /// <summary>Bytes usable, at least <see cref="Length"/>; 64 more may be read.</summary>
    public long Capacity { get; }

    /// <summary>The first <see cref="Length"/> bytes.</summary>
    public Span<byte> Span => new(_pointer, checked((int)Length));

    public void Clear() => System.Runtime.InteropServices.NativeMemory.Clear(_pointer, (nuint)Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        byte* pointer = _pointer;
        _pointer = null;
        if (pointer != null) _allocator.Free(pointer, Capacity, _sizeClass);
    }
}
