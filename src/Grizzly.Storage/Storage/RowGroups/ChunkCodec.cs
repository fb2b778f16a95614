using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// Rows of a chunk as bytes, for the log: per column a flag (has NULLs), the NULL bitmap if so, then values (strings:
/// length, bytes).
/// </summary>
internal static unsafe class ChunkCodec
{
    public static void Write(ByteWriter writer, DataChunk chunk, int start, int count)
    {
        writer.VarInt((ulong)count);
        foreach (ColumnVector column in chunk.Columns) WriteColumn(writer, column, start, count);
    }

    /// <summary>Reads into an empty chunk of the same layout; XX001 where the bytes do not fit.</summary>
    public static void Read(ref ByteReader reader, DataChunk chunk)
    {
        chunk.Reset();
        int count = reader.Bounded(ColumnVector.MaxCapacity);
        foreach (ColumnVector column in chunk.Columns) ReadColumn(ref reader, column, count);
        chunk.SetCount(count);
    }

    private static void WriteColumn(ByteWriter writer, ColumnVector column, int start, int count)
    {
        bool hasNulls = column.MayHaveNulls;
        writer.Bool(hasNulls);
        if (hasNulls)
        {
            Span<byte> bits = writer.Claim((count + 7) / 8);
            bits.Clear();
            for (int i = 0; i < count; i++)
            {
                if (!column.IsNullAt(start + i)) bits[i >> 3] |= (byte)(1 << (i & 7));
            }
        }
        int size = column.Type.SizeInBytes;
        if (column.Physical == PhysicalType.String)
        {
            for (int i = 0; i < count; i++)
            {
                if (hasNulls && column.IsNullAt(start + i)) writer.VarInt(0);
                else writer.Blob(StringView.SpanOf((StringView*)column.AddressOf(start + i)));
            }
        }
        else if (column.Encoding == VectorEncoding.Flat)
        {
            writer.Raw(new ReadOnlySpan<byte>(column.Data + (long)start * size, count * size));
        }
        else
        {
            for (int i = 0; i < count; i++) writer.Raw(new ReadOnlySpan<byte>(column.AddressOf(start + i), size));
        }
    }

    private static void ReadColumn(ref ByteReader reader, ColumnVector column, int count)
    {
        bool hasNulls = reader.Bool();
        ReadOnlySpan<byte> bits = hasNulls ? reader.Raw((count + 7) / 8) : [];
        byte* data = column.SetFlat();
        if (column.Physical == PhysicalType.String)
        {
            for (int i = 0; i < count; i++) ((StringView*)data)[i] = column.Arena.Add(reader.Blob());
        }
        else
        {
            int bytes = count * column.Type.SizeInBytes;
            reader.Raw(bytes).CopyTo(new Span<byte>(data, bytes));
        }
        if (!hasNulls) return;
        for (int i = 0; i < count; i++)
        {
            if ((bits[i >> 3] >> (i & 7) & 1) == 0) column.SetNull(i);
        }
    }
}
