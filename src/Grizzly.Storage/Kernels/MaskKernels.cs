using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>Row masks: bit i of word i/64 stands for row i; bits from count on are zero.</summary>
/// <remarks>"count" is in rows unless it says words. Masks have whole 64-bit words.</remarks>
public static unsafe class MaskKernels
{
    public static void Fill(ulong* mask, int count, bool value)
    {
        int words = (count + 63) >> 6;
        new Span<ulong>(mask, words).Fill(value ? ulong.MaxValue : 0);
        if (value && (count & 63) != 0) mask[words - 1] = (1UL << (count & 63)) - 1;
    }

    /// <summary>mask = ~mask within count rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Not(ulong* mask, int count)
    {
        int words = (count + 63) >> 6;
        for (int i = 0; i < words; i++) mask[i] = ~mask[i];
        if ((count & 63) != 0) mask[words - 1] &= (1UL << (count & 63)) - 1;
    }

    /// <summary>target &amp;= other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void And(ulong* target, ulong* other, int count)
    {
        int words = (count + 63) >> 6;
        for (int i = 0; i < words; i++) target[i] &= other[i];
    }

    /// <summary>target |= other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Or(ulong* target, ulong* other, int count)
    {
        int words = (count + 63) >> 6;
        for (int i = 0; i < words; i++) target[i] |= other[i];
    }

    /// <summary>target &amp;= ~other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AndNot(ulong* target, ulong* other, int count)
    {
        int words = (count + 63) >> 6;
        for (int i = 0; i < words; i++) target[i] &= ~other[i];
    }

    /// <summary>Set bits among the first count rows, also where later bits of the last word are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int CountOnes(ulong* mask, int count)
    {
        int words = count >> 6, total = 0;
        for (int i = 0; i < words; i++) total += BitOperations.PopCount(mask[i]);
        if ((count & 63) != 0) total += BitOperations.PopCount(mask[words] & ((1UL << (count & 63)) - 1));
        return total;
    }

    /// <summary>mask bit i = bools[i] != 0. Reads up to 63 bytes past the last row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromBools(byte* bools, int count, ulong* mask)
    {
        for (int start = 0; start < count; start += 64)
        {
            ulong bits = ~Vector512.Equals(Vector512.Load(bools + start), Vector512<byte>.Zero)
                .ExtractMostSignificantBits();
            int rest = count - start;
            mask[start >> 6] = rest >= 64 ? bits : bits & ((1UL << rest) - 1);
        }
    }

    /// <summary>bools[i] = mask bit i, as 0 or 1. Writes only count bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBools(ulong* mask, int count, byte* bools)
    {
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            // Spreads eight bits over eight bytes: replicate, isolate bit k in byte k, turn non-zero into 1.
            ulong eight = mask[i >> 6] >> (i & 63) & 255;
            ulong spread = (eight * 0x0101010101010101UL) & 0x8040201008040201UL;
            *(ulong*)(bools + i) = (spread + 0x7F7F7F7F7F7F7F7FUL | spread) >> 7 & 0x0101010101010101UL;
        }
        for (; i < count; i++) bools[i] = (byte)(mask[i >> 6] >> (i & 63) & 1);
    }

    /// <summary>Writes the numbers of the set rows, ascending, and returns how many; at most count entries are
    /// written.</summary>
    public static int ToSelection(ulong* mask, int count, ushort* selection) =>
        Avx512Vbmi2.IsSupported && count > 64
            ? ToSelectionCompress(mask, count, selection) : ToSelectionScalar(mask, count, selection);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int ToSelectionScalar(ulong* mask, int count, ushort* selection)
    {
        int found = 0;
        for (int start = 0; start < count; start += 64)
        {
            ulong bits = mask[start >> 6];
            while (bits != 0)
            {
                selection[found++] = (ushort)(start + BitOperations.TrailingZeroCount(bits));
                bits &= bits - 1;
            }
        }
        return found;
    }

    /// <summary>Compresses 32 row numbers at a time (VPCOMPRESSW) in a register and stores only as many as are set
    /// where the end is near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ToSelectionCompress(ulong* mask, int count, ushort* selection)
    {
        Vector512<ushort> rows = Vector512<ushort>.Indices;
        Vector512<ushort> step = Vector512.Create((ushort)32);
        int found = 0;
        ushort* last = stackalloc ushort[32];
        for (int start = 0; start < count; start += 32, rows += step)
        {
            uint bits = (uint)(mask[start >> 6] >> (start & 32));
            if (bits == 0) continue;
            Vector512<ushort> lanes = MaskVectors.Expand32(bits);
            Vector512<ushort> packed = Avx512Vbmi2.Compress(Vector512<ushort>.Zero, lanes, rows);
            int ones = BitOperations.PopCount(bits);
            if (found + 32 <= count)
            {
                packed.Store(selection + found);
            }
            else
            {
                packed.Store(last);
                new ReadOnlySpan<ushort>(last, ones).CopyTo(new Span<ushort>(selection + found, ones));
            }
            found += ones;
        }
        return found;
    }
}
