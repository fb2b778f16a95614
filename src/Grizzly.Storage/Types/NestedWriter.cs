using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>Writes nested values as bytes whose unsigned order is the order of the values. Not thread-safe.</summary>
/// <remarks>
/// LIST, ARRAY: each element after a marker, then 0. STRUCT: each field after a marker. MAP: a list of the structs of
/// key
/// and value. UNION: the member's number in a byte, then the value after a marker. Markers: 1 a value, 2 NULL (sorts
/// last). Values: integers big-endian with the sign bit flipped; FLOAT and DOUBLE as ordered bits, -0 as 0, one NaN;
/// INTERVAL its normalized ticks (16 bytes), then months, days and ticks; strings with 0 as 00 FF, ended by 00 00;
/// nested values as they are. So equal values have equal bytes, no value is a prefix of another, and the bytes of a
/// nested value inside another are the bytes it has alone.
/// </remarks>
public sealed unsafe class NestedWriter
{
    /// <summary>Longest nested value.</summary>
    public const int MaxLength = 512 << 20;

    public const byte EndMarker = 0, ValueMarker = 1, NullMarker = 2;

    private byte[] _bytes = new byte[256];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => _length = 0;

    /// <summary>Takes back what was written after <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Ends a list.</summary>
    public void End() => Claim(1)[0] = EndMarker;

    /// <summary>An element or field that is NULL.</summary>
    public void Null() => Claim(1)[0] = NullMarker;

    /// <summary>Says that a value follows.</summary>
    public void Mark() => Claim(1)[0] = ValueMarker;

    public void Byte(byte value) => Claim(1)[0] = value;

    /// <summary>Writes 4 bytes of this machine's order over what was written at <paramref name="position"/>.</summary>
    public void Patch32(int position, int value) => BitConverter.TryWriteBytes(_bytes.AsSpan(position, 4), value);

    /// <summary>Bytes that are encoded already.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Claim(bytes.Length));

    /// <summary>An element or field: its marker and the value at <paramref name="address"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Element(LogicalType type, byte* address)
    {
        Mark();
        Write(type, address);
    }

    /// <summary>An element or field: its marker and the value.</summary>
    public void Element(in Value value)
    {
        if (value.IsNull) Null();
        else
        {
            Mark();
            Write(value);
        }
    }

    /// <summary>The value at an address of a vector of that type, without a marker.</summary>
    public void Write(LogicalType type, byte* address)
    {
        switch (type.Physical)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: Byte(*address); break;
            case PhysicalType.Int8: Byte((byte)(*address ^ 0x80)); break;
            case PhysicalType.Int16: Big16((ushort)(*(ushort*)address ^ 0x8000)); break;
            case PhysicalType.UInt16: Big16(*(ushort*)address); break;
            case PhysicalType.Int32: Big32(*(uint*)address ^ 0x8000_0000); break;
            case PhysicalType.UInt32: Big32(*(uint*)address); break;
            case PhysicalType.Int64: Big64(*(ulong*)address ^ 1UL << 63); break;
            case PhysicalType.UInt64: Big64(*(ulong*)address); break;
            case PhysicalType.UInt128: Big128(Unsafe.ReadUnaligned<UInt128>(address)); break;
            case PhysicalType.Int128: Signed128(Unsafe.ReadUnaligned<Int128>(address)); break;
            case PhysicalType.Float: Float(*(float*)address); break;
            case PhysicalType.Double: Double(*(double*)address); break;
            case PhysicalType.Interval: Interval(Unsafe.ReadUnaligned<IntervalValue>(address)); break;
            default: Bytes(type, StringView.SpanOf((StringView*)address)); break;
        }
    }

    /// <summary>A value that is not NULL, without a marker.</summary>
    public void Write(in Value value)
    {
        switch (value.Type.Physical)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: Byte((byte)value.Integer); break;
            case PhysicalType.Int8: Byte((byte)((byte)(sbyte)value.Integer ^ 0x80)); break;
            case PhysicalType.Int16: Big16((ushort)((ushort)(short)value.Integer ^ 0x8000)); break;
            case PhysicalType.UInt16: Big16((ushort)value.Integer); break;
            case PhysicalType.Int32: Big32((uint)(int)value.Integer ^ 0x8000_0000); break;
            case PhysicalType.UInt32: Big32((uint)value.Integer); break;
            case PhysicalType.Int64: Big64((ulong)(long)value.Integer ^ 1UL << 63); break;
            case PhysicalType.UInt64: Big64((ulong)value.Integer); break;
            case PhysicalType.UInt128: Big128(value.Unsigned); break;
            case PhysicalType.Int128: Signed128(value.Integer); break;
            case PhysicalType.Float: Float((float)value.Floating); break;
            case PhysicalType.Double: Double(value.Floating); break;
            case PhysicalType.Interval: Interval(value.Interval); break;
            default: Bytes(value.Type, value.Bytes); break;
        }
    }

    /// <summary>The bytes of a string, ended; of a nested value, as they are.</summary>
    public void Bytes(LogicalType type, ReadOnlySpan<byte> bytes)
    {
        if (type.IsNested)
        {
            Raw(bytes);
            return;
        }
        while (true)
        {
            int zero = bytes.IndexOf((byte)0);
            Raw(zero < 0 ? bytes : bytes[..zero]);
            Span<byte> pair = Claim(2);
            pair[0] = 0;
            pair[1] = zero < 0 ? (byte)0 : (byte)0xFF;
            if (zero < 0) return;
            bytes = bytes[(zero + 1)..];
        }
    }

    private void Float(float value)
    {
        uint bits = float.IsNaN(value) ? 0x7FC0_0000 : value == 0 ? 0 : BitConverter.SingleToUInt32Bits(value);
        Big32((bits >> 31) != 0 ? ~bits : bits ^ 0x8000_0000);
    }

    private void Double(double value)
    {
        ulong bits = double.IsNaN(value) ? 0x7FF8UL << 48 : value == 0 ? 0 : BitConverter.DoubleToUInt64Bits(value);
        Big64((bits >> 63) != 0 ? ~bits : bits ^ 1UL << 63);
    }

    private void Interval(IntervalValue value)
    {
        Signed128(value.Normalized);
        Big32((uint)value.Months ^ 0x8000_0000);
        Big32((uint)value.Days ^ 0x8000_0000);
        Big64((ulong)value.Ticks ^ 1UL << 63);
    }

    private void Big16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Claim(2), value);

    private void Big32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Claim(4), value);

    private void Big64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Claim(8), value);

    private void Big128(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Claim(16), value);

    private void Signed128(Int128 value) => Big128((UInt128)value ^ (UInt128)1 << 127);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Claim(int count)
    {
        if (_bytes.Length - _length < count) Grow(count);
        int start = _length;
        _length += count;
        return _bytes.AsSpan(start, count);
    }

    private void Grow(int count)
    {
        long needed = (long)_length + count;
        if (needed > MaxLength)
            throw new GrizzlyException(SqlStates.ProgramLimitExceeded, "a nested value would exceed 512 MiB");
        Array.Resize(ref _bytes, (int)Math.Max(needed, Math.Min((long)_bytes.Length * 2, MaxLength)));
    }
}
