using System.Buffers.Binary;
using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Transactions;

/// <summary>What a log frame holds. Payloads are opaque here: the rooms above register what they mean.</summary>
/// <remarks>The numbers are written to files: never renumber. 0 never occurs, so that zeros end the log.</remarks>
public enum LogRecordKind : byte
{
    /// <summary>Ends a transaction; payload: commit timestamp (8 bytes).</summary>
    Commit = 1,

    /// <summary>Rows appended to a table's open row group.</summary>
    Append = 2,

    /// <summary>Row groups written straight to blocks.</summary>
    BulkAppend = 3,

    /// <summary>Row ids deleted.</summary>
    Delete = 4,

    /// <summary>A row group dropped or rewritten without its deleted rows; row ids change.</summary>
    Compact = 5,

    /// <summary>A catalog change; the payload belongs to the Catalog.</summary>
    Catalog = 16,
}

/// <summary>Bytes of the log file.</summary>
/// <remarks>
/// Header (64 bytes): magic 0, version 8, reserved 12, database id 16, checkpoint id 32, salt 40, reserved 48, checksum
/// 56 (of the first 56). Frame: payload length 0 (4), kind 4 (1), zeros 5 (3), checksum 8 (8), payload 16. The checksum
/// is XxHash3 of the first 8 bytes and the payload, seeded with the checksum of the frame before (the first with the
/// salt), so a frame is only valid where it was written. The frames of a transaction are contiguous and end with its
/// Commit frame.
/// </remarks>
internal static class LogFormat
{
    public const int HeaderBytes = 64;
    public const int FrameHeaderBytes = 16;
    public const uint Version = 1;
    private const ulong Magic = 0x0A1A_4C41_575A_5247; // "GRZWAL", a DOS end-of-file and a line feed

    public static byte[] Header(Guid databaseId, ulong checkpointId, ulong salt)
    {
        byte[] bytes = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        databaseId.TryWriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), checkpointId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), salt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), XxHash3.HashToUInt64(bytes.AsSpan(0, 56)));
        return bytes;
    }

    /// <summary>False where the bytes are not a whole header; the version may be one to come.</summary>
    public static bool TryParseHeader(
        ReadOnlySpan<byte> bytes, out Guid databaseId, out ulong checkpointId, out ulong salt, out uint version)
    {
        version = 0;
        databaseId = default;
        checkpointId = salt = 0;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic) return false;
        if (XxHash3.HashToUInt64(bytes[..56]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..])) return false;
        databaseId = new Guid(bytes.Slice(16, 16));
        checkpointId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        return true;
    }

    public static void WriteFrameHeader(Span<byte> frame, int payloadLength, LogRecordKind kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, payloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], (byte)kind);
    }

    public static int PayloadLength(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32LittleEndian(frame);

    public static LogRecordKind Kind(ReadOnlySpan<byte> frame) => (LogRecordKind)frame[4];

    public static ulong StoredChecksum(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt64LittleEndian(frame[8..]);

    /// <summary>Checksum of a whole frame after the one whose checksum is <paramref name="previous"/>.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> frame, ulong previous)
    {
        ulong head = BinaryPrimitives.ReadUInt64LittleEndian(frame);
        return XxHash3.HashToUInt64(frame[FrameHeaderBytes..], (long)(previous ^ (head * 0x9E37_79B9_7F4A_7C15UL)));
    }
}
