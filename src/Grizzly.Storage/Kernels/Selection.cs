using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Kernels;

/// <summary>A strict order of values.</summary>
internal interface IStrictOrder<T>
{
    static abstract bool IsLess(T left, T right);
}

/// <summary>The order of <see cref="IComparable{T}"/>.</summary>
internal readonly struct NaturalOrder<T> : IStrictOrder<T> where T : IComparable<T>
{
    public static bool IsLess(T left, T right) => left.CompareTo(right) < 0;
}

/// <summary>The value that would stand at a place if all were sorted, in linear time: Hoare's quickselect with the
/// median of three as pivot, and a sort of what is left after too many poor pivots.</summary>
/// <remarks>Looks for cancellation as it goes (<see cref="LongWork"/>).</remarks>
internal static class Selection
{
    private const int FewEnoughToSort = 24;

    /// <summary>Reorders so that values[index] is what sorting would put there, nothing before it is greater, and
    /// nothing after it less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nth<T, TOrder>(Span<T> values, int index) where TOrder : struct, IStrictOrder<T>
    {
        int start = 0, end = values.Length, poor = 2 * System.Numerics.BitOperations.Log2((uint)values.Length + 1) + 8;
        while (end - start > FewEnoughToSort && poor-- > 0)
        {
            LongWork.ThrowIfCancelled();
            int split = start + Partition<T, TOrder>(values[start..end]) + 1;
            if (index < split) end = split;
            else start = split;
        }
        LongWork.Sort(values[start..end], new Comparer<T, TOrder>());
    }

    /// <summary>Splits two or more values in two parts that are not empty: none of the first, which ends with the index
    /// returned, is greater than any of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Partition<T, TOrder>(Span<T> values) where TOrder : struct, IStrictOrder<T>
    {
        MoveMedianToFront<T, TOrder>(values);
        T pivot = values[0];
        int low = -1, high = values.Length;
        while (true)
        {
            do
            {
                low++;
                if ((low & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
            }
            while (TOrder.IsLess(values[low], pivot));
            do
            {
                high--;
                if ((high & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
            }
            while (TOrder.IsLess(pivot, values[high]));
            if (low >= high) return high;
            (values[low], values[high]) = (values[high], values[low]);
        }
    }

    private static void MoveMedianToFront<T, TOrder>(Span<T> values) where TOrder : struct, IStrictOrder<T>
    {
        int middle = values.Length / 2, last = values.Length - 1;
        T first = values[0], second = values[middle], third = values[last];
        int median = TOrder.IsLess(first, second)
            ? TOrder.IsLess(second, third) ? middle : TOrder.IsLess(first, third) ? last : 0
            : TOrder.IsLess(first, third) ? 0 : TOrder.IsLess(second, third) ? last : middle;
        (values[0], values[median]) = (values[median], values[0]);
    }

    private readonly struct Comparer<T, TOrder> : IComparer<T> where TOrder : struct, IStrictOrder<T>
    {
        public int Compare(T? left, T? right) =>
            TOrder.IsLess(left!, right!) ? -1 : TOrder.IsLess(right!, left!) ? 1 : 0;
    }
}
