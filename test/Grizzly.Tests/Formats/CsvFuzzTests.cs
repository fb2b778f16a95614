using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Formats;

public sealed class CsvFuzzTests
{
    private static readonly byte[] Structure =
        [(byte)',', (byte)'"', (byte)'\n', (byte)'\r', 0, 0xFF, 0xC3, (byte)'-', (byte)'.', (byte)'|', (byte)'\\'];

    [TestCase(101)]
    [TestCase(102)]
    [TestCase(103)]
    [TestCase(104)]
    public void Damaged_files_give_rows_or_a_described_error_alike_in_every_mode(int seed)
    {
        var random = new Random(seed);
        byte[] original =
        [
            .. "1,2.50,abc,2020-01-01\n22,-3.75,\"d\"\"e,f\",1999-12-31\n"u8,
            .. "-5,0.00,\"g\nh\",\n,,,\n7,1e3,x y z,2000-02-29\n"u8,
        ];
        LogicalType[] types = CsvRun.Types("idsD");
        for (int round = 0; round < 400; round++)
        {
            byte[] bytes = [.. original, .. original];
            for (int changes = random.Next(1, 8); changes > 0; changes--)
            {
                byte value = random.Next(2) == 0 ? Structure[random.Next(Structure.Length)] : (byte)random.Next(256);
                bytes[random.Next(bytes.Length)] = value;
            }
            bytes = bytes[..random.Next(1, bytes.Length + 1)];
            string options = random.Next(2) == 0 ? "" : "ignore_errors";
            string expected = Outcome(bytes, types, options, new CsvScanSettings(Mode: CsvScanMode.Scalar));
            var settings = new CsvScanSettings(
                random.Next(1, 100), random.Next(1, 50), random.Next(1, 20), CsvRun.Modes[random.Next(1, 4)]);
            Assert.That(
                Outcome(bytes, types, options, settings), Is.EqualTo(expected),
                $"seed {seed}, round {round}, {settings}");
        }
    }

    [TestCase(201)]
    [TestCase(202)]
    public void Sniffing_any_bytes_gives_rows_or_a_described_error(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = CsvRangeTests.RandomCsv(random, random.Next(0, 10), quotes: true);
            for (int changes = random.Next(0, 6); changes > 0 && bytes.Length > 0; changes--)
                bytes[random.Next(bytes.Length)] = Structure[random.Next(Structure.Length)];
            var files = new MemoryFiles { ["f.csv"] = bytes };
            try
            {
                BoundTableFunction bound = CsvFunctions.Over(files, "read_csv").Bind(
                    [Value.OfVarchar("f.csv")], new Dictionary<string, Value>());
                Assert.That(bound.ColumnNames, Is.Unique);
                using ITableFunctionSource source = bound.Open(
                    [.. Enumerable.Range(0, bound.ColumnNames.Count)], StatementContext.None);
                CsvRun.ReadAll(source, bound.ColumnTypes);
            }
            catch (GrizzlyException error)
            {
                Assert.That(
                    error.SqlState, Is.Not.EqualTo(SqlStates.InternalError),
                    $"seed {seed}, round {round}: {error.Message}");
            }
        }
    }

    private static string Outcome(byte[] bytes, LogicalType[] types, string options, CsvScanSettings settings)
    {
        try
        {
            return CsvRun.Join(CsvRun.Read(bytes, types, options, settings));
        }
        catch (GrizzlyException error)
        {
            // Which of several bad rows or columns is met first depends on how the file is cut.
            Assert.That(error.SqlState, Does.StartWith("22"), error.Message);
            return "error";
        }
    }
}
