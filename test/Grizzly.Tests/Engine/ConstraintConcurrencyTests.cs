using Grizzly.Common;
using Grizzly.Engine;

namespace Grizzly.Tests.Engine;

/// <summary>Constraints under concurrent transactions: no interleaving breaks them.</summary>
public sealed class ConstraintConcurrencyTests
{
    private static readonly string[] Conflicts = [SqlStates.SerializationFailure];

    [Test]
    public void A_child_meets_an_uncommitted_delete_of_its_parent()
    {
        using Database database = Family();
        using Session deleter = database.Connect(), inserter = database.Connect();
        deleter.ExecuteScript("BEGIN; DELETE FROM parent WHERE id = 1");
        Assert.That(Sql.StateOf(inserter, "INSERT INTO child VALUES (1, 1)"), Is.EqualTo(Conflicts[0]));
        deleter.ExecuteScript("COMMIT");
        Assert.That(Sql.StateOf(inserter, "INSERT INTO child VALUES (1, 1)"),
            Is.EqualTo(SqlStates.ForeignKeyViolation));
    }

    [Test]
    public void A_delete_meets_an_uncommitted_child()
    {
        using Database database = Family();
        using Session deleter = database.Connect(), inserter = database.Connect();
        inserter.ExecuteScript("BEGIN; INSERT INTO child VALUES (1, 1)");
        Assert.That(Sql.StateOf(deleter, "DELETE FROM parent WHERE id = 1"), Is.EqualTo(Conflicts[0]));
        inserter.ExecuteScript("COMMIT");
        Assert.That(Sql.StateOf(deleter, "DELETE FROM parent WHERE id = 1"),
            Is.EqualTo(SqlStates.ForeignKeyViolation));
    }

    [Test]
    public void A_parent_that_left_after_the_snapshot_is_gone()
    {
        using Database database = Family();
        using Session old = database.Connect(), other = database.Connect();
        old.ExecuteScript("BEGIN; SELECT * FROM parent");
        other.ExecuteScript("DELETE FROM parent WHERE id = 1");
        Assert.That(Sql.StateOf(old, "INSERT INTO child VALUES (1, 1)"), Is.EqualTo(SqlStates.ForeignKeyViolation));
    }

    [Test]
    public void A_child_that_came_after_the_snapshot_holds_its_parent()
    {
        using Database database = Family();
        using Session old = database.Connect(), other = database.Connect();
        old.ExecuteScript("BEGIN; SELECT * FROM parent");
        other.ExecuteScript("INSERT INTO child VALUES (1, 1); INSERT INTO cascading VALUES (1, 2)");
        old.ExecuteScript("SAVEPOINT s");
        Assert.That(Sql.StateOf(old, "DELETE FROM parent WHERE id = 1"), Is.EqualTo(SqlStates.ForeignKeyViolation));
        old.ExecuteScript("ROLLBACK TO s");
        Assert.That(Sql.StateOf(old, "DELETE FROM parent WHERE id = 2"), Is.EqualTo(Conflicts[0]),
            "the cascade cannot leave behind a row it does not see");
    }

    [Test]
    public void A_key_that_came_after_the_snapshot_conflicts_with_an_upsert()
    {
        using Database database = Family();
        using Session old = database.Connect(), other = database.Connect();
        old.ExecuteScript("BEGIN; SELECT * FROM parent");
        other.ExecuteScript("INSERT INTO parent VALUES (9)");
        Assert.That(Sql.StateOf(old, "INSERT INTO parent VALUES (9) ON CONFLICT DO NOTHING"),
            Is.EqualTo(Conflicts[0]));
    }

    [Test]
    public void Deferred_keys_are_checked_in_the_state_of_the_commit()
    {
        using Database database = Family();
        using Session writer = database.Connect(), deleter = database.Connect();
        writer.ExecuteScript("BEGIN; INSERT INTO deferred VALUES (1, 3)");
        deleter.ExecuteScript("BEGIN; DELETE FROM parent WHERE id = 3");
        Assert.That(Sql.StateOf(deleter, "COMMIT"), Is.EqualTo(Conflicts[0]));
        writer.ExecuteScript("UPDATE deferred SET parent_id = 77");
        Assert.That(Sql.StateOf(writer, "COMMIT"), Is.EqualTo(SqlStates.ForeignKeyViolation));
        Assert.That(Sql.Scalar(writer, "SELECT count(*) FROM deferred"), Is.EqualTo("0"));
    }

    [Test]
    public void Random_transactions_of_many_threads_leave_no_orphan_and_no_double_key()
    {
        using Database database = Family();
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        int committed = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            using Session session = database.Connect();
            var random = new Random(seed + thread);
            for (int i = 0; i < 150; i++)
            {
                try
                {
                    session.ExecuteScript("BEGIN");
                    for (int k = random.Next(1, 4); k > 0; k--) session.ExecuteScript(Statement(random));
                    session.ExecuteScript("COMMIT");
                    Interlocked.Increment(ref committed);
                }
                catch (GrizzlyException error) when (error.SqlState is SqlStates.SerializationFailure
                    or SqlStates.ForeignKeyViolation or SqlStates.UniqueViolation)
                {
                    if (session.IsInTransaction) session.ExecuteScript("ROLLBACK");
                }
            }
        });
        Assert.That(committed, Is.GreaterThan(0));
        using Session check = database.Connect();
        foreach (string child in new[] { "child", "cascading", "deferred" })
        {
            Assert.That(Sql.Scalar(check, $"""
                SELECT count(*) FROM {child} WHERE parent_id IS NOT NULL
                AND NOT EXISTS (SELECT * FROM parent WHERE parent.id + 0 = {child}.parent_id + 0)
                """), Is.EqualTo("0"), $"seed {seed}: {child}");
            Assert.That(Sql.Scalar(check, $"SELECT count(*) - count(DISTINCT id + 0) FROM {child}"), Is.EqualTo("0"));
        }
        Assert.That(Sql.Scalar(check, "SELECT count(*) - count(DISTINCT id + 0) FROM parent"), Is.EqualTo("0"));
        Assert.That(database.CheckIntegrity(), Is.Empty);
    }

    private static string Statement(Random random)
    {
        int id = random.Next(1, 9), parent = random.Next(1, 7);
        string child = random.Next(3) switch { 0 => "child", 1 => "cascading", _ => "deferred" };
        return random.Next(8) switch
        {
            0 => $"DELETE FROM parent WHERE id = {parent}",
            1 => $"INSERT INTO parent VALUES ({parent}) ON CONFLICT DO NOTHING",
            2 => $"UPDATE parent SET id = {random.Next(1, 7)} WHERE id = {parent}",
            3 => $"DELETE FROM {child} WHERE id = {id}",
            4 => $"UPDATE {child} SET parent_id = {parent} WHERE id = {id}",
            _ => $"INSERT INTO {child} VALUES ({id}, {parent})",
        };
    }

    private static Database Family()
    {
        Database database = Database.Open(new DatabaseOptions());
        using Session session = database.Connect();
        session.ExecuteScript("""
            CREATE TABLE parent(id INTEGER PRIMARY KEY);
            CREATE TABLE child(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent);
            CREATE TABLE cascading(id INTEGER PRIMARY KEY,
                parent_id INTEGER REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE);
            CREATE TABLE deferred(id INTEGER PRIMARY KEY,
                parent_id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO parent VALUES (1), (2), (3), (4)
            """);
        return database;
    }
}
