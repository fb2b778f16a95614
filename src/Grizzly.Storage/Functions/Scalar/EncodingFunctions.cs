using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Strings as their UTF-8 bytes and back.</summary>
internal static unsafe class EncodingFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("encode", "The UTF-8 bytes of a string.", "encode('bär')",
            new Overload([LogicalType.Varchar], LogicalType.Blob, Copy)),
        Define.Function("decode", "The string whose UTF-8 bytes are given.", "decode('\\x61'::BLOB)",
            new Overload([LogicalType.Blob], LogicalType.Varchar, Decode) { CanFail = true }),
    ];

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

    private static void Store(ReadOnlySpan<byte> bytes, ColumnVector result, int row) =>
        ((StringView*)result.Data)[row] = result.Arena.Add(bytes);
}
