using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>+ - * over columns of one numeric layout, with overflow detection for integers.</summary>
/// <remarks>
/// A vector is computed without branches while overflow bits are collected; only if some are set a second pass looks
/// for the first row that is
/// not NULL and overflows. Result must not alias an operand.
/// </remarks>
public static unsafe class ArithmeticKernels
{
    /// <summary>
    /// result[i] = left[i] operation right[i]; a constant side is read at row 0 only.
    /// </summary>
    /// <param name="validity">Rows that are not NULL, or null where all are; others may hold anything.</param>
    /// <returns>The first row that is not NULL and whose true result the type does not hold, or -1. Floating-point
    /// numbers become infinite.</returns>
    public static int Run(
        ArithmeticOperation operation, PhysicalType type, byte* left, bool leftIsConstant, byte* right,
            bool rightIsConstant, byte* result,
        int count, ulong* validity)
    {
        var call = new Call(operation, left, leftIsConstant, right, rightIsConstant, result, count, validity);
        switch (type)
        {
            case PhysicalType.Int8: return RunInteger<sbyte>(call);
            case PhysicalType.Int16: return RunInteger<short>(call);
            case PhysicalType.Int32: return RunInteger<int>(call);
            case PhysicalType.Int64: return RunInteger<long>(call);
            case PhysicalType.Int128: return RunWide(call);
            case PhysicalType.UInt8: return RunInteger<byte>(call);
            case PhysicalType.UInt16: return RunInteger<ushort>(call);
            case PhysicalType.UInt32: return RunInteger<uint>(call);
            case PhysicalType.UInt64: return RunInteger<ulong>(call);
            case PhysicalType.UInt128: return RunInteger<UInt128>(call);
            case PhysicalType.Float:
                RunFloating<float>(call);
                return -1;
            case PhysicalType.Double:
                RunFloating<double>(call);
                return -1;
            default: throw Errors.Internal($"no arithmetic on {type}");
        }
    }

    private static int RunInteger<T>(in Call call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => call.Operation switch
    {
        ArithmeticOperation.Add => RunChecked<T, CheckedAdd<T>>(call),
        ArithmeticOperation.Subtract => RunChecked<T, CheckedSubtract<T>>(call),
        _ => RunChecked<T, CheckedMultiply<T>>(call),
    };

    private static int RunWide(in Call call)
    {
        Int128* left = (Int128*)call.Left, right = (Int128*)call.Right, result = (Int128*)call.Result;
        bool suspicious = WideArithmetic.Compute(call.Operation, left, call.LeftStep, right, call.RightStep, result,
            call.Count);
        if (!suspicious) return -1;
        return call.Operation switch
        {
            ArithmeticOperation.Add => FindOverflow<Int128,
                CheckedAdd<Int128>>(left, call.LeftStep, right, call.RightStep, call.Count, call.Validity),
            ArithmeticOperation.Subtract =>
                FindOverflow<Int128, CheckedSubtract<Int128>>(left, call.LeftStep, right, call.RightStep, call.Count,
                    call.Validity),
            _ => FindOverflow<Int128,
                CheckedMultiply<Int128>>(left, call.LeftStep, right, call.RightStep, call.Count, call.Validity),
        };
    }

    private static int RunChecked<T, TOperation>(in Call call)
        where T : unmanaged, IBinaryInteger<T> where TOperation : struct, ICheckedOperation<T>
    {
        T* left = (T*)call.Left, right = (T*)call.Right, result = (T*)call.Result;
        bool suspicious = Compute<T, TOperation>(left, call.LeftStep, right, call.RightStep, result, call.Count);
        return suspicious ? FindOverflow<T,
            TOperation>(left, call.LeftStep, right, call.RightStep, call.Count, call.Validity) : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Compute<T, TOperation>(T* left, int leftStep, T* right, int rightStep, T* result, int count)
        where T : unmanaged, IBinaryInteger<T> where TOperation : struct, ICheckedOperation<T>
    {
        int i = 0;
        bool suspicious = false;
        if (TOperation.IsVectorized && count >= Vector512<T>.Count)
        {
            Vector512<T> overflow = default;
            Vector512<T> constantLeft = Vector512.Create(*left), constantRight = Vector512.Create(*right);
            for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
            {
                Vector512<T> l = leftStep == 0 ? constantLeft : Vector512.Load(left + i);
                Vector512<T> r = rightStep == 0 ? constantRight : Vector512.Load(right + i);
                TOperation.Invoke(l, r, ref overflow).Store(result + i);
            }
            suspicious = overflow.ExtractMostSignificantBits() != 0;
        }
        for (; i < count; i++)
        {
            T l = left[i * leftStep], r = right[i * rightStep];
            T value = TOperation.Invoke(l, r);
            suspicious |= TOperation.Overflows(l, r, value);
            result[i] = value;
        }
        return suspicious;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindOverflow<T,
        TOperation>(T* left, int leftStep, T* right, int rightStep, int count, ulong* validity)
        where T : unmanaged, IBinaryInteger<T> where TOperation : struct, ICheckedOperation<T>
    {
        for (int i = 0; i < count; i++)
        {
            if (validity is not null && (validity[i >> 6] >> (i & 63) & 1) == 0) continue;
            T l = left[i * leftStep], r = right[i * rightStep];
            if (TOperation.Overflows(l, r, TOperation.Invoke(l, r))) return i;
        }
        return -1;
    }

    private static void RunFloating<T>(in Call call) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* left = (T*)call.Left, right = (T*)call.Right, result = (T*)call.Result;
        switch (call.Operation)
        {
            case ArithmeticOperation.Add:
                RunFloating<T, PlainAdd<T>>(left, call.LeftStep, right, call.RightStep, result, call.Count);
                break;
            case ArithmeticOperation.Subtract:
                RunFloating<T, PlainSubtract<T>>(left, call.LeftStep, right, call.RightStep, result, call.Count);
                break;
            default: RunFloating<T,
                PlainMultiply<T>>(left, call.LeftStep, right, call.RightStep, result, call.Count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFloating<T, TOperation>(T* left, int leftStep, T* right, int rightStep, T* result, int count)
        where T : unmanaged where TOperation : struct, IPlainOperation<T>
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated && count >= Vector512<T>.Count)
        {
            Vector512<T> constantLeft = Vector512.Create(*left), constantRight = Vector512.Create(*right);
            for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
            {
                Vector512<T> l = leftStep == 0 ? constantLeft : Vector512.Load(left + i);
                Vector512<T> r = rightStep == 0 ? constantRight : Vector512.Load(right + i);
                TOperation.Invoke(l, r).Store(result + i);
            }
        }
        for (; i < count; i++) result[i] = TOperation.Invoke(left[i * leftStep], right[i * rightStep]);
    }

    private readonly struct Call(
        ArithmeticOperation operation, byte* left, bool leftIsConstant, byte* right, bool rightIsConstant,
            byte* result, int count, ulong* validity)
    {
        public readonly ArithmeticOperation Operation = operation;
        public readonly byte* Left = left;
        public readonly byte* Right = right;
        public readonly byte* Result = result;
        public readonly ulong* Validity = validity;
        public readonly int LeftStep = leftIsConstant ? 0 : 1;
        public readonly int RightStep = rightIsConstant ? 0 : 1;
        public readonly int Count = count;
    }
}

/// <summary>One operation that needs no check.</summary>
internal interface IPlainOperation<T>
{
    static abstract T Invoke(T left, T right);

    static abstract Vector512<T> Invoke(Vector512<T> left, Vector512<T> right);
}

internal readonly struct PlainAdd<T> : IPlainOperation<T> where T : IAdditionOperators<T, T, T>
{
    public static T Invoke(T left, T right) => left + right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left + right;
}

internal readonly struct PlainSubtract<T> : IPlainOperation<T> where T : ISubtractionOperators<T, T, T>
{
    public static T Invoke(T left, T right) => left - right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left - right;
}

internal readonly struct PlainMultiply<T> : IPlainOperation<T> where T : IMultiplyOperators<T, T, T>
{
    public static T Invoke(T left, T right) => left * right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left * right;
}
