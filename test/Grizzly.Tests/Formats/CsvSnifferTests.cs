using System.Text;
using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Formats;

public sealed class CsvSnifferTests
{
    [TestCase("a,b\n1,x\n2,y\n", "a BIGINT, b VARCHAR", "1,x/2,y")]
    [TestCase("a;b\n1;x,y\n2;y,z\n", "a BIGINT, b VARCHAR", "1,x,y/2,y,z")]
    [TestCase("a\tb\n1\t2.5\n", "a BIGINT, b DOUBLE", "1,2.5")]
    [TestCase("1|x|\n2|y|\n", "column0 BIGINT, column1 VARCHAR", "1,x/2,y")]
    [TestCase("1,x\n2,y\n", "column0 BIGINT, column1 VARCHAR", "1,x/2,y")]
    [TestCase("x,y\nz,w\n", "x VARCHAR, y VARCHAR", "z,w")]
    [TestCase(
        "d,t,ts,b\n2020-01-01,10:00:00,2020-01-01 10:00:00,true\n,,,\n", "d DATE, t TIME, ts TIMESTAMP, b BOOLEAN",
        "2020-01-01,10:00:00,2020-01-01 10:00:00,true/~,~,~,~")]
    [TestCase("v\n1\n2.5\n", "v DOUBLE", "1.0/2.5")]
    [TestCase("v\n1\nx\n", "v VARCHAR", "1/x")]
    [TestCase("id\n12345678901234567890123\n", "id VARCHAR", "12345678901234567890123")]
    [TestCase("a,A,,a\n1,2,3,4\n", "a BIGINT, A_1 BIGINT, column2 BIGINT, a_2 BIGINT", "1,2,3,4")]
    [TestCase("\"a\",\"b\"\n\"1\",\"x,\n\"\n", "a BIGINT, b VARCHAR", "1,x,\n")]
    [TestCase("a,b\n1,'x,y'\n2,'z'\n", "a BIGINT, b VARCHAR", "1,x,y/2,z")]
    [TestCase("a,b\n1,it's\n2,'t\n", "a BIGINT, b VARCHAR", "1,it's/2,'t")]
    [TestCase("42\n", "column0 BIGINT", "42")]
    [TestCase("a,b\r\n1,x\r\n", "a BIGINT, b VARCHAR", "1,x")]
    [TestCase("a,b\r1,x\r", "a BIGINT, b VARCHAR", "1,x")]
    [TestCase("a,b\n1,\n2,\n", "a BIGINT, b VARCHAR", "1,~/2,~")]
    public void Dialect_header_and_types_are_found(string text, string columns, string rows)
    {
        (string foundColumns, string foundRows) = Read(text);
        Assert.That(foundColumns, Is.EqualTo(columns));
        Assert.That(foundRows, Is.EqualTo(rows));
    }

    [TestCase("1,x\n", "header=true", "1 VARCHAR, x VARCHAR", "")]
    [TestCase("a,b\n1,2\n", "header=false", "column0 VARCHAR, column1 VARCHAR", "a,b/1,2")]
    [TestCase("a,b\n1,2\n", "all_varchar=true", "a VARCHAR, b VARCHAR", "1,2")]
    [TestCase("a,b\n-,2\n1,3\n", "nullstr=-", "a BIGINT, b BIGINT", "~,2/1,3")]
    [TestCase("a|b,c\n1|2,3\n", "delim=|", "a BIGINT, b,c VARCHAR", "1,2,3")]
    [TestCase("# note\na,b\n1,2\n", "skip=1", "a BIGINT, b BIGINT", "1,2")]
    public void Options_stand_against_what_is_found(string text, string options, string columns, string rows)
    {
        (string foundColumns, string foundRows) = Read(text, options);
        Assert.That(foundColumns, Is.EqualTo(columns));
        Assert.That(foundRows, Is.EqualTo(rows));
    }

    [Test]
    public void A_value_beyond_the_sample_that_does_not_fit_names_the_remedy()
    {
        string text = "v\n" + string.Concat(Enumerable.Repeat("1\n", 50)) + "2.5\n";
        var error = Assert.Throws<GrizzlyException>(() => Read(text, "sample_size=10"))!;
        Assert.That(
            error.Detail,
            Is.EqualTo("CSV error in \"f0.csv\", line 52, column \"v\": could not convert \"2.5\" to BIGINT"));
        Assert.That(error.Hint, Does.Contain("sample_size").And.Contain("all_varchar"));
        Assert.That(Read(text, "sample_size=-1").Columns, Is.EqualTo("v DOUBLE"));
    }

    [Test]
    public void Wildcards_read_all_files_in_the_order_of_their_names()
    {
        var files = new MemoryFiles
        {
            ["f2.csv"] = "a\n3\n"u8.ToArray(),
            ["f1.csv"] = "a\n1\n2\n"u8.ToArray(),
            ["g.csv"] = "a\n9\n"u8.ToArray(),
            ["f3.csv"] = [],
        };
        BoundTableFunction bound =
            CsvFunctions.Over(files, "read_csv").Bind([Value.OfVarchar("f*.csv")], new Dictionary<string, Value>());
        using ITableFunctionSource source = bound.Open([0], StatementContext.None);
        Assert.That(CsvRun.Join(CsvRun.ReadAll(source, bound.ColumnTypes, threads: 2)), Is.EqualTo("1/2/3"));
        var error = Assert.Throws<GrizzlyException>(() =>
            CsvFunctions.Over(files, "read_csv").Bind([Value.OfVarchar("h*.csv")], new Dictionary<string, Value>()))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.UndefinedFile));
    }

    [Test]
    public void An_empty_file_has_no_columns_to_find()
    {
        var error = Assert.Throws<GrizzlyException>(() => Read(""))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.BadCopyFileFormat));
    }

    private static (string Columns, string Rows) Read(string text, string options = "")
    {
        var files = new MemoryFiles { ["f0.csv"] = Encoding.UTF8.GetBytes(text) };
        Dictionary<string, Value> named =
            CsvRun.Options(options).ToDictionary(option => option.Name, option => option.Values[0]);
        BoundTableFunction bound = CsvFunctions.Over(files, "read_csv").Bind([Value.OfVarchar("f0.csv")], named);
        using ITableFunctionSource source =
            bound.Open([.. Enumerable.Range(0, bound.ColumnNames.Count)], StatementContext.None);
        string rows = CsvRun.Join(CsvRun.ReadAll(source, bound.ColumnTypes));
        return (string.Join(", ", bound.ColumnNames.Zip(bound.ColumnTypes, (name, type) => $"{name} {type}")), rows);
    }
}
