using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Turns one value into another type; false where that type does not hold it.</summary>
internal interface ICast<TFrom, TTo>
{
    bool TryCast(TFrom value, out TTo result);
}

/// <summary>Reads one value from text.</summary>
internal interface ITextParser<T>
{
    ParseResult Parse(ReadOnlySpan<byte> text, out T value);
}

/// <summary>Writes one value as text of at most 128 bytes.</summary>
internal interface ITextFormatter<T>
{
    int Format(T value, Span<byte> target);
}

/// <summary>The loops of casts. A failing row raises an error or, for TRY_CAST, becomes NULL; rows that are NULL never
/// fail.</summary>
internal static unsafe class CastLoops
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    public static ScalarKernel Numbers<TFrom, TTo, TCast>(TCast cast, LogicalType from, LogicalType to, bool isTry)
        where TFrom : unmanaged where TTo : unmanaged where TCast : struct, ICast<TFrom, TTo> =>
        (in ScalarCall call, ColumnVector result) =>
        {
            if (!Run<TFrom, TTo, TCast>((TFrom*)call.Arguments[0].Data, Step(call), (TTo*)result.Data, call.Count,
                cast))
                FindFailures<TFrom, TTo, TCast>(call, result, cast, from, to, isTry);
        };

    public static ScalarKernel FromText<T, TParser>(TParser parser, LogicalType to, bool isTry)
        where T : unmanaged where TParser : struct, ITextParser<T> =>
        (in ScalarCall call, ColumnVector result) => RunParser<T, TParser>(call, result, parser, to, isTry);

    public static ScalarKernel ToText<T, TFormatter>(TFormatter formatter) where T : unmanaged
        where TFormatter : struct, ITextFormatter<T> =>
        (in ScalarCall call, ColumnVector result) => RunFormatter<T, TFormatter>(call, result, formatter);

    private static int Step(in ScalarCall call) => call.Arguments[0].IsConstant ? 0 : 1;

    [MethodImpl(Hot)]
    private static bool Run<TFrom, TTo, TCast>(TFrom* input, int step, TTo* output, int count, TCast cast)
        where TFrom : unmanaged where TTo : unmanaged where TCast : struct, ICast<TFrom, TTo>
    {
        bool allOk = true;
        for (int i = 0; i < count; i++)
        {
            allOk &= cast.TryCast(input[i * step], out TTo value);
            output[i] = value;
        }
        return allOk;
    }

    private static void FindFailures<TFrom, TTo, TCast>(
        in ScalarCall call, ColumnVector result, TCast cast, LogicalType from, LogicalType to, bool isTry)
        where TFrom : unmanaged where TTo : unmanaged where TCast : struct, ICast<TFrom, TTo>
    {
        var input = new Column<TFrom>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i) || cast.TryCast(input[i], out _)) continue;
            if (!isTry) throw Errors.ValueOutOfRange(ValueText.Format(ValueAccess.Read((byte*)input.At(i), from)),
                to.Name);
            result.SetNull(i);
        }
    }

    [MethodImpl(Hot)]
    private static void RunParser<T,
        TParser>(in ScalarCall call, ColumnVector result, TParser parser, LogicalType to, bool isTry)
        where T : unmanaged where TParser : struct, ITextParser<T>
    {
        var input = new Column<StringView>(call.Arguments[0]);
        T* output = (T*)result.Data;
        int count = call.Count;
        for (int i = 0; i < count; i++)
        {
            if (!ScalarLoops.IsValid(result.Validity, i)) continue;
            ParseResult parsed = parser.Parse(StringView.SpanOf(input.At(i)), out T value);
            output[i] = value;
            if (parsed == ParseResult.Ok) continue;
            if (!isTry) throw Errors.InvalidText(parsed, to, StringView.SpanOf(input.At(i)));
            result.SetNull(i);
        }
    }

    [MethodImpl(Hot)]
    private static void RunFormatter<T, TFormatter>(in ScalarCall call, ColumnVector result, TFormatter formatter)
        where T : unmanaged where TFormatter : struct, ITextFormatter<T>
    {
        var input = new Column<T>(call.Arguments[0]);
        StringView* output = (StringView*)result.Data;
        StringArena arena = result.Arena;
        Span<byte> buffer = stackalloc byte[IntervalText.MaxLength];
        int count = call.Count;
        ulong* validity = result.Validity;
        for (int i = 0; i < count; i++)
        {
            output[i] = ScalarLoops.IsValid(validity, i)
                ? arena.Add(buffer[..formatter.Format(input[i], buffer)]) : default;
        }
    }
}
