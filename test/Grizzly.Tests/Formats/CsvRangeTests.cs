using System.Text;
using Grizzly.Formats;

namespace Grizzly.Tests.Formats;

/// <summary>However a file is cut into ranges, whichever threads read them and whichever instructions: the rows are the
/// same.</summary>
public sealed class CsvRangeTests
{
    [TestCase("1,a\n22,bb\n333,ccc\n\n4,d", "is", "")]
    [TestCase("1,a\r\n22,bb\r\n333,ccc\r\n\r\n4,d\r\n", "is", "")]
    [TestCase("1,\"a\nb\"\n2,\"\n\n\n\"\n3,\"x\"\"\n\"\"\"\n4,\"\"\n", "is", "")]
    [TestCase("1,\"a\r\nb\"\r\n2,\"\r\n\"\r\n3,\"x\"\"\r\n\"\"\"\r\n4,\"\"\r\n", "is", "")]
    [TestCase("1,\"a\\\"\n\\\\\"\n2,\"\\\\\"\n3,\"\\\"\\\"\n\"\n", "is", "escape=\\")]
    [TestCase("h,\"i\n\"\n1,a|\n2,\"b\"\n3,5\" x\n4,\"y\n\n", "is", "header;ignore_errors")]
    [TestCase("1|a|\n2|\"b\n\"|\n3||\n", "is", "delimiter=|")]
    [TestCase("1\r2\r\r3", "i", "")]
    [TestCase("é,\"ü\n\"\n日本,\"\"\"日\"\n", "ss", "")]
    public void Every_range_size_gives_the_same_rows(string text, string types, string options)
    {
        string expected = CsvRun.Join(CsvRun.Read(text, types, options, new CsvScanSettings(Mode: CsvScanMode.Scalar)));
        Assert.That(expected, Is.Not.Empty);
        for (int range = 1; range <= Encoding.UTF8.GetByteCount(text); range++)
        {
            foreach (CsvScanMode mode in CsvRun.Modes)
            {
                var settings =
                    new CsvScanSettings(range, ReadAheadBytes: 1 + range % 3, BlockRows: 1 + range % 4, mode);
                string rows = CsvRun.Join(CsvRun.Read(text, types, options, settings, maxRows: 1 + range % 5));
                Assert.That(rows, Is.EqualTo(expected), $"range {range}, {mode}");
            }
            var shared = new CsvScanSettings(range, ReadAheadBytes: 1);
            Assert.That(
                CsvRun.Join(CsvRun.Read(text, types, options, shared, threads: 3)), Is.EqualTo(expected),
                $"range {range}, 3 threads");
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Random_files_read_the_same_however_they_are_cut(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            byte[] bytes = RandomCsv(random, rows: random.Next(1, 120), quotes: round % 2 == 0);
            Assert.That(bytes, Is.Not.Empty);
            string expected = CsvRun.Join(
                CsvRun.Read(
                    bytes, CsvRun.Types("sss"), "ignore_errors", new CsvScanSettings(Mode: CsvScanMode.Scalar)));
            for (int trial = 0; trial < 6; trial++)
            {
                var settings = new CsvScanSettings(
                    random.Next(1, 200), random.Next(1, 100), random.Next(1, 300),
                    CsvRun.Modes[random.Next(CsvRun.Modes.Length)]);
                string rows = CsvRun.Join(CsvRun.Read(
                    bytes, CsvRun.Types("sss"), "ignore_errors", settings, threads: random.Next(1, 4),
                    maxRows: random.Next(1, 1025)));
                Assert.That(rows, Is.EqualTo(expected), $"seed {seed}, round {round}, {settings}");
            }
        }
    }

    /// <summary>Mostly well-formed rows of three fields, with stray quotes and missing fields among them.</summary>
    internal static byte[] RandomCsv(Random random, int rows, bool quotes)
    {
        var text = new StringBuilder();
        string end = random.Next(3) switch { 0 => "\n", 1 => "\r\n", _ => "\n" };
        for (int row = 0; row < rows; row++)
        {
            int fields = random.Next(20) == 0 ? random.Next(1, 6) : 3;
            for (int field = 0; field < fields; field++)
            {
                if (field > 0) text.Append(',');
                string word =
                    new((char)('a' + random.Next(26)), random.Next(12) == 0 ? random.Next(200) : random.Next(9));
                if (quotes && random.Next(4) == 0)
                {
                    string inner =
                        word + random.Next(6) switch { 0 => "\"\"", 1 => end, 2 => ",", 3 => "\"\"\"\"", _ => "é" };
                    text.Append('"').Append(inner).Append(random.Next(60) == 0 ? "\"x" : "\"");
                }
                else
                {
                    text.Append(word);
                    if (quotes && random.Next(30) == 0) text.Append("q\"");
                }
            }
            text.Append(end);
        }
        if (random.Next(2) == 0) text.Append("x,y,z");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
