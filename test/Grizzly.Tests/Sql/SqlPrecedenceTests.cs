using Grizzly.Sql;

namespace Grizzly.Tests.Sql;

public sealed class SqlPrecedenceTests
{
    [TestCase("a or b and c", "a or (b and c)")]
    [TestCase("not a = b and c", "(not (a = b)) and c")]
    [TestCase("a = b is null", "(a = b) is null")]
    [TestCase("a + b * c", "a + (b * c)")]
    [TestCase("a - b - c", "(a - b) - c")]
    [TestCase("a / b * c", "(a / b) * c")]
    [TestCase("2 ^ 3 ^ 2", "(2 ^ 3) ^ 2")]
    [TestCase("- a ^ 2", "(- a) ^ 2")]
    [TestCase("-a::int", "-(a::int)")]
    [TestCase("-a[1]", "-(a[1])")]
    [TestCase("a || b = c || d", "(a || b) = (c || d)")]
    [TestCase("a || b + c", "a || (b + c)")]
    [TestCase("a & b | c", "(a & b) | c")]
    [TestCase("~a + b", "~(a + b)")]
    [TestCase("a like b || c", "a like (b || c)")]
    [TestCase("a between b and c and d", "(a between b and c) and d")]
    [TestCase("a not between b + 1 and c or d", "(a not between (b + 1) and c) or d")]
    [TestCase("a < b = any (select 1)", null)]
    [TestCase("a < b < c", null)]
    [TestCase("a in not (1)", null)]
    [TestCase("a in b.c or d", "(a in b.c) or d")]
    [TestCase("a in (1, 2) = b", "(a in (1, 2)) = b")]
    [TestCase("a at time zone 'x' || b", "(a at time zone 'x') || b")]
    [TestCase("a collate x || b", "(a collate x) || b")]
    [TestCase("a -> 'x' = b", "(a -> 'x') = b")]
    [TestCase("a->>'x' || 'y'", "(a->>'x') || 'y'")]
    [TestCase("a is distinct from b and c", "(a is distinct from b) and c")]
    [TestCase("not exists (select 1) or a", "(not exists (select 1)) or a")]
    [TestCase("a=-1", "a = (-1)")]
    [TestCase("a @> b && c", "(a @> b) && c")]
    [TestCase("(a and b) and (c and d)", "a and b and c and d")]
    [TestCase("a ** 2 // 3", "(a ^ 2) // 3")]
    [TestCase("a.b.c::int[]", "cast(a.b.c as int[])")]
    public void Operators_bind_as_in_PostgreSQL(string sql, string? parenthesized)
    {
        if (parenthesized is null)
            Assert.That(() => SqlParser.ParseExpression(sql), Throws.InstanceOf<Common.GrizzlyException>());
        else Assert.That(SqlParser.ParseExpression(sql), Is.EqualTo(SqlParser.ParseExpression(parenthesized)));
    }

    [TestCase("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", "SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)")]
    [TestCase("SELECT 1 UNION SELECT 2 EXCEPT SELECT 3", "(SELECT 1 UNION SELECT 2) EXCEPT SELECT 3")]
    [TestCase("SELECT 1 INTERSECT SELECT 2 UNION SELECT 3", "(SELECT 1 INTERSECT SELECT 2) UNION SELECT 3")]
    [TestCase("((SELECT 1))", "SELECT 1")]
    [TestCase("SELECT * FROM a JOIN b ON x JOIN c ON y", "SELECT * FROM (a JOIN b ON x) JOIN c ON y")]
    [TestCase("SELECT * FROM a JOIN b JOIN c ON x ON y", "SELECT * FROM a JOIN (b JOIN c ON x) ON y")]
    [TestCase("SELECT ((SELECT 1) UNION (SELECT 2))", "SELECT (SELECT 1 UNION SELECT 2)")]
    [TestCase("SELECT * FROM ((SELECT 1) UNION (SELECT 2)) t", "SELECT * FROM (SELECT 1 UNION SELECT 2) t")]
    [TestCase("SELECT x IN ((SELECT 1) UNION (SELECT 2))", "SELECT x IN (SELECT 1 UNION SELECT 2)")]
    public void Queries_nest_as_in_PostgreSQL(string sql, string parenthesized) =>
        Assert.That(SqlParser.ParseStatement(sql), Is.EqualTo(SqlParser.ParseStatement(parenthesized)));

    [TestCase("SELECT 1", "SELECT 2")]
    [TestCase("SELECT 1", "SELECT 1.0")]
    [TestCase("SELECT a - (b - c)", "SELECT a - b - c")]
    [TestCase("SELECT 1 UNION (SELECT 2 UNION SELECT 3)", "SELECT 1 UNION SELECT 2 UNION SELECT 3")]
    [TestCase("SELECT a FROM t", "SELECT b FROM t")]
    [TestCase("SELECT f(a, b)", "SELECT f(b, a)")]
    [TestCase("(SELECT 1 LIMIT 1) LIMIT 2", "SELECT 1 LIMIT 1")]
    [TestCase("SELECT 1 = 2", "SELECT 1 <> 2")]
    [TestCase("SELECT a IN (1)", "SELECT a NOT IN (1)")]
    public void Trees_that_differ_are_not_equal(string left, string right) =>
        Assert.That(SqlParser.ParseStatement(left), Is.Not.EqualTo(SqlParser.ParseStatement(right)));

    [Test]
    public void Trees_are_equal_wherever_the_text_stood() =>
        Assert.That(SqlParser.ParseStatement("  select  a ,\n b from t"),
            Is.EqualTo(SqlParser.ParseStatement("select a, b from t")));
}
