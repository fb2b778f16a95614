using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Comparisons of stored codes with constants, 64 rows to a mask word.</summary>
/// <remarks>
/// Every comparison of an integer with constants is a range test, and modulo 2^width a range test is one unsigned
/// comparison: value - low &lt;= span. That holds for signed values too, so only unsigned widths are instantiated.
/// Data must be readable 63 bytes past the last row (buffers are padded).
/// </remarks>
public static unsafe class NarrowFilter
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>
    /// mask &amp;= (data[i] - low &lt;= span), or its opposite when <paramref name="negate"/>. Mask: whole words; bits
    /// past count stay as they are (zero).
    /// </summary>
    [MethodImpl(Hot)]
    public static void Range<T>(T* data, int count, T low, T span, bool negate, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        if (Vector512.IsHardwareAccelerated) Range512(data, count, low, span, negate, mask);
        else if (Vector256.IsHardwareAccelerated) Range256(data, count, low, span, negate, mask);
        else RangeScalar(data, count, low, span, negate, mask);
    }

    [MethodImpl(Hot)]
    internal static void RangeScalar<T>(T* data, int count, T low, T span, bool negate, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            int end = Math.Min(64, count - word * 64);
            for (int i = 0; i < end; i++) bits |= (unchecked(data[word * 64 + i] - low) <= span ? 1UL : 0) << i;
            mask[word] &= negate ? ~bits : bits;
        }
    }

    [MethodImpl(Hot)]
    private static void Range512<T>(T* data, int count, T low, T span, bool negate, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        int lanes = Vector512<T>.Count;
        Vector512<T> lows = Vector512.Create(low), spans = Vector512.Create(span);
        ulong flip = negate ? ulong.MaxValue : 0;
        int words = count >> 6;
        for (int word = 0; word < words; word++)
        {
            if (mask[word] == 0) continue;
            T* at = data + word * 64;
            ulong bits = 0;
            for (int i = 0; i < 64; i += lanes)
            {
                Vector512<T> distance = Vector512.Load(at + i) - lows;
                bits |= Vector512.LessThanOrEqual(distance, spans).ExtractMostSignificantBits() << i;
            }
            mask[word] &= bits ^ flip;
        }
        if ((count & 63) != 0) RangeScalar(data + words * 64, count & 63, low, span, negate, mask + words);
    }

    [MethodImpl(Hot)]
    internal static void Range256<T>(T* data, int count, T low, T span, bool negate, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        int lanes = Vector256<T>.Count;
        Vector256<T> lows = Vector256.Create(low), spans = Vector256.Create(span);
        ulong flip = negate ? ulong.MaxValue : 0;
        int words = count >> 6;
        for (int word = 0; word < words; word++)
        {
            if (mask[word] == 0) continue;
            T* at = data + word * 64;
            ulong bits = 0;
            for (int i = 0; i < 64; i += lanes)
            {
                Vector256<T> distance = Vector256.Load(at + i) - lows;
                bits |= (ulong)Vector256.LessThanOrEqual(distance, spans).ExtractMostSignificantBits() << i;
            }
            mask[word] &= bits ^ flip;
        }
        if ((count & 63) != 0) RangeScalar(data + words * 64, count & 63, low, span, negate, mask + words);
    }

    /// <summary>mask &amp;= (table[data[i]] != 0). The table has an entry for every code that occurs.</summary>
    [MethodImpl(Hot)]
    public static void Lookup<T>(T* data, int count, byte* table, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        for (int word = 0; word * 64 < count; word++)
        {
            if (mask[word] == 0) continue;
            ulong bits = 0;
            int end = Math.Min(64, count - word * 64);
            T* at = data + word * 64;
            for (int i = 0; i < end; i++) bits |= (ulong)table[uint.CreateTruncating(at[i])] << i;
            mask[word] &= bits;
        }
    }

    /// <summary>
    /// mask &amp;= bit (data[i] - shift) of <paramref name="bitmap"/>, false past <paramref name="bitCount"/>;
    /// arithmetic modulo 2^64.
    /// </summary>
    [MethodImpl(Hot)]
    public static void Bitmap<T>(T* data, int count, ulong shift, ulong* bitmap, ulong bitCount, ulong* mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int word = 0; word * 64 < count; word++)
        {
            ulong todo = mask[word];
            if (todo == 0) continue;
            T* at = data + word * 64;
            ulong bits = 0;
            if (BitOperations.PopCount(todo) > 32)
            {
                int end = Math.Min(64, count - word * 64);
                for (int i = 0; i < end; i++)
                {
                    ulong bit = unchecked(ulong.CreateTruncating(at[i]) - shift);
                    if (bit < bitCount) bits |= (bitmap[bit >> 6] >> (int)(bit & 63) & 1) << i;
                }
            }
            else
            {
                for (ulong rest = todo; rest != 0; rest &= rest - 1)
                {
                    int i = BitOperations.TrailingZeroCount(rest);
                    ulong bit = unchecked(ulong.CreateTruncating(at[i]) - shift);
                    if (bit < bitCount) bits |= (bitmap[bit >> 6] >> (int)(bit & 63) & 1) << i;
                }
            }
            mask[word] = todo & bits;
        }
    }
}
