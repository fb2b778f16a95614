using System.Buffers;
using System.Buffers.Binary;
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
    /// Reads the stream; the length is believed only as far as the file has blocks. Adds a reference to each block.
    /// </summary>
    public static byte[] Read(BlockFile file, long root, long length, List<long> blocks)
    {
        if (length < 0 || length > file.BlockCount * DataBytes || (length == 0) != (root < 0))
            throw Errors.Corrupted($"the metadata of \"{file.Path}\" has an impossible length",
                BlockLayout.RestoreHint);
        byte[] bytes = new byte[length];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockLayout.BlockBytes);
        try
        {
            long done = 0;
            for (long block = root; done < length;)
            {
                file.AddReference(block);
                blocks.Add(block);
                file.Read(block, buffer.AsSpan(0, BlockLayout.BlockBytes));
                ReadOnlySpan<byte> payload = buffer.AsSpan(BlockLayout.BlockHeaderBytes, BlockLayout.PayloadBytes);
                int count = (int)Math.Min(DataBytes, length - done);
                payload.Slice(LinkBytes, count).CopyTo(bytes.AsSpan((int)done));
                done += count;
                block = BinaryPrimitives.ReadInt64LittleEndian(payload);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return bytes;
    }
}
