using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Single bits of BIT and BLOB, single bytes of BLOB, and bits from texts.</summary>
/// <remarks>Bits of a BIT are counted from 0 at the left; those of a BLOB, as in PostgreSQL, from the right within each
/// byte: bit 0 is the least of the first byte.</remarks>
internal static unsafe class BitFunctions
{
    private const int MaxBits = 1 << 30;

    private static readonly LogicalType Bit = LogicalType.Bit, Blob = LogicalType.Blob, Text = LogicalType.Varchar,
        Integer = LogicalType.Integer, BigInt = LogicalType.BigInt;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("get_bit", "The bit at a place, counted from 0.", "get_bit('0110'::BIT, 2)", (types, constants) =>
            Bind("get_bit", types, constants, [BigInt], Integer, GetBit, GetBlobBit),
            "get_bit(BIT, BIGINT) -> INTEGER", "get_bit(BLOB, BIGINT) -> INTEGER"),
        Define.Custom("set_bit", "With another bit at a place, counted from 0.", "set_bit('0110'::BIT, 2, 0)",
            (types, constants) => Bind("set_bit", types, constants, [BigInt, BigInt], null, SetBit, SetBlobBit),
            "set_bit(BIT, BIGINT, BIGINT) -> BIT", "set_bit(BLOB, BIGINT, BIGINT) -> BLOB"),
        Define.Function("set_byte", "With another byte at a place, counted from 0.",
            "set_byte('\\x61\\x62'::BLOB, 1, 99)",
            new Overload([Blob, BigInt, BigInt], Blob, SetByte) { CanFail = true }),
        Define.Function("bit_position", "Where bits occur in others first, counted from 1; 0 where they do not.",
            "bit_position('010'::BIT, '1110101'::BIT)", new Overload([Bit, Bit], Integer, Position)),
        Define.Function("bit_count", "Number of bits set.", "bit_count('0110'::BIT)",
            new Overload([Bit], BigInt, Count)),
        Define.Function("bitstring", "Bits with zeros before them up to a length.", "bitstring('1010', 7)",
            new Overload([Text, BigInt], Bit, FromText) { CanFail = true },
            new Overload([Bit, BigInt], Bit, Widen) { CanFail = true }),
    ];

    /// <summary>The call over BIT or BLOB; texts that are constants are bits.</summary>
    /// <param name="result">null for the type of the first argument.</param>
    private static BoundScalar? Bind(string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants,
        LogicalType[] others, LogicalType? result, ScalarKernel overBits, ScalarKernel overBytes)
    {
        if (types.Count == 0) return null;
        LogicalType type = types[0].Id == LogicalTypeId.Blob ? Blob : Bit;
        if (OverloadResolver.Cost(types, Define.Literals(constants), [type, .. others], false) < 0) return null;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [type, .. others],
            ReturnType = result ?? type,
            Kernel = type == Blob ? overBytes : overBits,
            CanFail = true,
        };
    }

    private static int Checked(long index, long length, string what) => index >= 0 && index < length
        ? (int)index : throw Errors.ElementOutOfRange(index, length, what);

    private static bool CheckedBit(long bit) => bit is 0 or 1
        ? bit == 1 : throw Errors.InvalidArgument("a bit must be 0 or 1");

    private static void GetBit(in ScalarCall call, ColumnVector result)
    {
        var places = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bits = NestedVectors.BytesOf(call.Arguments[0], i);
            int place = Checked(places[i], BitText.LengthOf(bits), "bits");
            ((int*)result.Data)[i] = BitText.At(bits, place) ? 1 : 0;
        }
    }

    private static void GetBlobBit(in ScalarCall call, ColumnVector result)
    {
        var places = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
            long place = places[i];
            int index = Checked(place >> 3, bytes.Length, "bytes");
            ((int*)result.Data)[i] = bytes[index] >> (int)(place & 7) & 1;
        }
    }

    private static void SetBit(in ScalarCall call, ColumnVector result)
    {
        Column<long> places = new(call.Arguments[1]), values = new(call.Arguments[2]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bits = NestedVectors.BytesOf(call.Arguments[0], i);
            int place = Checked(places[i], BitText.LengthOf(bits), "bits");
            bool isSet = CheckedBit(values[i]);
            Span<byte> own = Copy(bits, result);
            BitText.Set(own, place, isSet);
            Show(own, result, i);
        }
    }

    private static void SetBlobBit(in ScalarCall call, ColumnVector result)
    {
        Column<long> places = new(call.Arguments[1]), values = new(call.Arguments[2]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
            long place = places[i];
            int index = Checked(place >> 3, bytes.Length, "bytes"), mask = 1 << (int)(place & 7);
            bool isSet = CheckedBit(values[i]);
            Span<byte> own = Copy(bytes, result);
            own[index] = (byte)(isSet ? own[index] | mask : own[index] & ~mask);
            Show(own, result, i);
        }
    }

    private static void SetByte(in ScalarCall call, ColumnVector result)
    {
        Column<long> places = new(call.Arguments[1]), values = new(call.Arguments[2]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
            int index = Checked(places[i], bytes.Length, "bytes");
            if (values[i] is < 0 or > 255) throw Errors.InvalidArgument("a byte must be from 0 to 255");
            Span<byte> own = Copy(bytes, result);
            own[index] = (byte)values[i];
            Show(own, result, i);
        }
    }

    /// <summary>A copy in the result's own memory, to be changed and shown.</summary>
    private static Span<byte> Copy(ReadOnlySpan<byte> bytes, ColumnVector result)
    {
        var own = new Span<byte>(result.Arena.Allocate(bytes.Length), bytes.Length);
        bytes.CopyTo(own);
        return own;
    }

    private static void Show(ReadOnlySpan<byte> own, ColumnVector result, int row) =>
        ((StringView*)result.Data)[row] = NestedVectors.View(own);

    private static void Position(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ((int*)result.Data)[i] = Position(NestedVectors.BytesOf(call.Arguments[0], i),
                NestedVectors.BytesOf(call.Arguments[1], i));
        }
    }

    private static int Position(ReadOnlySpan<byte> sought, ReadOnlySpan<byte> bits)
    {
        int length = BitText.LengthOf(sought), most = BitText.LengthOf(bits) - length;
        for (int start = 0; start <= most; start++)
        {
            int same = 0;
            while (same < length && BitText.At(sought, same) == BitText.At(bits, start + same)) same++;
            if (same == length) return start + 1;
        }
        return 0;
    }

    private static void Count(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            long count = 0;
            foreach (byte bits in NestedVectors.BytesOf(call.Arguments[0], i)[1..]) count += byte.PopCount(bits);
            ((long*)result.Data)[i] = count;
        }
    }

    private static void FromText(in ScalarCall call, ColumnVector result)
    {
        var lengths = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> text = NestedVectors.BytesOf(call.Arguments[0], i);
            int length = CheckedLength(lengths[i], text.Length);
            if (text.IsEmpty) throw Errors.InvalidText(LogicalType.Bit.Name, "");
            byte[] bits = BitText.Zeros(length);
            int zeros = length - text.Length;
            for (int k = 0; k < text.Length; k++)
            {
                if (text[k] is not ((byte)'0' or (byte)'1'))
                    throw Errors.InvalidText(LogicalType.Bit.Name, AsciiText.ForMessage(text));
                BitText.Set(bits, zeros + k, text[k] == '1');
            }
            ((StringView*)result.Data)[i] = result.Arena.Add(bits);
        }
    }

    private static void Widen(in ScalarCall call, ColumnVector result)
    {
        var lengths = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> source = NestedVectors.BytesOf(call.Arguments[0], i);
            int given = BitText.LengthOf(source), length = CheckedLength(lengths[i], given);
            byte[] bits = BitText.Zeros(length);
            for (int k = 0; k < given; k++) BitText.Set(bits, length - given + k, BitText.At(source, k));
            ((StringView*)result.Data)[i] = result.Arena.Add(bits);
        }
    }

    private static int CheckedLength(long length, int least)
    {
        if (length > MaxBits) throw Errors.InvalidArgument($"a BIT has at most {MaxBits} bits");
        return length >= Math.Max(1, least)
            ? (int)length : throw Errors.InvalidArgument($"the length of a BIT must not be below {Math.Max(1, least)}");
    }
}
