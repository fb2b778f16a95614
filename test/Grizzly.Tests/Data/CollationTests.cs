using System.Text;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Types;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Collations of columns, where a script cannot look: parameters, plans, files and locales.</summary>
public sealed class CollationTests
{
    [Test]
    public void A_parameter_is_compared_under_the_columns_collation()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t(s VARCHAR COLLATE nocase)");
        connection.Run("INSERT INTO t VALUES ('Anna'), ('Bert')");
        using GrizzlyCommand command = connection.Command("SELECT s FROM t WHERE s = $1", "ANNA");
        Assert.That(command.ExecuteScalar(), Is.EqualTo("Anna"));
        command.Parameters[0].Value = "bERT";
        Assert.That(command.ExecuteScalar(), Is.EqualTo("Bert"));
    }

    [TestCase("SELECT n FROM t WHERE s = 'TEXT 7'")]
    [TestCase("SELECT n FROM t WHERE s IN ('TEXT 7')")]
    [TestCase("SELECT n FROM t WHERE s COLLATE nocase = 'TEXT 7'")]
    public void An_index_over_the_column_finds_texts_under_its_collation(string sql)
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t(s VARCHAR COLLATE nocase, n INTEGER)");
        connection.Run("INSERT INTO t SELECT 'Text ' || i, i FROM range(100000) r(i)");
        connection.Run("CREATE INDEX t_s ON t(s)");
        Assert.That(connection.Scalar(sql), Is.EqualTo(7));
        using GrizzlyCommand explain = connection.Command("EXPLAIN " + sql);
        using GrizzlyDataReader lines = explain.ExecuteReader();
        var plan = new StringBuilder();
        while (lines.Read()) plan.AppendLine(lines.GetString(0));
        Assert.That(plan.ToString(), Does.Contain("INDEX_SCAN").And.Contain("t_s"));
    }

    [Test]
    public void A_collation_and_its_keys_are_there_after_opening_again()
    {
        using var folder = new DatabaseFolder();
        using (GrizzlyConnection connection = folder.Open())
        {
            connection.Run("CREATE TABLE t(s VARCHAR COLLATE nocase.noaccent PRIMARY KEY, n INTEGER)");
            connection.Run("INSERT INTO t VALUES ('Élan', 1)");
            connection.Run("CHECKPOINT");
            connection.Run("INSERT INTO t VALUES ('zoo', 2)");
        }
        using GrizzlyConnection again = folder.Open();
        Assert.That(again.Scalar("SELECT n FROM t WHERE s = 'ELAN'"), Is.EqualTo(1));
        var error = Assert.Throws<GrizzlyException>(() => again.Run("INSERT INTO t VALUES ('ELAN', 3), ('ZOO', 4)"))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.UniqueViolation));
        Assert.That(again.Scalar("SELECT count(*) FROM t"), Is.EqualTo(2));
    }

    [Test]
    public void A_locale_orders_as_its_language_does()
    {
        if (Collation.Find("sv") is null) Assert.Ignore("no locales: .NET runs with invariant globalization");
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t(s VARCHAR COLLATE sv)");
        connection.Run("INSERT INTO t VALUES ('ö'), ('z'), ('o'), ('Z'), (NULL)");
        Assert.That(connection.Scalar("SELECT string_agg(s, '' ORDER BY s) FROM t"), Is.EqualTo("ozZö"));
        Assert.That(
            connection.Scalar("SELECT string_agg(s, '' ORDER BY s COLLATE \"de\") FROM t"), Is.EqualTo("oözZ"));
        Assert.That(connection.Scalar("SELECT count(*) FROM t WHERE s > 'z'"), Is.EqualTo(2));
        Assert.That(
            connection.Scalar("SELECT count(*) FROM t WHERE s COLLATE \"de-x-icu.nocase\" = 'Z'"), Is.EqualTo(2));
        Assert.That(connection.Scalar("SELECT max(s) FROM t"), Is.EqualTo("ö"));
        connection.Run("CREATE UNIQUE INDEX t_s ON t(s)");
        Assert.That(connection.Scalar("SELECT s FROM t WHERE s >= 'zz'"), Is.EqualTo("ö"));
    }

    [Test]
    public void A_locale_has_no_patterns_of_other_case()
    {
        if (Collation.Find("sv") is null) Assert.Ignore("no locales: .NET runs with invariant globalization");
        using GrizzlyConnection connection = OpenMemory();
        Assert.That(connection.Scalar("SELECT 'abc' COLLATE sv LIKE 'a%'"), Is.True);
        var error = Assert.Throws<GrizzlyException>(
            () => connection.Scalar("SELECT 'abc' COLLATE \"sv.nocase\" LIKE 'A%'"))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.FeatureNotSupported));
    }
}
