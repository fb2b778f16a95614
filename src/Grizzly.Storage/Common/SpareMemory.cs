namespace Grizzly.Common;

/// <summary>A little memory that a closed database leaves to the next one opened in the process: pages fresh from the
/// system cost more to touch than all else that opening does with them.</summary>
/// <remarks>At most <see cref="MostBytes"/>, which no tracker counts, for as long as the process lives.
/// Thread-safe.</remarks>
internal static class SpareMemory
{
    private const long MostBytes = 1 << 20;
    private const long LargestBytes = 32 << 10;
    private static readonly Stack<nint>[] Kept = [.. Enumerable.Range(0, Classes).Select(_ => new Stack<nint>())];
    private static long _bytes;

    /// <summary>Size classes of <see cref="MemoryAllocator"/> that are kept: the small ones.</summary>
    public static int Classes => MemoryAllocator.ClassOf(LargestBytes) + 1;

    /// <summary>Takes a buffer over; false where there is enough already.</summary>
    public static bool TryKeep(nint pointer, int sizeClass, long capacity)
    {
        if (Interlocked.Add(ref _bytes, capacity) > MostBytes)
        {
            Interlocked.Add(ref _bytes, -capacity);
            return false;
        }
        lock (Kept[sizeClass]) Kept[sizeClass].Push(pointer);
        return true;
    }

    public static bool TryTake(int sizeClass, long capacity, out nint pointer)
    {
        pointer = 0;
        if (sizeClass >= Kept.Length) return false;
        lock (Kept[sizeClass])
        {
            if (!Kept[sizeClass].TryPop(out pointer)) return false;
        }
        Interlocked.Add(ref _bytes, -capacity);
        return true;
    }
}
