using System.Buffers.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Single bytes of BLOBs, and BLOBs as base64 and hexadecimal texts.</summary>
internal static unsafe class BlobFunctions
{
    private static readonly LogicalType Blob = LogicalType.Blob, Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("get_byte", "The byte at a place, counted from 0.", "get_byte('\\x61\\x62'::BLOB, 1)",
            new Overload([Blob, LogicalType.BigInt], LogicalType.Integer, GetByte) { CanFail = true }),
        Define.Function("to_base64", "Bytes as base64 text.", "to_base64('\\x61'::BLOB)",
            new Overload([Blob], Text, ToBase64)) with { Aliases = ["base64"] },
        Define.Function("from_base64", "The bytes of a base64 text.", "from_base64('YQ==')",
            new Overload([Text], Blob, FromBase64) { CanFail = true }),
        Define.Function("from_hex", "The bytes whose hexadecimal digits are given.", "from_hex('6162')",
            new Overload([Text], Blob, FromHex) { CanFail = true }) with { Aliases = ["unhex"] },
    ];

    private static void GetByte(in ScalarCall call, ColumnVector result)
    {
        var bytes = new Column<StringView>(call.Arguments[0]);
        var place = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> all = StringView.SpanOf(bytes.At(i));
            long index = place[i];
            if (index < 0 || index >= all.Length) throw Errors.ByteOutOfRange(index, all.Length);
            ((int*)result.Data)[i] = all[(int)index];
        }
    }

    private static void ToBase64(in ScalarCall call, ColumnVector result)
    {
        var bytes = new Column<StringView>(call.Arguments[0]);
        byte[] buffer = [];
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> all = StringView.SpanOf(bytes.At(i));
            int length = Base64.GetMaxEncodedToUtf8Length(all.Length);
            if (buffer.Length < length) buffer = new byte[length];
            Base64.EncodeToUtf8(all, buffer, out _, out int written);
            ((StringView*)result.Data)[i] = result.Arena.Add(buffer.AsSpan(0, written));
        }
    }

    private static void FromBase64(in ScalarCall call, ColumnVector result)
    {
        var texts = new Column<StringView>(call.Arguments[0]);
        byte[] buffer = [];
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> text = StringView.SpanOf(texts.At(i));
            int length = Base64.GetMaxDecodedFromUtf8Length(text.Length);
            if (buffer.Length < length) buffer = new byte[length];
            if (Base64.DecodeFromUtf8(text, buffer, out _, out int written) != System.Buffers.OperationStatus.Done)
                throw Errors.InvalidArgument("the text is no valid base64");
            ((StringView*)result.Data)[i] = result.Arena.Add(buffer.AsSpan(0, written));
        }
    }

    private static void FromHex(in ScalarCall call, ColumnVector result)
    {
        var texts = new Column<StringView>(call.Arguments[0]);
        byte[] buffer = [];
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> text = StringView.SpanOf(texts.At(i));
            if (buffer.Length < text.Length / 2) buffer = new byte[text.Length / 2];
            bool isValid = Convert.FromHexString(text, buffer, out _, out int written)
                == System.Buffers.OperationStatus.Done;
            if (!isValid) throw Errors.InvalidArgument("the text is not made of pairs of hexadecimal digits");
            ((StringView*)result.Data)[i] = result.Arena.Add(buffer.AsSpan(0, written));
        }
    }
}
