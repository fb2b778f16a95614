using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Places in the file, and segments' zone maps, as bytes: in checkpoints and in the log.</summary>
internal static class TableMetadata
{
    public static void WriteSegment(ByteWriter writer, ZoneMap zone, BlockRun run)
    {
        zone.Write(writer);
        WriteRun(writer, run);
    }

    public static void WriteRun(ByteWriter writer, BlockRun run)
    {
        writer.VarInt((ulong)run.Offset);
        writer.VarInt((ulong)run.Length);
        writer.VarInt((ulong)run.Blocks.Length);
        long previous = 0;
        foreach (long block in run.Blocks)
        {
            writer.VarSigned(block - previous);
            previous = block;
        }
        writer.UInt64(run.Checksum);
    }

    /// <summary>Reads one segment per column and counts its blocks' references.</summary>
    public static ColumnSegment[] ReadSegments(
        ref ByteReader reader, StorageContext context, PhysicalType[] types, int rows)
    {
        var segments = new ColumnSegment[types.Length];
        for (int column = 0; column < types.Length; column++)
        {
            (ZoneMap zone, BlockRun run) = ReadSegment(ref reader);
            if (zone.RowCount != rows)
                throw Errors.Corrupted("a segment has another number of rows than its row group");
            foreach (long block in run.Blocks) context.Blocks!.AddReference(block);
            segments[column] = ColumnSegment.FromRun(context, types[column], zone, run);
        }
        return segments;
    }

    public static (ZoneMap Zone, BlockRun Run) ReadSegment(ref ByteReader reader)
    {
        ZoneMap zone = ZoneMap.Read(ref reader);
        return (zone, ReadRun(ref reader));
    }

    public static BlockRun ReadRun(ref ByteReader reader)
    {
        int offset = reader.Bounded(BlockLayout.PayloadBytes), length = reader.Bounded(int.MaxValue - 4096);
        long[] blocks = new long[reader.Count()];
        long block = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            block += reader.VarSigned();
            blocks[i] = block;
        }
        if ((long)offset + length > (long)blocks.Length * BlockLayout.PayloadBytes)
            throw Errors.Corrupted("a stored part reaches past its blocks");
        return new BlockRun(blocks, offset, length, reader.UInt64());
    }
}
