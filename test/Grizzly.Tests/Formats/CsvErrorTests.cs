using System.Text;
using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Types;

namespace Grizzly.Tests.Formats;

public sealed class CsvErrorTests
{
    [TestCase(
        "1,2\n3,abc\n", "id", "", "22P02",
        "CSV error in \"x.csv\", line 2, column \"c2\": could not convert \"abc\" to DECIMAL(15,2)")]
    [TestCase("\"1\n\",2\n3,abc\n", "sd", "", "22P02", "line 3, column \"c2\": could not convert \"abc\"")]
    [TestCase("1\n1.5\n", "i", "", "22P02", "line 2, column \"c1\": could not convert \"1.5\" to INTEGER")]
    [TestCase("300\n", "t", "", "22003", "line 1, column \"c1\": value \"300\" is out of range for TINYINT")]
    [TestCase("-129\n", "t", "", "22003", "value \"-129\" is out of range for TINYINT")]
    [TestCase("9223372036854775808\n", "b", "", "22003", "is out of range for BIGINT")]
    [TestCase("12345678901234.00\n", "d", "", "22003", "is out of range for DECIMAL(15,2)")]
    [TestCase("h\n2020-13-01\n", "D", "header", "22008", "line 2, column \"c1\": value \"2020-13-01\"")]
    [TestCase("2021-02-29\n", "D", "", "22008", "is out of range for DATE")]
    [TestCase("2021-02-x9\n", "D", "", "22007", "could not convert \"2021-02-x9\" to DATE")]
    [TestCase("2020-01-01 10:00:00\n", "D", "", "22007", "to DATE")]
    [TestCase("2020-01-01 10:61:00\n", "T", "", "22008", "TIMESTAMP")]
    [TestCase("1,\"\"\n2,x\n", "ii", "", "22P02", "line 1, column \"c2\": could not convert \"\" to INTEGER")]
    [TestCase("1,a\n2\n", "is", "", "22P04", "line 2: row has 1 field, expected 2: \"2\"")]
    [TestCase("1,a\n2,b,c\n", "is", "", "22P04", "line 2: row has 3 fields, expected 2: \"2,b,c\"")]
    [TestCase("1,a\n2,b,\n", "is", "", "22P04", "line 2: row has 3 fields, expected 2")]
    [TestCase("1|a|\n2|b\n", "is", "delimiter=|", "22P04", "line 2: row has 2 fields, expected 2 and an empty one")]
    [TestCase("1|a|\n2|b|c\n", "is", "delimiter=|", "22P04", "line 2: row has 3 fields, expected 2 and an empty one")]
    [TestCase("1,a\n2,\"b\nc\nd", "is", "", "22P04", "line 2: quoted field is never closed: \"\"b\nc\nd")]
    [TestCase("1,\"a\nb\"x\n", "is", "", "22P04", "line 2: a closing quote is followed by something other")]
    [TestCase("1,a\n2,b\0c\n", "is", "", "22021", "line 2: a NUL byte is no text")]
    [TestCase("1,abc\n2,abcdefghijkl\n", "is", "max_line_size=10", "22P04", "line 2: line is longer than 10 bytes")]
    [TestCase("1,a\n", "is", "delimeter=|", "22023", "CSV option \"delimeter\" does not exist")]
    [TestCase("1,a\n", "is", "delimiter=||", "22023", "needs a single ASCII character")]
    [TestCase("1,a\n", "is", "delimiter=", "22023", "needs a single character")]
    [TestCase("1,a\n", "is", "header=perhaps", "22023", "needs true or false")]
    [TestCase("1,a\n", "is", "skip=-1", "22023", "needs a whole number")]
    [TestCase("1,a\n", "is", "delimiter=\";quote=\"", "22023", "delimiter and quote are the same")]
    [TestCase("1,a\n", "is", "encoding=latin1", "0A000", "CSV encoding \"latin1\" is not supported")]
    [TestCase("1,a\n", "is", "dateformat=%Q", "22023", "%Q")]
    [TestCase("1,a\n", "is", "force_null=c9", "42703", "column \"c9\" of CSV option \"force_null\" does not exist")]
    public void Errors_say_where_and_what(string text, string types, string options, string state, string message)
    {
        foreach (CsvScanMode mode in CsvRun.Modes)
        {
            var error = Assert.Throws<GrizzlyException>(
                () => CsvRun.Read(text, types, options, new CsvScanSettings(Mode: mode)))!;
            Assert.That(error.SqlState, Is.EqualTo(state), error.Message);
            Assert.That(error.Detail, Does.Contain(message));
        }
    }

    [Test]
    public void A_misspelt_option_is_suggested()
    {
        var error = Assert.Throws<GrizzlyException>(() => CsvRun.Read("", "i", "delimeter=|"))!;
        Assert.That(error.Hint, Is.EqualTo("did you mean \"delimiter\"?"));
    }

    [Test]
    public void A_missing_file_is_58P01()
    {
        var error = Assert.Throws<GrizzlyException>(
            () => new CsvFormat(new MemoryFiles()).BindRead("no.csv", ["a"], [LogicalType.Integer], []))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.UndefinedFile));
    }

    [TestCase(new byte[] { (byte)'a', (byte)'\n', 0xC3, 0x28, (byte)'\n' })]
    [TestCase(new byte[] { (byte)'a', (byte)'\n', 0xFF, (byte)'\n' })]
    [TestCase(new byte[] { (byte)'a', (byte)'\n', 0xED, 0xA0, 0x80, (byte)'\n' })]
    public void Bytes_that_are_no_text_are_22021(byte[] bytes)
    {
        var error = Assert.Throws<GrizzlyException>(() => CsvRun.Read(bytes, CsvRun.Types("s")))!;
        Assert.That(error.SqlState, Is.EqualTo("22021"));
        Assert.That(error.Detail, Does.Contain("line 2: the bytes are not valid UTF-8"));
        Assert.That(CsvRun.Join(CsvRun.Read(bytes, CsvRun.Types("s"), "ignore_errors")), Is.EqualTo("a"));
    }

    [Test]
    public void Utf16_is_named_as_unsupported()
    {
        var error =
            Assert.Throws<GrizzlyException>(() => CsvRun.Read(Encoding.Unicode.GetPreamble(), CsvRun.Types("s")))!;
        Assert.That(error.SqlState, Is.EqualTo("0A000"));
    }

    [Test]
    public void A_row_of_thousands_of_delimiters_is_an_error_of_that_row()
    {
        string text = "1,a\n" + new string(',', 100_000) + "\n2,b\n";
        var error = Assert.Throws<GrizzlyException>(() => CsvRun.Read(text, "is"))!;
        Assert.That(error.Detail, Does.Contain("line 2: row has 100001 fields, expected 2"));
        Assert.That(CsvRun.Join(CsvRun.Read(text, "is", "ignore_errors")), Is.EqualTo("1,a/2,b"));
    }

    [Test]
    public void A_line_without_end_is_bounded_across_ranges()
    {
        var settings = new CsvScanSettings(RangeBytes: 1000, ReadAheadBytes: 10);
        string text = "a\n" + new string('x', 50_000) + "\nb\n";
        var error = Assert.Throws<GrizzlyException>(() => CsvRun.Read(text, "s", "max_line_size=5000", settings))!;
        Assert.That(error.Detail, Does.Contain("line 2: line is longer than 5000 bytes"));
        Assert.That(CsvRun.Read(text, "s", "", settings, threads: 3), Has.Count.EqualTo(3));
    }
}
