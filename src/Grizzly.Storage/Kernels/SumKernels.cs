using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Sums of flat columns.</summary>
public static unsafe class SumKernels
{
    /// <summary>
    /// The exact sum of at most 1,024 int64 values; rows that are NULL are left out (validity may be null). Lanes of 64 bits
    /// suffice where every value is below 2^52 in magnitude; otherwise the sum is repeated in 128 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Int128 Sum(long* data, ulong* validity, int count)
    {
        Vector512<long> sum = default, magnitude = default;
        int i = 0;
        if (validity is null)
        {
            for (; i + 8 <= count; i += 8)
            {
                Vector512<long> value = Vector512.Load(data + i);
                sum += value;
                magnitude |= value ^ value >> 63;
            }
        }
        else
        {
            for (; i + 8 <= count; i += 8)
            {
                Vector512<long> value = Vector512.Load(data + i) & MaskVectors.Expand8(validity[i >> 6] >> (i & 56));
                sum += value;
                magnitude |= value ^ value >> 63;
            }
        }
        long total = Vector512.Sum(sum), bits = 0;
        for (; i < count; i++)
        {
            long value = validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0 ? data[i] : 0;
            total += value;
            bits |= value ^ value >> 63;
        }
        if (count <= 1024 && Vector512.LessThanAll(magnitude, Vector512.Create(1L << 52)) && bits < 1L << 52) return total;
        return SumWide(data, validity, count);
    }

    /// <summary>The sum of int32 values, at most 2^31 of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Sum(int* data, ulong* validity, int count)
    {
        Vector512<long> sum = default;
        int i = 0;
        if (validity is null)
        {
            for (; i + 16 <= count; i += 16)
            {
                (Vector512<long> lower, Vector512<long> upper) = Vector512.Widen(Vector512.Load(data + i));
                sum += lower + upper;
            }
        }
        long total = Vector512.Sum(sum);
        for (; i < count; i++)
        {
            if (validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0) total += data[i];
        }
        return total;
    }

    /// <summary>The sum of doubles, in eight interleaved partial sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(double* data, ulong* validity, int count)
    {
        Vector512<double> sum = default;
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<double> value = Vector512.Load(data + i);
            if (validity is not null) value &= MaskVectors.Expand8(validity[i >> 6] >> (i & 56)).AsDouble();
            sum += value;
        }
        double total = Vector512.Sum(sum);
        for (; i < count; i++)
        {
            if (validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0) total += data[i];
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Int128 SumWide(long* data, ulong* validity, int count)
    {
        Int128 total = 0;
        for (int i = 0; i < count; i++)
        {
            if (validity is null || (validity[i >> 6] >> (i & 63) & 1) != 0) total += data[i];
        }
        return total;
    }
}
