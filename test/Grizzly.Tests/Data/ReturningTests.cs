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
