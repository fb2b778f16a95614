using Grizzly.Common;
using Grizzly.Engine;

namespace Grizzly.Tests.Engine;

/// <summary>Changes of definitions beside transactions that write to the same objects.</summary>
public sealed class DefinitionConflictTests
{
    [Test]
    public void A_writer_goes_on_where_the_change_of_the_definition_is_rolled_back()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session writer = database.Connect(), owner = database.Connect();
        owner.ExecuteScript("CREATE TABLE t(a INTEGER)");
        writer.ExecuteScript("BEGIN; INSERT INTO t VALUES (1)");
        owner.ExecuteScript("BEGIN; ALTER TABLE t ADD COLUMN b INTEGER; ROLLBACK");
        writer.ExecuteScript("COMMIT");
        Assert.That(Sql.Rows(owner, "SELECT * FROM t"), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void A_writer_cannot_commit_while_the_definition_is_being_changed()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session writer = database.Connect(), owner = database.Connect();
        owner.ExecuteScript("CREATE TABLE t(a INTEGER)");
        writer.ExecuteScript("BEGIN; INSERT INTO t VALUES (1)");
        owner.ExecuteScript("BEGIN; ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 2");
        Assert.That(Sql.StateOf(writer, "COMMIT"), Is.EqualTo(SqlStates.SerializationFailure));
        owner.ExecuteScript("COMMIT");
        Assert.That(Sql.Rows(owner, "SELECT * FROM t"), Is.Empty);
    }

    [Test]
    public void A_writer_to_a_table_dropped_meanwhile_cannot_commit()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session writer = database.Connect(), owner = database.Connect();
        owner.ExecuteScript("CREATE TABLE t(a INTEGER); CREATE TABLE u(a INTEGER)");
        writer.ExecuteScript("BEGIN; INSERT INTO t VALUES (1); INSERT INTO u VALUES (1)");
        owner.ExecuteScript("DROP TABLE t");
        Assert.That(Sql.StateOf(writer, "COMMIT"), Is.EqualTo(SqlStates.SerializationFailure));
        Assert.That(Sql.Rows(owner, "SELECT * FROM u"), Is.Empty);
    }

    [Test]
    public void A_schema_and_what_comes_into_it_meanwhile_conflict()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session one = database.Connect(), other = database.Connect();
        one.ExecuteScript("CREATE SCHEMA s; BEGIN; DROP SCHEMA s CASCADE");
        other.ExecuteScript("CREATE TABLE s.t(a INTEGER)");
        Assert.That(Sql.StateOf(one, "COMMIT"), Is.EqualTo(SqlStates.SerializationFailure));
        other.ExecuteScript("BEGIN; CREATE VIEW s.v AS SELECT 1");
        one.ExecuteScript("DROP SCHEMA s CASCADE");
        Assert.That(Sql.StateOf(other, "COMMIT"), Is.EqualTo(SqlStates.SerializationFailure));
        one.ExecuteScript("CREATE SCHEMA s; BEGIN; CREATE TABLE s.p(a INTEGER PRIMARY KEY)");
        one.ExecuteScript("CREATE TABLE s.c(a INTEGER REFERENCES s.p(a)); DROP SCHEMA s CASCADE; COMMIT");
        Assert.That(Sql.Rows(other, "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 's'"),
            Is.EqualTo(new[] { "0" }));
    }

    [Test]
    public void Settings_for_all_sessions_reach_those_there_are()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session one = database.Connect(), other = database.Connect();
        const string Query = "SELECT x FROM (VALUES (1), (NULL)) v(x) ORDER BY x";
        Assert.That(Sql.Rows(other, Query), Is.EqualTo(new[] { "1", "NULL" }));
        one.ExecuteScript("SET default_null_order = 'nulls_first'");
        Assert.That(Sql.Rows(other, Query), Is.EqualTo(new[] { "NULL", "1" }));
        other.ExecuteScript("SET SESSION default_null_order = 'nulls_last'");
        Assert.That(Sql.Rows(other, Query), Is.EqualTo(new[] { "1", "NULL" }));
        Assert.That(Sql.Rows(one, Query), Is.EqualTo(new[] { "NULL", "1" }));
    }
}
