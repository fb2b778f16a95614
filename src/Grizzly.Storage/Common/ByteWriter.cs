using System.Buffers.Binary;
using System.Text;

namespace Grizzly.Common;

/// <summary>
/// Builds little-endian bytes for metadata and log records. Not thread-safe; reusable after <see cref="Clear"/>.
/// </summary>
public sealed class ByteWriter(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>The same bytes, to be changed in place.</summary>
    public Span<byte> WrittenSpan => _bytes.AsSpan(0, _length);

    public int Capacity => _bytes.Length;

    public void Clear() => _length = 0;

    /// <summary>Forgets everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        Check.Assert((uint)length <= (uint)_length);
        _length = length;
    }

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value) => Claim(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Claim(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Claim(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Claim(8), value);

    public void Int128(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(Claim(16), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Claim(8), value);

    /// <summary>An unsigned number in groups of seven bits, smallest first.</summary>
    public void VarInt(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    /// <summary>A signed number, zigzag-coded so that small negative ones stay short.</summary>
    public void VarSigned(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Bytes preceded by their count.</summary>
    public void Blob(ReadOnlySpan<byte> bytes)
    {
        VarInt((ulong)bytes.Length);
        Raw(bytes);
    }

    /// <summary>UTF-8 text preceded by its count of bytes.</summary>
    public void Text(string value)
    {
        int count = Encoding.UTF8.GetByteCount(value);
        VarInt((ulong)count);
        Encoding.UTF8.GetBytes(value, Claim(count));
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Claim(bytes.Length));

    /// <summary>Appends <paramref name="count"/> bytes for the caller to fill; valid until the next write.</summary>
    public Span<byte> Claim(int count)
    {
        if (_bytes.Length - _length < count)
        {
            long wanted = Math.Max((long)_length + count, Math.Min(_bytes.Length * 2L, Array.MaxLength));
            if (wanted > Array.MaxLength) throw Errors.NotSupported("a record of more than 2 GB");
            Array.Resize(ref _bytes, (int)wanted);
        }
        Span<byte> span = _bytes.AsSpan(_length, count);
        _length += count;
        return span;
    }

    /// <summary>Overwrites four bytes written before.</summary>
    public void PatchUInt32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(position, 4), value);
}
