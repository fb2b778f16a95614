using System.Buffers.Binary;
using System.Text;

namespace Grizzly.Common;

/// <summary>Reads what <see cref="ByteWriter"/> wrote, trusting nothing: anything out of bounds raises XX001.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    public byte Byte() => Raw(1)[0];

    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw Errors.Corrupted("a stored truth value is neither 0 nor 1"),
    };

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(8));

    public Int128 Int128() => BinaryPrimitives.ReadInt128LittleEndian(Raw(16));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(8));

    public ulong VarInt()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Errors.Corrupted("a stored number has too many bytes");
    }

    public long VarSigned()
    {
        ulong value = VarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>
    /// A count of things of at least <paramref name="bytesEach"/> bytes: never more than could follow.
    /// </summary>
    public int Count(int bytesEach = 1)
    {
        ulong count = VarInt();
        if (count > (ulong)(Remaining / Math.Max(1, bytesEach)))
            throw Errors.Corrupted("a stored count exceeds the bytes that follow");
        return (int)count;
    }

    /// <summary>A number that must lie in [0, limit].</summary>
    public int Bounded(int limit)
    {
        ulong value = VarInt();
        if (value > (ulong)limit) throw Errors.Corrupted($"a stored number exceeds its limit of {limit}");
        return (int)value;
    }

    public ReadOnlySpan<byte> Blob() => Raw(Count());

    public string Text()
    {
        try { return StrictUtf8.GetString(Blob()); }
        catch (DecoderFallbackException) { throw Errors.Corrupted("a stored text is not UTF-8"); }
    }

    public ReadOnlySpan<byte> Raw(int count)
    {
        if ((uint)count > (uint)Remaining) throw Errors.Corrupted("stored bytes end too early");
        ReadOnlySpan<byte> span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
}
