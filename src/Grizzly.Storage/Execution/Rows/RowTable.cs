using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>An open-addressing table of row pointers: each slot is the upper 16 bits of the hash (the salt) and a
/// 48-bit pointer; 0 is empty.</summary>
/// <remarks>Linear probing at a load of at most one half. The slot comes from the hash's low bits, the salt from its
/// high bits.</remarks>
internal sealed unsafe class RowTable : IDisposable
{
    private const ulong PointerMask = (1UL << 48) - 1;

    private readonly MemoryAllocator _memory;
    private NativeBuffer _buffer;

    public RowTable(MemoryAllocator memory, long expectedRows)
    {
        _memory = memory;
        long capacity = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(expectedRows * 2, 1024));
        _buffer = memory.Rent(capacity * sizeof(ulong));
        _buffer.Clear();
        Mask = (ulong)capacity - 1;
    }

    public ulong* Slots => (ulong*)_buffer.Pointer;

    public ulong Mask { get; private set; }

    public long Capacity => (long)Mask + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SlotOf(ulong hash, byte* row) => (hash & ~PointerMask) | (ulong)row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* RowOf(ulong slot) => (byte*)(slot & PointerMask);

    /// <summary>True where the slot's salt is that of the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SaltMatches(ulong slot, ulong hash) => (slot ^ hash) <= PointerMask;

    /// <summary>Doubles the table; rows keep their hash at <see cref="RowLayout.HashOffset"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Grow()
    {
        long capacity = Capacity * 2;
        NativeBuffer larger = _memory.Rent(capacity * sizeof(ulong));
        larger.Clear();
        ulong* to = (ulong*)larger.Pointer;
        ulong mask = (ulong)capacity - 1;
        ulong* from = Slots;
        for (ulong i = 0; i <= Mask; i++)
        {
            ulong slot = from[i];
            if (slot == 0) continue;
            ulong at = *(ulong*)(RowOf(slot) + RowLayout.HashOffset) & mask;
            while (to[at] != 0) at = (at + 1) & mask;
            to[at] = slot;
        }
        _buffer.Dispose();
        _buffer = larger;
        Mask = mask;
    }

    public void Dispose() => _buffer.Dispose();
}
