using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>Long statements tell how far they are.</summary>
public sealed class ProgressTests
{
    private const int Rows = 500_000;

    private sealed class Reports(Action<GrizzlyProgress>? react = null) : IProgress<GrizzlyProgress>
    {
        public List<GrizzlyProgress> All { get; } = [];

        public void Report(GrizzlyProgress value)
        {
            All.Add(value);
            react?.Invoke(value);
        }
    }

    private DatabaseFolder _folder = null!;
    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void Create()
    {
        _folder = new DatabaseFolder();
        _connection = ConnectionExtensions.OpenMemory();
        _connection.Run($"CREATE TABLE t AS SELECT i, 'text ' || i AS s FROM range({Rows}) r(i)");
        _connection.Run("CREATE TABLE loaded (i BIGINT, s VARCHAR)");
    }

    [TearDown]
    public void Close()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [TestCase(1)]
    [TestCase(2)]
    public void A_scan_tells_its_share_and_rows(int threads)
    {
        _connection.Run($"SET threads = {threads}");
        List<GrizzlyProgress> reports = Run("SELECT sum(i), max(s) FROM t");
        AssertGrows(reports);
        Assert.That(reports[^1].RowsRead, Is.EqualTo(Rows));
        Assert.That(reports.Select(report => report.Elapsed), Is.Ordered);
    }

    [Test]
    public void Rows_that_are_read_on_the_way_are_told()
    {
        var reports = new Reports();
        using GrizzlyCommand command = Command("SELECT i, s FROM t", reports);
        using (GrizzlyDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
            }
        }
        AssertGrows(reports.All);
    }

    [TestCase("csv")]
    [TestCase("json")]
    public void Loads_tell_the_share_of_the_file(string format)
    {
        string path = _folder.PathOf("t." + format);
        _connection.Run($"COPY t TO '{path}'");
        _connection.Run("SET threads = 1");
        AssertGrows(Run($"COPY loaded FROM '{path}'"));
        Assert.That(_connection.Scalar("SELECT count(*) FROM loaded"), Is.EqualTo(Rows));
    }

    [TestCase("INSERT INTO loaded SELECT * FROM t")]
    [TestCase("CREATE TABLE copied AS SELECT * FROM t ORDER BY s")]
    [TestCase("UPDATE t SET s = s || '!'")]
    [TestCase("SELECT count(*) FROM t a JOIN t b ON a.i = b.i")]
    [TestCase("SELECT count(*) FROM (SELECT i FROM t UNION ALL SELECT i + 1 FROM t)")]
    public void Changes_joins_and_unions_tell(string sql) => AssertGrows(Run(sql));

    [Test]
    public void Where_nobody_can_tell_the_share_is_null_until_the_end()
    {
        List<GrizzlyProgress> reports = Run($"SELECT count(*) FROM range({Rows}) r(i) WHERE i % 3 = 0");
        Assert.That(reports.SkipLast(1).Select(report => report.Fraction), Is.Not.Empty.And.All.Null);
        Assert.That(reports[^1].Fraction, Is.EqualTo(1));
        Assert.That(reports[^1].RowsRead, Is.EqualTo(Rows));
    }

    [Test]
    public void Each_statement_begins_anew()
    {
        List<GrizzlyProgress> reports = Run(
            "SELECT max(s) FROM t; CREATE TABLE more (i INTEGER); SELECT max(i) + 1 FROM t");
        Assert.That(reports.Select(report => report.Statement).Distinct(), Is.EqualTo(new[] { 0, 1, 2 }));
        foreach (IGrouping<int, GrizzlyProgress> statement in reports.GroupBy(report => report.Statement))
            Assert.That(statement.Last().Fraction, Is.EqualTo(1));
    }

    [Test]
    public void A_report_may_cancel_and_what_fails_never_comes_to_one()
    {
        GrizzlyCommand command = null!;
        var reports = new Reports(_ => command.Cancel());
        using (command = Command("SELECT max(s) FROM t", reports))
        {
            GrizzlyException error = Assert.Throws<GrizzlyException>(() => command.ExecuteScalar())!;
            Assert.That(error.SqlState, Is.EqualTo(SqlStates.QueryCanceled));
        }
        Assert.That(reports.All.Select(report => report.Fraction), Has.None.EqualTo(1.0));
    }

    [Test]
    public void A_long_interval_leaves_the_end_only_and_later_statements_are_not_followed()
    {
        var reports = new Reports();
        using (GrizzlyCommand command = Command("SELECT max(s) FROM t", reports))
        {
            command.ProgressInterval = TimeSpan.FromDays(1);
            command.ExecuteScalar();
            command.Progress = null;
            command.ExecuteScalar();
        }
        _connection.Run("SELECT min(s) FROM t");
        Assert.That(reports.All.Select(report => report.Fraction), Is.EqualTo(new double?[] { 1 }));
    }

    private List<GrizzlyProgress> Run(string sql)
    {
        var reports = new Reports();
        using GrizzlyCommand command = Command(sql, reports);
        command.ExecuteNonQuery();
        return reports.All;
    }

    private GrizzlyCommand Command(string sql, Reports reports)
    {
        GrizzlyCommand command = _connection.Command(sql);
        command.Progress = reports;
        command.ProgressInterval = TimeSpan.Zero;
        return command;
    }

    /// <summary>Never less than before, something in between, and 1 at the end.</summary>
    private static void AssertGrows(List<GrizzlyProgress> reports)
    {
        Assert.That(reports.Select(report => report.Fraction), Has.None.Null);
        double[] fractions = [.. reports.Select(report => report.Fraction ?? double.NaN)];
        Assert.That(fractions, Is.Ordered);
        Assert.That(fractions.Where(fraction => fraction is > 0 and < 1), Is.Not.Empty);
        Assert.That(fractions[^1], Is.EqualTo(1));
        Assert.That(reports.Select(report => report.RowsRead), Is.Ordered);
    }
}
