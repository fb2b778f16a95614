using System.Data;
using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class ParameterTests
{
    [TestCase("SELECT $a + $b", "a", "b")]
    [TestCase("SELECT @a + @b", "@a", "@b")]
    [TestCase("SELECT :a + :b", "a", ":b")]
    [TestCase("SELECT $a + @b", "$a", "B")]
    [TestCase("SELECT $1 + $2", "", "")]
    [TestCase("SELECT ? + ?", "", "")]
    [TestCase("SELECT $1 + $2", "1", "$2")]
    public void Parameters_are_found_by_name_and_by_place(string sql, string first, string second)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(sql);
        command.Parameters.AddWithValue(first, 40);
        command.Parameters.AddWithValue(second, 2);
        Assert.That(Convert.ToInt64(command.ExecuteScalar()), Is.EqualTo(42));
    }

    [Test]
    public void One_text_runs_with_changing_types()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $p");
        command.Prepare();
        command.Parameters.AddWithValue("p", 1);
        foreach (object? value in (object?[])[1, "text", 2.5, null, true, 7L])
        {
            command.Parameters["p"].Value = value;
            Assert.That(command.ExecuteScalar(), Is.EqualTo(value ?? DBNull.Value));
        }
    }

    [Test]
    public void A_missing_parameter_is_named()
    {
        using GrizzlyConnection connection = OpenMemory();
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => connection.Scalar("SELECT $missing"))!;
        Assert.That(error.SqlState, Is.EqualTo("42P02"));
        Assert.That(error.Message, Does.Contain("missing"));
    }

    [Test]
    public void The_collection_keeps_the_contract_of_its_base_class()
    {
        using var command = new GrizzlyCommand();
        GrizzlyParameterCollection parameters = command.Parameters;
        GrizzlyParameter first = parameters.AddWithValue("@a", 1);
        parameters.AddRange(new[] { new GrizzlyParameter("b", 2), new GrizzlyParameter("c", DbType.Int64, 3) });
        Assert.That(parameters.Count, Is.EqualTo(3));
        Assert.That(parameters.IndexOf("A"), Is.Zero);
        Assert.That(parameters.Contains("$b"));
        Assert.That(parameters.Contains(first));
        Assert.That(parameters["c"].DbType, Is.EqualTo(DbType.Int64));
        parameters.RemoveAt("b");
        parameters.Insert(0, new GrizzlyParameter("z", 0));
        Assert.That(
            parameters.Cast<GrizzlyParameter>().Select(p => p.ParameterName), Is.EqualTo(new[] { "z", "@a", "c" }));
        Assert.Throws<IndexOutOfRangeException>(() => _ = parameters["nobody"]);
        Assert.Throws<IndexOutOfRangeException>(() => _ = parameters[3]);
        Assert.Throws<InvalidCastException>(() => parameters.Add((object)"text"));
        Assert.Throws<ArgumentNullException>(() => parameters.Add((object)null!));
        Assert.Throws<ArgumentException>(() => first.Direction = ParameterDirection.Output);
        parameters.Clear();
        Assert.That(parameters, Is.Empty);
    }

    [Test]
    public void Types_follow_the_value_until_they_are_set()
    {
        var parameter = new GrizzlyParameter("p", 1);
        Assert.That(parameter.DbType, Is.EqualTo(DbType.Int32));
        parameter.Value = "x";
        Assert.That(parameter.GrizzlyType, Is.EqualTo(GrizzlyType.Varchar));
        parameter.DbType = DbType.AnsiString;
        Assert.That(parameter.DbType, Is.EqualTo(DbType.AnsiString));
        parameter.ResetDbType();
        parameter.Value = 1.5;
        Assert.That(parameter.DbType, Is.EqualTo(DbType.Double));
        Assert.That(new GrizzlyParameter().DbType, Is.EqualTo(DbType.String));
    }
}
