using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Strings as their UTF-8 bytes and back; bytes and numbers in hexadecimal digits.</summary>
internal static unsafe class EncodingFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("encode", "The UTF-8 bytes of a string.", "encode('bär')",
            new Overload([LogicalType.Varchar], LogicalType.Blob, Copy)),
        Define.Function("decode", "The string whose UTF-8 bytes are given.", "decode('\\x61'::BLOB)",
            new Overload([LogicalType.Blob], LogicalType.Varchar, Decode) { CanFail = true }),
        Define.Function("hex", "Bytes, or an integer (negative ones as two's complement), in hexadecimal digits.",
            "hex('AZ')",
            new Overload([LogicalType.Varchar], LogicalType.Varchar, ScalarLoops.Map<Hex>),
            new Overload([LogicalType.Blob], LogicalType.Varchar, ScalarLoops.Map<Hex>),
            new Overload([LogicalType.BigInt], LogicalType.Varchar, (in ScalarCall call, ColumnVector result) =>
                HexOf<long>(call, result, static value => (ulong)value)),
            new Overload([LogicalType.UBigInt], LogicalType.Varchar, (in ScalarCall call, ColumnVector result) =>
                HexOf<ulong>(call, result, static value => value)),
            new Overload([LogicalType.HugeInt], LogicalType.Varchar, (in ScalarCall call, ColumnVector result) =>
                HexOf<Int128>(call, result, static value => (UInt128)value)),
            new Overload([LogicalType.UHugeInt], LogicalType.Varchar, (in ScalarCall call, ColumnVector result) =>
                HexOf<UInt128>(call, result, static value => value)))
            with { Aliases = ["to_hex"] },
    ];

    private static void HexOf<T>(in ScalarCall call, ColumnVector result, Func<T, UInt128> bits) where T : unmanaged
    {
        var value = new Column<T>(call.Arguments[0]);
        Span<byte> digits = stackalloc byte[32];
        for (int i = 0; i < call.Count; i++)
        {
            int from = digits.Length;
            UInt128 rest = bits(value[i]);
            do digits[--from] = "0123456789ABCDEF"u8[(int)(rest & 15)];
            while ((rest >>= 4) != 0);
            ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(digits[from..]);
        }
    }

    private static void Copy(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) Store(StringView.SpanOf((StringView*)call.Arguments[0].AddressOf(i)), result, i);
        }
    }

    private static void Decode(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = StringView.SpanOf((StringView*)call.Arguments[0].AddressOf(i));
            if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw Errors.InvalidArgument("the bytes are no valid UTF-8");
            Store(bytes, result, i);
        }
    }

    private readonly struct Hex : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
            if (bytes.Length > int.MaxValue / 4)
                throw new GrizzlyException(SqlStates.ProgramLimitExceeded, "the text would be too long");
            byte* start = arena.Allocate(bytes.Length * 2);
            Convert.TryToHexString(bytes, new Span<byte>(start, bytes.Length * 2), out _);
            return new StringView(start, bytes.Length * 2);
        }
    }

    private static void Store(ReadOnlySpan<byte> bytes, ColumnVector result, int row) =>
        ((StringView*)result.Data)[row] = result.Arena.Add(bytes);
}
