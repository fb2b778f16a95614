using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>COPY from and to CSV. Immutable and thread-safe.</summary>
/// <remarks>
/// Delimiter when none is given: comma; tab for .tsv; <c>|</c> for .tbl. A header is written unless the file is .tbl or
/// HEADER says otherwise; read, it is recognized by the columns' names or by values that differ in type. An unquoted
/// empty field is NULL, a quoted one an empty text (as PostgreSQL's CSV), unless NULL gives another text. A delimiter
/// at the end of every line is accepted.
/// </remarks>
public sealed class CsvFormat : CopyFormat
{
    /// <summary>CSV files of the operating system.</summary>
    public static readonly CsvFormat Instance = new(LocalFileSystem.Instance);

    private readonly IFileSystem _files;
    private readonly CsvScanSettings _settings;

    /// <summary>CSV files of another file system.</summary>
    public CsvFormat(IFileSystem files) : this(files, CsvScanSettings.Default) { }

    internal CsvFormat(IFileSystem files, CsvScanSettings settings) => (_files, _settings) = (files, settings);

    public override string Name => "csv";

    public override IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".tbl", ".txt"];

    /// <inheritdoc/>
    public override BoundTableFunction BindRead(
        string path, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
        IReadOnlyList<CopyOption> options)
    {
        Check.Assert(columnNames.Count == columnTypes.Count && columnNames.Count > 0);
        CsvReadOptions parsed = CsvReadOptions.Parse(options, isFunction: false);
        CsvDialect dialect = parsed.ToDialect(DefaultDelimiter(path), (byte)'\n');
        IReadOnlyList<string> paths = FilePaths.Expand(_files, path);
        return new CsvScan(
            "copy_csv", _files, paths, columnNames, columnTypes, parsed, dialect,
            parsed.Header ?? (parsed.DetectsAll && CsvSniffer.HasHeader(_files, paths, parsed, dialect, columnNames)),
            _settings,
            "IGNORE_ERRORS leaves out rows that do not fit");
    }

    /// <inheritdoc/>
    public override BoundCopyWriter BindWrite(string path, IReadOnlyList<CopyOption> options) =>
        new CsvWriter(_files, path, CsvWriteOptions.Parse(options, path, DefaultDelimiter(path)));

    private static byte DefaultDelimiter(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".tsv" => (byte)'\t',
        ".tbl" => (byte)'|',
        _ => (byte)',',
    };
}
