using Grizzly.Data;

namespace Grizzly.Tests.Indexes;

/// <summary>Which statements find their rows through which index, as EXPLAIN shows it.</summary>
public sealed class IndexPlanTests
{
    private GrizzlyConnection _connection = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
        Run("""
            CREATE TABLE t (id BIGINT NOT NULL, a INTEGER, s VARCHAR, d DOUBLE);
            INSERT INTO t SELECT i, i % 1000, 'name' || i, i / 7.0 FROM range(50000) r(i);
            CREATE UNIQUE INDEX by_id ON t (id);
            CREATE INDEX by_a_s ON t (a, s DESC);
            CREATE INDEX by_s ON t (s);
            CREATE INDEX by_d ON t USING hash (d);
            CREATE INDEX by_lower ON t (upper(s));
            CREATE INDEX partial ON t (d) WHERE a IS NOT NULL;
            """);
    }

    [OneTimeTearDown]
    public void Close() => _connection.Dispose();

    [TestCase("SELECT s FROM t WHERE id = 5", "by_id", "id = 5")]
    [TestCase("SELECT s FROM t WHERE 5::INTEGER = id", "by_id", "id = 5")]
    [TestCase("SELECT s FROM t WHERE id IN (1, 2, 3)", "by_id", "id IN (1, 2, 3)")]
    [TestCase("SELECT s FROM t WHERE id BETWEEN 5 AND 9", "by_id", "id >= 5 AND id <= 9")]
    [TestCase("SELECT s FROM t WHERE id > 49990", "by_id", "id > 49990")]
    [TestCase("SELECT id FROM t WHERE a = 7 AND s = 'name7'", "by_a_s", "a = 7")]
    [TestCase("SELECT id FROM t WHERE a = 7", "by_a_s", "a = 7")]
    [TestCase("SELECT id FROM t WHERE a IS NULL", "by_a_s", "a IS NULL")]
    [TestCase("SELECT id FROM t WHERE s LIKE 'name4999%'", "by_s", "s ~~ 'name4999%'")]
    [TestCase("SELECT id FROM t WHERE d = 3.5", "by_d", "d = 3.5")]
    [TestCase("SELECT id FROM t WHERE upper(s) = 'NAME3'", "by_lower", "upper(s) = 'NAME3'")]
    [TestCase("SELECT id FROM t WHERE d > 7140.0 AND a IS NOT NULL", "partial", "d > 7140")]
    [TestCase("SELECT s FROM t ORDER BY id LIMIT 10", "by_id", "forwards")]
    [TestCase("SELECT s FROM t ORDER BY id DESC LIMIT 10", "by_id", "backwards")]
    [TestCase("SELECT id FROM t WHERE a = 5 ORDER BY s DESC LIMIT 3", "by_a_s", "forwards")]
    [TestCase("SELECT max(id) FROM t", "by_id", "backwards")]
    [TestCase("SELECT min(s) FROM t", "by_s", "forwards")]
    [TestCase("DELETE FROM t WHERE id = 5", "by_id", "id = 5")]
    [TestCase("UPDATE t SET a = 1 WHERE id = 5", "by_id", "id = 5")]
    public void A_statement_probes_an_index(string sql, string index, string bounds)
    {
        string plan = Explain(sql);
        Assert.That(plan, Does.Contain("INDEX_SCAN").And.Contain(index).And.Contain(bounds));
    }

    [TestCase("SELECT s FROM t WHERE id > 10")]
    [TestCase("SELECT s FROM t WHERE id + 1 = 5")]
    [TestCase("SELECT s FROM t WHERE d > 3.5")]
    [TestCase("SELECT s FROM t ORDER BY id")]
    [TestCase("SELECT id FROM t WHERE a = 5 ORDER BY s NULLS FIRST LIMIT 3")]
    [TestCase("SELECT count(*) FROM t WHERE s LIKE '%9'")]
    public void A_statement_reads_the_table(string sql) =>
        Assert.That(Explain(sql).Split('\n').Where(line => line.Contains("INDEX_SCAN") && !line.Contains("by_a_s")),
            Is.Empty);

    private void Run(string sql)
    {
        using GrizzlyCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string Explain(string sql)
    {
        using GrizzlyCommand command = _connection.CreateCommand();
        command.CommandText = "EXPLAIN " + sql;
        using GrizzlyDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
