using Grizzly.Common;
using K4os.Compression.LZ4;

namespace Grizzly.Storage;

/// <summary>Any bytes: LZ4 where that saves something, otherwise as they are.</summary>
/// <remarks>Layout: scheme (0 raw, 1 LZ4), raw length, stored length, bytes.</remarks>
internal static unsafe class ByteCodec
{
    private const byte Raw = 0, Lz4 = 1;

    public static void Encode(byte* bytes, long length, ByteWriter writer)
    {
        int count = checked((int)length), start = writer.Length;
        if (count >= 32)
        {
            writer.Byte(Lz4);
            writer.VarInt((ulong)count);
            int lengthAt = writer.Length;
            writer.UInt32(0);
            int dataAt = writer.Length;
            Span<byte> target = writer.Claim(LZ4Codec.MaximumOutputSize(count));
            int stored = LZ4Codec.Encode(new ReadOnlySpan<byte>(bytes, count), target, LZ4Level.L00_FAST);
            if (stored > 0 && stored < count - count / 16)
            {
                writer.PatchUInt32(lengthAt, (uint)stored);
                writer.Truncate(dataAt + stored);
                return;
            }
            writer.Truncate(start);
        }
        writer.Byte(Raw);
        writer.VarInt((ulong)count);
        writer.UInt32((uint)count);
        writer.Raw(new ReadOnlySpan<byte>(bytes, count));
    }

    /// <summary>
    /// Reads into a new buffer; the length is believed only as far as the stored bytes could expand to it.
    /// </summary>
    public static NativeBuffer Decode(ref ByteReader reader, MemoryAllocator allocator)
    {
        byte scheme = reader.Byte();
        ulong length = reader.VarInt();
        uint stored = reader.UInt32();
        if (stored > (uint)reader.Remaining) throw Errors.Corrupted("stored bytes end too early");
        ReadOnlySpan<byte> source = reader.Raw((int)stored);
        // LZ4 expands at most 255-fold.
        bool isPossible = scheme switch
        {
            Raw => length == stored,
            Lz4 => length <= (ulong)stored * 255 + 64 && length <= int.MaxValue,
            _ => false,
        };
        if (!isPossible) throw Errors.Corrupted("stored bytes have an impossible length");
        NativeBuffer target = allocator.Allocate((long)length);
        if (scheme == Raw)
        {
            source.CopyTo(target.Span);
            return target;
        }
        if (LZ4Codec.Decode(source, target.Span) == (int)length) return target;
        target.Dispose();
        throw Errors.Corrupted("compressed bytes do not expand");
    }
}
