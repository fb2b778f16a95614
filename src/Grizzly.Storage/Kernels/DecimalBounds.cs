using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>Checks that unscaled decimals have no more digits than their type.</summary>
public static unsafe class DecimalBounds
{
    /// <summary>The first row that is not NULL and whose magnitude reaches <paramref name="bound"/>, or -1. Int64 and
    /// Int128 only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindOutside(PhysicalType type, byte* data, Int128 bound, int count, ulong* validity)
    {
        if (type == PhysicalType.Int64)
            return AllInside((long*)data, (long)bound, count) ? -1 : Find((long*)data, (long)bound, count, validity);
        for (int i = 0; i < count; i++)
        {
            Int128 value = ((Int128*)data)[i];
            if ((value >= bound || value <= -bound) && IsValid(validity, i)) return i;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AllInside(long* data, long bound, int count)
    {
        Vector512<long> outside = default, high = Vector512.Create(bound - 1), low = Vector512.Create(1 - bound);
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<long> value = Vector512.Load(data + i);
            outside |= (high - value) | (value - low);
        }
        // With bound at most 10^18 the differences wrap only for values far outside, which one of the two still shows
        // as negative.
        long rest = 0;
        for (; i < count; i++) rest |= (bound - 1 - data[i]) | (data[i] - (1 - bound));
        return rest >= 0 && outside.ExtractMostSignificantBits() == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find(long* data, long bound, int count, ulong* validity)
    {
        for (int i = 0; i < count; i++)
        {
            if ((data[i] >= bound || data[i] <= -bound) && IsValid(validity, i)) return i;
        }
        return -1;
    }

    private static bool IsValid(ulong* validity, int row) =>
        validity is null || (validity[row >> 6] >> (row & 63) & 1) != 0;
}
