using System.Buffers.Binary;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>BIT to and from integers (two's complement, all bits of the integer) and BLOB.</summary>
internal static unsafe class BitCasts
{
    public static BoundScalar? Bind(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.Id == LogicalTypeId.Blob)
            return NestedCasts.Make(from, to, isTry, true, (in ScalarCall call, ColumnVector result) =>
            {
                for (int i = 0; i < call.Count; i++)
                {
                    if (result.IsNullAt(i)) continue;
                    ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
                    byte[] bits = BitText.Zeros(bytes.Length * 8);
                    bytes.CopyTo(bits.AsSpan(1));
                    ((StringView*)result.Data)[i] = result.Arena.Add(bits);
                }
            });
        if (from.IsInteger && from.SizeInBytes <= 8)
            return NestedCasts.Make(from, to, isTry, false, (in ScalarCall call, ColumnVector result) =>
            {
                int size = from.SizeInBytes;
                byte* bits = stackalloc byte[16];
                for (int i = 0; i < call.Count; i++)
                {
                    if (result.IsNullAt(i)) continue;
                    bits[0] = 0;
                    byte* number = call.Arguments[0].AddressOf(i);
                    for (int k = 0; k < size; k++) bits[1 + k] = number[size - 1 - k];
                    ((StringView*)result.Data)[i] = result.Arena.Add(new ReadOnlySpan<byte>(bits, size + 1));
                }
            });
        if (!to.IsInteger || to.SizeInBytes > 8 || from.Id != LogicalTypeId.Bit) return null;
        return NestedCasts.Make(from, to, isTry, true, (in ScalarCall call, ColumnVector result) =>
        {
            Span<byte> target = stackalloc byte[8];
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                ReadOnlySpan<byte> bits = NestedVectors.BytesOf(call.Arguments[0], i);
                int length = BitText.LengthOf(bits);
                if (length > to.SizeInBytes * 8)
                {
                    if (!isTry) throw Errors.ValueOutOfRange(ValueText.Format(call.Arguments[0].GetValue(i)), to.Name);
                    result.SetNull(i);
                    continue;
                }
                ulong number = 0;
                for (int k = 0; k < length; k++) number = number << 1 | (BitText.At(bits, k) ? 1UL : 0);
                BinaryPrimitives.WriteUInt64LittleEndian(target, number);
                target[..to.SizeInBytes].CopyTo(new Span<byte>(result.Data + i * to.SizeInBytes, to.SizeInBytes));
            }
        });
    }
}
