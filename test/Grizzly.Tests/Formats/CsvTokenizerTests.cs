using System.Text;
using Grizzly.Formats;

namespace Grizzly.Tests.Formats;

public sealed unsafe class CsvTokenizerTests
{
    [TestCase(11)]
    [TestCase(12)]
    [TestCase(13)]
    public void Vectors_find_what_the_scalar_tokenizer_finds(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            string[] alphabets = ["ab,\n", "ab,\n\"\r", "abcdefghijklmnopqrstuvw,\n\"\\"];
            string alphabet = alphabets[round % 3];
            var dialect = new CsvDialect { Escape = round % 5 == 0 ? (byte)'\\' : (byte)'"' };
            bool hasQuotes = alphabet.Contains('"');
            byte[] bytes = new byte[64 + random.Next(1, 1500) + 192];
            int end = bytes.Length - 192;
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)alphabet[random.Next(alphabet.Length)];
            bytes[end - 1] = (byte)'\n';
            int maxRows = random.Next(1, 200), expectedFields = random.Next(1, 5);
            string expected =
                Tokens(CsvTokenizer.For(CsvScanMode.Scalar), bytes, end, dialect, hasQuotes, maxRows, expectedFields);
            foreach (CsvScanMode mode in CsvRun.Modes)
            {
                CsvTokenizer tokenizer = CsvTokenizer.For(mode);
                Assert.That(
                    Tokens(tokenizer, bytes, end, dialect, hasQuotes, maxRows, expectedFields), Is.EqualTo(expected),
                    $"seed {seed}, round {round}, {mode}");
                fixed (byte* buffer = bytes)
                {
                    uint limit = (uint)random.Next(64, end);
                    uint scalar = CsvTokenizer.For(CsvScanMode.Scalar).FindRowStart(
                        buffer, 64, (uint)end, limit, dialect, out uint scalarLast);
                    uint found = tokenizer.FindRowStart(buffer, 64, (uint)end, limit, dialect, out uint last);
                    Assert.That(
                        (found, last), Is.EqualTo((scalar, scalarLast)),
                        $"seed {seed}, round {round}, {mode}, limit {limit}");
                }
            }
        }
    }

    [Test]
    public void Every_mode_classifies_bytes_alike_at_every_length()
    {
        foreach (CsvScanMode mode in CsvRun.Modes)
        {
            for (int length = 1; length < 200; length++)
            {
                Assert.That(Classify(mode, length, -1, 0), Is.EqualTo(ByteClasses.None));
                Assert.That(
                    Classify(mode, length, length, 0), Is.EqualTo(ByteClasses.None), "a byte past the end counts");
                Assert.That(Classify(mode, length, length - 1, 0), Is.EqualTo(ByteClasses.Nul));
                Assert.That(Classify(mode, length, length - 1, (byte)'"'), Is.EqualTo(ByteClasses.Quote));
                Assert.That(Classify(mode, length, length / 2, (byte)'\r'), Is.EqualTo(ByteClasses.CarriageReturn));
                Assert.That(Classify(mode, length, 0, 0xC3), Is.EqualTo(ByteClasses.NonAscii));
            }
        }
    }

    private static ByteClasses Classify(CsvScanMode mode, int length, int at, byte value)
    {
        byte[] bytes = new byte[length + 128];
        bytes.AsSpan().Fill((byte)'a');
        if (at >= 0) bytes[at] = value;
        fixed (byte* buffer = bytes) return CsvTokenizer.For(mode).Classify(buffer, length, new CsvDialect());
    }

    /// <summary>All rows as text, however many calls that takes.</summary>
    private static string Tokens(
        CsvTokenizer tokenizer, byte[] bytes, int end, CsvDialect dialect, bool hasQuotes, int maxRows,
        int expectedFields)
    {
        var text = new StringBuilder();
        using var table = new CsvFieldTable(maxRows, 64) { ExpectedFields = expectedFields };
        fixed (byte* buffer = bytes)
        {
            for (uint at = 64; at < end;)
            {
                tokenizer.Tokenize(buffer, at, (uint)end, dialect, hasQuotes, maxRows, table);
                Assert.That(table.RowCount, Is.LessThanOrEqualTo(maxRows));
                bool isRegular = true;
                for (int row = 0; row < table.RowCount; row++)
                {
                    int first = row == 0 ? 0 : table.RowEnds[row - 1];
                    for (int i = first; i <= table.RowEnds[row]; i++) text.Append(table.Positions[i]).Append(' ');
                    foreach ((int bad, uint place) in table.Malformed)
                    {
                        if (bad == row) text.Append('!').Append(place);
                    }
                    isRegular &= table.RowEnds[row] - first == expectedFields;
                    text.Append('\n');
                }
                if (table.IsRegular) Assert.That(isRegular, "a regular table has rows of other widths");
                if (table.RowCount > 0)
                {
                    at = table.Next;
                    continue;
                }
                uint next = CsvRecordParser.Next(buffer, at, (uint)end, dialect, null, 0, out int fields, out _);
                text.Append(next == 0 ? "open" : $"wide {fields}\n");
                at = next == 0 ? (uint)end : next;
            }
        }
        return text.ToString();
    }
}
