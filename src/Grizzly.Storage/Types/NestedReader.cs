using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>Walks the bytes that <see cref="NestedWriter"/> wrote, trusting nothing: XX001 for bytes that are no
/// value of
/// the type. Allocates nothing but for strings with zero bytes.</summary>
public unsafe ref struct NestedReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly int Position => _position;

    /// <summary>Moves to the next element of a list; false at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out bool isNull)
    {
        byte marker = Byte();
        isNull = marker == NestedWriter.NullMarker;
        if (marker > NestedWriter.NullMarker) throw Damaged();
        return marker != NestedWriter.EndMarker;
    }

    /// <summary>Reads a field's marker: true for NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull()
    {
        byte marker = Byte();
        if (marker is not (NestedWriter.ValueMarker or NestedWriter.NullMarker)) throw Damaged();
        return marker == NestedWriter.NullMarker;
    }

    public byte Byte()
    {
        if ((uint)_position >= (uint)_bytes.Length) throw Damaged();
        return _bytes[_position++];
    }

    /// <summary>The encoded bytes of the next value, whose marker has been read.</summary>
    public ReadOnlySpan<byte> Take(LogicalType type)
    {
        int start = _position;
        Skip(type);
        return _bytes[start.._position];
    }

    /// <summary>Passes the next value, whose marker has been read.</summary>
    public void Skip(LogicalType type)
    {
        switch (type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array or LogicalTypeId.Map:
                LogicalType element = type.Element;
                while (Next(out bool isNull))
                {
                    if (!isNull) Skip(element);
                }
                break;
            case LogicalTypeId.Struct:
                foreach (LogicalType field in type.Children)
                {
                    if (!IsNull()) Skip(field);
                }
                break;
            case LogicalTypeId.Union:
                LogicalType member = Member(type, out _);
                if (!IsNull()) Skip(member);
                break;
            default:
                if (type.Physical == PhysicalType.String) String(out _);
                else Advance(EncodedSize(type.Physical));
                break;
        }
    }

    /// <summary>Reads the tag of a UNION; the marker and the value come next.</summary>
    public LogicalType Member(LogicalType union, out int tag)
    {
        tag = Byte();
        if (tag >= union.Children.Count) throw Damaged();
        return union.Children[tag];
    }

    /// <summary>A string's bytes as they lie there; with <paramref name="isEscaped"/> they hold 00 FF for 00.</summary>
    public ReadOnlySpan<byte> String(out bool isEscaped)
    {
        isEscaped = false;
        ReadOnlySpan<byte> rest = _bytes[_position..];
        int at = 0;
        while (true)
        {
            int zero = rest[at..].IndexOf((byte)0);
            if (zero < 0 || at + zero + 1 >= rest.Length) throw Damaged();
            at += zero;
            if (rest[at + 1] == 0) break;
            if (rest[at + 1] != 0xFF) throw Damaged();
            isEscaped = true;
            at += 2;
        }
        _position += at + 2;
        return rest[..at];
    }

    /// <summary>Removes the escapes of a string; returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            target[length++] = escaped[i];
            if (escaped[i] == 0) i++;
        }
        return length;
    }

    /// <summary>Reads a value of a type whose physical layout is not String to an address.</summary>
    public void Fixed(PhysicalType type, byte* target)
    {
        int size = EncodedSize(type);
        int start = _position;
        Advance(size);
        ReadOnlySpan<byte> from = _bytes.Slice(start, size);
        switch (type)
        {
            case PhysicalType.Bool: *target = from[0] == 0 ? (byte)0 : (byte)1; break;
            case PhysicalType.UInt8: *target = from[0]; break;
            case PhysicalType.Int8: *target = (byte)(from[0] ^ 0x80); break;
            case PhysicalType.Int16: *(ushort*)target = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(
                from) ^ 0x8000); break;
            case PhysicalType.UInt16: *(ushort*)target = BinaryPrimitives.ReadUInt16BigEndian(from); break;
            case PhysicalType.Int32: *(uint*)target = BinaryPrimitives.ReadUInt32BigEndian(from) ^ 0x8000_0000; break;
            case PhysicalType.UInt32: *(uint*)target = BinaryPrimitives.ReadUInt32BigEndian(from); break;
            case PhysicalType.Int64: *(ulong*)target = BinaryPrimitives.ReadUInt64BigEndian(from) ^ 1UL << 63; break;
            case PhysicalType.UInt64: *(ulong*)target = BinaryPrimitives.ReadUInt64BigEndian(from); break;
            case PhysicalType.UInt128:
                Unsafe.WriteUnaligned(target, BinaryPrimitives.ReadUInt128BigEndian(from));
                break;
            case PhysicalType.Int128:
                Unsafe.WriteUnaligned(target, BinaryPrimitives.ReadUInt128BigEndian(from) ^ (UInt128)1 << 127);
                break;
            case PhysicalType.Float:
                uint single = BinaryPrimitives.ReadUInt32BigEndian(from);
                *(uint*)target = (single >> 31) != 0 ? single ^ 0x8000_0000 : ~single;
                break;
            case PhysicalType.Double:
                ulong number = BinaryPrimitives.ReadUInt64BigEndian(from);
                *(ulong*)target = (number >> 63) != 0 ? number ^ 1UL << 63 : ~number;
                break;
            default:
                int months = (int)(BinaryPrimitives.ReadUInt32BigEndian(from[16..]) ^ 0x8000_0000);
                int days = (int)(BinaryPrimitives.ReadUInt32BigEndian(from[20..]) ^ 0x8000_0000);
                long ticks = (long)(BinaryPrimitives.ReadUInt64BigEndian(from[24..]) ^ 1UL << 63);
                Unsafe.WriteUnaligned(target, new IntervalValue(months, days, ticks));
                break;
        }
    }

    /// <summary>The next value, whose marker has been read, owning its bytes.</summary>
    public Value Read(LogicalType type)
    {
        if (type.IsNested) return Value.Of(type, Take(type).ToArray());
        if (type.Physical == PhysicalType.String)
        {
            ReadOnlySpan<byte> text = String(out bool isEscaped);
            if (!isEscaped) return Value.Of(type, text.ToArray());
            var plain = new byte[text.Length];
            return Value.Of(type, plain[..Unescape(text, plain)]);
        }
        byte* room = stackalloc byte[16];
        Fixed(type.Physical, room);
        return type.Physical switch
        {
            PhysicalType.Bool or PhysicalType.UInt8 => Value.Of(type, (Int128)(*room)),
            PhysicalType.Int8 => Value.Of(type, (Int128)(*(sbyte*)room)),
            PhysicalType.Int16 => Value.Of(type, (Int128)(*(short*)room)),
            PhysicalType.UInt16 => Value.Of(type, (Int128)(*(ushort*)room)),
            PhysicalType.Int32 => Value.Of(type, (Int128)(*(int*)room)),
            PhysicalType.UInt32 => Value.Of(type, (Int128)(*(uint*)room)),
            PhysicalType.Int64 => Value.Of(type, (Int128)(*(long*)room)),
            PhysicalType.UInt64 => Value.Of(type, (Int128)(*(ulong*)room)),
            PhysicalType.Int128 => Value.Of(type, Unsafe.ReadUnaligned<Int128>(room)),
            PhysicalType.UInt128 => Value.Of(type, Unsafe.ReadUnaligned<UInt128>(room)),
            PhysicalType.Float => Value.OfFloat(*(float*)room),
            PhysicalType.Double => Value.OfDouble(*(double*)room),
            _ => Value.OfInterval(Unsafe.ReadUnaligned<IntervalValue>(room)),
        };
    }

    /// <summary>The next field with its marker.</summary>
    public Value ReadField(LogicalType type) => IsNull() ? Value.Null(type) : Read(type);

    private static int EncodedSize(PhysicalType type) => type == PhysicalType.Interval ? 32 : type.SizeOf();

    private void Advance(int count)
    {
        if (_bytes.Length - _position < count) throw Damaged();
        _position += count;
    }

    private static GrizzlyException Damaged() => Errors.Corrupted("a nested value is damaged");
}
