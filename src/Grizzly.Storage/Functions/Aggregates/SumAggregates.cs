using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>An exact sum in 128 bits (two words, so that adding an int64 is two instructions) and how many values it
/// holds.</summary>
internal struct SumState
{
    public ulong Low;
    public long High;
    public long Count;

    public readonly Int128 Sum => new((ulong)High, Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        ulong low = Low + (ulong)value;
        High += (value >> 63) + (low < Low ? 1 : 0);
        Low = low;
        Count++;
    }

    public void Add(Int128 value, long count)
    {
        Int128 before = Sum, sum = before + value;
        if (((before ^ sum) & (value ^ sum)) < 0) throw Errors.OutOfRange("the sum is out of range for type HUGEINT");
        Low = (ulong)sum;
        High = (long)(sum >> 64);
        Count += count;
    }
}

/// <summary>A sum of doubles with Neumaier's correction.</summary>
internal struct FloatingSumState
{
    public double Sum;
    public double Correction;
    public long Count;

    public readonly double Result => double.IsFinite(Sum) ? Sum + Correction : Sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        double sum = Sum + value;
        Correction += Math.Abs(Sum) >= Math.Abs(value) ? Sum - sum + value : value - sum + Sum;
        Sum = sum;
        Count++;
    }

    public void Combine(ref FloatingSumState target)
    {
        long count = target.Count + Count;
        target.Add(Sum);
        target.Correction += Correction;
        target.Count = count;
    }
}

internal readonly unsafe struct SumInteger<T> : IAggregateOperation<SumState, T> where T : unmanaged, IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref SumState state, T value)
    {
        if (Unsafe.SizeOf<T>() <= 8 && typeof(T) != typeof(ulong)) state.Add(long.CreateTruncating(value));
        else state.Add(Int128.CreateChecked(value), 1);
    }

    public static void Combine(ref SumState source, ref SumState target) => target.Add(source.Sum, source.Count);

    public static void Finish(ref SumState state, ColumnVector result, int row, double parameter)
    {
        if (state.Count == 0) result.SetNull(row);
        else ((Int128*)result.Data)[row] = state.Sum;
    }
}

internal readonly unsafe struct AverageInteger<T> : IAggregateOperation<SumState, T>
    where T : unmanaged, IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref SumState state, T value) => SumInteger<T>.Add(ref state, value);

    public static void Combine(ref SumState source, ref SumState target) =>
        SumInteger<T>.Combine(ref source, ref target);

    public static void Finish(ref SumState state, ColumnVector result, int row, double parameter)
    {
        if (state.Count == 0) result.SetNull(row);
        else ((double*)result.Data)[row] = (double)state.Sum / (state.Count * parameter);
    }
}

/// <summary>The exact mean of decimals; the parameter is how many digits after the point are added to theirs.</summary>
internal readonly unsafe struct AverageDecimal<T> : IAggregateOperation<SumState, T>
    where T : unmanaged, IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref SumState state, T value) => SumInteger<T>.Add(ref state, value);

    public static void Combine(ref SumState source, ref SumState target) =>
        SumInteger<T>.Combine(ref source, ref target);

    public static void Finish(ref SumState state, ColumnVector result, int row, double parameter)
    {
        if (state.Count == 0) result.SetNull(row);
        else ((Int128*)result.Data)[row] = DecimalDivision.Quotient(state.Sum, (int)parameter, state.Count);
    }
}

internal readonly unsafe struct SumFloating<T> : IAggregateOperation<FloatingSumState, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref FloatingSumState state, T value) => state.Add(double.CreateTruncating(value));

    public static void Combine(ref FloatingSumState source, ref FloatingSumState target) => source.Combine(ref target);

    public static void Finish(ref FloatingSumState state, ColumnVector result, int row, double parameter)
    {
        if (state.Count == 0) result.SetNull(row);
        else ((double*)result.Data)[row] = state.Result;
    }
}

internal readonly unsafe struct AverageFloating<T> : IAggregateOperation<FloatingSumState, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref FloatingSumState state, T value) => state.Add(double.CreateTruncating(value));

    public static void Combine(ref FloatingSumState source, ref FloatingSumState target) => source.Combine(ref target);

    public static void Finish(ref FloatingSumState state, ColumnVector result, int row, double parameter)
    {
        if (state.Count == 0) result.SetNull(row);
        else ((double*)result.Data)[row] = state.Result / state.Count;
    }
}

/// <summary>Sum or average of integers whose whole vectors are summed by SIMD when they are flat.</summary>
internal sealed unsafe class IntegerSumAggregate<T, TOperation>(double parameter = 1)
    : UnaryAggregate<SumState, T, TOperation>(parameter)
    where T : unmanaged where TOperation : struct, IAggregateOperation<SumState, T>
{
    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        ColumnVector input = arguments[0];
        if (input.Encoding != VectorEncoding.Flat || (typeof(T) != typeof(long) && typeof(T) != typeof(int)))
        {
            base.UpdateAll(arguments, count, state, arena);
            return;
        }
        Int128 sum = typeof(T) == typeof(long)
            ? SumKernels.Sum((long*)input.Data, input.Validity, count)
            : SumKernels.Sum((int*)input.Data, input.Validity, count);
        ((SumState*)state)->Add(sum, input.MayHaveNulls ? MaskKernels.CountOnes(input.Validity, count) : count);
    }
}

/// <summary>Sum or average of doubles; flat vectors are summed by SIMD, then added with correction.</summary>
internal sealed unsafe class DoubleSumAggregate<TOperation> : UnaryAggregate<FloatingSumState, double, TOperation>
    where TOperation : struct, IAggregateOperation<FloatingSumState, double>
{
    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        ColumnVector input = arguments[0];
        if (input.Encoding != VectorEncoding.Flat)
        {
            base.UpdateAll(arguments, count, state, arena);
            return;
        }
        int valid = input.MayHaveNulls ? MaskKernels.CountOnes(input.Validity, count) : count;
        if (valid == 0) return;
        ref FloatingSumState target = ref *(FloatingSumState*)state;
        target.Add(SumKernels.Sum((double*)input.Data, input.Validity, count));
        target.Count += valid - 1;
    }
}
