using System.Text;
using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Formats;

public sealed class CsvWriterTests
{
    private static readonly (LogicalType Type, string[] Texts)[] Samples =
    [
        (LogicalType.Boolean, ["true", "false"]),
        (LogicalType.TinyInt, ["-128", "0", "127"]),
        (LogicalType.SmallInt, ["-32768", "32767"]),
        (LogicalType.Integer, ["-2147483648", "2147483647"]),
        (LogicalType.BigInt, ["-9223372036854775808", "9223372036854775807"]),
        (LogicalType.HugeInt, ["-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"]),
        (LogicalType.UTinyInt, ["0", "255"]),
        (LogicalType.USmallInt, ["65535"]),
        (LogicalType.UInteger, ["4294967295"]),
        (LogicalType.UBigInt, ["18446744073709551615"]),
        (LogicalType.UHugeInt, ["340282366920938463463374607431768211455"]),
        (LogicalType.Float, ["1.5", "-0.1", "3.4028235e+38", "nan", "-inf"]),
        (LogicalType.Double, ["0.1", "-1.7976931348623157e+308", "5e-324", "inf", "-0.0"]),
        (LogicalType.Decimal(15, 2), ["-9999999999999.99", "0.01", "0.00"]),
        (LogicalType.Decimal(38, 5), ["-999999999999999999999999999999999.99999", "1.00000"]),
        (LogicalType.Varchar,
        ["", "a", "a,b", "say \"hi\"", "line\nfeed", "carriage\r", "NULL", "\\", "\\\"", "日本", "\uFEFFmark", " x ",
        "|;\t'"]),
        (LogicalType.Blob, ["", "abc", "\\x00\\xFF", "a,\\x22b"]),
        (LogicalType.Uuid, ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]),
        (LogicalType.Date, ["0001-01-01", "1970-01-01", "9999-12-31", "0044-03-15 BC"]),
        (LogicalType.Time, ["00:00:00", "23:59:59.9999999"]),
        (LogicalType.Timestamp, ["1970-01-01 00:00:00", "2262-04-11 23:47:16.1234567"]),
        (LogicalType.TimestampTz, ["2020-02-29 12:34:56.5+00"]),
        (LogicalType.Interval, ["1 year 2 months 3 days 04:05:06.5", "-7 days", "00:00:00"]),
    ];

    [TestCase("")]
    [TestCase("header")]
    [TestCase("delimiter=|;null=NULL")]
    [TestCase("delimiter=;;null=\\N;escape=\\")]
    [TestCase("quote=';delimiter=\\t")]
    [TestCase("delimiter=-;force_quote=*")]
    [TestCase("quote=1;escape=0")]
    [TestCase("delimiter=e;quote=.;header")]
    [TestCase("new_line=\\r\\n")]
    public void Every_type_comes_back_as_it_was(string options)
    {
        // "delimiter=;" cannot be said in the list of options, so that case takes a colon.
        options = options.Replace("delimiter=;", "delimiter=:", StringComparison.Ordinal);
        string readOptions = string.Join(
            ';', options.Split(';').Where(option => !option.StartsWith("force_quote", StringComparison.Ordinal)));
        LogicalType[] types = [.. Samples.Select(sample => sample.Type)];
        int rows = Samples.Max(sample => sample.Texts.Length) + 1;
        using var chunk = new DataChunk(types);
        chunk.Reset();
        for (int column = 0; column < types.Length; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                string[] texts = Samples[column].Texts;
                chunk.Columns[column].SetValue(
                    row, row < texts.Length ? ValueText.Parse(texts[row], types[column]) : Value.Null(types[column]));
            }
        }
        chunk.SetCount(rows);
        List<string?[]> expected = CsvRun.Show(chunk);
        byte[] file = Write(chunk, types, options, times: 3);
        Assert.That(
            CsvRun.Join(CsvRun.Read(file, types, readOptions)),
            Is.EqualTo(CsvRun.Join([.. expected, .. expected, .. expected])));
    }

    [TestCase(401)]
    [TestCase(402)]
    public void Random_texts_come_back_through_tiny_ranges(int seed)
    {
        var random = new Random(seed);
        LogicalType[] types = [LogicalType.Varchar, LogicalType.Varchar];
        const string Alphabet = "ab,\"\n\r\\'|é ";
        for (int round = 0; round < 40; round++)
        {
            using var chunk = new DataChunk(types);
            chunk.Reset();
            int rows = random.Next(1, 400);
            for (int row = 0; row < rows; row++)
            {
                foreach (ColumnVector column in chunk.Columns)
                {
                    string text =
                        string.Concat(
                        Enumerable.Range(0, random.Next(0, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
                    column.SetValue(row, random.Next(6) == 0 ? Value.Null(LogicalType.Varchar) : Value.OfVarchar(text));
                }
            }
            chunk.SetCount(rows);
            // The kind of line end is found by the first one outside quotes, which a lone carriage return in a header
            // cannot mislead.
            byte[] file = Write(chunk, types, "header", times: 1);
            var settings = new CsvScanSettings(random.Next(1, 300), random.Next(1, 60), random.Next(1, 100));
            List<string?[]> read = CsvRun.Read(file, types, "header", settings, threads: 2);
            Assert.That(CsvRun.Join(read), Is.EqualTo(CsvRun.Join(CsvRun.Show(chunk))), $"seed {seed}, round {round}");
        }
    }

    [Test]
    public void Constant_and_dictionary_vectors_are_written_by_row()
    {
        using var constant = new ColumnVector(LogicalType.Integer);
        using var nothing = new ColumnVector(LogicalType.Varchar);
        constant.SetConstant(Value.OfInteger(7));
        nothing.SetConstantNull();
        using var chunk = new DataChunk([constant, nothing]);
        chunk.SetCount(3);
        Assert.That(
            Encoding.UTF8.GetString(Write(chunk, [LogicalType.Integer, LogicalType.Varchar], "header=false", 1)),
            Is.EqualTo("7,\n7,\n7,\n"));
    }

    [Test]
    public void Without_a_quote_values_are_written_as_they_are()
    {
        using var chunk = new DataChunk([LogicalType.Varchar]);
        chunk.Reset();
        chunk.Columns[0].SetValue(0, Value.OfVarchar("a,b"));
        chunk.SetCount(1);
        byte[] written = Write(chunk, [LogicalType.Varchar], "quote=;header=false", 1);
        Assert.That(Encoding.UTF8.GetString(written), Is.EqualTo("a,b\n"));
    }

    [Test]
    public void An_unfinished_file_leaves_the_old_one_alone()
    {
        var files = new MemoryFiles { ["out.csv"] = "old"u8.ToArray() };
        using var chunk = new DataChunk([LogicalType.Integer]);
        chunk.Columns[0].SetConstant(Value.OfInteger(1));
        chunk.SetCount(1);
        using (ICopySink sink = new CsvFormat(files).BindWrite("out.csv", []).Open(
            ["a"], [LogicalType.Integer])) sink.Write(chunk);
        Assert.That(files.Paths, Is.EqualTo(new[] { "out.csv" }));
        Assert.That(files["out.csv"], Is.EqualTo("old"u8.ToArray()));
        using (ICopySink sink = new CsvFormat(files).BindWrite("out.csv", []).Open(["a"], [LogicalType.Integer]))
        {
            sink.Write(chunk);
            sink.Complete();
        }
        Assert.That(files.Paths, Is.EqualTo(new[] { "out.csv" }));
        Assert.That(files["out.csv"], Is.EqualTo("a\n1\n"u8.ToArray()));
    }

    private static byte[] Write(DataChunk chunk, LogicalType[] types, string options, int times)
    {
        var files = new MemoryFiles();
        using ICopySink sink =
            new CsvFormat(files).BindWrite("out.csv", CsvRun.Options(options)).Open(CsvRun.Names(types.Length), types);
        for (int i = 0; i < times; i++) sink.Write(chunk);
        sink.Complete();
        return files["out.csv"];
    }
}
