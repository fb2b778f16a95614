using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>RETURNING and the names in constraint errors, through the provider.</summary>
public sealed class ReturningTests
{
    [Test]
    public void Rows_are_read_and_counted()
    {
        using GrizzlyConnection connection = Open();
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES ($1), ('b') RETURNING id, v";
        command.Parameters.Add(new GrizzlyParameter { Value = "a" });
        using GrizzlyDataReader reader = command.ExecuteReader();
        var rows = new List<(int, string)>();
        while (reader.Read()) rows.Add((reader.GetInt32(0), reader.GetString(1)));
        Assert.That(rows, Is.EqualTo(new[] { (1, "a"), (2, "b") }));
        Assert.That(reader.RecordsAffected, Is.EqualTo(2));
        Assert.That(reader.GetName(1), Is.EqualTo("v"));
    }

    [Test]
    public void The_change_is_made_though_nobody_reads_the_rows()
    {
        using GrizzlyConnection connection = Open();
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES ('a') RETURNING id";
        Assert.That(command.ExecuteScalar(), Is.EqualTo(1));
        Assert.That(command.ExecuteNonQuery(), Is.EqualTo(1));
        using (command.ExecuteReader())
        {
        }
        command.CommandText = "SELECT count(*) FROM t";
        Assert.That(command.ExecuteScalar(), Is.EqualTo(3));
    }

    /// <summary>A statement that is run again and again keeps what it is made of; rows of one run must not show in
    /// another.</summary>
    [Test]
    public void Statements_that_are_run_again_return_their_own_rows()
    {
        using GrizzlyConnection connection = Open();
        using GrizzlyCommand insert = connection.Command(
            "INSERT INTO t(v) VALUES ($1), ($1 || '!') RETURNING id, upper(v), $1 || id::VARCHAR", "");
        using GrizzlyCommand update = connection.Command(
            "UPDATE t SET v = $1 WHERE id = $2 RETURNING old.v, new.v, v || id", "", 0);
        using GrizzlyCommand delete = connection.Command("DELETE FROM t WHERE id = $1 RETURNING id, v", 0);
        for (int i = 0; i < 50; i++)
        {
            string text = new((char)('a' + i % 26), 1 + i * 3);
            insert.Parameters[0].Value = text;
            int id = 2 * i + 1;
            using (GrizzlyDataReader reader = insert.ExecuteReader())
            {
                Assert.That(Row(reader), Is.EqualTo(new object[] { id, text.ToUpperInvariant(), text + id }));
                if (i % 3 == 0) continue; // the second row is not read
                Assert.That(Row(reader), Is.EqualTo(
                    new object[] { id + 1, text.ToUpperInvariant() + "!", $"{text}{id + 1}" }));
                Assert.That(reader.Read(), Is.False);
                Assert.That(reader.RecordsAffected, Is.EqualTo(2));
            }
            update.Parameters[0].Value = "new" + text;
            update.Parameters[1].Value = id;
            using (GrizzlyDataReader reader = update.ExecuteReader())
                Assert.That(Row(reader), Is.EqualTo(new object[] { text, "new" + text, $"new{text}{id}" }));
            update.Parameters[1].Value = -1;
            using (GrizzlyDataReader reader = update.ExecuteReader()) Assert.That(reader.Read(), Is.False);
            delete.Parameters[0].Value = id;
            using (GrizzlyDataReader reader = delete.ExecuteReader())
            {
                Assert.That(Row(reader), Is.EqualTo(new object[] { id, "new" + text }));
                Assert.That(reader.Read(), Is.False);
            }
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(17 * 2 + 33L));
    }

    [Test]
    public void A_violation_takes_back_the_statement_and_leaves_it_usable()
    {
        using GrizzlyConnection connection = Open();
        using GrizzlyCommand insert = connection.Command(
            "INSERT INTO t VALUES ($1, 'a'), ($2, 'b') RETURNING id", 0, 0);
        foreach ((int a, int b, bool isTaken) in new[] { (10, 20, false), (30, 10, true), (30, 40, false) })
        {
            insert.Parameters[0].Value = a;
            insert.Parameters[1].Value = b;
            if (isTaken)
            {
                Assert.That(Assert.Throws<GrizzlyException>(() => insert.ExecuteReader())!.SqlState,
                    Is.EqualTo(SqlStates.UniqueViolation));
                continue;
            }
            using GrizzlyDataReader reader = insert.ExecuteReader();
            Assert.That(Row(reader), Is.EqualTo(new object[] { a }));
            Assert.That(Row(reader), Is.EqualTo(new object[] { b }));
        }
        Assert.That(connection.Scalar("SELECT list(id ORDER BY id) FROM t"), Is.EqualTo(new[] { 10, 20, 30, 40 }));
    }

    private static object[] Row(GrizzlyDataReader reader)
    {
        Assert.That(reader.Read(), Is.True);
        object[] values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }

    [Test]
    public void Errors_name_what_was_violated()
    {
        using GrizzlyConnection connection = Open();
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(id, v) VALUES (1, 'a'), (1, 'b')";
        GrizzlyException unique = Assert.Throws<GrizzlyException>(() => command.ExecuteNonQuery())!;
        Assert.That((unique.SqlState, unique.TableName, unique.ConstraintName),
            Is.EqualTo((SqlStates.UniqueViolation, "t", "t_pkey")));
        command.CommandText = "INSERT INTO c VALUES (5)";
        GrizzlyException foreign = Assert.Throws<GrizzlyException>(() => command.ExecuteNonQuery())!;
        Assert.That((foreign.SqlState, foreign.TableName, foreign.ConstraintName),
            Is.EqualTo((SqlStates.ForeignKeyViolation, "c", "c_t_id_fkey")));
    }

    private static GrizzlyConnection Open()
    {
        var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE t(id SERIAL PRIMARY KEY, v VARCHAR); CREATE TABLE c(t_id INTEGER REFERENCES t)";
        command.ExecuteNonQuery();
        return connection;
    }
}
