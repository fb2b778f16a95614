using System.Runtime.CompilerServices;

namespace Grizzly.Kernels;

/// <summary>128-bit + - * on pairs of 64-bit words, several times faster than Int128's operators.</summary>
internal static unsafe class WideArithmetic
{
    /// <summary>Computes wrapped results; true where some row overflows or, for products beyond 64-bit factors, may
    /// overflow.</summary>
    public static bool Compute(ArithmeticOperation operation, Int128* left, int leftStep, Int128* right, int rightStep,
        Int128* result, int count) =>
        operation switch
        {
            ArithmeticOperation.Add =>
                Add((ulong*)left, leftStep * 2, (ulong*)right, rightStep * 2, (ulong*)result, count),
            ArithmeticOperation.Subtract =>
                Subtract((ulong*)left, leftStep * 2, (ulong*)right, rightStep * 2, (ulong*)result, count),
            _ => Multiply(left, leftStep, right, rightStep, result, count),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Add(ulong* left, int leftStep, ulong* right, int rightStep, ulong* result, int count)
    {
        ulong overflow = 0;
        for (int i = 0; i < count; i++, left += leftStep, right += rightStep, result += 2)
        {
            ulong leftHigh = left[1], rightHigh = right[1], low = left[0] + right[0];
            ulong high = leftHigh + rightHigh + (low < right[0] ? 1UL : 0);
            overflow |= (leftHigh ^ high) & (rightHigh ^ high);
            result[0] = low;
            result[1] = high;
        }
        return (long)overflow < 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Subtract(ulong* left, int leftStep, ulong* right, int rightStep, ulong* result, int count)
    {
        ulong overflow = 0;
        for (int i = 0; i < count; i++, left += leftStep, right += rightStep, result += 2)
        {
            ulong leftHigh = left[1], rightHigh = right[1], low = left[0] - right[0];
            ulong high = leftHigh - rightHigh - (left[0] < right[0] ? 1UL : 0);
            overflow |= (leftHigh ^ rightHigh) & (leftHigh ^ high);
            result[0] = low;
            result[1] = high;
        }
        return (long)overflow < 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Multiply(Int128* left, int leftStep, Int128* right, int rightStep, Int128* result, int count)
    {
        bool suspicious = false;
        for (int i = 0; i < count; i++, left += leftStep, right += rightStep, result++)
        {
            long* l = (long*)left, r = (long*)right;
            if (l[1] == l[0] >> 63 && r[1] == r[0] >> 63)
            {
                long high = Math.BigMul(l[0], r[0], out long low);
                ((long*)result)[0] = low;
                ((long*)result)[1] = high;
            }
            else
            {
                *result = unchecked(*left * *right);
                suspicious = true;
            }
        }
        return suspicious;
    }
}
