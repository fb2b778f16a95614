using System.Text;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Formats;

public sealed class CsvReaderTests
{
    [TestCase("1,a\n2,b\n", "is", "", "1,a/2,b", TestName = "Plain_rows")]
    [TestCase("1,a\n2,b", "is", "", "1,a/2,b", TestName = "The_last_line_needs_no_end")]
    [TestCase("1,a\r\n2,b\r\n", "is", "", "1,a/2,b", TestName = "Carriage_return_and_line_feed")]
    [TestCase("1,a\r\n2,b", "is", "", "1,a/2,b", TestName = "Carriage_return_and_line_feed_without_the_last")]
    [TestCase("1,a\n2,b\r\n", "is", "", "1,a/2,b", TestName = "Mixed_line_feeds")]
    [TestCase("1,a\r2,b\r", "is", "", "1,a/2,b", TestName = "Carriage_return_alone")]
    [TestCase("1,\"a\"\r\n2,\"b\"\r\n", "is", "", "1,a/2,b", TestName = "Quotes_before_carriage_returns")]
    [TestCase("\uFEFF1,a\n", "is", "", "1,a", TestName = "A_byte_order_mark_is_skipped")]
    [TestCase("1|a|\n2|b|\n", "is", "delimiter=|", "1,a/2,b", TestName = "A_delimiter_ends_every_line")]
    [TestCase(
        "1|a|\r\n2||\r\n", "is", "delimiter=|", "1,a/2,~",
        TestName = "A_delimiter_ends_every_line_with_carriage_returns")]
    [TestCase("x|y|\n1|a|\n", "is", "delimiter=|;header", "1,a", TestName = "A_delimiter_ends_the_header_too")]
    [TestCase("a|\n|\nb|\n", "s", "delimiter=|", "a/~/b", TestName = "A_delimiter_ends_every_line_of_one_column")]
    [TestCase("1,a\n\n\r\n2,b\n\n", "is", "", "1,a/2,b", TestName = "Empty_lines_are_no_rows")]
    [TestCase("1\n\n2\n", "i", "", "1/~/2", TestName = "Empty_lines_of_one_column_are_nulls")]
    [TestCase("\n", "s", "", "~", TestName = "One_empty_line_of_one_column")]
    [TestCase("", "is", "", "", TestName = "An_empty_file_has_no_rows")]
    [TestCase("a,b\n", "is", "header", "", TestName = "A_header_alone_has_no_rows")]
    [TestCase("a,b", "is", "header=true", "", TestName = "A_header_alone_without_line_end")]
    [TestCase("\n\na,b\n1,x\n", "is", "header=on", "1,x", TestName = "Empty_lines_before_the_header")]
    [TestCase("\"a\nb\",c\n1,x\n", "is", "header", "1,x", TestName = "A_header_with_a_quoted_line_end")]
    [TestCase("# x\n# \"y\n1,a\n", "is", "skip=2", "1,a", TestName = "Skipped_lines_know_no_quotes")]
    [TestCase("# x\na,b\n1,a\n", "is", "skip=1;header", "1,a", TestName = "Skipped_lines_come_before_the_header")]
    [TestCase(",\n,x\n", "is", "", "~,~/~,x", TestName = "Unquoted_empty_is_null")]
    [TestCase("1,\"\"\n", "is", "", "1,", TestName = "Quoted_empty_is_empty")]
    [TestCase("NULL,NULL\n1,\"NULL\"\n2,\n", "is", "null=NULL", "~,~/1,NULL/2,", TestName = "Another_null_text")]
    [TestCase("-1,x\n7,y\n", "is", "nullstr=-1", "~,x/7,y", TestName = "A_null_text_that_is_a_number")]
    [TestCase(
        "1,\"\\N\"\n\\N,\\N\n", "is", "null=\\N;force_null=c2", "1,~/~,~",
        TestName = "Force_null_makes_quoted_text_null")]
    [TestCase(",\n", "ss", "force_not_null=c2", "~,", TestName = "Force_not_null_keeps_empty_text")]
    [TestCase(",\n", "ss", "force_not_null=*", ",", TestName = "Force_not_null_of_all_columns")]
    [TestCase("1,\"a,b\"\n2,\"c\nd\"\n", "is", "", "1,a,b/2,c\nd", TestName = "Quoted_delimiters_and_line_ends")]
    [TestCase(
        "1,\"a\"\"b\"\n2,\"\"\"\"\n3,\"\"\"x\"\"\"\n", "is", "", "1,a\"b/2,\"/3,\"x\"", TestName = "Doubled_quotes")]
    [TestCase(
        "1,\"a\\\"b\"\n2,\"c\\\\\"\n3,\"d\\x\"\n", "is", "escape=\\", "1,a\"b/2,c\\/3,d\\x",
        TestName = "Another_escape")]
    [TestCase("1,'a,''b'\n", "is", "quote='", "1,a,'b", TestName = "Another_quote")]
    [TestCase("1,\"a\n2,b\"\n", "is", "quote=", "1,\"a/2,b\"", TestName = "No_quote")]
    [TestCase(
        "1,a\"b\n2,5\" pipe\n3,a\"\"\n", "is", "", "1,a\"b/2,5\" pipe/3,a\"\"",
        TestName = "A_quote_inside_a_field_is_text")]
    [TestCase("\"1\",\"2\"\n", "id", "", "1,2.00", TestName = "Quoted_numbers")]
    [TestCase("1\ta\n", "is", "delim=\\t", "1,a", TestName = "A_tab_as_delimiter")]
    [TestCase("1,\"ab\"\n2,\"cde\n", "is", "ignore_errors", "1,ab", TestName = "An_open_quote_can_be_ignored")]
    [TestCase("1,a,x\n2\n3,b\nx,c\n4,d\n", "is", "ignore_errors", "3,b/4,d", TestName = "Bad_rows_can_be_ignored")]
    [TestCase("1,héé\n2,日本\n", "is", "", "1,héé/2,日本", TestName = "Text_beyond_ascii")]
    [TestCase(" 1 ,x\n+2,y\n-3,z\n", "is", "", "1,x/2,y/-3,z", TestName = "Numbers_with_spaces_and_signs")]
    [TestCase(
        "1.005\n-1.5\n.5\n7\n-0.01\n1e2\n123456789012.34\n", "d", "",
        "1.01/-1.50/0.50/7.00/-0.01/100.00/123456789012.34", TestName = "Decimals")]
    [TestCase(
        "1.5\n-0\n1e3\ninf\n0.1\n123456789.123456789\n", "f", "", "1.5/-0.0/1000.0/inf/0.1/123456789.12345679",
        TestName = "Doubles")]
    [TestCase(
        "1998-12-01\n2000-02-29\n1899-12-31\n2100-01-01\n2024-1-2\n", "D", "",
        "1998-12-01/2000-02-29/1899-12-31/2100-01-01/2024-01-02", TestName = "Dates")]
    [TestCase(
        "2020-01-02 03:04:05\n2020-01-02T23:59:59\n2020-01-02 03:04:05.25\n", "T", "",
        "2020-01-02 03:04:05/2020-01-02 23:59:59/2020-01-02 03:04:05.25", TestName = "Timestamps")]
    [TestCase("true\nfalse\nT\n0\n", "B", "", "true/false/true/false", TestName = "Booleans")]
    public void Every_form_reads_the_same_in_every_mode(string text, string types, string options, string expected)
    {
        foreach (CsvScanMode mode in CsvRun.Modes)
        {
            string rows = CsvRun.Join(CsvRun.Read(text, types, options, new CsvScanSettings(Mode: mode)));
            Assert.That(rows, Is.EqualTo(expected), $"{mode}");
        }
    }

    [Test]
    public void Strings_of_every_length_arrive()
    {
        string[] words = [.. Enumerable.Range(0, 40).Select(length => new string('x', length) + "é")];
        string text = string.Concat(words.Select(word => $"{word},\"{word}\"\n"));
        Assert.That(CsvRun.Read(text, "ss").Select(row => row[0]), Is.EqualTo(words));
        Assert.That(CsvRun.Read(text, "ss").Select(row => row[1]), Is.EqualTo(words));
    }

    [Test]
    public void Columns_are_yielded_in_the_order_asked_for_even_twice()
    {
        BoundTableFunction bound =
            CsvRun.Bind("1,\"a\"\"a\",x\n2,\"b\",y\n"u8.ToArray(), CsvRun.Types("iss"), "", CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([1, 0, 1], StatementContext.None);
        Assert.That(CsvRun.Join(CsvRun.ReadAll(source, CsvRun.Types("sis"))), Is.EqualTo("a\"a,1,a\"a/b,2,b"));
    }

    [Test]
    public void Rows_are_counted_without_reading_a_column()
    {
        BoundTableFunction bound =
            CsvRun.Bind("1,a\n2,b\n\n3,c"u8.ToArray(), CsvRun.Types("is"), "", CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([], StatementContext.None);
        Assert.That(CsvRun.ReadAll(source, []), Has.Count.EqualTo(3));
    }

    [Test]
    public void Rejects_name_line_column_and_text()
    {
        const string Text = "1,a\nx,b\n2,c,d\n\"3\n\",\"e\"\n999,f\n4,\"g\"h\n5,i\n";
        BoundTableFunction bound =
            CsvRun.Bind(Encoding.UTF8.GetBytes(Text), CsvRun.Types("ts"), "ignore_errors", CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([0, 1], StatementContext.None);
        Assert.That(CsvRun.Join(CsvRun.ReadAll(source, bound.ColumnTypes)), Is.EqualTo("1,a/3,e/5,i"));
        var rejecting = (IRejectingSource)source;
        Assert.That(rejecting.RejectedCount, Is.EqualTo(4));
        Assert.That(
            rejecting.GetRejects().Select(row => $"{row.Line}:{row.Column}:{row.ColumnName}:{row.Text}"),
            Is.EqualTo(new[]
        {
            "2:1:c1:x", "3:0::2,c,d", "6:1:c1:999", "7:0::4,\"g\"h",
        }));
    }

    [Test]
    public void Rejects_are_bounded_but_counted()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n1\n", 5000)));
        BoundTableFunction bound =
            CsvRun.Bind(bytes, CsvRun.Types("i"), "ignore_errors;rejects_limit=7", CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([0], StatementContext.None);
        Assert.That(CsvRun.ReadAll(source, bound.ColumnTypes), Has.Count.EqualTo(5000));
        Assert.That(((IRejectingSource)source).RejectedCount, Is.EqualTo(5000));
        Assert.That(((IRejectingSource)source).GetRejects(), Has.Count.EqualTo(7));
    }

    [Test]
    public void Nulls_beside_rejected_rows_stay_where_they_belong()
    {
        var text = new StringBuilder();
        var expected = new List<string?>();
        for (int i = 0; i < 3000; i++)
        {
            string value = i % 3 == 0 ? "" : i % 7 == 0 ? "bad" : $"{i}";
            text.Append(value).Append(",x\n");
            if (value != "bad") expected.Add(value.Length == 0 ? null : value);
        }
        Assert.That(CsvRun.Read(text.ToString(), "is", "ignore_errors").Select(row => row[0]), Is.EqualTo(expected));
    }

    [Test]
    public void Cancellation_ends_a_read()
    {
        BoundTableFunction bound = CsvRun.Bind("1\n2\n"u8.ToArray(), CsvRun.Types("i"), "", CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([0], StatementContext.None);
        using ITableFunctionReader reader = source.OpenReader();
        using var chunk = new DataChunk(bound.ColumnTypes);
        Assert.Throws<OperationCanceledException>(() => reader.Read(chunk, 10, out _, new CancellationToken(true)));
    }
}
