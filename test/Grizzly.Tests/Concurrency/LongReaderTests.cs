using Grizzly.Catalog;
using Grizzly.Engine;
using Grizzly.Storage;
using Grizzly.Tests.Data;
using Grizzly.Transactions;

namespace Grizzly.Tests.Concurrency;

/// <summary>One snapshot for a long time, many changes meanwhile.</summary>
public sealed class LongReaderTests
{
    private const int Rows = 5000;

    /// <summary>GRIZZLY_LONG_READER_UPDATES: a million by default takes some seconds.</summary>
    private static int Updates =>
        int.TryParse(Environment.GetEnvironmentVariable("GRIZZLY_LONG_READER_UPDATES"), out int count)
            ? count : 1_000_000;

    [Test]
    public void A_long_reader_keeps_its_snapshot_and_space_comes_back_afterwards()
    {
        using var folder = new DatabaseFolder();
        string path = folder.PathOf("long.grz");
        using Database database = Database.Open(new DatabaseOptions
        {
            Path = path,
            Synchronous = SynchronousMode.Off,
        });
        using Session reader = database.Connect(), writer = database.Connect();
        writer.ExecuteScript($"""
            CREATE TABLE t(id INTEGER PRIMARY KEY, v BIGINT);
            CREATE INDEX t_v ON t(v);
            INSERT INTO t SELECT i, 1 FROM generate_series(1, {Rows}) AS g(i);
            VACUUM
            """);
        (long memory, long file, long index) before = Sizes(database, path);
        reader.ExecuteScript("BEGIN");
        Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT sum(v) FROM t"), Is.EqualTo($"{Rows}"));
        int passes = Updates / Rows;
        for (int pass = 1; pass <= passes; pass++)
        {
            writer.ExecuteScript("UPDATE t SET v = v + 1");
            if (pass % 40 != 0) continue;
            Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT sum(v) FROM t"), Is.EqualTo($"{Rows}"));
            Assert.That(Tests.Engine.Sql.Scalar(reader, $"SELECT v FROM t WHERE id = {pass}"), Is.EqualTo("1"));
            writer.ExecuteScript("CHECKPOINT");
        }
        Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT count(*) FROM t WHERE v = 1"), Is.EqualTo($"{Rows}"));
        (long memory, long file, long index) during = Sizes(database, path);
        reader.ExecuteScript("COMMIT");
        Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT sum(v) FROM t"),
            Is.EqualTo($"{(long)Rows * (passes + 1)}"));
        writer.ExecuteScript("VACUUM");
        (long memory, long file, long index) after = Sizes(database, path);
        TestContext.Out.WriteLine($"memory, file, indexes: {before}, {during}, {after}");
        Assert.That(database.CheckIntegrity(), Is.Empty);
        Assert.That(after.index, Is.LessThanOrEqualTo(before.index * 2));
        Assert.That(after.file, Is.LessThanOrEqualTo(before.file * 2 + (1 << 20)));
        Assert.That(after.memory, Is.LessThanOrEqualTo(before.memory * 2 + (4 << 20)));
    }

    private static (long Memory, long File, long Index) Sizes(Database database, string path)
    {
        // Delta stores are freed by finalizers.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long indexes = database.Catalog.All(Snapshot.AsOf(database.Transactions.LastCommitted))
            .OfType<IndexEntry>().Sum(entry => entry.Index.SizeBytes);
        return (database.Memory.Tracker.Used, new FileInfo(path).Length, indexes);
    }
}
