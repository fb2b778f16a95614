using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Reading of one or more CSV files with everything settled but the files' line ends. Immutable and
/// thread-safe.</summary>
internal sealed class CsvScan : BoundTableFunction
{
    private const int EstimateBytes = 64 * 1024;

    public override string Name { get; }

    public override IReadOnlyList<string> ColumnNames { get; }

    public override IReadOnlyList<LogicalType> ColumnTypes { get; }

    public override double EstimatedRows { get; }

    public IFileSystem Files { get; }

    public IReadOnlyList<string> Paths { get; }

    public CsvReadOptions Options { get; }

    /// <summary>The dialect but for the terminator, which each file settles.</summary>
    public CsvDialect Dialect { get; }

    public bool HasHeader { get; }

    public bool[] ForceNull { get; }

    public bool[] ForceNotNull { get; }

    public CsvScanSettings Settings { get; }

    /// <summary>Bytes of all files when the scan was bound.</summary>
    public long TotalBytes { get; }

    /// <summary>What a conversion error suggests.</summary>
    public string ErrorHint { get; }

    /// <exception cref="GrizzlyException">58P01 for a missing file.</exception>
    public CsvScan(
        string name, IFileSystem files, IReadOnlyList<string> paths, IReadOnlyList<string> columnNames,
        IReadOnlyList<LogicalType> columnTypes,
        CsvReadOptions options, CsvDialect dialect, bool hasHeader, CsvScanSettings settings, string errorHint)
    {
        (Name, Files, Paths, ColumnNames, ColumnTypes) = (name, files, paths, columnNames, columnTypes);
        (Options, Dialect, HasHeader, Settings, ErrorHint) = (options, dialect, hasHeader, settings, errorHint);
        ForceNull = options.ForceNull.Resolve(columnNames);
        ForceNotNull = options.ForceNotNull.Resolve(columnNames);
        foreach (string path in paths)
        {
            using CsvFile file = CsvFile.Open(files, path, options.Compression);
            if (TotalBytes == 0) EstimatedRows = BytesPerRow(file);
            TotalBytes += file.Length;
        }
        EstimatedRows = TotalBytes / Math.Max(1, EstimatedRows);
    }

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new CsvSource(this, columns);

    private static double BytesPerRow(CsvFile file)
    {
        long sample = Math.Min(file.Length, EstimateBytes);
        return sample / (double)Math.Max(1, file.CountLines(0, sample, (byte)'\n'));
    }
}
