using Grizzly.Engine;
using Grizzly.Tests.Storage;

namespace Grizzly.Tests.Engine;

/// <summary>Comments come back from the log.</summary>
public sealed class CommentRecoveryTests
{
    [Test]
    public void Comments_are_there_after_a_crash_and_follow_renamed_objects()
    {
        var files = new SimulatedFileSystem();
        Database database = Database.Open(new DatabaseOptions { Path = "/c.grz", FileSystem = files });
        Session session = database.Connect();
        session.ExecuteScript("""
            CREATE SCHEMA s; CREATE TABLE t(a INTEGER, b INTEGER); CREATE INDEX i ON t(a); CREATE SEQUENCE q;
            CREATE TYPE y AS ENUM ('a'); CREATE MACRO m(x) AS x; CREATE VIEW v AS SELECT 1 AS one;
            COMMENT ON TABLE t IS 'table'; COMMENT ON COLUMN t.b IS 'column'; COMMENT ON INDEX i IS 'index';
            COMMENT ON SEQUENCE q IS 'sequence'; COMMENT ON TYPE y IS 'type'; COMMENT ON MACRO m IS 'macro';
            COMMENT ON VIEW v IS 'view'; COMMENT ON COLUMN v.one IS 'view column'; COMMENT ON SCHEMA s IS 'schema';
            ALTER TABLE t RENAME COLUMN b TO c; ALTER INDEX i RENAME TO j; ALTER SEQUENCE q RENAME TO r;
            ALTER TABLE t RENAME TO u; ALTER VIEW v RENAME TO w; COMMENT ON INDEX j IS NULL;
            INSERT INTO u VALUES (1, 2);
            """);
        files.KillProcess();
        for (int life = 0; life < 2; life++)
        {
            files.Restart();
            using Database again = Database.Open(new DatabaseOptions { Path = "/c.grz", FileSystem = files });
            using Session reader = again.Connect();
            Assert.That(
                Sql.Scalar(reader, "SELECT string_agg(description, ', ' ORDER BY description) FROM pg_description"),
                Is.EqualTo("column, macro, schema, sequence, table, type, view, view column"));
            Assert.That(Sql.Scalar(reader, "SELECT c FROM u WHERE a = 1"), Is.EqualTo("2"));
        }
        session.Dispose();
    }
}
