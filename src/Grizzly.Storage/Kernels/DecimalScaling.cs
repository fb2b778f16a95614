using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Integers to the floating-point numbers they stand for: integer * up * down, rounded twice.</summary>
/// <remarks>All spans are <c>count</c> long. Every width gives the same bits.</remarks>
public static unsafe class DecimalScaling
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long* integers, double up, double down, double* result, int count)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 8 <= count; i += 8)
                (Vector512.ConvertToDouble(Vector512.Load(integers + i)) * up * down).Store(result + i);
        }
        for (; i < count; i++) result[i] = integers[i] * up * down;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long* integers, double up, double down, float* result, int count)
    {
        for (int i = 0; i < count; i++) result[i] = (float)(integers[i] * up * down);
    }
}
