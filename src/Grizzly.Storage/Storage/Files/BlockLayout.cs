using System.Buffers.Binary;
using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>Sizes, offsets and checksums of the database file.</summary>
/// <remarks>
/// File: header slot 0 at 0, header slot 1 at 4096, block n at 8192 + n * 262144. All numbers are little-endian.
/// Block: checksum (0, 8 bytes, XxHash3 of the rest), checkpoint that wrote it (8), block number (16), reserved (24),
/// payload (32).
/// </remarks>
internal static class BlockLayout
{
    public const int HeaderSlotBytes = 4096;
    public const int BlocksStart = 2 * HeaderSlotBytes;
    public const int BlockBytes = 256 * 1024;
    public const int BlockHeaderBytes = 32;
    public const int PayloadBytes = BlockBytes - BlockHeaderBytes;

    public static long OffsetOf(long block) => BlocksStart + block * BlockBytes;

    /// <summary>Fills in the 32 bytes before the payload.</summary>
    public static void Seal(Span<byte> block, long number, ulong checkpointId)
    {
        Check.Assert(block.Length == BlockBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], checkpointId);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], number);
        BinaryPrimitives.WriteInt64LittleEndian(block[24..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(block, XxHash3.HashToUInt64(block[8..]));
    }

    /// <summary>
    /// Raises XX001 unless the block is whole and is the one asked for; returns the checkpoint that wrote it.
    /// </summary>
    public static ulong Verify(ReadOnlySpan<byte> block, long number, string path)
    {
        ulong expected = BinaryPrimitives.ReadUInt64LittleEndian(block);
        if (XxHash3.HashToUInt64(block[8..]) != expected)
            throw Errors.Corrupted($"block {number} of \"{path}\" fails its checksum", RestoreHint);
        long stored = BinaryPrimitives.ReadInt64LittleEndian(block[16..]);
        if (stored != number) throw Errors.Corrupted($"block {number} of \"{path}\" holds block {stored}", RestoreHint);
        return BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
    }

    /// <summary>As <see cref="Verify"/>, but says false instead of raising.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> block, long number, out ulong checkpointId)
    {
        checkpointId = BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
        return BinaryPrimitives.ReadInt64LittleEndian(block[16..]) == number
            && XxHash3.HashToUInt64(block[8..]) == BinaryPrimitives.ReadUInt64LittleEndian(block);
    }

    public const string RestoreHint = "the file was damaged outside Grizzly; restore it from a backup";
}
