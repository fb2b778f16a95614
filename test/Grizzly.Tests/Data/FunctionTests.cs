using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Functions written in C#.</summary>
public sealed class FunctionTests
{
    private readonly record struct Mean(double Sum, long Count);

    [TestCase("")]
    [TestCase("Vector Size=2;Optimizer=off")]
    public void Scalar_functions_are_called_with_every_row(string options)
    {
        using GrizzlyConnection connection = OpenMemory(options);
        connection.RegisterScalar("answer", () => 42);
        connection.RegisterScalar("backwards", (string text) => string.Concat(text.Reverse()), isDeterministic: true);
        connection.RegisterScalar("add_days", (DateOnly date, int days) => date.AddDays(days));
        connection.RegisterScalar("between3", (long a, long b, long c) => a <= b && b <= c);
        connection.RegisterScalar("even_or_null", (int i) => i % 2 == 0 ? i : (int?)null);
        Assert.That(connection.Scalar("SELECT ANSWER()"), Is.EqualTo(42));
        Assert.That(connection.Scalar("SELECT backwards('abc')"), Is.EqualTo("cba"));
        Assert.That(connection.Scalar("SELECT backwards(NULL)"), Is.EqualTo(DBNull.Value));
        Assert.That(connection.Scalar("SELECT add_days(DATE '2024-02-28', 2)"), Is.EqualTo(new DateOnly(2024, 3, 1)));
        Assert.That(connection.Scalar("SELECT between3(1, 2::SMALLINT, 3)"), Is.EqualTo(true));
        Assert.That(
            connection.Scalar("SELECT count(even_or_null(i::INTEGER)) FROM range(10001) r(i)"), Is.EqualTo(5001L));
        Assert.That(connection.Scalar(
            "SELECT count(*) FROM range(5000) r(i) WHERE backwards('x' || i) = reverse('x' || i)"), Is.EqualTo(5000L));
    }

    [Test]
    public void Kernels_get_whole_vectors()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.RegisterKernel("twice", (ReadOnlySpan<long> values, Span<long> results) =>
        {
            for (int i = 0; i < values.Length; i++) results[i] = values[i] * 2;
        });
        connection.RegisterKernel("scaled", (ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> all) =>
        {
            for (int i = 0; i < left.Length; i++) all[i] = left[i] * right[i];
        });
        Assert.That(connection.Scalar("SELECT sum(twice(i)) FROM range(3000) r(i)"), Is.EqualTo(
            new System.Numerics.BigInteger(2999L * 3000)));
        Assert.That(connection.Scalar("SELECT sum(scaled(i, 0.5)) FROM range(3000) r(i)"), Is.EqualTo(
            2999 * 3000 / 4.0));
        Assert.That(connection.Scalar("SELECT twice(NULL)"), Is.EqualTo(DBNull.Value));
    }

    [TestCase("")]
    [TestCase("Threads=1;Vector Size=2")]
    public void Aggregates_group_filter_and_slide(string options)
    {
        using GrizzlyConnection connection = OpenMemory(options);
        connection.RegisterAggregate<Mean, double, double>(
            "my_avg", default, (mean, value) => new Mean(mean.Sum + value, mean.Count + 1),
            (left, right) => new Mean(left.Sum + right.Sum, left.Count + right.Count), mean => mean.Sum / mean.Count);
        connection.Run("CREATE TABLE t AS SELECT i % 7 AS g, CASE WHEN i % 5 > 0 THEN i::DOUBLE END AS v "
            + "FROM range(20000) r(i)");
        Assert.That(connection.Scalar("""
            SELECT count(*) FROM (SELECT g, my_avg(v) AS mine, avg(v) AS own FROM t GROUP BY g)
            WHERE abs(mine - own) < 1e-6
            """), Is.EqualTo(7L));
        Assert.That(connection.Scalar("SELECT my_avg(v) FROM t WHERE v < 0"), Is.EqualTo(DBNull.Value));
        Assert.That(connection.Scalar("SELECT my_avg(v) FILTER (v = 6) FROM t"), Is.EqualTo(6.0));
        Assert.That(connection.Scalar("""
            SELECT sum(abs(mine - own)) < 1e-6 FROM (SELECT
                my_avg(v) OVER (ORDER BY v ROWS 3 PRECEDING) AS mine, avg(v) OVER (ORDER BY v ROWS 3 PRECEDING) AS own
                FROM t WHERE v IS NOT NULL)
            """), Is.EqualTo(true));
    }

    [TestCase("")]
    [TestCase("Vector Size=2")]
    public void Table_functions_give_the_properties_of_their_rows(string options)
    {
        using GrizzlyConnection connection = OpenMemory(options);
        connection.RegisterTable("squares", (int count) => Enumerable.Range(0, count).Select(
            i => new { Number = i, Square = (long)i * i, Name = i % 2 == 0 ? "n" + i : null }));
        connection.RegisterTable("words", (string text, string mark) => text.Split(mark));
        connection.RegisterTable("broken", () => Enumerable.Range(0, 5).Select(i => 10 / (3 - i)));
        Assert.That(connection.Scalar("SELECT sum(square)::BIGINT FROM squares(2000) WHERE name IS NULL"),
            Is.EqualTo(1333333000L));
        Assert.That(connection.Scalar("SELECT count(*) FROM squares(3) a JOIN squares(5) b USING (number)"),
            Is.EqualTo(3L));
        Assert.That(
            connection.Scalar("SELECT string_agg(value, '-' ORDER BY value) FROM words('b,a', ',')"),
            Is.EqualTo("a-b"));
        Assert.That(Assert.Throws<GrizzlyException>(
            () => connection.Scalar("SELECT * FROM squares(DATE '2020-01-01')"))!.SqlState, Is.EqualTo("42883"));
        GrizzlyException error = Assert.Throws<GrizzlyException>(
            () => connection.Scalar("SELECT sum(value) FROM broken()"))!;
        Assert.That(error.SqlState, Is.EqualTo("38000"));
    }

    [Test]
    public void What_a_function_throws_is_an_error_of_the_statement()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.RegisterScalar("fails", (int i) => i < 5 ? i : throw new ArgumentException("too large"));
        GrizzlyException error = Assert.Throws<GrizzlyException>(
            () => connection.Scalar("SELECT sum(fails(i::INTEGER)) FROM range(10) r(i)"))!;
        Assert.That(error.SqlState, Is.EqualTo("38000"));
        Assert.That(error.Message, Does.Contain("fails").And.Contain("too large"));
        Assert.That(error.InnerException, Is.TypeOf<ArgumentException>());
        connection.RegisterAggregate("bad_sum", 0, (int sum, int i) => checked(sum + i * int.MaxValue), (a, b) => a + b,
            sum => sum);
        Assert.That(Assert.Throws<GrizzlyException>(() => connection.Scalar(
            "SELECT bad_sum(i::INTEGER) FROM range(10) r(i)"))!.SqlState, Is.EqualTo("38000"));
    }

    [Test]
    public void Functions_belong_to_the_database_and_can_be_replaced()
    {
        using var source = new GrizzlyDataSource("Data Source=:memory:");
        using GrizzlyConnection first = source.OpenConnection();
        using GrizzlyConnection second = source.OpenConnection();
        using GrizzlyConnection stranger = OpenMemory();
        first.RegisterScalar("version_of", (int i) => i + 1);
        using GrizzlyCommand command = second.Command("SELECT version_of(0)");
        Assert.That(command.ExecuteScalar(), Is.EqualTo(1));
        first.RegisterScalar("version_of", (int i) => i + 2);
        Assert.That(command.ExecuteScalar(), Is.EqualTo(2), "no plan keeps the function that was replaced");
        Assert.That(Assert.Throws<GrizzlyException>(() => stranger.Scalar("SELECT version_of(0)"))!.SqlState,
            Is.EqualTo("42883"));
    }

    [Test]
    public void Calls_and_registrations_are_checked()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.RegisterScalar("one", (int i) => i);
        string[] wrong = ["SELECT one()", "SELECT one(1, 2)", "SELECT one(DATE '2020-01-01')", "SELECT onne(1)"];
        foreach (string sql in wrong)
        {
            Assert.That(
                Assert.Throws<GrizzlyException>(() => connection.Scalar(sql))!.SqlState, Is.EqualTo("42883"), sql);
        }
        Assert.That(Assert.Throws<GrizzlyException>(() => connection.RegisterScalar("abs", (int i) => i))!.SqlState,
            Is.EqualTo("42723"));
        Assert.Throws<ArgumentException>(() => connection.RegisterScalar("two", (object o) => 1));
        Assert.Throws<ArgumentException>(() => connection.RegisterKernel("three", (
            ReadOnlySpan<DateOnly> days, Span<int> numbers) => numbers.Clear()));
    }
}
