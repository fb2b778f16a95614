using System.Text;
using Grizzly.Common;
using Grizzly.Formats;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Formats;

/// <summary>Reads and writes CSV in memory and shows values as text, NULL as null.</summary>
internal static class CsvRun
{
    public const string Path = "x.csv";

    public static readonly CsvScanMode[] Modes =
        [CsvScanMode.Scalar, CsvScanMode.Vector128, CsvScanMode.Vector256, CsvScanMode.Vector512];

    /// <summary>Options as <c>name=value;name=value</c>, names alone being true.</summary>
    public static CopyOption[] Options(string text) =>
    [
        .. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            string[] sides = part.Split('=', 2);
            Value[] values = sides.Length == 1 ? [] : [.. sides[1].Split('+').Select(Value.OfVarchar)];
            return new CopyOption(sides[0], values, SourceSpan.None);
        }),
    ];

    public static LogicalType[] Types(string letters) => [.. letters.Select(letter => letter switch
    {
        'i' => LogicalType.Integer,
        'b' => LogicalType.BigInt,
        'd' => LogicalType.Decimal(15, 2),
        'f' => LogicalType.Double,
        'D' => LogicalType.Date,
        'T' => LogicalType.Timestamp,
        't' => LogicalType.TinyInt,
        'B' => LogicalType.Boolean,
        _ => LogicalType.Varchar,
    })];

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"c{i + 1}")];

    public static BoundTableFunction Bind(byte[] bytes, LogicalType[] types, string options, CsvScanSettings settings)
    {
        var files = new MemoryFiles { [Path] = bytes };
        return new CsvFormat(files, settings).BindRead(Path, Names(types.Length), types, Options(options));
    }

    public static List<string?[]> Read(
        string text, string types, string options = "", CsvScanSettings? settings = null, int threads = 1,
        int maxRows = 1024) =>
        Read(Encoding.UTF8.GetBytes(text), Types(types), options, settings, threads, maxRows);

    public static List<string?[]> Read(
        byte[] bytes, LogicalType[] types, string options = "", CsvScanSettings? settings = null, int threads = 1,
        int maxRows = 1024)
    {
        BoundTableFunction bound = Bind(bytes, types, options, settings ?? CsvScanSettings.Default);
        using ITableFunctionSource source = bound.Open([.. Enumerable.Range(0, types.Length)], StatementContext.None);
        return ReadAll(source, types, threads, maxRows);
    }

    public static List<string?[]> ReadAll(
        ITableFunctionSource source, IReadOnlyList<LogicalType> types, int threads = 1, int maxRows = 1024)
    {
        var parts = new List<(long Sequence, int Order, List<string?[]> Rows)>();
        Exception? failure = null;
        void Work()
        {
            try
            {
                using ITableFunctionReader reader = source.OpenReader();
                using var chunk = new DataChunk(types);
                for (int order = 0; reader.Read(chunk, maxRows, out long sequence, CancellationToken.None); order++)
                {
                    Assert.That(chunk.Count, Is.InRange(1, maxRows));
                    List<string?[]> rows = Show(chunk);
                    lock (parts) parts.Add((sequence, order, rows));
                }
            }
            catch (Exception error) { failure ??= error; }
        }
        Thread[] workers = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        Work();
        foreach (Thread worker in workers) worker.Join();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return [.. parts.OrderBy(part => part.Sequence).ThenBy(part => part.Order).SelectMany(part => part.Rows)];
    }

    public static List<string?[]> Show(DataChunk chunk)
    {
        var rows = new List<string?[]>();
        for (int row = 0; row < chunk.Count; row++)
        {
            rows.Add([.. chunk.Columns.Select(column => Show(column, row))]);
        }
        return rows;
    }

    private static string? Show(ColumnVector column, int row) =>
        column.IsNullAt(row) ? null : ValueText.Format(column.GetValue(row));

    /// <summary>Rows as one text: fields joined by <c>,</c>, NULL as <c>~</c>, rows by <c>/</c>.</summary>
    public static string Join(IEnumerable<string?[]> rows) =>
        string.Join('/', rows.Select(row => string.Join(',', row.Select(value => value ?? "~"))));
}
