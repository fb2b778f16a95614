using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>
/// Smallest and largest of some values (at least one). For floating point: of those that are not NaN.
/// </summary>
public static unsafe class MinMax
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    [MethodImpl(Hot)]
    public static (T Min, T Max) Of<T>(T* values, int count) where T : unmanaged, IBinaryInteger<T>
    {
        T min = values[0], max = values[0];
        int i = 0;
        if (Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported && count >= Vector512<T>.Count)
        {
            Vector512<T> low = Vector512.Load(values), high = low;
            for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
            {
                Vector512<T> next = Vector512.Load(values + i);
                low = Vector512.Min(low, next);
                high = Vector512.Max(high, next);
            }
            for (int lane = 0; lane < Vector512<T>.Count; lane++)
            {
                if (low[lane] < min) min = low[lane];
                if (high[lane] > max) max = high[lane];
            }
        }
        for (; i < count; i++)
        {
            if (values[i] < min) min = values[i];
            if (values[i] > max) max = values[i];
        }
        return (min, max);
    }

    /// <summary>Whether there is a NaN, and the extremes of the rest (min above max if there is no rest).</summary>
    [MethodImpl(Hot)]
    public static (double Min, double Max, bool HasNaN) OfFloating<T>(T* values, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T min = T.PositiveInfinity, max = T.NegativeInfinity;
        bool hasNaN = false;
        for (int i = 0; i < count; i++)
        {
            T value = values[i];
            if (value < min) min = value;
            if (value > max) max = value;
            hasNaN |= T.IsNaN(value);
        }
        return (double.CreateTruncating(min), double.CreateTruncating(max), hasNaN);
    }
}
