using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>Scalar comparisons of the 16-byte numbers.</summary>
internal static unsafe class CompareWide
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(CompareOperation operation, byte* left, byte* right, bool rightIsConstant, int count,
        ulong* mask)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        int step = rightIsConstant ? 0 : 1;
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(count, start + 64);
            ulong bits = 0;
            for (int i = start; i < end; i++)
            {
                T l = Unsafe.ReadUnaligned<T>(left + i * 16L), r = Unsafe.ReadUnaligned<T>(right + (long)i * step * 16);
                bool holds = operation == CompareOperation.Equal ? l == r : operation == CompareOperation.Less
                    ? l < r : l > r;
                bits |= (holds ? 1UL : 0) << (i - start);
            }
            mask[start >> 6] = bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunIntervals(CompareOperation operation, byte* left, byte* right, bool rightIsConstant,
        int count, ulong* mask)
    {
        int step = rightIsConstant ? 0 : 1;
        IntervalValue* lefts = (IntervalValue*)left, rights = (IntervalValue*)right;
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(count, start + 64);
            ulong bits = 0;
            for (int i = start; i < end; i++)
            {
                Int128 l = lefts[i].Normalized, r = rights[i * step].Normalized;
                bool holds = operation == CompareOperation.Equal ? l == r : operation == CompareOperation.Less
                    ? l < r : l > r;
                bits |= (holds ? 1UL : 0) << (i - start);
            }
            mask[start >> 6] = bits;
        }
    }
}
