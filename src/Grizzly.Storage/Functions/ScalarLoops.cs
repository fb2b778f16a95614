using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>A function of one value.</summary>
internal interface IUnary<TIn, TOut>
{
    static abstract TOut Invoke(TIn value);
}

/// <summary>A function of two values.</summary>
internal interface IBinary<TLeft, TRight, TOut>
{
    static abstract TOut Invoke(TLeft left, TRight right);
}

/// <summary>A function of two values of one type that is NULL for some.</summary>
internal interface IPartialBinary<T>
{
    /// <summary>False for NULL.</summary>
    static abstract bool TryInvoke(T left, T right, out T result);
}

/// <summary>A function of one string that gives a number or a flag.</summary>
internal unsafe interface ITextReader<TOut>
{
    static abstract TOut Invoke(StringView* text);
}

/// <summary>A function of one string that gives a string.</summary>
internal unsafe interface ITextMapper
{
    static abstract StringView Invoke(StringView* text, StringArena arena);
}

/// <summary>The loops of kernels over struct operations. The Checked forms skip NULL rows, so that operations may raise
/// errors.</summary>
internal static unsafe class ScalarLoops
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    [MethodImpl(Hot)]
    public static void Unary<TIn, TOut, TOperation>(in ScalarCall call, ColumnVector result)
        where TIn : unmanaged where TOut : unmanaged where TOperation : struct, IUnary<TIn, TOut>
    {
        TIn* input = (TIn*)call.Arguments[0].Data;
        TOut* output = (TOut*)result.Data;
        int count = call.Count, step = call.Arguments[0].IsConstant ? 0 : 1;
        for (int i = 0; i < count; i++) output[i] = TOperation.Invoke(input[i * step]);
    }

    [MethodImpl(Hot)]
    public static void UnaryChecked<TIn, TOut, TOperation>(in ScalarCall call, ColumnVector result)
        where TIn : unmanaged where TOut : unmanaged where TOperation : struct, IUnary<TIn, TOut>
    {
        TIn* input = (TIn*)call.Arguments[0].Data;
        TOut* output = (TOut*)result.Data;
        int count = call.Count, step = call.Arguments[0].IsConstant ? 0 : 1;
        ulong* validity = result.Validity;
        for (int i = 0; i < count; i++)
        {
            if (IsValid(validity, i)) output[i] = TOperation.Invoke(input[i * step]);
        }
    }

    [MethodImpl(Hot)]
    public static void Binary<TLeft, TRight, TOut, TOperation>(in ScalarCall call, ColumnVector result)
        where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged
            where TOperation : struct, IBinary<TLeft, TRight, TOut>
    {
        var left = new Column<TLeft>(call.Arguments[0]);
        var right = new Column<TRight>(call.Arguments[1]);
        TOut* output = (TOut*)result.Data;
        int count = call.Count;
        for (int i = 0; i < count; i++) output[i] = TOperation.Invoke(left[i], right[i]);
    }

    [MethodImpl(Hot)]
    public static void BinaryChecked<TLeft, TRight, TOut, TOperation>(in ScalarCall call, ColumnVector result)
        where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged
            where TOperation : struct, IBinary<TLeft, TRight, TOut>
    {
        var left = new Column<TLeft>(call.Arguments[0]);
        var right = new Column<TRight>(call.Arguments[1]);
        TOut* output = (TOut*)result.Data;
        int count = call.Count;
        ulong* validity = result.Validity;
        for (int i = 0; i < count; i++)
        {
            if (IsValid(validity, i)) output[i] = TOperation.Invoke(left[i], right[i]);
        }
    }

    [MethodImpl(Hot)]
    public static void BinaryPartial<T, TOperation>(in ScalarCall call, ColumnVector result)
        where T : unmanaged where TOperation : struct, IPartialBinary<T>
    {
        var left = new Column<T>(call.Arguments[0]);
        var right = new Column<T>(call.Arguments[1]);
        T* output = (T*)result.Data;
        int count = call.Count;
        for (int i = 0; i < count; i++)
        {
            if (!IsValid(result.Validity, i)) continue;
            if (!TOperation.TryInvoke(left[i], right[i], out output[i])) result.SetNull(i);
        }
    }

    [MethodImpl(Hot)]
    public static void Read<TOut, TOperation>(in ScalarCall call, ColumnVector result)
        where TOut : unmanaged where TOperation : struct, ITextReader<TOut>
    {
        var text = new Column<StringView>(call.Arguments[0]);
        TOut* output = (TOut*)result.Data;
        int count = call.Count;
        for (int i = 0; i < count; i++) output[i] = TOperation.Invoke(text.At(i));
    }

    [MethodImpl(Hot)]
    public static void Map<TOperation>(in ScalarCall call, ColumnVector result) where TOperation : struct, ITextMapper
    {
        var text = new Column<StringView>(call.Arguments[0]);
        StringView* output = (StringView*)result.Data;
        StringArena arena = result.Arena;
        int count = call.Count;
        ulong* validity = result.Validity;
        for (int i = 0; i < count; i++) output[i] = IsValid(validity, i)
            ? TOperation.Invoke(text.At(i), arena) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ulong* validity, int row) =>
        validity is null || (validity[row >> 6] >> (row & 63) & 1) != 0;
}
