using System.IO.Compression;
using System.Text;
using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Formats;

/// <summary>What readers of CSV and JSON share, and JSON's inference of columns.</summary>
public sealed class FileReadTests
{
    [TestCase("{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"c\":[1]}", "a BIGINT, b VARCHAR, c BIGINT[]", "1,x,~/~,y,[1]")]
    [TestCase("[{\"a\":1.5},{\"a\":2}]", "a DOUBLE", "1.5/2.0")]
    [TestCase("{\"a\":\"2024-01-02\"} {\"a\":\"2024-01-03\"}", "a DATE", "2024-01-02/2024-01-03")]
    [TestCase("{\"a\":{\"x\":1}}\n{\"a\":{\"y\":true}}", "a STRUCT(x BIGINT, y BOOLEAN)",
        "{'x': 1, 'y': NULL}/{'x': NULL, 'y': true}")]
    [TestCase("{\"a\":1}\n{\"a\":\"x\"}", "a JSON", "1/\"x\"")]
    [TestCase("1\n2", "json BIGINT", "1/2")]
    public void Columns_of_json_are_found(string text, string columns, string rows) =>
        Assert.That(Read("read_json", text), Is.EqualTo((columns, rows)));

    [TestCase("{\"a\":1", "22P04")]
    [TestCase("{\"a\":1}\n{\"a\":}", "22P04")]
    [TestCase("{\"a\":1,\"a\":2}", "22P04")]
    public void Malformed_json_is_an_error(string text, string state)
    {
        var error = Assert.Throws<GrizzlyException>(() => Read("read_json", text))!;
        Assert.That(error.SqlState, Is.EqualTo(state));
    }

    [Test]
    public void A_value_that_the_sample_did_not_foresee_is_an_error()
    {
        const string text = "{\"a\":1}\n{\"a\":\"x\"}";
        Assert.Throws<GrizzlyException>(() => Read("read_json", text, "sample_size=1"));
        Assert.That(Read("read_json", text, "sample_size=1;ignore_errors=true").Rows, Is.EqualTo("1/~"));
    }

    [TestCase("read_csv", "a,b\n1,x\n", "a BIGINT, b VARCHAR", "1,x")]
    [TestCase("read_json", "{\"a\":1,\"b\":\"x\"}", "a BIGINT, b VARCHAR", "1,x")]
    public void Compressed_files_are_read(string function, string text, string columns, string rows)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        var files = new MemoryFiles { ["f.gz"] = packed.ToArray() };
        Assert.That(Read(function, files, "f.gz", "compression=gzip"), Is.EqualTo((columns, rows)));
        Assert.That(Read(function, files, "f.gz", ""), Is.EqualTo((columns, rows)));
    }

    [Test]
    public void Files_unite_by_names()
    {
        var files = new MemoryFiles { ["f1.csv"] = "a,b\n1,x\n"u8.ToArray(), ["f2.csv"] = "c,a\n2.5,3\n"u8.ToArray() };
        Assert.That(
            Read("read_csv", files, "f*.csv", "union_by_name=true"),
            Is.EqualTo(("a BIGINT, b VARCHAR, c DOUBLE", "1,x,~/3,~,2.5")));
    }

    [Test]
    public void Paths_give_columns()
    {
        var files = new MemoryFiles
        {
            ["d/y=2024/f.csv"] = "a\n1\n"u8.ToArray(),
            ["d/y=2025/f.csv"] = "a\n2\n"u8.ToArray(),
        };
        Assert.That(
            Read("read_csv", files, "d/y=2025/f.csv", "hive_partitioning=true;filename=true"),
            Is.EqualTo((
                "a BIGINT, filename VARCHAR, y BIGINT", "2,d/y=2025/f.csv,2025")));
    }

    [Test]
    public void Whole_files_are_rows()
    {
        var files = new MemoryFiles { ["a.txt"] = "one\ntwo"u8.ToArray(), ["b.txt"] = [], ["c.md"] = "x"u8.ToArray() };
        Assert.That(
            Read("read_text", files, "*.txt", ""),
            Is.EqualTo((
                "filename VARCHAR, content VARCHAR, size BIGINT, last_modified TIMESTAMP WITH TIME ZONE",
                "a.txt,one\ntwo,7,~/b.txt,,0,~")));
    }

    [Test]
    public void A_text_that_is_no_utf8_is_an_error_and_a_blob_is_not()
    {
        var files = new MemoryFiles { ["f"] = [0xFF, 0x61] };
        var error = Assert.Throws<GrizzlyException>(() => Read("read_text", files, "f", ""))!;
        Assert.That(error.SqlState, Is.EqualTo("22021"));
        Assert.That(Read("read_blob", files, "f", "").Rows, Does.StartWith("f,").And.EndsWith(",2,~"));
    }

    [TestCase("missing", "", "58P01")]
    [TestCase("*.none", "", "58P01")]
    [TestCase("f", "header=true", "22023")]
    public void Whole_files_must_be_there_and_have_no_options(string path, string options, string state)
    {
        var files = new MemoryFiles { ["f"] = [] };
        var error = Assert.Throws<GrizzlyException>(() => Read("read_text", files, path, options))!;
        Assert.That(error.SqlState, Is.EqualTo(state));
    }

    [Test]
    public void The_time_of_change_is_told_and_contents_are_read_only_where_asked_for()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0xFF]);
            File.SetLastWriteTimeUtc(path, new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc));
            BoundTableFunction bound = WholeFileFunctions.All[0].Bind(
                [Value.OfVarchar(path)], new Dictionary<string, Value>());
            using ITableFunctionSource source = bound.Open([3, 2], StatementContext.None);
            Assert.That(
                CsvRun.Join(CsvRun.ReadAll(source, [bound.ColumnTypes[3], bound.ColumnTypes[2]])),
                Is.EqualTo("2024-02-29 12:00:00+00,1"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (string Columns, string Rows) Read(string function, string text, string options = "") =>
        Read(function, new MemoryFiles { ["f"] = Encoding.UTF8.GetBytes(text) }, "f", options);

    private static (string Columns, string Rows) Read(string function, MemoryFiles files, string path, string options)
    {
        Dictionary<string, Value> named =
            CsvRun.Options(options).ToDictionary(option => option.Name, option => Typed(option.Values[0].Text));
        TableFunction reader = function == "read_csv"
            ? CsvFunctions.Over(files, function)
            : JsonFileFunctions.Over(files).Concat(WholeFileFunctions.Over(files))
                .Single(one => one.Name == function);
        BoundTableFunction bound = reader.Bind([Value.OfVarchar(path)], named);
        using ITableFunctionSource source =
            bound.Open([.. Enumerable.Range(0, bound.ColumnNames.Count)], StatementContext.None);
        string rows = CsvRun.Join(CsvRun.ReadAll(source, bound.ColumnTypes));
        return (string.Join(", ", bound.ColumnNames.Zip(bound.ColumnTypes, (name, type) => $"{name} {type}")), rows);
    }

    private static Value Typed(string text) =>
        text == "true" ? Value.OfBool(true) : int.TryParse(text, out int n) ? Value.OfInteger(n)
            : Value.OfVarchar(text);
}
