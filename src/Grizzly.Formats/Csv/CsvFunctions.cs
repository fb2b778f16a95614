using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The table functions that read CSV.</summary>
public static class CsvFunctions
{
    private const string Signature =
        "read_csv(path VARCHAR | VARCHAR[], delim := VARCHAR, quote := VARCHAR, escape := VARCHAR, header := BOOLEAN, "
        + "columns := STRUCT, types := STRUCT | VARCHAR[], names := VARCHAR[], nullstr := VARCHAR | VARCHAR[], "
        + "skip := BIGINT, all_varchar := BOOLEAN, sample_size := BIGINT, auto_detect := BOOLEAN, "
        + "compression := VARCHAR, dateformat := VARCHAR, timestampformat := VARCHAR, decimal_separator := VARCHAR, "
        + "null_padding := BOOLEAN, ignore_errors := BOOLEAN, filename := BOOLEAN, hive_partitioning := BOOLEAN, "
        + "union_by_name := BOOLEAN)";

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

    private static BoundTableFunction Bind(
        IFileSystem files, string name, CsvScanSettings settings, IReadOnlyList<Value> arguments,
        IReadOnlyDictionary<string, Value> named)
    {
        CsvReadOptions options = CsvReadOptions.Parse(
            [.. named.Select(argument => new CopyOption(argument.Key, [argument.Value], SourceSpan.None))],
            isFunction: true);
        IReadOnlyList<string> paths = FilePaths.Expand(files, arguments, name);
        SniffedCsv[] sniffed = Sniff(files, paths, options);
        SniffedCsv first = sniffed[0];
        bool areAlike = sniffed.All(other => other.HasHeader == first.HasHeader && other.Dialect == first.Dialect
            && other.ColumnNames.SequenceEqual(first.ColumnNames)) && !options.Parts.IsByName;
        (IReadOnlyList<string> names, LogicalType[] types) = Columns(sniffed, options);
        options.Types?.Apply(options.TypesOption, names, types);
        (string[] partNames, _, _) = options.Parts.Of(paths);
        if (areAlike && partNames.Length == 0) return Scan(paths, first, names, types);
        BoundTableFunction[] scans = [.. paths.Select((path, i) =>
        {
            SniffedCsv file = areAlike ? first : sniffed[i];
            LogicalType[] own = [.. file.ColumnNames.Select((column, k) => TypeIn(names, types, column)
                ?? file.ColumnTypes[k])];
            return Scan([path], file, file.ColumnNames, own);
        })];
        return FileUnion.Of(name, paths, scans, names, types, options.Parts, options.Parts.IsByName);

        CsvScan Scan(IReadOnlyList<string> some, SniffedCsv file, IReadOnlyList<string> columns, LogicalType[] own) =>
            new(name, files, some, columns, own, options, file.Dialect, file.HasHeader, settings,
                paths.Count > options.FilesToSniff && options.FilesToSniff > 0
                    ? "enlarge files_to_sniff or sample_size"
                    : "enlarge sample_size, or set all_varchar = true and convert in the query");
    }

    /// <summary>The columns of the first file, or of all by name; a column has the type that holds it in the files
    /// looked at.</summary>
    private static (IReadOnlyList<string> Names, LogicalType[] Types) Columns(
        SniffedCsv[] sniffed, CsvReadOptions options)
    {
        var names = new List<string>(sniffed[0].ColumnNames);
        var types = new List<LogicalType>(sniffed[0].ColumnTypes);
        foreach (SniffedCsv file in sniffed.Skip(1).Where(file => options.Columns is null))
        {
            for (int i = 0; i < file.ColumnNames.Count; i++)
            {
                int at = names.FindIndex(other =>
                    other.Equals(file.ColumnNames[i], StringComparison.OrdinalIgnoreCase));
                if (at >= 0)
                {
                    if (file.IsAllNull(i) || types[at] == file.ColumnTypes[i]) continue;
                    types[at] = at < sniffed[0].NullColumns.Length && sniffed[0].IsAllNull(at)
                        ? file.ColumnTypes[i]
                        : TypeLattice.CommonType(types[at], file.ColumnTypes[i]) ?? LogicalType.Varchar;
                }
                else if (options.Parts.IsByName)
                {
                    names.Add(file.ColumnNames[i]);
                    types.Add(file.ColumnTypes[i]);
                }
            }
        }
        return (names, [.. types]);
    }

    private static LogicalType? TypeIn(IReadOnlyList<string> names, LogicalType[] types, string column)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(column, StringComparison.OrdinalIgnoreCase)) return types[i];
        }
        return null;
    }

    /// <summary>Looks at the files, of many only at the first ones; empty files are like the first that is
    /// not.</summary>
    private static SniffedCsv[] Sniff(IFileSystem files, IReadOnlyList<string> paths, CsvReadOptions options)
    {
        var sniffed = new SniffedCsv?[paths.Count];
        long most = options.FilesToSniff < 0 || options.Parts.IsByName ? paths.Count : options.FilesToSniff;
        for (int i = 0, looked = 0; i < paths.Count && looked < most; i++)
        {
            using CsvFile file = CsvFile.Open(files, paths[i], options.Compression);
            if (file.Length == 0 && !(i == paths.Count - 1 && looked == 0)) continue;
            sniffed[i] = CsvSniffer.Sniff(file, options);
            looked++;
        }
        SniffedCsv first = sniffed.First(file => file is not null)!;
        return [.. sniffed.Select(file => file ?? first)];
    }
}
