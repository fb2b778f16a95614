using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Storage;

/// <summary>Rows for storage tests: (id BIGINT, text VARCHAR NULL) made from a number, and ways in and out.</summary>
internal static class Rows
{
    public static readonly PhysicalType[] Types = [PhysicalType.Int64, PhysicalType.String];

    public static DataChunk Chunk() => new([LogicalType.BigInt, LogicalType.Varchar]);

    public static Value Text(long id) =>
        id % 7 == 3 ? Value.Null(LogicalType.Varchar)
            : Value.OfVarchar(id % 5 == 0 ? $"a longer text for the row {id}" : $"row {id % 100}");

    public static void Append(DataTable table, Transaction transaction, long first, int count)
    {
        using DataChunk chunk = Chunk();
        for (int done = 0; done < count;)
        {
            int part = Math.Min(ColumnVector.MaxCapacity, count - done);
            Fill(chunk, first + done, part);
            table.Append(transaction, chunk);
            done += part;
        }
    }

    public static void Fill(DataChunk chunk, long first, int count)
    {
        chunk.Reset();
        for (int i = 0; i < count; i++)
        {
            chunk.Columns[0].SetValue(i, Value.OfBigInt(first + i));
            chunk.Columns[1].SetValue(i, Text(first + i));
        }
        chunk.SetCount(count);
    }

    /// <summary>All visible ids, checking that each row's text belongs to it.</summary>
    public static List<long> Ids(DataTable table, Snapshot snapshot, int vectorSize = ColumnVector.MaxCapacity)
    {
        var ids = new List<long>();
        TableScan scan = table.CreateScan(snapshot, [0, 1], vectorSize: vectorSize);
        using ScanCursor cursor = scan.CreateCursor();
        using DataChunk chunk = Chunk();
        while (cursor.Next(chunk))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                long id = (long)chunk.Columns[0].GetValue(i).Integer;
                ids.Add(id);
                Value expected = Text(id), actual = chunk.Columns[1].GetValue(i);
                if (!expected.Equals(actual)) Assert.Fail($"row {id} has the text of another row");
            }
        }
        return ids;
    }

    public static List<long> RowIds(DataTable table, Snapshot snapshot, Func<long, bool> wanted)
    {
        var rowIds = new List<long>();
        TableScan scan = table.CreateScan(snapshot, [0], withRowIds: true);
        using ScanCursor cursor = scan.CreateCursor();
        using var chunk = new DataChunk([LogicalType.BigInt, LogicalType.BigInt]);
        while (cursor.Next(chunk))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                if (wanted((long)chunk.Columns[0].GetValue(i).Integer))
                    rowIds.Add((long)chunk.Columns[1].GetValue(i).Integer);
            }
        }
        return rowIds;
    }
}
