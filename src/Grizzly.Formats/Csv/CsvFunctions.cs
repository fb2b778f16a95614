using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The table functions that read CSV.</summary>
public static class CsvFunctions
{
    private const string Signature =
        "read_csv(path VARCHAR, delim := VARCHAR, quote := VARCHAR, escape := VARCHAR, header := BOOLEAN, "
        + "nullstr := VARCHAR, skip := BIGINT, all_varchar := BOOLEAN, sample_size := BIGINT, "
        + "ignore_errors := BOOLEAN)";

    public static readonly TableFunction ReadCsv = Over(LocalFileSystem.Instance, "read_csv");

    public static readonly TableFunction ReadCsvAuto = Over(LocalFileSystem.Instance, "read_csv_auto");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TableFunction> All { get; } = [ReadCsv, ReadCsvAuto];

    /// <summary>The function over another file system.</summary>
    public static TableFunction Over(IFileSystem files, string name) => Over(files, name, CsvScanSettings.Default);

    internal static TableFunction Over(IFileSystem files, string name, CsvScanSettings settings) => new(
        name,
        "Reads one or more CSV files, finding out delimiter, quote, header and column types.",
        $"SELECT * FROM {name}('sales.csv')",
        (arguments, named) => Bind(files, name, settings, arguments, named))
    {
        Signatures = [Signature.Replace("read_csv", name, StringComparison.Ordinal)],
    };

    private static CsvScan Bind(
        IFileSystem files, string name, CsvScanSettings settings, IReadOnlyList<Value> arguments,
        IReadOnlyDictionary<string, Value> named)
    {
        if (arguments.Count != 1 || arguments[0].IsNull || !arguments[0].Type.IsString) throw Errors.CsvArguments(name);
        CsvReadOptions options = CsvReadOptions.Parse(
            [.. named.Select(argument => new CopyOption(argument.Key, [argument.Value], SourceSpan.None))],
            isFunction: true);
        IReadOnlyList<string> paths = CsvPaths.Expand(files, arguments[0].Text);
        SniffedCsv sniffed = Sniff(files, paths, options);
        return new CsvScan(
            name, files, paths, sniffed.ColumnNames, sniffed.ColumnTypes, options, sniffed.Dialect, sniffed.HasHeader,
            settings,
            "enlarge sample_size, or set all_varchar = true and convert in the query");
    }

    /// <summary>Looks at the first file that is not empty.</summary>
    private static SniffedCsv Sniff(IFileSystem files, IReadOnlyList<string> paths, CsvReadOptions options)
    {
        foreach (string path in paths)
        {
            using CsvFile file = CsvFile.Open(files, path);
            if (file.Length > 0 || path == paths[^1]) return CsvSniffer.Sniff(file, options);
        }
        throw Errors.CsvNoFiles(paths[0]);
    }
}
