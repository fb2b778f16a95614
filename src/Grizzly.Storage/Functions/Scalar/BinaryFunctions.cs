using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>bin and unbin, hex: integers and bytes as binary digits and back, and as hexadecimal digits.</summary>
internal static unsafe class BinaryFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, Blob = LogicalType.Blob;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("bin", "An integer, or the bytes of a text, as binary digits; below zero, all 64 or 128.",
            "bin(42)",
            [.. Integers(1), new Overload([Text], Text, OfBytes), new Overload([Blob], Text, OfBytes)])
            with { Aliases = ["to_binary"] },
        Define.Function("hex", "Bytes, or an integer (negative ones as two's complement), in hexadecimal digits.",
            "hex('AZ')",
            [new Overload([Text], Text, ScalarLoops.Map<Hex>), new Overload([Blob], Text, ScalarLoops.Map<Hex>),
                .. Integers(4)])
            with { Aliases = ["to_hex"] },
        Define.Function("unbin", "The bytes whose binary digits are given; zeros are put before the first.",
            "unbin('0110000101100010')", new Overload([Text], Blob, ToBytes) { CanFail = true })
            with { Aliases = ["from_binary"] },
    ];

    private static IEnumerable<Overload> Integers(int bitsPerDigit) =>
        ((LogicalType[])[LogicalType.BigInt, LogicalType.UBigInt, LogicalType.HugeInt, LogicalType.UHugeInt])
        .Select(type => new Overload([type], Text, (in ScalarCall call, ColumnVector result) =>
            OfIntegers(call, result, bitsPerDigit)));

    /// <summary>Integers in digits of so many bits; below zero, all 64 or 128 bits.</summary>
    private static void OfIntegers(in ScalarCall call, ColumnVector result, int bitsPerDigit)
    {
        ColumnVector numbers = call.Arguments[0];
        Span<byte> digits = stackalloc byte[128];
        UInt128 mask = (UInt128.One << bitsPerDigit) - 1;
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            UInt128 bits = numbers.Type.SizeInBytes > 8 ? *(UInt128*)numbers.AddressOf(i)
                : *(ulong*)numbers.AddressOf(i);
            int start = digits.Length;
            do
            {
                digits[--start] = "0123456789ABCDEF"u8[(int)(bits & mask)];
                bits >>= bitsPerDigit;
            }
            while (bits != 0);
            ((StringView*)result.Data)[i] = result.Arena.Add(digits[start..]);
        }
    }

    private static void OfBytes(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
            if (bytes.Length > int.MaxValue / 8)
                throw new GrizzlyException(SqlStates.ProgramLimitExceeded, "the binary digits are longer than 2 GB");
            var digits = new Span<byte>(result.Arena.Allocate(bytes.Length * 8), bytes.Length * 8);
            for (int k = 0; k < digits.Length; k++) digits[k] = (byte)('0' + (bytes[k >> 3] >> (7 - (k & 7)) & 1));
            ((StringView*)result.Data)[i] = NestedVectors.View(digits);
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

    private static void ToBytes(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> digits = NestedVectors.BytesOf(call.Arguments[0], i);
            if (digits.IndexOfAnyExcept("01"u8) >= 0)
                throw Errors.InvalidArgument("the text is not made of binary digits");
            int length = (digits.Length + 7) / 8, zeros = length * 8 - digits.Length;
            var bytes = new Span<byte>(result.Arena.Allocate(length), length);
            bytes.Clear();
            for (int k = 0; k < digits.Length; k++)
                bytes[(zeros + k) >> 3] |= (byte)((digits[k] & 1) << (7 - ((zeros + k) & 7)));
            ((StringView*)result.Data)[i] = NestedVectors.View(bytes);
        }
    }
}
