using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Storage;

namespace Grizzly.Tests.Storage;

/// <summary>Checkpoints and checks that were cancelled leave everything as it was.</summary>
public sealed class MaintenanceCancellationTests
{
    private static readonly CancellationToken Cancelled = new(true);

    [TestCase(10)]
    [TestCase(400_000)]
    public void A_cancelled_checkpoint_changes_nothing(int rows)
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions { Path = "/cancelled.grz", FileSystem = files };
        using (Database database = Database.Open(options))
        {
            using Session session = database.Connect();
            session.ExecuteScript(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, v VARCHAR); "
                + $"INSERT INTO t SELECT i, 'text ' || i FROM range({rows}) r(i)");
            long before = database.Storage.LogBytes;
            for (int i = 0; i < 3; i++)
            {
                Assert.That(Assert.Throws<GrizzlyException>(() => database.Checkpoint(Cancelled))!.SqlState,
                    Is.EqualTo(SqlStates.QueryCanceled));
                Assert.That(database.Storage.LogBytes, Is.EqualTo(before));
                Assert.That(database.CheckIntegrity(), Is.Empty);
            }
            session.ExecuteScript("DELETE FROM t WHERE id = 1");
            database.Checkpoint();
            Assert.That(database.Storage.LogBytes, Is.Zero);
            session.ExecuteScript("INSERT INTO t VALUES (1, 'again')");
            Assert.Throws<GrizzlyException>(() => database.Storage.Vacuum(Cancelled));
            database.Storage.Vacuum();
        }
        using Database again = Database.Open(options);
        using Session reader = again.Connect();
        Assert.That(Tests.Engine.Sql.Scalar(reader, "SELECT count(*) || ' ' || sum(id)::BIGINT FROM t"),
            Is.EqualTo($"{rows} {(long)rows * (rows - 1) / 2}"));
        Assert.That(again.CheckIntegrity(), Is.Empty);
    }

    [Test]
    public void An_integrity_check_is_cancelled_and_not_taken_for_damage()
    {
        using Database database = Database.Open(
            new DatabaseOptions { Path = "/checked.grz", FileSystem = new SimulatedFileSystem() });
        using Session session = database.Connect();
        session.ExecuteScript("CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t FROM range(10)");
        Assert.That(Assert.Throws<GrizzlyException>(() => database.CheckIntegrity(Cancelled))!.SqlState,
            Is.EqualTo(SqlStates.QueryCanceled));
        Assert.That(database.CheckIntegrity(), Is.Empty);
    }
}
