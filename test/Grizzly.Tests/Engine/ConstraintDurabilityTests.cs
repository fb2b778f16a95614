using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Tests.Storage;

namespace Grizzly.Tests.Engine;

/// <summary>Definitions after reopening, from a checkpoint and from the log.</summary>
public sealed class ConstraintDurabilityTests
{
    private const string Definition = """
        CREATE TABLE t(id INTEGER GENERATED ALWAYS AS IDENTITY, a INTEGER DEFAULT 3 CONSTRAINT positive CHECK (a > 0),
            b VARCHAR NOT NULL DEFAULT 'b', c INTEGER AS (a * 2) VIRTUAL, d INTEGER AS (a + 1) STORED);
        INSERT INTO t(a) VALUES (1)
        """;

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void Columns_and_constraints_survive(bool checkpoint, bool crash)
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions { Path = "/t.grz", FileSystem = files };
        Database first = Database.Open(options);
        using (Session session = first.Connect()) session.ExecuteScript(Definition);
        if (checkpoint) first.Checkpoint();
        if (crash) files.Restart();
        else first.Dispose();
        using Database database = Database.Open(options);
        using Session reopened = database.Connect();
        reopened.ExecuteScript("INSERT INTO t DEFAULT VALUES");
        Assert.That(Sql.Rows(reopened, "SELECT a, b, c, d FROM t ORDER BY a"),
            Is.EqualTo(new[] { "1\tb\t2\t2", "3\tb\t6\t4" }));
        GrizzlyException check = Sql.ErrorOf(reopened, "INSERT INTO t(a) VALUES (0)");
        Assert.That((check.SqlState, check.SchemaName, check.TableName, check.ConstraintName),
            Is.EqualTo((SqlStates.CheckViolation, "main", "t", "positive")));
        GrizzlyException notNull = Sql.ErrorOf(reopened, "INSERT INTO t(b) VALUES (NULL)");
        Assert.That((notNull.SqlState, notNull.TableName, notNull.ColumnName),
            Is.EqualTo((SqlStates.NotNullViolation, "t", "b")));
        Assert.That(Sql.StateOf(reopened, "INSERT INTO t(id) VALUES (1)"), Is.EqualTo(SqlStates.GeneratedAlways));
    }

    [Test]
    public void Dropping_what_others_need_takes_cascade()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session session = database.Connect();
        session.ExecuteScript("""
            CREATE TABLE t(a INTEGER); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT * FROM v;
            CREATE SCHEMA s; CREATE TABLE s.u(id SERIAL)
            """);
        Assert.That(Sql.StateOf(session, "DROP TABLE t"), Is.EqualTo(SqlStates.DependentObjectsStillExist));
        Assert.That(Sql.ErrorOf(session, "DROP VIEW v").Detail, Does.Contain("view \"w\""));
        Assert.That(Sql.StateOf(session, "DROP SCHEMA s"), Is.EqualTo(SqlStates.DependentObjectsStillExist));
        session.ExecuteScript("DROP TABLE t CASCADE; DROP SCHEMA s CASCADE");
        Assert.That(Sql.StateOf(session, "SELECT * FROM w"), Is.EqualTo(SqlStates.UndefinedTable));
        Assert.That(Sql.Rows(session, "SHOW TABLES"), Is.Empty);
    }
}
