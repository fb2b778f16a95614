using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class NestedValueTests
{
    private static GrizzlyDataReader Read(GrizzlyConnection connection, string sql)
    {
        GrizzlyDataReader reader = connection.Command(sql).ExecuteReader();
        Assert.That(reader.Read());
        return reader;
    }

    [Test]
    public void Lists_come_as_lists_and_as_any_array_asked_for()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyDataReader reader = Read(connection, "SELECT [1, 2], [1, NULL], ['a', NULL], [[1], []], []");
        Assert.That(reader.GetValue(0), Is.EqualTo(new List<int?> { 1, 2 }));
        Assert.That(reader.GetFieldType(0), Is.EqualTo(typeof(List<int?>)));
        Assert.That(reader.GetFieldValue<int[]>(0), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(reader.GetFieldValue<List<int>>(0), Is.EqualTo(new List<int> { 1, 2 }));
        Assert.That(reader.GetFieldValue<long[]>(0), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(reader.GetFieldValue<int?[]>(1), Is.EqualTo(new int?[] { 1, null }));
        Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<int[]>(1));
        Assert.That(reader.GetFieldValue<string?[]>(2), Is.EqualTo(new[] { "a", null }));
        Assert.That(reader.GetValue(3), Is.EqualTo(new List<object?> { new List<int?> { 1 }, new List<int?>() }));
        Assert.That(reader.GetFieldValue<object[]>(4), Is.Empty);
        Assert.That(reader.GetDataTypeName(0), Is.EqualTo("INTEGER[]"));
        Assert.That(reader.GetText(3), Is.EqualTo("[[1], []]"));
    }

    [Test]
    public void Structs_maps_enums_and_json_have_their_own_classes()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyDataReader reader = Read(connection, """
            SELECT {'a': 1, 'b': DATE '2020-01-31'}, ROW(1, 'x'), MAP {'k': 1.5}, 'b'::ENUM('a', 'b'), '{"a": 1}'::JSON,
                1::UNION(n INTEGER, s VARCHAR), '101'::BIT
            """);
        var fields = (Dictionary<string, object?>)reader.GetValue(0);
        Assert.That(fields["A"], Is.EqualTo(1));
        Assert.That(fields["b"], Is.EqualTo(new DateOnly(2020, 1, 31)));
        Assert.That((GrizzlyRow)reader.GetValue(1), Is.EqualTo(new object?[] { 1, "x" }));
        Assert.That(((Dictionary<object, object?>)reader.GetValue(2))["k"], Is.EqualTo(1.5m));
        Assert.That(reader.GetString(3), Is.EqualTo("b"));
        Assert.That(reader.GetString(4), Is.EqualTo("{\"a\": 1}"));
        Assert.That(reader.GetValue(5), Is.EqualTo(1));
        Assert.That(reader.GetValue(6), Is.EqualTo("101"));
    }

    [Test]
    public void Collections_serve_as_parameters()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(
            "SELECT list_sum($a), $b[2], $c.x, $d['k'], 2 = ANY($a), len($e), (SELECT sum(x) FROM unnest($a) u(x))");
        command.Parameters.AddWithValue("a", new[] { 1, 2, 3 });
        command.Parameters.AddWithValue("b", new List<string?> { "p", "q", null });
        command.Parameters.AddWithValue("c", new Dictionary<string, object?> { ["x"] = 7, ["y"] = null });
        command.Parameters.AddWithValue("d", new Dictionary<object, int> { ["k"] = 5 });
        command.Parameters.AddWithValue("e", Array.Empty<int>());
        using GrizzlyDataReader reader = command.ExecuteReader();
        Assert.That(reader.Read());
        Assert.That(reader.GetInt64(0), Is.EqualTo(6));
        Assert.That(reader.GetString(1), Is.EqualTo("q"));
        Assert.That(reader.GetInt32(2), Is.EqualTo(7));
        Assert.That(reader.GetInt32(3), Is.EqualTo(5));
        Assert.That(reader.GetBoolean(4));
        Assert.That(reader.GetInt64(5), Is.Zero);
        Assert.That(reader.GetInt64(6), Is.EqualTo(6));
    }

    [Test]
    public void Nested_columns_and_types_survive_checkpoint_and_replay()
    {
        using var folder = new DatabaseFolder();
        const string Query = "SELECT list((i, l, s, m, e, j)::VARCHAR ORDER BY i)::VARCHAR FROM t";
        object? before;
        using (GrizzlyConnection connection = folder.Open())
        {
            connection.Run("CREATE TYPE mood AS ENUM ('sad', 'ok')");
            connection.Run(
                "CREATE TABLE t (i BIGINT, l INTEGER[], s STRUCT(a INTEGER, b VARCHAR[]), "
                + "m MAP(VARCHAR, DOUBLE), e mood, j JSON)");
            connection.Run("""
                INSERT INTO t SELECT i, range(i % 4), {'a': i, 'b': ['x' || i, 'a text longer than twelve bytes']},
                    MAP {'k' || (i % 3): i / 2}, CASE WHEN i % 2 = 0 THEN 'sad' ELSE 'ok' END,
                        to_json([i]) FROM range(3000) r(i)
                """);
            connection.Run("CHECKPOINT");
            connection.Run(
                "INSERT INTO t VALUES (-1, NULL, NULL, NULL, NULL, NULL), (-2, [], {'a': NULL}, MAP {}, 'ok', '{}')");
            connection.Run("CREATE TYPE point AS STRUCT(x INTEGER, y INTEGER)");
            before = connection.Command(Query).ExecuteScalar();
        }
        using (GrizzlyConnection connection = folder.Open())
        {
            Assert.That(connection.Command(Query).ExecuteScalar(), Is.EqualTo(before));
            Assert.That(connection.Command("SELECT (ROW(1, 2)::point).y + enum_code('ok'::mood)").ExecuteScalar(),
                Is.EqualTo(3));
            connection.Run("DROP TYPE point");
        }
        using (GrizzlyConnection connection = folder.Open())
            Assert.Throws<Grizzly.Common.GrizzlyException>(() => connection.Run("SELECT NULL::point"));
    }
}
