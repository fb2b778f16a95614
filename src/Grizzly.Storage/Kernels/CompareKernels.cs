using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>Comparisons of two columns of one physical type into a bitmask.</summary>
/// <remarks>
/// Only Equal, Less and Greater are computed; the other three are their complements. NaN equals NaN and is above every
/// number
/// (PostgreSQL's order), so that comparisons, sorting and grouping agree. SIMD loops read whole vectors: up to 63 bytes
/// past the last row.
/// </remarks>
public static unsafe class CompareKernels
{
    /// <summary>
    /// Bit i of <paramref name="mask"/> = left[i] operation right[i]; ceil(count/64) whole words are written, bits from
    /// count on are zero.
    /// A constant side is read at row 0 only. NULLs are the caller's concern.
    /// </summary>
    public static void Compare(
        PhysicalType type, CompareOperation operation, byte* left, bool leftIsConstant, byte* right,
            bool rightIsConstant, int count, ulong* mask) =>
        Compare(type, operation, left, leftIsConstant, right, rightIsConstant, count, mask,
            Vector256.IsHardwareAccelerated);

    /// <summary>The same with SIMD on or off, for tests.</summary>
    internal static void Compare(
        PhysicalType type, CompareOperation operation, byte* left, bool leftIsConstant, byte* right,
            bool rightIsConstant, int count, ulong* mask,
        bool useSimd)
    {
        if (count == 0) return;
        if (leftIsConstant && rightIsConstant)
        {
            Dispatch(type, operation, left, right, true, 1, mask, false);
            bool isTrue = (mask[0] & 1) != 0;
            MaskKernels.Fill(mask, count, isTrue);
            return;
        }
        if (leftIsConstant)
        {
            byte* constant = left;
            left = right;
            right = constant;
            operation = operation.Swap();
            rightIsConstant = true;
        }
        Dispatch(type, operation, left, right, rightIsConstant, count, mask, useSimd);
    }

    private static void Dispatch(
        PhysicalType type, CompareOperation operation, byte* left, byte* right, bool rightIsConstant, int count,
            ulong* mask, bool useSimd)
    {
        bool invert = operation is CompareOperation.NotEqual or CompareOperation.LessOrEqual
            or CompareOperation.GreaterOrEqual;
        CompareOperation basic = operation switch
        {
            CompareOperation.NotEqual => CompareOperation.Equal,
            CompareOperation.LessOrEqual => CompareOperation.Greater,
            CompareOperation.GreaterOrEqual => CompareOperation.Less,
            _ => operation,
        };
        switch (type)
        {
            case PhysicalType.Bool or PhysicalType.UInt8:
                Run<byte>(basic, left, right, rightIsConstant, count, mask, useSimd);
                break;
            case PhysicalType.Int8: Run<sbyte>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Int16: Run<short>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Int32: Run<int>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Int64: Run<long>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.UInt16: Run<ushort>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.UInt32: Run<uint>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.UInt64: Run<ulong>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Float: Run<float>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Double: Run<double>(basic, left, right, rightIsConstant, count, mask, useSimd); break;
            case PhysicalType.Int128: CompareWide.Run<Int128>(basic, left, right, rightIsConstant, count, mask); break;
            case PhysicalType.UInt128:
                CompareWide.Run<UInt128>(basic, left, right, rightIsConstant, count, mask);
                break;
            case PhysicalType.Interval:
                CompareWide.RunIntervals(basic, left, right, rightIsConstant, count, mask);
                break;
            default: CompareStrings.Run(basic, (StringView*)left, (StringView*)right, rightIsConstant, count,
                mask); break;
        }
        if (invert) MaskKernels.Not(mask, count);
    }

    private static void Run<T>(CompareOperation operation, byte* left, byte* right, bool rightIsConstant, int count,
        ulong* mask, bool useSimd)
        where T : unmanaged, System.Numerics.INumberBase<T>, System.Numerics.IComparisonOperators<T, T, bool>
    {
        switch (operation)
        {
            case CompareOperation.Equal:
                Run<T, EqualTo<T>>((T*)left, (T*)right, rightIsConstant, count, mask, useSimd);
                break;
            case CompareOperation.Less:
                Run<T, LessThan<T>>((T*)left, (T*)right, rightIsConstant, count, mask, useSimd);
                break;
            default: Run<T, GreaterThan<T>>((T*)left, (T*)right, rightIsConstant, count, mask, useSimd); break;
        }
    }

    private static void Run<T,
        TOperation>(T* left, T* right, bool rightIsConstant, int count, ulong* mask, bool useSimd)
        where T : unmanaged where TOperation : struct, IComparison<T>
    {
        if (!useSimd || count < 8) RunScalar<T, TOperation>(left, right, rightIsConstant ? 0 : 1, count, mask);
        else if (rightIsConstant) RunConstant<T, TOperation>(left, *right, count, mask);
        else RunFlat<T, TOperation>(left, right, count, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunConstant<T, TOperation>(T* left, T constant, int count, ulong* mask)
        where T : unmanaged where TOperation : struct, IComparison<T>
    {
        Vector512<T> right = Vector512.Create(constant);
        int words = count >> 6, lanes = Vector512<T>.Count;
        for (int word = 0; word < words; word++, left += 64)
        {
            ulong bits = 0;
            for (int lane = 0; lane < 64; lane += lanes)
                bits |= TOperation.Invoke(Vector512.Load(left + lane), right).ExtractMostSignificantBits() << lane;
            mask[word] = bits;
        }
        int rest = count & 63;
        if (rest == 0) return;
        ulong last = 0;
        for (int lane = 0; lane < rest; lane += lanes)
            last |= TOperation.Invoke(Vector512.Load(left + lane), right).ExtractMostSignificantBits() << lane;
        mask[words] = last & ((1UL << rest) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFlat<T, TOperation>(T* left, T* right, int count, ulong* mask)
        where T : unmanaged where TOperation : struct, IComparison<T>
    {
        int words = count >> 6, lanes = Vector512<T>.Count;
        for (int word = 0; word < words; word++, left += 64, right += 64)
        {
            ulong bits = 0;
            for (int lane = 0; lane < 64; lane += lanes)
                bits |= TOperation.Invoke(Vector512.Load(left + lane), Vector512.Load(right + lane))
                    .ExtractMostSignificantBits() << lane;
            mask[word] = bits;
        }
        int rest = count & 63;
        if (rest == 0) return;
        ulong last = 0;
        for (int lane = 0; lane < rest; lane += lanes)
            last |= TOperation.Invoke(Vector512.Load(left + lane), Vector512.Load(right + lane))
                .ExtractMostSignificantBits() << lane;
        mask[words] = last & ((1UL << rest) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunScalar<T, TOperation>(T* left, T* right, int rightStep, int count, ulong* mask)
        where T : unmanaged where TOperation : struct, IComparison<T>
    {
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(64, count - start);
            ulong bits = 0;
            for (int i = 0; i < end; i++)
            {
                if (TOperation.Invoke(left[start + i], right[(start + i) * rightStep])) bits |= 1UL << i;
            }
            mask[start >> 6] = bits;
        }
    }
}
