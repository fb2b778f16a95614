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
            CREATE TABLE few (k BIGINT, j INTEGER, s VARCHAR);
            INSERT INTO few VALUES (1, 1, 'name1'), (2, 2, 'name2'), (NULL, NULL, NULL);
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

    [TestCase("SELECT a, s FROM t WHERE a = 7", "INDEX_SCAN", "by_a_s", "index only")]
    [TestCase("SELECT id FROM t WHERE id > 49990", "INDEX_SCAN", "by_id", "index only")]
    [TestCase("SELECT k, t.s FROM few JOIN t ON t.id = few.k", "INDEX_JOIN INNER", "by_id", "k = id")]
    [TestCase("SELECT k, t.s FROM t JOIN few ON t.id = few.k", "INDEX_JOIN INNER", "by_id", "k = id")]
    [TestCase("SELECT k, t.s FROM few LEFT JOIN t ON t.id = few.k AND t.a > 5", "INDEX_JOIN LEFT", "by_id", "a > 5")]
    [TestCase("SELECT k FROM few WHERE EXISTS (SELECT 1 FROM t WHERE t.id = k)", "INDEX_JOIN SEMI", "by_id", "k = id")]
    [TestCase("SELECT k FROM few WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.id = k)", "INDEX_JOIN ANTI", "by_id", "k")]
    [TestCase("SELECT k, (SELECT s FROM t WHERE t.id = k) FROM few", "INDEX_JOIN SINGLE", "by_id", "k = id")]
    [TestCase("SELECT k, t.s FROM few JOIN t ON t.a = few.j AND t.s = few.s", "INDEX_JOIN INNER", "by_a_s", "s = s")]
    public void A_statement_uses_an_index(string sql, string operation, string index, string detail) =>
        Assert.That(Explain(sql), Does.Contain(operation).And.Contain(index).And.Contain(detail));

    [Test]
    public void A_join_of_many_rows_reads_the_table() =>
        Assert.That(Explain("SELECT u.s FROM t JOIN t u ON t.a = u.id"), Does.Contain("HASH_JOIN"));

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
