using System.Buffers.Binary;
using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>What a durable checkpoint is: one of the two 4 KiB slots at the start of the file.</summary>
/// <remarks>
/// Offsets: magic 0, version 8, block size 12, database id 16, checkpoint id 32, metadata root block 40, metadata
/// length 48, block count 56, log start 64, metadata checksum 72, reserved, checksum 4088 (XxHash3 of the first 4088
/// bytes). Slot = checkpoint id modulo 2, so that the newest durable header is never the one being overwritten.
/// </remarks>
internal sealed record DatabaseHeader
{
    public const uint CurrentVersion = 3;
    private const ulong Magic = 0x0A1A_595A_5A49_5247; // "GRIZZY", a DOS end-of-file and a line feed
    private const int ChecksumOffset = BlockLayout.HeaderSlotBytes - 8;

    public required Guid DatabaseId { get; init; }

    /// <summary>Counts up with each durable checkpoint; the first is 1.</summary>
    public required ulong CheckpointId { get; init; }

    /// <summary>First block of the metadata chain, or -1 for an empty database.</summary>
    public long MetadataRoot { get; init; } = -1;

    /// <summary>Bytes in the metadata chain.</summary>
    public long MetadataLength { get; init; }

    /// <summary>XxHash3 of the bytes in the metadata chain.</summary>
    public ulong MetadataChecksum { get; init; }

    /// <summary>Blocks in the file when the checkpoint was taken.</summary>
    public long BlockCount { get; init; }

    /// <summary>Where replay starts in a log that still follows the checkpoint before this one.</summary>
    public long LogStart { get; init; }

    public static bool HasMagic(ReadOnlySpan<byte> slot) =>
        slot.Length >= 8 && BinaryPrimitives.ReadUInt64LittleEndian(slot) == Magic;

    /// <summary>Whether a slot is what is left of a first header of which the beginning did not reach the disk, or only
    /// some bytes of the magic number; its checksum may have.</summary>
    public static bool IsCutShort(ReadOnlySpan<byte> slot)
    {
        if (slot.Length < BlockLayout.HeaderSlotBytes) return !slot.ContainsAnyExcept((byte)0);
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, Magic);
        int written = slot.CommonPrefixLength(magic);
        return !slot[written..ChecksumOffset].ContainsAnyExcept((byte)0);
    }

    public byte[] ToBytes()
    {
        byte[] slot = new byte[BlockLayout.HeaderSlotBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(8), CurrentVersion);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(12), BlockLayout.BlockBytes);
        DatabaseId.TryWriteBytes(slot.AsSpan(16));
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(32), CheckpointId);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(40), MetadataRoot);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(48), MetadataLength);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(56), BlockCount);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(64), LogStart);
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(72), MetadataChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(ChecksumOffset),
            XxHash3.HashToUInt64(slot.AsSpan(0, ChecksumOffset)));
        return slot;
    }

    /// <summary>
    /// The header in a slot, or null where the slot is not a whole header. Another version raises XX001.
    /// </summary>
    public static DatabaseHeader? Parse(ReadOnlySpan<byte> slot, string path)
    {
        if (slot.Length < BlockLayout.HeaderSlotBytes || !HasMagic(slot)) return null;
        slot = slot[..BlockLayout.HeaderSlotBytes];
        if (XxHash3.HashToUInt64(slot[..ChecksumOffset]) != BinaryPrimitives.ReadUInt64LittleEndian(
            slot[ChecksumOffset..])) return null;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]);
        if (version > CurrentVersion) throw Errors.NewerVersion(path, version, CurrentVersion);
        if (version < CurrentVersion) throw Errors.OlderVersion(path, version, CurrentVersion);
        var header = new DatabaseHeader
        {
            DatabaseId = new Guid(slot.Slice(16, 16)),
            CheckpointId = BinaryPrimitives.ReadUInt64LittleEndian(slot[32..]),
            MetadataRoot = BinaryPrimitives.ReadInt64LittleEndian(slot[40..]),
            MetadataLength = BinaryPrimitives.ReadInt64LittleEndian(slot[48..]),
            BlockCount = BinaryPrimitives.ReadInt64LittleEndian(slot[56..]),
            LogStart = BinaryPrimitives.ReadInt64LittleEndian(slot[64..]),
            MetadataChecksum = BinaryPrimitives.ReadUInt64LittleEndian(slot[72..]),
        };
        if (BinaryPrimitives.ReadInt32LittleEndian(slot[12..]) != BlockLayout.BlockBytes)
            throw Errors.Corrupted($"file \"{path}\" has an unknown block size");
        return header;
    }
}
