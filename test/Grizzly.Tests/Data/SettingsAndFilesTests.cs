using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>What scripts cannot show: settings that change answers, and files written and read back.</summary>
public sealed class SettingsAndFilesTests
{
    private DatabaseFolder _folder = null!;
    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void Open()
    {
        _folder = new DatabaseFolder();
        _connection = _folder.Open();
    }

    [TearDown]
    public void Delete()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Integers_divide_to_integers_where_the_setting_says_so()
    {
        Assert.That(_connection.Scalar("SELECT 7 / 2"), Is.EqualTo(3.5));
        _connection.Run("SET integer_division = true");
        Assert.That(_connection.Scalar("SELECT 7 / 2"), Is.EqualTo(3));
        Assert.That(_connection.Scalar("SELECT 7 / 0"), Is.EqualTo(DBNull.Value));
        Assert.That(_connection.Scalar("SELECT 7 / 2.0"), Is.EqualTo(3.5));
        _connection.Run("RESET integer_division");
        Assert.That(_connection.Scalar("SELECT 7 / 2"), Is.EqualTo(3.5));
    }

    [TestCase("rows.json", "FORMAT json")]
    [TestCase("rows.json", "FORMAT json, ARRAY true")]
    [TestCase("rows.json.gz", "FORMAT json, COMPRESSION gzip")]
    [TestCase("rows.csv", "FORMAT csv")]
    [TestCase("rows.csv.gz", "FORMAT csv, COMPRESSION gzip")]
    public void Files_that_are_written_read_back(string file, string options)
    {
        _connection.Run("CREATE TABLE t (i INTEGER, s VARCHAR, d DATE, l INTEGER[], r STRUCT(x DOUBLE, y VARCHAR))");
        _connection.Run(
            "INSERT INTO t VALUES (1, 'a \"b\", c', DATE '2024-02-29', [1, NULL], {'x': 1.5, 'y': 'it''s'}), "
            + "(NULL, 'line\nend', NULL, NULL, {'x': NULL, 'y': 'ü'})");
        string path = _folder.PathOf(file);
        _connection.Run($"COPY t TO '{path}' ({options})");
        _connection.Run("CREATE TABLE u AS FROM t LIMIT 0");
        _connection.Run($"COPY u FROM '{path}' ({options})");
        Assert.That(_connection.Scalar("SELECT count(*) FROM (FROM t EXCEPT ALL FROM u)"), Is.EqualTo(0));
        Assert.That(_connection.Scalar("SELECT count(*) FROM u"), Is.EqualTo(2));
    }

    [Test]
    public void A_bad_file_says_which_value_failed()
    {
        File.WriteAllText(_folder.PathOf("bad.json"), "{\"a\": 1}\n{\"a\": }\n");
        var error = Assert.Throws<GrizzlyException>(
            () => _connection.Scalar($"FROM read_json('{_folder.PathOf("bad.json")}')"))!;
        Assert.That(error.SqlState, Is.EqualTo("22P04"));
        Assert.That(error.Detail, Does.Contain("value 2"));
    }
}
