using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>What users get wrong, through the provider: each an error with SQLSTATE that says what and where.</summary>
public sealed class BadInputTests
{
    private DatabaseFolder _folder = null!;
    private GrizzlyConnection _connection = null!;

    [OneTimeSetUp]
    public void Make()
    {
        _folder = new DatabaseFolder();
        _connection = _folder.Open();
        _connection.Run("CREATE TABLE sales (price DECIMAL(10,2), quantity INTEGER, name VARCHAR, day DATE)");
        _connection.Run("INSERT INTO sales VALUES (1.5, 2, 'a', DATE '2020-01-01')");
        _connection.Run("CREATE TABLE two (a INTEGER, b VARCHAR)");
        File.WriteAllText(_folder.PathOf("value.csv"), "1,a\n2,b\nx3,c\n");
        File.WriteAllText(_folder.PathOf("short.csv"), "1,a\n2\n");
        File.WriteAllText(_folder.PathOf("open.csv"), "1,a\n2,\"never closed\n");
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [TestCase("SELECT prise FROM sales", "42703", "column \"prise\" does not exist", "did you mean \"price\"?")]
    [TestCase("SELECT s.nmae FROM sales s", "42703", "nmae", "did you mean \"name\"?")]
    [TestCase("UPDATE sales SET quantty = 1", "42703", "quantty", "did you mean \"quantity\"?")]
    [TestCase("SELECT * FROM sale", "42P01", "table \"sale\" does not exist", "did you mean \"sales\"?")]
    [TestCase("DROP TABLE slaes", "42P01", "slaes", "did you mean \"sales\"?")]
    [TestCase("SELECT uper(name) FROM sales", "42883", "function uper does not exist", "did you mean \"upper\"?")]
    public void Unknown_names_are_answered_with_the_nearest(string sql, string state, string fact, string hint)
    {
        GrizzlyException error = Refused(sql, state);
        Assert.That(error.Detail, Does.Contain(fact));
        Assert.That(error.Hint, Is.EqualTo(hint));
    }

    [Test]
    public void A_syntax_error_shows_line_and_caret()
    {
        GrizzlyException error = Refused("SELECT price\nFROM sales\nWHERE AND quantity = 1", "42601");
        Assert.That(error.Message, Does.Contain("\nLINE 3: WHERE AND quantity = 1\n              ^^^"));
        Assert.That(error.Position, Is.EqualTo(31));
    }

    [TestCase("SELECT * FROM sales WHERE day > 5", "42883", "operator does not exist: DATE > INTEGER")]
    [TestCase("SELECT sum(name) FROM sales", "42883", "no function matches sum(VARCHAR)")]
    [TestCase("SELECT CASE WHEN true THEN day ELSE 5 END FROM sales", "42804", "DATE and INTEGER cannot be matched")]
    [TestCase("INSERT INTO two VALUES ('abc', 'x')", "22P02", "invalid input syntax for type INTEGER: \"abc\"")]
    [TestCase("SELECT day::INTEGER FROM sales", "42846", "DATE")]
    public void Types_that_do_not_match_are_named_with_their_place(string sql, string state, string fact)
    {
        GrizzlyException error = Refused(sql, state);
        Assert.That(error.Detail, Does.Contain(fact));
        Assert.That(error.Message, Does.Contain("LINE 1: ").And.Contains("^"));
    }

    [TestCase("SELECT 2147483647 + quantity FROM sales", "22003", "2147483647 + 2 is out of range for type INTEGER")]
    [TestCase("INSERT INTO two VALUES (99999999999, 'x')", "22003", "99999999999 is out of range for type INTEGER")]
    [TestCase("SELECT (quantity * 100)::TINYINT FROM sales", "22003", "200")]
    [TestCase("SELECT 9223372036854775807 + count(*) FROM sales", "22003", "out of range for type BIGINT")]
    public void Values_that_cannot_be_are_refused(string sql, string state, string fact) =>
        Assert.That(Refused(sql, state).Detail, Does.Contain(fact));

    [TestCase("value.csv", "22P02", "line 3, column \"a\": could not convert \"x3\" to INTEGER")]
    [TestCase("short.csv", "22P04", "line 2: row has 1 field, expected 2: \"2\"")]
    [TestCase("open.csv", "22P04", "line 2: quoted field is never closed: \"\"never closed")]
    [TestCase("missing.csv", "58P01", "does not exist")]
    public void Malformed_and_missing_csv_files_are_reported_and_load_nothing(string file, string state, string fact)
    {
        GrizzlyException error = Refused($"COPY two FROM '{_folder.PathOf(file)}'", state);
        Assert.That(error.Detail, Does.Contain(fact).And.Contains(file));
        Assert.That(_connection.Scalar("SELECT count(*) FROM two"), Is.Zero);
    }

    private GrizzlyException Refused(string sql, string state)
    {
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => _connection.Run(sql))!;
        Assert.That(error.SqlState, Is.EqualTo(state), error.Message);
        return error;
    }
}
