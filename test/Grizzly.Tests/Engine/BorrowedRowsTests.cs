using Grizzly.Engine;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Engine;

/// <summary>Rows that a reader looks at stay what they are while writers replace the memory they lie in.</summary>
public sealed class BorrowedRowsTests
{
    [Test]
    public void Rows_read_stay_while_their_slot_grows()
    {
        using var database = Database.Open(new DatabaseOptions { Path = DatabaseOptions.InMemory });
        using Session writer = database.Connect(), reader = database.Connect();
        writer.ExecuteScript("CREATE TABLE t (a BIGINT); INSERT INTO t SELECT i FROM range(10, 60) r(i)");
        using StatementResult result = reader.Execute(database.Prepare("SELECT a FROM t")[0], []);
        DataChunk chunk = result.Next()!;
        for (int i = 0; i < 20; i++) writer.ExecuteScript("INSERT INTO t SELECT i FROM range(100, 200) r(i)");
        CollectAll();
        Assert.That(
            Enumerable.Range(0, chunk.Count).Select(row => (int)chunk.Columns[0].GetValue(row).Integer),
            Is.EqualTo(Enumerable.Range(10, 50)));
    }

    [Test]
    public void Rows_looked_up_stay_while_their_group_is_compressed()
    {
        using var database = Database.Open(new DatabaseOptions { Path = DatabaseOptions.InMemory });
        using Session writer = database.Connect(), reader = database.Connect();
        writer.ExecuteScript("CREATE TABLE t (a BIGINT PRIMARY KEY, s VARCHAR)");
        writer.ExecuteScript("INSERT INTO t SELECT i, 'a text that is not inline ' || i FROM range(100) r(i)");
        string sql = "SELECT s FROM t WHERE a = 42";
        using StatementResult result = reader.Execute(database.Prepare(sql)[0], []);
        DataChunk chunk = result.Next()!;
        for (int i = 1; i <= 10; i++)
            writer.ExecuteScript($"INSERT INTO t SELECT i, 'more' FROM range({i * 16000}, {i * 16000 + 16000}) r(i)");
        CollectAll();
        Assert.That(chunk.Columns[0].GetValue(0).Text, Is.EqualTo("a text that is not inline 42"));
    }

    /// <summary>Frees what nobody holds, and has the freed memory written to.</summary>
    private static void CollectAll()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        for (int i = 0; i < 2000; i++)
        {
            using var vector = new ColumnVector(LogicalType.BigInt);
            unsafe
            {
                new Span<byte>(vector.SetFlat(), 8 * ColumnVector.MaxCapacity).Fill(0xAB);
            }
        }
    }
}
