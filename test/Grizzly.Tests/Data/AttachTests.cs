using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>ATTACH of files: what SQL scripts, which know no paths, cannot show.</summary>
public sealed class AttachTests
{
    [Test]
    public void Changes_of_an_attached_file_are_durable_and_found_under_another_name()
    {
        using var folder = new DatabaseFolder();
        string path = folder.PathOf("other.grz");
        using (GrizzlyConnection connection = folder.Open())
        {
            connection.Run($"ATTACH '{path}' AS o");
            connection.Run("CREATE SEQUENCE o.q");
            connection.Run("CREATE TABLE o.t(a INTEGER PRIMARY KEY DEFAULT nextval('o.q'), b INTEGER)");
            connection.Run("INSERT INTO o.t(b) VALUES (10), (20)");
            connection.Run("CREATE VIEW o.v AS SELECT sum(b) AS s FROM o.t; CREATE MACRO o.m(x) AS x + 1");
            connection.Run("USE o; CREATE VIEW own AS SELECT max(a) AS m FROM t; USE test; DETACH o");
            Assert.That(SqlStateOf(connection, "SELECT * FROM o.t"), Is.EqualTo("3F000"));
        }
        using (GrizzlyConnection connection = folder.Open())
        {
            connection.Run($"ATTACH '{path}' AS again");
            Assert.That(connection.Scalar("SELECT m FROM again.own"), Is.EqualTo(2));
            Assert.That(connection.Scalar("SELECT again.m(1)"), Is.EqualTo(2));
            connection.Run("INSERT INTO again.t(b) VALUES (30)");
            Assert.That(connection.Scalar("SELECT max(a) FROM again.t"), Is.EqualTo(3));
        }
    }

    [Test]
    public void A_file_is_attached_once_and_named_for_itself()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        connection.Run($"ATTACH '{folder.PathOf("temp.grz")}'");
        connection.Run("CREATE TABLE temp_db.t(a INTEGER)");
        Assert.That(
            SqlStateOf(connection, $"ATTACH '{folder.PathOf("temp.grz")}' AS b"), Is.EqualTo("42P04"));
        Assert.That(
            SqlStateOf(connection, $"ATTACH '{folder.PathOf("test.grz")}' AS b"), Is.EqualTo("42P04"));
        Assert.That(connection.Database, Is.EqualTo("test"));
        connection.ChangeDatabase("temp_db");
        Assert.That(connection.Database, Is.EqualTo("temp_db"));
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L));
    }

    [Test]
    public void Read_only_is_the_sessions_own_affair()
    {
        using var folder = new DatabaseFolder();
        string path = folder.PathOf("other.grz");
        using var writer = new GrizzlyConnection($"Data Source={path}");
        writer.Open();
        writer.Run("CREATE TABLE t AS SELECT 1 AS a");
        using GrizzlyConnection reader = OpenMemory();
        reader.Run($"ATTACH '{path}' AS o (READ_ONLY)");
        Assert.That(SqlStateOf(reader, "INSERT INTO o.t VALUES (2)"), Is.EqualTo("25006"));
        Assert.That(SqlStateOf(reader, "DROP TABLE o.t"), Is.EqualTo("25006"));
        writer.Run("INSERT INTO t VALUES (2)");
        Assert.That(reader.Scalar("SELECT count(*) FROM o.t"), Is.EqualTo(2L));
        writer.Close();
        writer.Open();
        Assert.That(writer.Scalar("SELECT count(*) FROM t"), Is.EqualTo(2L));
    }

    [Test]
    public void Plans_follow_what_names_mean()
    {
        using GrizzlyConnection one = OpenNamed("attach_plans"), two = OpenNamed("attach_plans");
        one.Run("CREATE TABLE t AS SELECT 1 AS a");
        const string Query = "SELECT a FROM t WHERE a > 0";
        Assert.That(one.Scalar(Query), Is.EqualTo(1));
        one.Run("CREATE TEMP TABLE t AS SELECT 2 AS a");
        Assert.That(one.Scalar(Query), Is.EqualTo(2));
        Assert.That(two.Scalar(Query), Is.EqualTo(1));
        one.Run("BEGIN; DROP TABLE t");
        Assert.That(one.Scalar(Query), Is.EqualTo(1));
        one.Run("ROLLBACK");
        Assert.That(one.Scalar(Query), Is.EqualTo(2));
        two.Run("ATTACH ':memory:' AS o; CREATE TABLE o.t AS SELECT 3 AS a; USE o");
        Assert.That(two.Scalar(Query), Is.EqualTo(3));
        Assert.That(two.Scalar(Query), Is.EqualTo(3));
        two.Run("UPDATE t SET a = 4");
        Assert.That(two.Scalar(Query), Is.EqualTo(4));
        two.Run("USE memory; DETACH o; ATTACH ':memory:' AS o; CREATE TABLE o.t AS SELECT 5 AS a; USE o");
        Assert.That(two.Scalar(Query), Is.EqualTo(5));
    }

    [Test]
    public void A_script_is_a_database_in_memory()
    {
        using var folder = new DatabaseFolder();
        File.WriteAllText(folder.PathOf("made.sql"), "CREATE TABLE t AS SELECT 7 AS a; CREATE VIEW v AS FROM t;");
        using GrizzlyConnection connection = folder.Open();
        connection.Run($"ATTACH '{folder.PathOf("made.sql")}'");
        Assert.That(connection.Scalar("SELECT a FROM made.v"), Is.EqualTo(7));
        Assert.That(
            SqlStateOf(connection, $"ATTACH '{folder.PathOf("gone.sql")}' AS g"), Is.EqualTo("58P01"));
    }

    [Test]
    public void A_whole_database_is_copied_exported_and_imported()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        connection.Run("""
            CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE SEQUENCE q START 5;
            CREATE TABLE b(
                id INTEGER PRIMARY KEY, a_id INTEGER, m mood DEFAULT 'ok', g INTEGER GENERATED ALWAYS AS (id * 2));
            CREATE TABLE s.a(
                id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n VARCHAR, d DECIMAL(8,2) CHECK (d > 0));
            ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES s.a(id);
            INSERT INTO s.a(n, d) VALUES ('x', 1.5), (NULL, 2), ('', NULL), ('a"b,c' || chr(10), 3);
            INSERT INTO b(id, a_id) SELECT nextval('q'), id FROM s.a;
            CREATE INDEX by_a ON b(a_id); CREATE MACRO twice(x) AS 2 * x;
            USE s; CREATE VIEW main.names AS SELECT n FROM a; USE test;
            CREATE VIEW other AS SELECT count(n) AS c FROM names
            """);
        connection.Run("ATTACH ':memory:' AS copy; COPY FROM DATABASE test TO copy; USE copy");
        Check(connection);
        connection.Run($"USE test; EXPORT DATABASE '{folder.PathOf("out")}'");
        connection.Run("ATTACH ':memory:' AS fresh; USE fresh");
        connection.Run($"IMPORT DATABASE '{folder.PathOf("out")}'");
        Check(connection);

        static void Check(GrizzlyConnection connection)
        {
            Assert.That(connection.Scalar("SELECT string_agg(coalesce(n, 'NULL'), '|' ORDER BY id) FROM s.a"),
                Is.EqualTo("x|NULL||a\"b,c\n"));
            Assert.That(connection.Scalar("SELECT sum(g)::INTEGER FROM b WHERE m = 'ok'"), Is.EqualTo(52));
            Assert.That(connection.Scalar("SELECT nextval('q')"), Is.EqualTo(9L));
            Assert.That(connection.Scalar("SELECT c FROM other"), Is.EqualTo(3L));
            Assert.That(connection.Scalar("SELECT twice(4)"), Is.EqualTo(8));
            Assert.That(connection.Scalar("INSERT INTO s.a(n) VALUES ('y') RETURNING id"), Is.EqualTo(5));
            Assert.That(SqlStateOf(connection, "INSERT INTO b(id, a_id) VALUES (1, 77)"), Is.EqualTo("23503"));
            Assert.That(SqlStateOf(connection, "INSERT INTO s.a(d) VALUES (-1)"), Is.EqualTo("23514"));
            Assert.That(connection.Scalar(
                "SELECT count(*) FROM grizzly_indexes() WHERE database_name = current_database()"), Is.EqualTo(1L));
        }
    }

    private static GrizzlyConnection OpenNamed(string name)
    {
        var connection = new GrizzlyConnection($"Data Source=:memory:{name}");
        connection.Open();
        return connection;
    }

    private static string SqlStateOf(GrizzlyConnection connection, string sql) =>
        Assert.Throws<GrizzlyException>(() => connection.Run(sql))!.SqlState!;
}
