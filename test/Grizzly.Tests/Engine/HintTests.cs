using System.Text.Json;
using Grizzly.Engine;

namespace Grizzly.Tests.Engine;

/// <summary>What hints do to plans, and what EXPLAIN shows.</summary>
public sealed class HintTests
{
    private Database _database = null!;
    private Session _session = null!;

    [SetUp]
    public void Open()
    {
        _database = Database.Open(new DatabaseOptions());
        _session = _database.Connect();
        _session.ExecuteScript("""
            CREATE TABLE a(id INTEGER PRIMARY KEY, x INTEGER);
            CREATE TABLE b(id INTEGER PRIMARY KEY, a INTEGER);
            CREATE TABLE c(id INTEGER, b INTEGER);
            CREATE INDEX a_x ON a(x);
            INSERT INTO a SELECT i, i % 10 FROM range(1000) r(i);
            INSERT INTO b SELECT i, i % 1000 FROM range(2000) r(i);
            INSERT INTO c SELECT i, i % 2000 FROM range(100) r(i);
            """);
    }

    [TearDown]
    public void Close()
    {
        _session.Dispose();
        _database.Dispose();
    }

    [Test]
    public void Leading_gives_the_order_of_joins()
    {
        const string From = "count(*) FROM a JOIN b ON a.id = b.a JOIN c ON c.b = b.id";
        Assert.That(Depth($"SELECT /*+ LEADING(a b c) */ {From}", "table=[c]"),
            Is.LessThan(Depth($"SELECT /*+ LEADING(a b c) */ {From}", "table=[a]")));
        Assert.That(Depth($"SELECT /*+ LEADING(b c) */ {From}", "table=[c]"),
            Is.GreaterThan(Depth($"SELECT /*+ LEADING(b c) */ {From}", "table=[a]")));
    }

    [TestCase("NESTED_LOOP(a b)", "NESTED_LOOP_JOIN INNER")]
    [TestCase("HASH_JOIN(b, a)", "HASH_JOIN INNER")]
    [TestCase("INDEX_JOIN(a b)", "INDEX_JOIN INNER")]
    public void Joins_use_the_method_asked_for(string hint, string expected)
    {
        string plan = Explain($"SELECT /*+ {hint} */ x FROM a JOIN b ON a.id = b.a");
        Assert.That(plan, Does.Contain(expected).And.Contain($"hint: {hint}").And.Not.Contain("notice"));
    }

    [Test]
    public void Indexes_are_used_or_left_alone()
    {
        Assert.That(Explain("SELECT * FROM a WHERE x = 3"), Does.Not.Contain("INDEX_SCAN"));
        Assert.That(Explain("SELECT /*+ INDEX(t a_x) */ * FROM a t WHERE x = 3"), Does.Contain("index=[a_x]"));
        Assert.That(Explain("SELECT /*+ NO_INDEX(a) */ * FROM a WHERE id = 3"), Does.Not.Contain("INDEX_SCAN"));
        Assert.That(Explain("DELETE /*+ NO_INDEX(a) */ FROM a WHERE id = 3"), Does.Not.Contain("INDEX_SCAN"));
    }

    [TestCase("LEDING(a b)", "there is no hint \"LEDING\"")]
    [TestCase("LEADING(a q)", "hint LEADING(a q) names \"q\", which is not in FROM")]
    [TestCase("INDEX(a a_y)", "hint INDEX(a a_y) could not be followed")]
    [TestCase("INDEX_JOIN(a a)", "hint INDEX_JOIN(a a) could not be followed")]
    [TestCase("PARALLEL(0)", "hint PARALLEL(0) has the wrong arguments")]
    [TestCase("LEADING(a", "hint LEADING has no closing parenthesis")]
    public void What_cannot_be_followed_is_a_notice(string hint, string expected)
    {
        using StatementResult result = _session.Execute(
            _database.Prepare($"SELECT /*+ {hint} */ * FROM a WHERE x = 3")[0], []);
        Assert.That(result.Notices.Single().Message, Is.EqualTo(expected));
    }

    [Test]
    public void Explain_as_json_is_a_tree_with_estimates_beside_counts()
    {
        string text = Explain("SELECT x, count(*) FROM a GROUP BY x ORDER BY x", "(ANALYZE, FORMAT JSON)");
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement sort = document.RootElement.GetProperty("plan"), group = sort.GetProperty("inputs")[0];
        Assert.That(document.RootElement.GetProperty("rows").GetInt64(), Is.EqualTo(10));
        Assert.That(group.GetProperty("operator").GetString(), Is.EqualTo("HASH_AGGREGATE"));
        Assert.That(group.GetProperty("rows").GetInt64(), Is.EqualTo(10));
        Assert.That(group.GetProperty("estimated_rows").GetInt64(), Is.Positive);
        Assert.That(group.GetProperty("details").GetProperty("groups").GetString(), Is.EqualTo("x"));
        Assert.That(Explain("SELECT 1", "(FORMAT JSON)"), Does.Not.Contain("time_ms"));
    }

    [Test]
    public void Explain_without_analyze_needs_no_values_of_parameters()
    {
        Assert.That(Explain("SELECT * FROM a WHERE id = $1"), Does.Contain("INDEX_SCAN"));
        Assert.That(Sql.StateOf(_session, "EXPLAIN ANALYZE SELECT * FROM a WHERE id = $1"), Is.EqualTo("42P02"));
    }

    private int Depth(string sql, string part)
    {
        string line = Explain(sql).Split('\n').Single(line => line.Contains(part, StringComparison.Ordinal));
        return line.Length - line.TrimStart().Length;
    }

    private string Explain(string sql, string options = "") =>
        string.Join('\n', Sql.Rows(_session, $"EXPLAIN {options} {sql}"));
}
