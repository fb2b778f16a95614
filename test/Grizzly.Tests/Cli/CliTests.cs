using Grizzly.Cli;

namespace Grizzly.Tests.Cli;

/// <summary>The command line, run in process on readers and writers.</summary>
public sealed class CliTests
{
    [Test]
    public void A_table_is_aligned_and_counts_its_rows()
    {
        const string Sql = "SELECT 1 AS id, 'x' AS name, NULL AS n UNION ALL SELECT 200, 'long', NULL";
        (int code, string output, string error) = Run(["-c", Sql]);
        Assert.That(error, Is.Empty);
        Assert.That(code, Is.Zero);
        string[] lines = output.Split('\n');
        Assert.That(lines[0], Does.Match("^ +id \\| name \\| n"));
        Assert.That(lines[1], Does.Match("^-+\\+-+\\+-+$"));
        Assert.That(lines[2], Does.Match("^ +1 \\| x    \\| NULL"));
        Assert.That(lines[4], Is.EqualTo("(2 rows)"));
    }

    private const string Prepare =
        "CREATE TABLE t (a INTEGER, b VARCHAR); INSERT INTO t VALUES (1, 'x,\"y\"'), (2, NULL); ";

    [TestCase("csv", "a,b\n1,\"x,\"\"y\"\"\"\n2,\n")]
    [TestCase("json", "[{\"a\":1,\"b\":\"x,\\\"y\\\"\"},\n {\"a\":2,\"b\":null}]\n")]
    [TestCase("markdown", "|   a | b     |\n|----:|-------|\n|   1 | x,\"y\" |\n|   2 | NULL  |\n")]
    public void Rows_are_printed_in_the_format_asked_for(string format, string expected)
    {
        (int code, string output, _) = Run(
            ["--format", format, "-c", Prepare + "SELECT * FROM t"]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Is.EqualTo(expected));
    }

    [Test]
    public void The_first_failing_statement_ends_the_run_with_one()
    {
        (int code, string output, string error) = Run(["-c", "SELECT 1 AS a; SELECT nonsense; SELECT 2 AS b"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("(1 row)").And.Not.Contains("b"));
        Assert.That(error, Does.Contain("42703").And.Contains("^"));
    }

    [Test]
    public void A_script_comes_from_a_file_or_from_standard_input()
    {
        string script =
            "-- a comment; with a semicolon\nSELECT 'a;b' AS \"x;y\"; /* ; */ SELECT 2\n;\n"
            + ".mode csv\nSELECT 3 AS three;";
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, script);
            (int code, string output, string error) = Run(["-f", path]);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("a;b").And.EndsWith("three\n3\n"));
            Assert.That(Run([], script).Output, Is.EqualTo(output));
            Assert.That(Run(["-f", path + ".missing"]).Code, Is.EqualTo(1));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void The_prompt_takes_statements_over_lines_and_survives_errors()
    {
        const string Input =
            "create table t (a\ninteger);\n.tables\nselect nonsense;\n.tabels\nselect 40\n+ 2 as answer;\n"
            + ".schema t\n.quit\nselect 1;\n";
        var output = new StringWriter();
        var error = new StringWriter();
        int code = Program.Run([], new Terminal(new StringReader(Input), output, error, isInteractive: true));
        Assert.That(code, Is.Zero);
        Assert.That(output.ToString(), Does.Contain("42").And.Contains("BASE TABLE").And.Contains("INTEGER"));
        Assert.That(error.ToString(), Does.Contain("42703").And.Contains("did you mean .tables?"));
    }

    [Test]
    public void Options_are_checked_and_reach_the_engine()
    {
        Assert.That(Run(["--format", "xml", "-c", "SELECT 1"]).Code, Is.EqualTo(1));
        Assert.That(Run(["--memory-limit", "much", "-c", "SELECT 1"]).Error, Does.Contain("22023"));
        (_, string output, _) = Run(["--threads", "1", "--timer", "-c", "SHOW threads"]);
        Assert.That(output, Does.Contain("1").And.Contains("time: "));
        string missing = Path.Combine(Path.GetTempPath(), "no", "such.grz");
        (int code, _, string error) = Run(["--readonly", missing, "-c", "SELECT 1"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("58P01"));
    }

    [TestCase("select 1;", true)]
    [TestCase("select ';'", false)]
    [TestCase("select 1; -- done", true)]
    [TestCase("select $$;$$", false)]
    [TestCase("/* ; */", true)]
    [TestCase("select E'it\\'s;'", false)]
    [TestCase("select \"a;b\"; select", false)]
    [TestCase("", true)]
    [TestCase("if true then select 1;", false)]
    [TestCase("IF a THEN SELECT 1; IF b THEN DROP TABLE IF EXISTS t; END IF; SELECT 'end if';", false)]
    [TestCase("if a then if b then select case when c then 1 else 2 end; end if; else select 2; end if;", true)]
    [TestCase("drop table if exists t;", true)]
    public void A_statement_is_complete_at_its_semicolon(string text, bool isComplete) =>
        Assert.That(ScriptSplitter.IsComplete(text), Is.EqualTo(isComplete));

    private static (int Code, string Output, string Error) Run(string[] arguments, string input = "")
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = Program.Run(arguments, new Terminal(new StringReader(input), output, error, isInteractive: false));
        return (code, output.ToString(), error.ToString());
    }
}
