using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>
/// Row masks: bit i of word i / 64 stands for row i. Spans of whole words; bits past the row count are zero.
/// </summary>
public static unsafe class BitMask
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Words for <paramref name="count"/> rows.</summary>
    public static int Words(int count) => (count + 63) >> 6;

    /// <summary>Sets the first <paramref name="count"/> bits and clears the rest of the last word.</summary>
    public static void SetFirst(ulong* mask, int count)
    {
        int whole = count >> 6;
        new Span<ulong>(mask, whole).Fill(ulong.MaxValue);
        if ((count & 63) != 0) mask[whole] = (1UL << (count & 63)) - 1;
    }

    /// <summary>target &amp;= other.</summary>
    [MethodImpl(Hot)]
    public static void And(ulong* target, ulong* other, int words)
    {
        for (int i = 0; i < words; i++) target[i] &= other[i];
    }

    /// <summary>target &amp;= ~other.</summary>
    [MethodImpl(Hot)]
    public static void AndNot(ulong* target, ulong* other, int words)
    {
        for (int i = 0; i < words; i++) target[i] &= ~other[i];
    }

    /// <summary>target |= other.</summary>
    [MethodImpl(Hot)]
    public static void Or(ulong* target, ulong* other, int words)
    {
        for (int i = 0; i < words; i++) target[i] |= other[i];
    }

    /// <summary>Bits set.</summary>
    [MethodImpl(Hot)]
    public static int Count(ulong* mask, int words)
    {
        int count = 0;
        for (int i = 0; i < words; i++) count += BitOperations.PopCount(mask[i]);
        return count;
    }

    [MethodImpl(Hot)]
    public static bool IsEmpty(ulong* mask, int words)
    {
        ulong any = 0;
        for (int i = 0; i < words; i++) any |= mask[i];
        return any == 0;
    }

    /// <summary>
    /// Writes the numbers of the set bits, ascending, each plus <paramref name="firstRow"/>. <paramref name="rows"/>
    /// has room for 64 * words numbers. Returns how many.
    /// </summary>
    [MethodImpl(Hot)]
    public static int ToRows(ulong* mask, int words, uint firstRow, uint* rows)
    {
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            ulong bits = mask[word];
            uint row = firstRow + (uint)word * 64;
            if (bits == ulong.MaxValue)
            {
                for (uint i = 0; i < 64; i++) rows[count + i] = row + i;
                count += 64;
                continue;
            }
            while (bits != 0)
            {
                rows[count++] = row + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    /// <summary>
    /// As <see cref="ToRows"/>, for at most 65,536 rows, into a u16 selection (room for 64 * words + 32 numbers).
    /// </summary>
    [MethodImpl(Hot)]
    public static int ToSelection(ulong* mask, int words, ushort* selection)
    {
        if (!Avx512Vbmi2.IsSupported) return ToSelectionScalar(mask, words, selection);
        int count = 0;
        Vector512<ushort> step = Vector512<ushort>.Indices;
        for (int word = 0; word < words; word++)
        {
            ulong bits = mask[word];
            if (bits == 0) continue;
            Vector512<ushort> low = step + Vector512.Create((ushort)(word * 64));
            Vector512<ushort> high = low + Vector512.Create((ushort)32);
            Avx512Vbmi2.Compress(Vector512<ushort>.Zero, MaskOf((uint)bits), low).Store(selection + count);
            count += BitOperations.PopCount((uint)bits);
            Avx512Vbmi2.Compress(Vector512<ushort>.Zero, MaskOf((uint)(bits >> 32)), high).Store(selection + count);
            count += BitOperations.PopCount((uint)(bits >> 32));
        }
        return count;
    }

    [MethodImpl(Hot)]
    internal static int ToSelectionScalar(ulong* mask, int words, ushort* selection)
    {
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
                selection[count++] = (ushort)(word * 64 + BitOperations.TrailingZeroCount(bits));
        }
        return count;
    }

    /// <summary>A vector whose lane i is all ones where bit i is set: the form the intrinsics take masks in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> MaskOf(uint bits)
    {
        Vector512<ushort> lane = Vector512<ushort>.Indices & Vector512.Create((ushort)15);
        Vector512<ushort> bit = Avx512BW.ShiftLeftLogicalVariable(Vector512<ushort>.One, lane);
        Vector512<ushort> words = Vector512.Create(Vector256.Create((ushort)bits),
            Vector256.Create((ushort)(bits >> 16)));
        return Vector512.Equals(words & bit, bit);
    }
}
