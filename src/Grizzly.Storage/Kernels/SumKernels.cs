using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Sums of flat columns.</summary>
public static unsafe class SumKernels
{
    /// <summary>
    /// The exact sum of int64 values; rows that are NULL are left out (validity may be null). For up to 1,024 values
    /// lanes of 64 bits
    /// suffice where every value is below 2^52 in magnitude; otherwise the sum is repeated in 128 bits.
    /// </summary>
    public static Int128 Sum(long* data, ulong* validity, int count)
    {
        if (count > 1024) return SumWide(data, validity, count);
        bool isExact = validity is null
            ? TrySumAll(data, count, out long total) : TrySumValid(data, validity, count, out total);
        return isExact ? total : SumWide(data, validity, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TrySumAll(long* data, int count, out long total)
    {
        Vector512<long> sum = default;
        Vector512<ulong> magnitude = default;
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<long> value = Vector512.Load(data + i);
            sum += value;
            magnitude |= Vector512.Abs(value).AsUInt64();
        }
        ulong bits = 0;
        long rest = 0;
        for (; i < count; i++)
        {
            rest += data[i];
            bits |= (ulong)(data[i] ^ data[i] >> 63);
        }
        total = rest + Vector512.Sum(sum);
        return bits < 1UL << 52 && (magnitude & Vector512.Create(~((1UL << 52) - 1))) == Vector512<ulong>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TrySumValid(long* data, ulong* validity, int count, out long total)
    {
        Vector512<long> sum = default;
        Vector512<ulong> magnitude = default;
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<long> value = Vector512.Load(data + i) & MaskVectors.Expand8(validity[i >> 6] >> (i & 56));
            sum += value;
            magnitude |= Vector512.Abs(value).AsUInt64();
        }
        ulong bits = 0;
        long rest = 0;
        for (; i < count; i++)
        {
            if ((validity[i >> 6] >> (i & 63) & 1) == 0) continue;
            rest += data[i];
            bits |= (ulong)(data[i] ^ data[i] >> 63);
        }
        total = rest + Vector512.Sum(sum);
        return bits < 1UL << 52 && (magnitude & Vector512.Create(~((1UL << 52) - 1))) == Vector512<ulong>.Zero;
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

    /// <summary>The sum of doubles, in interleaved partial sums.</summary>
    public static double Sum(double* data, ulong* validity, int count) =>
        validity is null ? SumAll(data, count) : SumValid(data, validity, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumAll(double* data, int count)
    {
        Vector512<double> even = default, odd = default;
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            even += Vector512.Load(data + i);
            odd += Vector512.Load(data + i + 8);
        }
        double total = Vector512.Sum(even + odd);
        for (; i < count; i++) total += data[i];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumValid(double* data, ulong* validity, int count)
    {
        Vector512<double> sum = default;
        int i = 0;
        for (; i + 8 <= count; i += 8)
            sum += Vector512.Load(data + i) & MaskVectors.Expand8(validity[i >> 6] >> (i & 56)).AsDouble();
        double total = Vector512.Sum(sum);
        for (; i < count; i++)
        {
            if ((validity[i >> 6] >> (i & 63) & 1) != 0) total += data[i];
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
