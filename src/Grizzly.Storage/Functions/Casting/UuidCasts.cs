using System.Buffers.Binary;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>UUID to BLOB and back: 16 bytes in the order of the text.</summary>
internal static unsafe class UuidCasts
{
    private const int Bytes = 16;

    public static (ScalarKernel Kernel, bool CanFail)? Find(LogicalType from, LogicalType to, bool isTry) =>
        (from.Id, to.Id) switch
        {
            (LogicalTypeId.Uuid, LogicalTypeId.Blob) => (ToBlob, false),
            (LogicalTypeId.Blob, LogicalTypeId.Uuid) =>
                ((in ScalarCall call, ColumnVector result) => FromBlob(call, result, isTry), true),
            _ => null,
        };

    private static void ToBlob(in ScalarCall call, ColumnVector result)
    {
        var input = new Column<UInt128>(call.Arguments[0]);
        Span<byte> bytes = stackalloc byte[Bytes];
        for (int i = 0; i < call.Count; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, input[i]);
            ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(bytes);
        }
    }

    private static void FromBlob(in ScalarCall call, ColumnVector result, bool isTry)
    {
        var input = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = StringView.SpanOf(input.At(i));
            if (bytes.Length == Bytes)
                ((UInt128*)result.Data)[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            else if (isTry) result.SetNull(i);
            else throw Errors.InvalidArgument($"a BLOB of {bytes.Length} bytes is no UUID, which has {Bytes}");
        }
    }
}
