using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Data.Arrow;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Results as Arrow record batches, and record batches as rows.</summary>
public sealed class ArrowTests
{
    /// <summary>Of every type two values, and a NULL between them.</summary>
    private static readonly (string Type, string First, string Second)[] Samples =
    [
        ("BOOLEAN", "true", "false"), ("TINYINT", "-128", "127"), ("SMALLINT", "-32768", "1"),
        ("INTEGER", "-5", "2147483647"), ("BIGINT", "-9223372036854775808", "7"), ("UTINYINT", "255", "0"),
        ("USMALLINT", "65535", "1"), ("UINTEGER", "4294967295", "2"), ("UBIGINT", "18446744073709551615", "3"),
        ("HUGEINT", "-99999999999999999999999999999999999999", "12"), ("UHUGEINT", "12345678901234567890123", "1"),
        ("FLOAT", "1.5", "'-Infinity'"), ("DOUBLE", "0.1", "'NaN'"), ("DECIMAL(9,2)", "-12.34", "0.01"),
        ("DECIMAL(38,4)", "1234567890123456789012345678.1234", "-1"),
        ("VARCHAR", "''", "'größer als zwölf Bytes'"), ("BLOB", @"'\x00\xFF'::BLOB", "''::BLOB"),
        ("UUID", "'00112233-4455-6677-8899-aabbccddeeff'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        ("DATE", "'0001-01-01'", "'2024-02-29'"), ("TIME", "'23:59:59.1234567'", "'00:00:00'"),
        ("TIMESTAMP", "'2024-02-29 12:30:45.1234567'", "'1969-12-31 23:59:59'"),
        ("TIMESTAMPTZ", "'2024-02-29 12:30:45+02'", "'1970-01-01 00:00:00+00'"),
        ("TIMESTAMP_S", "'2024-02-29 12:30:45'", "'1960-01-01'"),
        ("TIMESTAMP_MS", "'2024-02-29 12:30:45.123'", "'1960-01-01'"),
        ("INTERVAL", "'14 months 3 days 01:02:03.5'", "'-1 day'"),
        ("ENUM('sad', 'ok')", "'ok'", "'sad'"), ("INTEGER[]", "[1, NULL, 3]", "[]"),
        ("VARCHAR[2]", "['a', NULL]", "['b', 'c']"),
        ("STRUCT(a INTEGER, b VARCHAR)", "{'a': 1, 'b': NULL}", "{'a': 2, 'b': 'x'}"),
        ("MAP(VARCHAR, INTEGER)", "MAP {'k': 1, 'l': NULL}", "MAP {}"),
        ("STRUCT(l INTEGER[])[]", "[{'l': [1, 2]}, NULL, {'l': NULL}]", "[]"),
    ];

    [TestCaseSource(nameof(Samples))]
    public async Task A_type_goes_out_and_comes_back((string Type, string First, string Second) sample)
    {
        await using GrizzlyConnection connection = OpenMemory();
        connection.Run($"CREATE TABLE a (id INTEGER, x {sample.Type}); CREATE TABLE b (id INTEGER, x {sample.Type})");
        connection.Run($"INSERT INTO a VALUES (1, {sample.First}), (2, NULL), (3, {sample.Second})");
        var batches = new List<RecordBatch>();
        await using (GrizzlyCommand command = connection.Command("SELECT id, x FROM a ORDER BY id"))
        {
            using IArrowArrayStream stream = command.ExecuteArrow();
            while (await stream.ReadNextRecordBatchAsync() is { } batch) batches.Add(batch);
        }
        Assert.That(batches.Sum(batch => batch.Length), Is.EqualTo(3));
        Assert.That(batches[0].Column(1).NullCount, Is.EqualTo(1));
        using (var appender = new GrizzlyAppender(connection, "b"))
        {
            foreach (RecordBatch batch in batches) appender.AppendBatch(batch);
            appender.Complete();
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM a JOIN b USING (id) WHERE a.x IS NOT DISTINCT FROM b.x"),
            Is.EqualTo(3L));
    }

    [Test]
    public async Task Batches_have_the_schema_and_the_rows_of_the_result()
    {
        await using GrizzlyConnection connection = OpenMemory();
        await using GrizzlyCommand command = connection.Command(
            "SELECT i AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE i * 2 END AS n, 'row ' || i AS s, i % 2 = 0 AS b, "
            + "(i / 4)::DECIMAL(10,2) AS d FROM range(100000) r(i)");
        using IArrowArrayStream stream = await command.ExecuteArrowAsync(batchRows: 30_000);
        Assert.That(
            stream.Schema.FieldsList.Select(field => field.Name), Is.EqualTo(new[] { "id", "n", "s", "b", "d" }));
        Assert.That(stream.Schema.FieldsList[4].DataType, Is.InstanceOf<Decimal128Type>());
        long seen = 0, sum = 0, nulls = 0;
        int count = 0;
        while (await stream.ReadNextRecordBatchAsync() is { } batch)
        {
            var ids = (Int64Array)batch.Column("id");
            var numbers = (Int64Array)batch.Column("n");
            var texts = (StringArray)batch.Column("s");
            var flags = (BooleanArray)batch.Column("b");
            for (int i = 0; i < batch.Length; i++, seen++)
            {
                long id = ids.GetValue(i)!.Value;
                sum += id;
                if (numbers.IsNull(i)) nulls++;
                bool isRight = numbers.GetValue(i) == (id % 3 == 0 ? null : id * 2)
                    && texts.GetString(i) == $"row {id}" && flags.GetValue(i) == (id % 2 == 0);
                if (!isRight) Assert.Fail($"row {id} is wrong");
            }
            count++;
        }
        Assert.That((seen, sum, nulls), Is.EqualTo((100_000L, 4_999_950_000L, 33_334L)));
        Assert.That(count, Is.InRange(2, 4));
    }

    [Test]
    public async Task A_bulk_copy_takes_a_stream()
    {
        await using GrizzlyConnection source = OpenMemory(), target = OpenMemory();
        target.Run("CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR, d DATE)");
        await using GrizzlyCommand command = source.Command(
            "SELECT i, 'text ' || i, DATE '2024-01-01' + (i % 400)::INTEGER FROM range(50000) r(i)");
        using IArrowArrayStream stream = command.ExecuteArrow(batchRows: 7000);
        var told = new List<long>();
        var copy = new GrizzlyBulkCopy(target) { DestinationTableName = "t", NotifyAfter = 20_000 };
        copy.RowsCopied += (_, args) => told.Add(args.RowsCopied);
        Assert.That(await copy.WriteToServerAsync(stream), Is.EqualTo(50_000));
        Assert.That(told, Has.Count.EqualTo(2));
        Assert.That(target.Scalar("SELECT count(*) FROM t WHERE s = 'text ' || id"), Is.EqualTo(50_000L));
    }

    [Test]
    public async Task An_empty_result_has_a_schema_and_no_batch()
    {
        await using GrizzlyConnection connection = OpenMemory();
        await using GrizzlyCommand command = connection.Command("SELECT 1 AS a, [1] AS l WHERE false");
        using IArrowArrayStream stream = command.ExecuteArrow();
        Assert.That(stream.Schema.FieldsList, Has.Count.EqualTo(2));
        Assert.That(await stream.ReadNextRecordBatchAsync(), Is.Null);
    }

    [TestCase("SELECT TIMESTAMP '3000-01-01 00:00:00'", "22008")]
    [TestCase("SELECT DATE 'infinity'", "22008")]
    [TestCase("SELECT 170141183460469231731687303715884105727::HUGEINT", "22003")]
    public async Task What_Arrow_cannot_hold_is_an_error(string sql, string state)
    {
        await using GrizzlyConnection connection = OpenMemory();
        await using GrizzlyCommand command = connection.Command(sql);
        using (IArrowArrayStream stream = command.ExecuteArrow())
        {
            GrizzlyException error = Assert.ThrowsAsync<GrizzlyException>(
                async () => await stream.ReadNextRecordBatchAsync())!;
            Assert.That(error.SqlState, Is.EqualTo(state));
        }
        Assert.That(connection.Scalar("SELECT 1"), Is.EqualTo(1));
    }

    [Test]
    public void A_batch_with_other_columns_is_refused_and_the_appender_rolls_back()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER, b INTEGER)");
        var batch = new RecordBatch.Builder().Append("a", false, column => column.Int32(b => b.Append(1))).Build();
        using (var appender = new GrizzlyAppender(connection, "t"))
            Assert.Throws<InvalidOperationException>(() => appender.AppendBatch(batch));
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L));
    }
}
