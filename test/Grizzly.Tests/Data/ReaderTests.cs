using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Text;
using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class ReaderTests
{
    [Test]
    public void Rows_come_in_order_and_end()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT i FROM generate_series(1, 5000) AS t(i) ORDER BY i");
        using GrizzlyDataReader reader = command.ExecuteReader();
        Assert.That(reader.HasRows);
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
        for (long i = 1; i <= 5000; i++)
        {
            Assert.That(reader.Read());
            Assert.That(reader.GetInt64(0), Is.EqualTo(i));
        }
        Assert.That(reader.Read(), Is.False);
        Assert.That(reader.Read(), Is.False);
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
        Assert.That(reader.HasRows);
    }

    [Test]
    public void Several_statements_give_several_results()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(
            """
            CREATE TABLE t (a INTEGER);
            INSERT INTO t VALUES (1), (2), (3);
            SELECT a FROM t ORDER BY a;
            DELETE FROM t WHERE a = 2;
            SELECT count(*) AS n, 'x' AS x FROM t WHERE a > $p;
            """);
        command.Parameters.AddWithValue("p", 1);
        using GrizzlyDataReader reader = command.ExecuteReader();
        Assert.That(reader.GetName(0), Is.EqualTo("a"));
        Assert.That(reader.Read());
        Assert.That(reader.NextResult());
        Assert.That(reader.FieldCount, Is.EqualTo(2));
        Assert.That(reader.Read());
        Assert.That(reader.GetInt64(0), Is.EqualTo(1));
        Assert.That(reader.GetOrdinal("X"), Is.EqualTo(1));
        Assert.That(reader.NextResult(), Is.False);
        Assert.That(reader.FieldCount, Is.Zero);
        Assert.That(reader.RecordsAffected, Is.EqualTo(4));
    }

    [Test]
    public void Closing_a_reader_runs_the_statements_that_are_left()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER)");
        using (GrizzlyCommand command = connection.Command("SELECT 1; INSERT INTO t VALUES (1)"))
        using (GrizzlyDataReader reader = command.ExecuteReader())
        {
            reader.Close();
            Assert.That(reader.RecordsAffected, Is.EqualTo(1));
            Assert.Throws<InvalidOperationException>(() => reader.Read());
            Assert.Throws<InvalidOperationException>(() => _ = reader.FieldCount);
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
    }

    [Test]
    public void The_first_error_ends_the_run()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER)");
        Assert.Throws<GrizzlyException>(() => connection.Run(
            "INSERT INTO t VALUES (1); SELECT 1 / 0 FROM nobody; INSERT INTO t VALUES (2)"));
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
    }

    [Test]
    public void An_error_tells_where_in_the_statement_it_is()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE sales (price INTEGER)");
        GrizzlyException error =
            Assert.Throws<GrizzlyException>(() => connection.Scalar("SELECT 1 +\nprise FROM sales"))!;
        Assert.That(error.SqlState, Is.EqualTo("42703"));
        Assert.That(error.Message, Does.Contain("LINE 2: prise").And.Contains("did you mean \"price\""));
    }

    [Test]
    public void Only_one_reader_is_open_at_a_time()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT 1");
        GrizzlyDataReader reader = command.ExecuteReader();
        Assert.Throws<InvalidOperationException>(() => connection.Scalar("SELECT 2"));
        Assert.Throws<InvalidOperationException>(() => command.CommandText = "SELECT 3");
        reader.Dispose();
        Assert.That(connection.Scalar("SELECT 2"), Is.EqualTo(2));
    }

    [Test]
    public void Behaviours_do_what_they_say()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT i FROM generate_series(1, 9) AS t(i); SELECT 2");
        using (GrizzlyDataReader reader = command.ExecuteReader(CommandBehavior.SingleRow))
        {
            Assert.That(reader.Read());
            Assert.That(reader.Read(), Is.False);
            Assert.That(reader.NextResult(), Is.False);
        }
        using (GrizzlyDataReader reader = command.ExecuteReader(CommandBehavior.SingleResult)) Assert.That(
            reader.NextResult(), Is.False);
        using GrizzlyCommand insert =
            connection.Command("CREATE TABLE t AS SELECT 1 AS a; SELECT 1::DECIMAL(9,2) AS a, 'x' AS b");
        using (GrizzlyDataReader reader = insert.ExecuteReader(CommandBehavior.SchemaOnly))
        {
            Assert.That(reader.FieldCount, Is.EqualTo(2));
            Assert.That(reader.GetDataTypeName(0), Is.EqualTo("DECIMAL(9,2)"));
            Assert.That(reader.Read(), Is.False);
        }
        Assert.Throws<GrizzlyException>(() => connection.Scalar("SELECT * FROM t"));
        command.ExecuteReader(CommandBehavior.CloseConnection).Dispose();
        Assert.That(connection.State, Is.EqualTo(ConnectionState.Closed));
    }

    [Test]
    public void Columns_are_described()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT 1 AS id, 2.50::DECIMAL(10,2) AS price, 'x' AS name");
        using GrizzlyDataReader reader = command.ExecuteReader();
        ReadOnlyCollection<DbColumn> columns = reader.GetColumnSchema();
        Assert.That(columns.Select(column => column.ColumnName), Is.EqualTo(new[] { "id", "price", "name" }));
        Assert.That(columns[1].NumericPrecision, Is.EqualTo(10));
        Assert.That(columns[1].NumericScale, Is.EqualTo(2));
        Assert.That(columns[2].DataType, Is.EqualTo(typeof(string)));
        DataTable schema = reader.GetSchemaTable()!;
        Assert.That(schema.Rows[1]["DataType"], Is.EqualTo(typeof(decimal)));
        var loaded = new DataTable();
        loaded.Load(reader);
        Assert.That(loaded.Rows[0]["price"], Is.EqualTo(2.50m));
    }

    [Test]
    public void Values_are_read_in_pieces()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $1, $2", new byte[] { 1, 2, 3, 4, 5 }, "Größe");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(reader.GetBytes(0, 0, null, 0, 0), Is.EqualTo(5));
        var bytes = new byte[4];
        Assert.That(reader.GetBytes(0, 3, bytes, 1, 3), Is.EqualTo(2));
        Assert.That(bytes, Is.EqualTo(new byte[] { 0, 4, 5, 0 }));
        Assert.That(reader.GetBytes(0, 9, bytes, 0, 4), Is.Zero);
        Assert.Throws<ArgumentException>(() => reader.GetBytes(0, 0, bytes, 2, 4));
        var characters = new char[3];
        Assert.That(reader.GetChars(1, 2, characters, 0, 3), Is.EqualTo(3));
        Assert.That(new string(characters), Is.EqualTo("öße"));
        using Stream stream = reader.GetStream(0);
        Assert.That(stream.ReadByte(), Is.EqualTo(1));
        using TextReader text = reader.GetTextReader(1);
        Assert.That(text.ReadToEnd(), Is.EqualTo("Größe"));
        Assert.That(Encoding.UTF8.GetString(reader.GetUtf8(1)), Is.EqualTo("Größe"));
    }

    [Test]
    public void Ordinals_and_names_are_checked()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT 1 AS price");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        foreach (int ordinal in (int[])[-1, 1, int.MaxValue])
        {
            Assert.Throws<IndexOutOfRangeException>(() => reader.GetValue(ordinal));
            Assert.Throws<IndexOutOfRangeException>(() => reader.GetInt32(ordinal));
            Assert.Throws<IndexOutOfRangeException>(() => reader.GetName(ordinal));
            Assert.Throws<IndexOutOfRangeException>(() => reader.GetFieldType(ordinal));
        }
        Assert.That(
            Assert.Throws<IndexOutOfRangeException>(() => reader.GetOrdinal("prise"))!.Message,
            Does.Contain("did you mean \"price\"?"));
    }

    [Test]
    public async Task Asynchronous_methods_give_the_same()
    {
        await using GrizzlyConnection connection = new("Data Source=:memory:");
        await connection.OpenAsync();
        await using GrizzlyCommand command =
            connection.Command("SELECT i FROM generate_series(1, 3000) AS t(i); SELECT 7");
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        long sum = 0;
        while (await reader.ReadAsync()) sum += await reader.GetFieldValueAsync<long>(0);
        Assert.That(sum, Is.EqualTo(3000L * 3001 / 2));
        Assert.That(await reader.NextResultAsync());
        Assert.That(await reader.ReadAsync());
        Assert.That(await reader.IsDBNullAsync(0), Is.False);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAsync<TaskCanceledException>(() => reader.ReadAsync(cancelled.Token));
    }

    [Test]
    public void Reading_rows_allocates_nothing()
    {
        using GrizzlyConnection connection = OpenMemory("Threads=1");
        connection.Run(
            """
            CREATE TABLE t AS SELECT i::INTEGER AS a, i::DOUBLE AS b, 'a text longer than twelve bytes' AS c,
            (i % 2 = 0) AS d,
              DATE '2024-01-01' AS e, i::DECIMAL(15,2) AS f FROM generate_series(1, 100000) AS s(i)
            """);
        using GrizzlyCommand command = connection.Command("SELECT * FROM t");
        ReadAll(command);
        (long bytes, long sum) = ReadAll(command);
        Assert.That(sum, Is.GreaterThan(0));
        Assert.That(bytes, Is.LessThan(100_000), "a row costs less than a byte: only statement and chunks allocate");
    }

    private static (long Bytes, long Sum) ReadAll(GrizzlyCommand command)
    {
        using GrizzlyDataReader reader = command.ExecuteReader();
        long sum = 0, before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read())
        {
            sum += reader.GetInt32(0) + (long)reader.GetDouble(1) + reader.GetUtf8(2).Length
                + (reader.GetBoolean(3) ? 1 : 0);
            sum += reader.GetDateTime(4).Day + (reader.IsDBNull(5) ? 0 : (long)reader.GetDecimal(5))
                + reader.GetFieldValue<int>(0);
        }
        return (GC.GetAllocatedBytesForCurrentThread() - before, sum);
    }
}
