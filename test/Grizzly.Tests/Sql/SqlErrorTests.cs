using Grizzly.Common;
using Grizzly.Sql;

namespace Grizzly.Tests.Sql;

public sealed class SqlErrorTests
{
    private static GrizzlyException ErrorOf(string sql) =>
        Assert.Throws<GrizzlyException>(() => SqlParser.ParseScript(sql))!;

    [TestCase("SELECT * FORM t", "syntax error at or near \"FORM\"", 9, 4, "did you mean \"FROM\"?")]
    [TestCase("SELECT a FORM t", "syntax error at or near \"t\"", 14, 1, "did you mean \"FROM\"?")]
    [TestCase("SELCT 1", "syntax error at or near \"SELCT\"", 0, 5, "did you mean \"SELECT\"?")]
    [TestCase("SELECT * FROM t WHRE a = 1", "syntax error at or near \"a\"", 21, 1, "did you mean \"WHERE\"?")]
    [TestCase("SELECT a FROM t GROUP YB a", "syntax error at or near \"YB\"", 22, 2, null)]
    [TestCase("SELECT", "syntax error at end of input", 6, 0, null)]
    [TestCase("SELECT (1", "syntax error at end of input", 9, 0, null)]
    [TestCase("SELECT 1)", "syntax error at or near \")\"", 8, 1, null)]
    [TestCase("SELECT 'abc", "unterminated quoted string", 7, 1, "close the string with '")]
    [TestCase("SELECT \"abc", "unterminated quoted identifier", 7, 1, "close the identifier with \"")]
    [TestCase("SELECT 1 /* /* */", "unterminated /* comment", 9, 2, "close the comment with */")]
    [TestCase("SELECT $a$b", "unterminated dollar-quoted string", 7, 3, "close the string with $a$")]
    [TestCase("SELECT 12ab", "trailing junk after numeric literal at or near \"12ab\"", 7, 4, null)]
    [TestCase("SELECT \"\"", "zero-length delimited identifier", 7, 2, null)]
    [TestCase("CREATE TABLE t (order INT)", "syntax error at or near \"order\"", 16, 5,
        "\"order\" is a reserved word; quote it to use it as a name")]
    [TestCase("SELECT a < b < c", "syntax error at or near \"<\"", 13, 1, "comparisons do not chain; add parentheses")]
    [TestCase("SELECT \u0001", "syntax error at or near \"\u0001\"", 7, 1, null)]
    [TestCase("SELECT x'0G'", "\"G\" is not a valid hexadecimal digit", 7, 5, null)]
    [TestCase("SELECT $0", "there is no parameter $0", 7, 2, null)]
    [TestCase("INSERT INTO t VALEUS (1)", "syntax error at or near \"VALEUS\"", 14, 6, "did you mean \"VALUES\"?")]
    public void A_syntax_error_names_the_token_and_its_place(string sql, string detail, int start, int length,
        string? hint)
    {
        GrizzlyException error = ErrorOf(sql);
        Assert.Multiple(() =>
        {
            Assert.That(error.SqlState, Is.EqualTo("42601"));
            Assert.That(error.Detail, Is.EqualTo(detail));
            Assert.That(error.Span, Is.EqualTo(new SourceSpan(start, length)));
            Assert.That(error.Hint, Is.EqualTo(hint));
        });
    }

    [TestCase("(", ")")]
    [TestCase("[", "]")]
    [TestCase("- ", "")]
    [TestCase("NOT ", "")]
    [TestCase("CASE WHEN TRUE THEN ", " END")]
    [TestCase("f(", ")")]
    [TestCase("substring(", ")")]
    [TestCase("position(", ")")]
    [TestCase("CAST(", " AS INT)")]
    [TestCase("(SELECT ", ")")]
    [TestCase("EXISTS (FROM t WHERE ", ")")]
    [TestCase("1 + (", ")")]
    [TestCase("{'a': ", "}")]
    [TestCase("lambda x: ", "")]
    public void Endless_nesting_is_refused_on_a_small_stack(string opening, string closing)
    {
        string sql = "SELECT " + Repeat(opening, 10_000) + "1" + Repeat(closing, 10_000);
        OnSmallStack(() => Assert.That(ErrorOf(sql).SqlState, Is.EqualTo(SqlStates.StatementTooComplex)));
    }

    [TestCase("SELECT * FROM ", "(", "t", ")")]
    [TestCase("", "(", "SELECT 1", ")")]
    [TestCase("", "EXPLAIN ", "SELECT 1", "")]
    [TestCase("SELECT 1 FROM t GROUP BY ", "GROUPING SETS (", "a", ")")]
    [TestCase("SELECT 1::", "STRUCT(a ", "INT", ")")]
    [TestCase("SELECT 1", "::int", "", "")]
    [TestCase("SELECT a", "[1]", "", "")]
    [TestCase("SELECT * FROM t ", " CROSS JOIN t", "", "")]
    [TestCase("SELECT * FROM t ", " JOIN t", "", " ON x")]
    [TestCase("", "WITH a AS (", "SELECT 1", ") SELECT 1")]
    [TestCase("SELECT f(", "x -> ", "1", ")")]
    public void Endless_nesting_outside_expressions_is_refused_too(string start, string opening, string middle,
        string closing)
    {
        string sql = start + Repeat(opening, 10_000) + middle + Repeat(closing, 10_000);
        OnSmallStack(() => Assert.That(ErrorOf(sql).SqlState,
            Is.EqualTo(SqlStates.StatementTooComplex).Or.EqualTo(SqlStates.SyntaxError)));
    }

    [TestCase("a", " AND b")]
    [TestCase("a", " OR b")]
    [TestCase("1", " + 1")]
    [TestCase("'a'", " || 'b'")]
    [TestCase("a", " IS NULL")]
    public void Long_chains_parse_print_and_compare_on_a_small_stack(string head, string link)
    {
        string sql = $"SELECT {head}{Repeat(link, link == " IS NULL" ? 300 : 10_000)} FROM t";
        OnSmallStack(() => Assert.That(SqlParser.ParseStatement(SqlPrinter.Print(SqlParser.ParseStatement(sql))),
            Is.EqualTo(SqlParser.ParseStatement(sql))));
    }

    [Test]
    public void Ten_thousand_unions_parse_and_print()
    {
        string sql = "SELECT 1" + Repeat(" UNION ALL SELECT 1", 10_000);
        OnSmallStack(() => Assert.That(SqlPrinter.Print(SqlParser.ParseStatement(sql)), Is.EqualTo(sql)));
    }

    [Test]
    public void Moderate_nesting_parses_on_a_small_stack()
    {
        string sql = "SELECT " + Repeat("(1 + ", 300) + "1" + Repeat(")", 300);
        OnSmallStack(() => Assert.That(SqlParser.ParseStatement(sql),
            Is.EqualTo(SqlParser.ParseStatement(SqlPrinter.Print(SqlParser.ParseStatement(sql))))));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static void OnSmallStack(Action action)
    {
        Exception? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception caught)
                {
                    error = caught;
                }
            },
            maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        if (error is not null) throw new AssertionException(error.Message, error);
    }
}
