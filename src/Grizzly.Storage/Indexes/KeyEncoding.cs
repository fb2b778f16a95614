using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>Values as bytes whose unsigned order is the order of the index (normalized keys, as in Graefe, "Modern
/// B-Tree Techniques", 2011).</summary>
/// <remarks>
/// Per column: a marker (0 NULL first, 1 value, 2 NULL last), then the value. Integers: big-endian, sign bit flipped.
/// Floating point: the bits of its order key (-0 as 0, NaN last). Intervals: normalized ticks. Strings: their bytes, 0
/// as 00 FF, ended by 00 00. DESC inverts the value's bytes, not the marker. No column's bytes are a prefix of another
/// value's, so equality on leading columns is equality of leading bytes.
/// </remarks>
public static unsafe class KeyEncoding
{
    /// <summary>Longest key; four entries must fit a page.</summary>
    public const int MaxKeyBytes = 3900;

    public const byte NullFirstMarker = 0, ValueMarker = 1, NullLastMarker = 2;

    /// <summary>Whether values of that type can be keys.</summary>
    public static bool Supports(LogicalType type) => type.Physical <= PhysicalType.String;

    /// <summary>Whether <see cref="Decode"/> gives back exactly the value that was encoded.</summary>
    public static bool IsExact(LogicalType type) =>
        type.Physical is not (PhysicalType.Float or PhysicalType.Double or PhysicalType.Interval);

    /// <summary>Appends the value of one row of a vector; returns false for NULL.</summary>
    public static bool Append(KeyBuffer key, KeyColumn column, ColumnVector vector, int row)
    {
        if (vector.IsNullAt(row))
        {
            AppendNull(key, column);
            return false;
        }
        key.Append(ValueMarker);
        AppendValue(key, column, vector.AddressOf(row));
        if (key.Length > MaxKeyBytes) throw Errors.IndexKeyTooLong(key.Length, MaxKeyBytes);
        return true;
    }

    /// <summary>
    /// Appends a value that is only carried along (INCLUDE): in as many bytes as <see cref="Append"/>, but such that
    /// <see cref="DecodeStored"/> gives back exactly what was there.
    /// </summary>
    public static void AppendStored(KeyBuffer key, KeyColumn column, ColumnVector vector, int row)
    {
        if (IsExact(column.Type) || vector.IsNullAt(row))
        {
            Append(key, column, vector, row);
            return;
        }
        key.Append(ValueMarker);
        int size = EncodedSize(column.Type.Physical), stored = column.Type.Physical.SizeOf();
        var target = new Span<byte>(key.Claim(size), size);
        target.Clear();
        new ReadOnlySpan<byte>(vector.AddressOf(row), stored).CopyTo(target);
    }

    /// <summary>As <see cref="Decode"/> for what <see cref="AppendStored"/> wrote.</summary>
    public static int DecodeStored(
        ReadOnlySpan<byte> key, int position, KeyColumn column, ColumnVector vector, int row)
    {
        if (IsExact(column.Type) || key[position] != ValueMarker) return Decode(key, position, column, vector, row);
        int stored = column.Type.Physical.SizeOf();
        key.Slice(position + 1, stored).CopyTo(new Span<byte>(vector.Data + (long)row * stored, stored));
        return position + 1 + EncodedSize(column.Type.Physical);
    }

    public static void AppendNull(KeyBuffer key, KeyColumn column) =>
        key.Append(column.NullsFirst ? NullFirstMarker : NullLastMarker);

    /// <summary>Appends the bytes of a string without its end: the lower bound of all strings that start so.</summary>
    public static void AppendPrefix(KeyBuffer key, KeyColumn column, ReadOnlySpan<byte> prefix)
    {
        key.Append(ValueMarker);
        int start = key.Length;
        AppendEscaped(key, prefix);
        if (column.IsDescending) Invert(key, start);
    }

    /// <summary>
    /// Reads the next column of an encoded key into a flat vector (strings into its arena) and returns the position
    /// behind it. What is not exact comes back as an equal value.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> key, int position, KeyColumn column, ColumnVector vector, int row)
    {
        byte marker = key[position++];
        if (marker != ValueMarker)
        {
            vector.SetNull(row);
            return position;
        }
        PhysicalType type = column.Type.Physical;
        if (type == PhysicalType.String) return DecodeString(key, position, column, vector, row);
        int size = EncodedSize(type);
        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..size];
        key.Slice(position, size).CopyTo(bytes);
        if (column.IsDescending) Invert(bytes);
        byte* target = vector.Data + (long)row * type.SizeOf();
        if (type is PhysicalType.Float or PhysicalType.Double)
        {
            double value = OrderedKey.ToDouble((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ 1UL << 63));
            if (type == PhysicalType.Float) *(float*)target = (float)value;
            else *(double*)target = value;
        }
        else if (type == PhysicalType.Interval)
        {
            Int128 ticks = (Int128)(BinaryPrimitives.ReadUInt128BigEndian(bytes) ^ (UInt128)1 << 127);
            Unsafe.WriteUnaligned(target, new IntervalValue(0, 0, (long)ticks));
        }
        else if (type is PhysicalType.Bool or PhysicalType.UInt8) *target = bytes[0];
        else if (type is PhysicalType.UInt16 or PhysicalType.UInt32 or PhysicalType.UInt64 or PhysicalType.UInt128)
        {
            bytes.Reverse();
            bytes.CopyTo(new Span<byte>(target, size));
        }
        else
        {
            bytes[0] ^= 0x80;
            bytes.Reverse();
            bytes.CopyTo(new Span<byte>(target, size));
        }
        return position + size;
    }

    /// <summary>The position behind a column's bytes.</summary>
    public static int Skip(ReadOnlySpan<byte> key, int position, KeyColumn column)
    {
        if (key[position++] != ValueMarker) return position;
        if (column.Type.Physical != PhysicalType.String)
            return position + EncodedSize(column.Type.Physical);
        byte end = column.IsDescending ? (byte)0xFF : (byte)0;
        while (key[position] != end || key[position + 1] != end) position += key[position] == end ? 2 : 1;
        return position + 2;
    }

    /// <summary>Order of two keys as unsigned bytes; 8 bytes past either end may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static int Compare(byte* left, int leftLength, byte* right, int rightLength)
    {
        int count = Math.Min(leftLength, rightLength), at = 0;
        for (; at + 8 <= count; at += 8)
        {
            ulong l = Unsafe.ReadUnaligned<ulong>(left + at), r = Unsafe.ReadUnaligned<ulong>(right + at);
            if (l == r) continue;
            return BinaryPrimitives.ReverseEndianness(l) < BinaryPrimitives.ReverseEndianness(r) ? -1 : 1;
        }
        if (at < count)
        {
            int shift = 64 - (count - at) * 8;
            ulong l = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(left + at)) >> shift;
            ulong r = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(right + at)) >> shift;
            if (l != r) return l < r ? -1 : 1;
        }
        return leftLength - rightLength;
    }

    private static int EncodedSize(PhysicalType type) => type switch
    {
        PhysicalType.Float or PhysicalType.Double => 8,
        PhysicalType.Interval => 16,
        _ => type.SizeOf(),
    };

    private static void AppendValue(KeyBuffer key, KeyColumn column, byte* address)
    {
        int start = key.Length;
        switch (column.Type.Physical)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: key.Append(*address); break;
            case PhysicalType.Int8: key.Append((byte)(*address ^ 0x80)); break;
            case PhysicalType.Int16: Big16(key, (ushort)(*(ushort*)address ^ 0x8000)); break;
            case PhysicalType.UInt16: Big16(key, *(ushort*)address); break;
            case PhysicalType.Int32: Big32(key, *(uint*)address ^ 0x8000_0000); break;
            case PhysicalType.UInt32: Big32(key, *(uint*)address); break;
            case PhysicalType.Int64: Big64(key, *(ulong*)address ^ 1UL << 63); break;
            case PhysicalType.UInt64: Big64(key, *(ulong*)address); break;
            case PhysicalType.UInt128: Big128(key, Unsafe.ReadUnaligned<UInt128>(address)); break;
            case PhysicalType.Int128: Signed128(key, Unsafe.ReadUnaligned<Int128>(address)); break;
            case PhysicalType.Float: Big64(key, (ulong)(long)OrderedKey.OfDouble(*(float*)address) ^ 1UL << 63); break;
            case PhysicalType.Double:
                Big64(key, (ulong)(long)OrderedKey.OfDouble(*(double*)address) ^ 1UL << 63);
                break;
            case PhysicalType.Interval:
                Signed128(key, Unsafe.ReadUnaligned<IntervalValue>(address).Normalized);
                break;
            case PhysicalType.String:
                StringView* view = (StringView*)address;
                if (view->Length > MaxKeyBytes) throw Errors.IndexKeyTooLong(view->Length, MaxKeyBytes);
                AppendEscaped(key, StringView.SpanOf(view));
                key.Append(0);
                key.Append(0);
                break;
            default: throw Errors.Internal($"no index keys of {column.Type}");
        }
        if (column.IsDescending) Invert(key, start);
    }

    private static void AppendEscaped(KeyBuffer key, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int zero = bytes.IndexOf((byte)0);
            key.Append(zero < 0 ? bytes : bytes[..zero]);
            if (zero < 0) return;
            key.Append(0);
            key.Append(0xFF);
            bytes = bytes[(zero + 1)..];
        }
    }

    private static int DecodeString(
        ReadOnlySpan<byte> key, int position, KeyColumn column, ColumnVector vector, int row)
    {
        int end = Skip(key, position - 1, column);
        ReadOnlySpan<byte> stored = key[position..(end - 2)];
        StringView* target = (StringView*)vector.Data + row;
        if (!column.IsDescending && !stored.Contains((byte)0))
        {
            *target = vector.Arena.Add(stored);
            return end;
        }
        byte flip = column.IsDescending ? (byte)0xFF : (byte)0;
        Span<byte> text = stackalloc byte[MaxKeyBytes];
        int length = 0;
        for (int i = 0; i < stored.Length; i++)
        {
            byte next = (byte)(stored[i] ^ flip);
            text[length++] = next;
            if (next == 0) i++;
        }
        *target = vector.Arena.Add(text[..length]);
        return end;
    }

    private static void Big16(KeyBuffer key, ushort value) =>
        Unsafe.WriteUnaligned(key.Claim(2), BinaryPrimitives.ReverseEndianness(value));

    private static void Big32(KeyBuffer key, uint value) =>
        Unsafe.WriteUnaligned(key.Claim(4), BinaryPrimitives.ReverseEndianness(value));

    private static void Big64(KeyBuffer key, ulong value) =>
        Unsafe.WriteUnaligned(key.Claim(8), BinaryPrimitives.ReverseEndianness(value));

    private static void Big128(KeyBuffer key, UInt128 value) =>
        Unsafe.WriteUnaligned(key.Claim(16), BinaryPrimitives.ReverseEndianness(value));

    private static void Signed128(KeyBuffer key, Int128 value) => Big128(key, (UInt128)value ^ (UInt128)1 << 127);

    private static void Invert(KeyBuffer key, int start) =>
        Invert(new Span<byte>(key.Bytes + start, key.Length - start));

    private static void Invert(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)~bytes[i];
    }
}
