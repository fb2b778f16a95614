using System.Buffers.Binary;
using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// A byte stream over chained blocks: each payload starts with the next block's number (8 bytes, -1 at the end).
/// </summary>
internal static class MetadataChain
{
    private const int LinkBytes = 8;
    private const int DataBytes = BlockLayout.PayloadBytes - LinkBytes;

    /// <summary>Writes the stream into newly allocated blocks and returns them in order; empty for no bytes.</summary>
    public static List<long> Write(BlockFile file, ReadOnlySpan<byte> bytes)
    {
        int count = (bytes.Length + DataBytes - 1) / DataBytes;
        var blocks = new List<long>(count);
        try
        {
            for (int i = 0; i < count; i++) blocks.Add(file.Allocate());
            WriteBlocks(file, blocks, bytes);
            return blocks;
        }
        catch
        {
            foreach (long block in blocks) file.Release(block, wasNeverPublished: true);
            throw;
        }
    }

    private static void WriteBlocks(BlockFile file, List<long> blocks, ReadOnlySpan<byte> bytes)
    {
        byte[] buffer = new byte[BlockLayout.BlockBytes];
        for (int i = 0; i < blocks.Count; i++)
        {
            Span<byte> payload = buffer.AsSpan(BlockLayout.BlockHeaderBytes);
            BinaryPrimitives.WriteInt64LittleEndian(payload, i + 1 < blocks.Count ? blocks[i + 1] : -1);
            ReadOnlySpan<byte> part = bytes.Slice(i * DataBytes, Math.Min(DataBytes, bytes.Length - i * DataBytes));
            part.CopyTo(payload[LinkBytes..]);
            payload[(LinkBytes + part.Length)..].Clear();
            file.Write(blocks[i], buffer);
        }
    }

    /// <summary>
    /// Reads the stream that a header names and verifies it; its length is believed only as far as the file has blocks.
    /// Adds a reference to each block.
    /// </summary>
    public static byte[] Read(BlockFile file, DatabaseHeader header, List<long> blocks)
    {
        long length = header.MetadataLength;
        if (length < 0 || length > file.BlockCount * DataBytes || (length == 0) != (header.MetadataRoot < 0))
            throw Errors.Corrupted($"the metadata of \"{file.Path}\" has an impossible length",
                BlockLayout.RestoreHint);
        byte[] bytes = new byte[length];
        Span<byte> link = stackalloc byte[LinkBytes];
        long block = header.MetadataRoot;
        for (int done = 0; done < length;)
        {
            file.AddReference(block);
            blocks.Add(block);
            int count = (int)Math.Min(DataBytes, length - done);
            file.ReadPayload(block, LinkBytes, bytes.AsSpan(done, count));
            done += count;
            if (done == length) break;
            file.ReadPayload(block, 0, link);
            block = BinaryPrimitives.ReadInt64LittleEndian(link);
        }
        if (XxHash3.HashToUInt64(bytes) != header.MetadataChecksum)
            throw Errors.Corrupted($"the metadata of \"{file.Path}\" fails its checksum", BlockLayout.RestoreHint);
        return bytes;
    }
}
