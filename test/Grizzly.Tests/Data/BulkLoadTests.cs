using System.Data;
using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>GrizzlyAppender and GrizzlyBulkCopy.</summary>
public sealed class BulkLoadTests
{
    private sealed record Sale(int Id, string? Region, decimal Price, DateTime SoldAt);

    private static GrizzlyConnection WithSales(string more = "")
    {
        GrizzlyConnection connection = OpenMemory(more);
        connection.Run("""
            CREATE TABLE sales (id INTEGER PRIMARY KEY, region VARCHAR DEFAULT 'none',
                price DECIMAL(9,2) CHECK (price >= 0), sold_at TIMESTAMP,
                cents BIGINT GENERATED ALWAYS AS (price * 100) STORED)
            """);
        return connection;
    }

    private static IEnumerable<Sale> Sales(int count) => Enumerable.Range(0, count).Select(i => new Sale(
        i, i % 3 == 0 ? null : "region with a long name " + i % 7, i / 4m, DateTime.UnixEpoch.AddHours(i)));

    private static void AssertSales(GrizzlyConnection connection, int count)
    {
        Assert.That(connection.Scalar("SELECT count(*) FROM sales"), Is.EqualTo((long)count));
        Assert.That(connection.Scalar("""
            SELECT count(*) FROM sales WHERE price = round(id / 4.0, 2) AND cents = price * 100
                AND sold_at = TIMESTAMP '1970-01-01' + to_hours(id)
                AND region IS NOT DISTINCT FROM CASE WHEN id % 3 <> 0 THEN 'region with a long name ' || id % 7 END
            """), Is.EqualTo((long)count));
    }

    [TestCase(0, "")]
    [TestCase(5, "Vector Size=2")]
    [TestCase(1024, "")]
    [TestCase(130_000, "")]
    public void Objects_are_copied_by_the_names_of_their_properties(int count, string options)
    {
        using GrizzlyConnection connection = WithSales(options);
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" };
        Assert.That(copy.Write(Sales(count)), Is.EqualTo(count));
        AssertSales(connection, count);
    }

    [Test]
    public async Task Objects_are_copied_as_they_come()
    {
        await using GrizzlyConnection connection = WithSales();
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "main.sales" };
        Assert.That(await copy.WriteAsync(Slowly()), Is.EqualTo(3000));
        AssertSales(connection, 3000);

        static async IAsyncEnumerable<Sale> Slowly()
        {
            foreach (Sale sale in Sales(3000))
            {
                if (sale.Id % 1000 == 0) await Task.Yield();
                yield return sale;
            }
        }
    }

    [Test]
    public void Readers_are_copied_whatever_they_read_from()
    {
        using GrizzlyConnection connection = WithSales();
        using GrizzlyConnection other = OpenMemory();
        using GrizzlyDataReader reader = other.Command("""
            SELECT i::INTEGER, CASE WHEN i % 3 <> 0 THEN 'region with a long name ' || i % 7 END,
                round(i / 4.0, 2)::DECIMAL(9,2), TIMESTAMP '1970-01-01' + to_hours(i) FROM range(5000) r(i)
            """).ExecuteReader();
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" };
        Assert.That(copy.WriteToServer(reader), Is.EqualTo(5000));
        reader.Close();
        AssertSales(connection, 5000);
        using GrizzlyDataReader wide = other.Command("SELECT 9000::BIGINT, NULL, 2250::DOUBLE, DATE '1971-01-11'")
            .ExecuteReader();
        Assert.That(copy.WriteToServer(wide), Is.EqualTo(1));
        Assert.That(connection.Scalar("SELECT cents FROM sales WHERE id = 9000"), Is.EqualTo(225_000L));
    }

    [Test]
    public void Tables_and_arrays_are_copied_into_the_columns_named()
    {
        using GrizzlyConnection connection = WithSales();
        using var table = new DataTable();
        table.Columns.Add("price", typeof(double));
        table.Columns.Add("id", typeof(long));
        table.Rows.Add(1.5, 1);
        table.Rows.Add(DBNull.Value, 2);
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" };
        copy.DestinationColumns.Add("price");
        copy.DestinationColumns.Add("id");
        copy.WriteToServer(table);
        copy.Write(new object?[][] { [2.5m, 3], ["3.25", 4] }!);
        Assert.That(connection.Scalar("SELECT list((id, price, region) ORDER BY id)::VARCHAR FROM sales"), Is.EqualTo(
            "[(1, 1.50, none), (2, NULL, none), (3, 2.50, none), (4, 3.25, none)]"));
    }

    [Test]
    public void A_row_that_is_refused_takes_all_rows_back()
    {
        using GrizzlyConnection connection = WithSales();
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" };
        Assert.That(Assert.Throws<GrizzlyException>(() => copy.Write(Sales(200_000).Append(
            new Sale(-1, "x", -1, default))))!.SqlState, Is.EqualTo("23514"));
        Assert.That(Assert.Throws<GrizzlyException>(() => copy.Write(Sales(5).Append(
            new Sale(0, "x", 1, default))))!.SqlState, Is.EqualTo("23505"));
        Assert.Throws<InvalidOperationException>(() => copy.Write(Sales(200_000).Select(
            sale => sale.Id < 150_000 ? sale : throw new InvalidOperationException("the source fails"))));
        AssertSales(connection, 0);
        copy.Write(Sales(10));
        AssertSales(connection, 10);
    }

    [Test]
    public void A_copy_is_part_of_the_transaction_under_way()
    {
        using GrizzlyConnection connection = WithSales();
        using (connection.BeginTransaction())
        {
            new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" }.Write(Sales(10));
            AssertSales(connection, 10);
        }
        AssertSales(connection, 0);
    }

    [Test]
    public void Progress_is_told_and_may_end_the_copy()
    {
        using GrizzlyConnection connection = WithSales();
        var seen = new List<long>();
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales", NotifyAfter = 1000 };
        copy.RowsCopied += (_, e) =>
        {
            seen.Add(e.RowsCopied);
            e.Abort = e.RowsCopied == 3000;
        };
        Assert.Throws<OperationCanceledException>(() => copy.Write(Sales(10_000)));
        Assert.That(seen, Is.EqualTo(new[] { 1000L, 2000, 3000 }));
        AssertSales(connection, 0);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => copy.Write(Sales(2500).Select(sale =>
        {
            if (sale.Id == 2000) stop.Cancel();
            return sale;
        }), stop.Token));
        AssertSales(connection, 0);
    }

    [Test]
    public void Properties_and_columns_must_match()
    {
        using GrizzlyConnection connection = WithSales();
        var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "sales" };
        Assert.Throws<InvalidOperationException>(() => copy.Write(new[] { new { id = 1, town = "x" } }));
        Assert.That(copy.Write(new[] { new { ID = 1 } }), Is.EqualTo(1));
        copy.DestinationColumns.Add("region");
        Assert.Throws<InvalidOperationException>(() => copy.Write(new[] { new { id = 2 } }));
        copy.DestinationTableName = "nowhere";
        Assert.That(Assert.Throws<GrizzlyException>(() => copy.Write(Sales(1)))!.SqlState, Is.EqualTo("42P01"));
    }

    [Test]
    public void An_appender_takes_values_rows_and_spans()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER, b DOUBLE, c VARCHAR)");
        using (var appender = new GrizzlyAppender(connection, "t"))
        {
            appender.Append(1).Append((double?)null).Append("x").EndRow();
            appender.AppendRow(2, 2.5, null);
            var numbers = new int[3000];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = i + 3;
            for (int round = 0; round < 50; round++)
            {
                appender.SetColumn<int>(0, numbers);
                appender.SetColumn<double>(1, new double[3000]);
                appender.SetColumn<string>(2, Array.ConvertAll(numbers, i => "n" + i));
                appender.EndRows(3000);
            }
            Assert.That(appender.Complete(), Is.EqualTo(150_002));
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM t WHERE c = 'n' || a AND b = 0"), Is.EqualTo(150_000L));
        Assert.That(connection.Scalar("SELECT list((a, b, c) ORDER BY a)::VARCHAR FROM t WHERE a < 3"), Is.EqualTo(
            "[(1, NULL, x), (2, 2.5, NULL)]"));
        connection.Run("SET threads = 1");
        Assert.That(connection.Scalar("SELECT first(a) FROM t"), Is.EqualTo(1), "rows keep their order");
    }

    [Test]
    public void An_appender_keeps_nothing_without_Complete_and_refuses_half_rows()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER, b INTEGER)");
        using (var appender = new GrizzlyAppender(connection, "t", "b", "a"))
        {
            appender.Append(1);
            Assert.Throws<InvalidOperationException>(appender.EndRow);
            Assert.Throws<InvalidOperationException>(appender.Flush);
            appender.Append(2);
            Assert.Throws<InvalidOperationException>(() => appender.Append(3));
            appender.EndRow();
            appender.SetColumn<int>(0, [1, 2]);
            appender.SetColumn<int>(1, [1]);
            Assert.Throws<InvalidOperationException>(() => appender.EndRows(2));
        }
        using (var appender = new GrizzlyAppender(connection, "t"))
        {
            Assert.Throws<GrizzlyException>(() => appender.AppendRow(1, "no number"));
            Assert.Throws<InvalidOperationException>(() => appender.Complete(), "the row is half written");
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L));
    }
}
