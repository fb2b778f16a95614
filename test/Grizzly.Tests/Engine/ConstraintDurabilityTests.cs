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
            SET enable_view_dependencies = true;
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

    [TestCase(false)]
    [TestCase(true)]
    public void Keys_and_altered_tables_survive_a_crash(bool checkpoint)
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions { Path = "/t.grz", FileSystem = files };
        Database first = Database.Open(options);
        using (Session session = first.Connect())
        {
            session.ExecuteScript("""
                CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, x VARCHAR);
                CREATE TABLE c(id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p ON DELETE CASCADE);
                INSERT INTO p VALUES (1, 1, 'one'), (2, 2, 'two'); INSERT INTO c VALUES (10, 1), (20, 2);
                CREATE INDEX p_x ON p(x)
                """);
            if (checkpoint) first.Checkpoint();
            session.ExecuteScript("""
                ALTER TABLE p DROP COLUMN a, ADD COLUMN b INTEGER DEFAULT 5;
                INSERT INTO p(id, x) SELECT i, 'n' FROM range(100, 40000) r(i);
                ALTER TABLE p RENAME COLUMN id TO key; ALTER TABLE p RENAME TO parent
                """);
        }
        files.Restart();
        using Database database = Database.Open(options);
        using Session reopened = database.Connect();
        Assert.That(database.CheckIntegrity(), Is.Empty);
        Assert.That(Sql.Rows(reopened, "SELECT * FROM parent WHERE x IN ('one', 'two') ORDER BY key"),
            Is.EqualTo(new[] { "1\tone\t5", "2\ttwo\t5" }));
        Assert.That(Sql.StateOf(reopened, "INSERT INTO parent VALUES (100, 'd', 1)"),
            Is.EqualTo(SqlStates.UniqueViolation));
        Assert.That(Sql.StateOf(reopened, "INSERT INTO c VALUES (30, 50)"),
            Is.EqualTo(SqlStates.ForeignKeyViolation));
        reopened.ExecuteScript("DELETE FROM parent WHERE key = 1");
        Assert.That(Sql.Rows(reopened, "SELECT id FROM c"), Is.EqualTo(new[] { "20" }));
    }

    [Test]
    public void Writers_and_changes_of_the_definition_conflict()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session writer = database.Connect(), owner = database.Connect();
        owner.ExecuteScript("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1)");
        writer.ExecuteScript("BEGIN; INSERT INTO t VALUES (-1)");
        owner.ExecuteScript("ALTER TABLE t ADD CHECK (a > 0)");
        Assert.That(Sql.StateOf(writer, "COMMIT"), Is.EqualTo(SqlStates.SerializationFailure));
        writer.ExecuteScript("BEGIN; SELECT * FROM t");
        owner.ExecuteScript("ALTER TABLE t ADD CHECK (a < 100)");
        Assert.That(Sql.StateOf(writer, "INSERT INTO t VALUES (-1)"), Is.EqualTo(SqlStates.SerializationFailure));
        writer.ExecuteScript("ROLLBACK; BEGIN; SELECT * FROM t");
        owner.ExecuteScript("INSERT INTO t VALUES (2)");
        Assert.That(Sql.StateOf(writer, "ALTER TABLE t ADD COLUMN b INTEGER"),
            Is.EqualTo(SqlStates.SerializationFailure), "it would leave out the row it does not see");
        writer.ExecuteScript("ROLLBACK; ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 3");
        Assert.That(Sql.Rows(writer, "SELECT * FROM t ORDER BY a"), Is.EqualTo(new[] { "1\t3", "2\t3" }));
    }
}
