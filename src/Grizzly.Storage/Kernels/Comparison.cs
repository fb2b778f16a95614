using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>One comparison, for a value and for a vector of values; NaN equals NaN and is above every number.</summary>
internal interface IComparison<T>
{
    static abstract bool Invoke(T left, T right);

    static abstract Vector512<T> Invoke(Vector512<T> left, Vector512<T> right);
}

internal readonly struct EqualTo<T> : IComparison<T>
    where T : unmanaged, INumberBase<T>, IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(T left, T right) => left == right || (T.IsNaN(left) && T.IsNaN(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right)
    {
        Vector512<T> equal = Vector512.Equals(left, right);
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float)) return equal;
        return equal | ~(Vector512.Equals(left, left) | Vector512.Equals(right, right));
    }
}

internal readonly struct LessThan<T> : IComparison<T>
    where T : unmanaged, INumberBase<T>, IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(T left, T right) => left < right || (T.IsNaN(right) && !T.IsNaN(left));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right)
    {
        Vector512<T> less = Vector512.LessThan(left, right);
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float)) return less;
        return less | Vector512.AndNot(Vector512.Equals(left, left), Vector512.Equals(right, right));
    }
}

internal readonly struct GreaterThan<T> : IComparison<T>
    where T : unmanaged, INumberBase<T>, IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(T left, T right) => LessThan<T>.Invoke(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => LessThan<T>.Invoke(right, left);
}
