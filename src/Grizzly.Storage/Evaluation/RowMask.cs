using System.Numerics;
using System.Runtime.CompilerServices;

namespace Grizzly.Evaluation;

/// <summary>Small operations on row bitmasks of up to 1,024 bits. Bits beyond the last row are kept zero.</summary>
internal static unsafe class RowMask
{
    /// <summary>All rows or none.</summary>
    public static void Fill(ulong* mask, int count, bool value)
    {
        int words = (count + 63) >> 6;
        for (int i = 0; i < words; i++) mask[i] = value ? ulong.MaxValue : 0;
        if (value) ClearTail(mask, count);
    }

    /// <summary>Clears the bits beyond the last row.</summary>
    public static void ClearTail(ulong* mask, int count)
    {
        if ((count & 63) != 0) mask[count >> 6] &= (1UL << (count & 63)) - 1;
    }

    public static bool Any(ulong* mask, int words)
    {
        ulong any = 0;
        for (int i = 0; i < words; i++) any |= mask[i];
        return any != 0;
    }

    public static int Count(ulong* mask, int words)
    {
        int count = 0;
        for (int i = 0; i < words; i++) count += BitOperations.PopCount(mask[i]);
        return count;
    }

    /// <summary>Moves rows that are NULL out of <paramref name="isTrue"/> into <paramref name="isNull"/>.</summary>
    public static void SplitNulls(ulong* validity, int count, int words, ulong* isTrue, ulong* isNull)
    {
        if (validity is null)
        {
            for (int i = 0; i < words; i++) isNull[i] = 0;
            return;
        }
        for (int i = 0; i < words; i++)
        {
            isTrue[i] &= validity[i];
            isNull[i] = ~validity[i];
        }
        ClearTail(isNull, count);
    }

    /// <summary>Bit i = flags[codes[i]] != 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromDictionary(byte* flags, uint* codes, int count, ulong* mask)
    {
        for (int word = 0; word * 64 < count; word++)
        {
            int end = Math.Min(64, count - word * 64);
            ulong bits = 0;
            uint* block = codes + word * 64;
            for (int i = 0; i < end; i++) bits |= (ulong)(flags[block[i]] & 1) << i;
            mask[word] = bits;
        }
    }

    /// <summary>Spreads bit j of <paramref name="part"/> to bit selection[j] of the (zeroed) result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(ulong* part, ushort* selection, int count, ulong* result)
    {
        for (int j = 0; j < count; j++)
        {
            int row = selection[j];
            result[row >> 6] |= (part[j >> 6] >> (j & 63) & 1) << (row & 63);
        }
    }
}
