using Grizzly.Engine;
using Grizzly.Storage;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Storage;

/// <summary>The log does not grow without bound, and a checkpoint nobody asked for changes nothing else.</summary>
public sealed class AutomaticCheckpointTests
{
    private const int Threshold = 64 << 10;

    [Test]
    public void The_log_stays_within_its_bound_while_writers_go_on()
    {
        using var folder = new DatabaseFolder();
        string path = folder.PathOf("bounded.grz");
        var options = new DatabaseOptions
        {
            Path = path,
            Synchronous = SynchronousMode.Off,
            CheckpointThresholdBytes = Threshold,
        };
        long longest = 0;
        using (Database database = Database.Open(options))
        {
            using (Session session = database.Connect())
                session.ExecuteScript("CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR)");
            Parallel.For(0, 2, writer =>
            {
                using Session session = database.Connect();
                for (int i = 0; i < 1500; i++)
                {
                    session.ExecuteScript($"INSERT INTO t VALUES ({i * 2 + writer}, repeat('x', 500))");
                    long length = database.Storage.LogBytes;
                    lock (options) longest = Math.Max(longest, length);
                }
            });
            Assert.That(database.Storage.CheckpointFailure, Is.Null);
            Assert.That(database.CheckIntegrity(), Is.Empty);
        }
        Assert.That(longest, Is.LessThan(6 * Threshold));
        using Database again = Database.Open(options);
        using Session reader = again.Connect();
        Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT count(*) || ' ' || sum(length(v)) FROM t"),
            Is.EqualTo("3000 1500000"));
    }

    [Test]
    public void A_checkpoint_that_fails_fails_no_commit()
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions
        {
            Path = "/full.grz",
            FileSystem = files,
            CheckpointThresholdBytes = Threshold,
        };
        using Database database = Database.Open(options);
        using Session session = database.Connect();
        session.ExecuteScript("CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR)");
        files.FailWritesTo = "/full.grz";
        for (int i = 0; i < 400; i++) session.ExecuteScript($"INSERT INTO t VALUES ({i}, repeat('x', 500))");
        Assert.That(() => database.Storage.CheckpointFailure, Is.Not.Null.After(10_000, 10));
        files.FailWritesTo = null;
        database.Checkpoint();
        Assert.That(database.Storage.CheckpointFailure, Is.Null);
        Assert.That(Tests.Engine.Sql.Scalar(session, "SELECT count(*) FROM t"), Is.EqualTo("400"));
        Assert.That(database.CheckIntegrity(), Is.Empty);
    }
}
