using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>One arithmetic operation that wraps around and says where it did.</summary>
internal interface ICheckedOperation<T>
{
    /// <summary>Whether the vector form exists for T and is worth it on this machine.</summary>
    static abstract bool IsVectorized { get; }

    static abstract T Invoke(T left, T right);

    /// <summary>Whether <paramref name="result"/>, made by <see cref="Invoke(T,T)"/>, is not the true result.</summary>
    static abstract bool Overflows(T left, T right, T result);

    /// <summary>Sets the top bit of the lanes of <paramref name="overflow"/> that overflow; for Multiply also of some
    /// neighbours and some that nearly do.</summary>
    static abstract Vector512<T> Invoke(Vector512<T> left, Vector512<T> right, ref Vector512<T> overflow);
}

internal readonly struct CheckedAdd<T> : ICheckedOperation<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static bool IsVectorized => Vector256.IsHardwareAccelerated && Unsafe.SizeOf<T>() <= 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left + right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Overflows(T left, T right, T result) =>
        T.IsZero(T.MinValue) ? result < left : T.IsNegative((left ^ result) & (right ^ result));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right, ref Vector512<T> overflow)
    {
        Vector512<T> result = left + right;
        overflow |= T.IsZero(T.MinValue) ? Vector512.LessThan(result, left) : (left ^ result) & (right ^ result);
        return result;
    }
}

internal readonly struct CheckedSubtract<T> : ICheckedOperation<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static bool IsVectorized => Vector256.IsHardwareAccelerated && Unsafe.SizeOf<T>() <= 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Overflows(T left, T right, T result) =>
        T.IsZero(T.MinValue) ? left < right : T.IsNegative((left ^ right) & (left ^ result));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right, ref Vector512<T> overflow)
    {
        Vector512<T> result = left - right;
        overflow |= T.IsZero(T.MinValue) ? Vector512.LessThan(left, right) : (left ^ right) & (left ^ result);
        return result;
    }
}

/// <summary>64-bit products are estimated in floating point; what comes within a millionth of the limit is checked
/// exactly afterwards.</summary>
internal readonly struct CheckedMultiply<T> : ICheckedOperation<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static bool IsVectorized => (typeof(T) == typeof(long) || typeof(T) == typeof(int)) && Avx512DQ.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left * right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Overflows(T left, T right, T result)
    {
        if (typeof(T) == typeof(uint)) return ulong.CreateTruncating(left) * ulong.CreateTruncating(
            right) > uint.MaxValue;
        if (Unsafe.SizeOf<T>() <= 4)
            return long.CreateTruncating(left) * long.CreateTruncating(right) != long.CreateTruncating(result);
        if (typeof(T) == typeof(long))
        {
            long high = Math.BigMul(long.CreateTruncating(left), long.CreateTruncating(right), out long low);
            return high != low >> 63;
        }
        if (typeof(T) == typeof(ulong)) return Math.BigMul(ulong.CreateTruncating(left), ulong.CreateTruncating(right),
            out _) != 0;
        return OverflowsWide(left, right, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right, ref Vector512<T> overflow)
    {
        if (typeof(T) == typeof(int))
        {
            Vector512<int> product = left.AsInt32() * right.AsInt32();
            (Vector512<long> leftLow, Vector512<long> leftHigh) = Vector512.Widen(left.AsInt32());
            (Vector512<long> rightLow, Vector512<long> rightHigh) = Vector512.Widen(right.AsInt32());
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(product);
            Vector512<long> wrong = (leftLow * rightLow ^ low) | (leftHigh * rightHigh ^ high);
            overflow |= (~Vector512.Equals(wrong, Vector512<long>.Zero)).As<long, T>();
            return product.As<int, T>();
        }
        Vector512<double> estimate =
            Vector512.ConvertToDouble(left.AsInt64()) * Vector512.ConvertToDouble(right.AsInt64());
        overflow |= Vector512.GreaterThan(Vector512.Abs(estimate), Vector512.Create(9.2233e18)).As<double, T>();
        return left * right;
    }

    private static bool OverflowsWide(T left, T right, T result)
    {
        if (T.IsZero(left) || T.IsZero(right)) return false;
        long l = long.CreateTruncating(left), r = long.CreateTruncating(right);
        if (T.CreateTruncating(l) == left && T.CreateTruncating(r) == right && l >= 0 == !T.IsNegative(left)
            && r >= 0 == !T.IsNegative(right))
            return false;
        if (T.IsNegative(T.MinValue)
            && (left == -T.One && right == T.MinValue || right == -T.One && left == T.MinValue)) return true;
        if (left == -T.One && T.IsNegative(left) || right == -T.One && T.IsNegative(right)) return false;
        return result / right != left;
    }
}
