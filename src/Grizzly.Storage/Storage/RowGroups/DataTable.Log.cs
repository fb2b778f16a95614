using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>What a table writes to the log, and reads back from it.</summary>
/// <remarks>
/// Append: table, first row id, chunk. Delete: table, count, ids as differences. BulkAppend: table, group number, rows,
/// per column zone map and run. Replay makes changes visible to everyone at once: only committed transactions are
/// replayed.
/// </remarks>
public sealed partial class DataTable
{
    private void LogAppend(Transaction transaction, RowGroup group, int first, DataChunk chunk, int start, int count)
    {
        ByteWriter writer = transaction.Log.Begin(LogRecordKind.Append);
        writer.VarInt((ulong)Id);
        writer.VarInt((ulong)(group.FirstRowId + first));
        ChunkCodec.Write(writer, chunk, start, count);
        transaction.Log.End();
    }

    private void LogDelete(Transaction transaction, List<long> rowIds)
    {
        ByteWriter writer = transaction.Log.Begin(LogRecordKind.Delete);
        writer.VarInt((ulong)Id);
        writer.VarInt((ulong)rowIds.Count);
        long previous = 0;
        foreach (long rowId in rowIds)
        {
            writer.VarSigned(rowId - previous);
            previous = rowId;
        }
        transaction.Log.End();
    }

    private void LogBulkAppend(Transaction transaction, RowGroup group)
    {
        transaction.HasDirectWrites = true;
        ByteWriter writer = transaction.Log.Begin(LogRecordKind.BulkAppend);
        writer.VarInt((ulong)Id);
        writer.VarInt((ulong)group.Number);
        writer.VarInt((ulong)group.Count);
        foreach (ColumnSegment segment in group.Segments!)
            TableMetadata.WriteSegment(writer, segment.Zone, segment.Run!);
        transaction.Log.End();
    }

    private void LogCompact(LogBuffer log, RowGroup group, int live)
    {
        ByteWriter writer = log.Begin(LogRecordKind.Compact);
        writer.VarInt((ulong)Id);
        writer.VarInt((ulong)group.Number);
        writer.VarInt((ulong)live);
        log.End();
    }

    internal void ReplayAppend(ref ByteReader reader)
    {
        long firstRowId = (long)reader.VarInt();
        using var chunk = new DataChunk([.. Types.Select(LogicalTypes.AnyOf)]);
        ChunkCodec.Read(ref reader, chunk);
        int number = RowGroupLayout.GroupOf(firstRowId), offset = RowGroupLayout.OffsetOf(firstRowId);
        if (firstRowId < 0 || offset + chunk.Count > RowGroupLayout.MaxRows)
            throw Errors.Corrupted("the log appends rows outside a row group");
        RowGroup? group = FindGroup(number);
        if (group is null)
        {
            group = RowGroup.Open(_context, number, Types);
            Insert(group);
        }
        if (group.Delta is null) group.Reopen(Types);
        group.AppendAt(offset, chunk);
        NoteReplayed(firstRowId, chunk.Count);
        if (group.Count == RowGroupLayout.MaxRows) group.Close(_sketches);
    }

    internal void ReplayDelete(ref ByteReader reader)
    {
        int count = reader.Count();
        long rowId = 0;
        for (int i = 0; i < count; i++)
        {
            rowId += reader.VarSigned();
            RowGroup? group = rowId < 0 ? null : FindGroup(RowGroupLayout.GroupOf(rowId));
            if (group is null || RowGroupLayout.OffsetOf(rowId) >= group.Count)
                throw Errors.Corrupted("the log deletes a row that never was");
            group.Versions.Remove(RowGroupLayout.OffsetOf(rowId));
        }
    }

    internal void ReplayBulkAppend(ref ByteReader reader)
    {
        int number = reader.Bounded(int.MaxValue - 1);
        int rows = reader.Bounded(RowGroupLayout.MaxRows);
        if (FindGroup(number) is not null) throw Errors.Corrupted("the log adds a row group that is there already");
        ColumnSegment[] segments = TableMetadata.ReadSegments(ref reader, _context, Types, rows);
        Insert(RowGroup.Closed(_context, number, segments, rows, Stamps.Always));
        NoteReplayed((long)number * RowGroupLayout.MaxRows, rows);
    }

    internal void ReplayCompact(ref ByteReader reader)
    {
        int number = reader.Bounded(int.MaxValue - 1), live = reader.Bounded(RowGroupLayout.MaxRows);
        RowGroup? group = FindGroup(number);
        // All its rows were rolled back, so the log never had them.
        if (group is null && live == 0) return;
        if (group is null) throw Errors.Corrupted("the log compacts a row group that is not there");
        if (group.Count - group.Versions.GoneCount != live)
            throw Errors.Corrupted("the log compacts a row group with other rows");
        WasCompactedByReplay = true;
        if (live > 0) Rewrite(group);
        else Drop(group);
    }

    /// <summary>Groups stay in the order of their numbers, in whatever order their transactions committed.</summary>
    private void Insert(RowGroup group)
    {
        _nextGroupNumber = Math.Max(_nextGroupNumber, group.Number + 1);
        _groups = [.. _groups.Append(group).OrderBy(g => g.Number)];
    }
}
