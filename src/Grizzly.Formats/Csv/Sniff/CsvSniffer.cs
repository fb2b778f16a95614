using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>What read_csv finds out about a file by itself.</summary>
internal sealed record SniffedCsv(
    CsvDialect Dialect, bool HasHeader, IReadOnlyList<string> ColumnNames, IReadOnlyList<LogicalType> ColumnTypes)
{
    /// <summary>For each column whether no value has been seen; empty where that is not known.</summary>
    public bool[] NullColumns { get; init; } = [];

    public bool IsAllNull(int column) => column < NullColumns.Length && NullColumns[column];
}

/// <summary>Guesses dialect, header and column types from the first rows; options given by the user stand.</summary>
internal static class CsvSniffer
{
    /// <exception cref="GrizzlyException">22P04 for a file without a row.</exception>
    public static SniffedCsv Sniff(CsvFile file, CsvReadOptions options)
    {
        CsvSample sample = CsvSample.Read(file, options, options.ToDialect((byte)',', (byte)'\n'), out byte terminator);
        if (!options.DetectsAll && options.Columns is { } all)
        {
            return new SniffedCsv(
                options.ToDialect((byte)',', terminator), options.Header ?? false, all.Names!, all.Types);
        }
        CsvDialect dialect = DialectSniffer.Sniff(sample, options, terminator);
        var width = new Width(options.PadsRows);
        sample.ForEach(dialect, options.SampleRows, width);
        if (width.Fields == 0) throw Errors.CsvEmpty(file.Path);
        var types = new TypeSniffer(width.Fields, options, countsTexts: options.Columns is null);
        sample.ForEach(dialect, options.SampleRows, types);
        if (options.Columns is { } given)
        {
            bool isHeader = options.Header ?? (types.FirstIsHeader || AreNames(types.First, given.Names!));
            return new SniffedCsv(dialect, isHeader, given.Names!, given.Types);
        }
        bool hasHeader = options.Header ?? (options.DetectsAll && types.FirstIsHeader);
        int columns = width.Fields;
        if (columns > 1 && dialect.Delimiter == '|' && types.IsLastEmpty(hasHeader)) columns--;
        var columnTypes = new LogicalType[columns];
        for (int i = 0; i < columns; i++) columnTypes[i] = options.AllVarchar || !options.DetectsAll
            ? LogicalType.Varchar : types.TypeOf(i, hasHeader);
        string[] names = Names(types.First, columns, hasHeader);
        if (options.ColumnNames is { } chosen)
        {
            if (chosen.Length > columns)
                throw Errors.FileOptionInvalid("names", $"has {chosen.Length} names for {columns} columns");
            chosen.CopyTo(names, 0);
        }
        return new SniffedCsv(dialect, hasHeader, names, columnTypes)
        {
            NullColumns = [.. Enumerable.Range(0, columns).Select(types.IsAllNull)],
        };
    }

    /// <summary>Whether a file that fills a table begins with a header: the columns' names, or texts where the rows
    /// after it have other values.</summary>
    public static bool HasHeader(
        IFileSystem files, IReadOnlyList<string> paths, CsvReadOptions options, CsvDialect dialect,
        IReadOnlyList<string> columnNames)
    {
        const int Rows = 100;
        using CsvFile file = CsvFile.Open(files, paths[0], options.Compression);
        if (file.Length == 0) return false;
        CsvSample sample = CsvSample.Read(file, options, dialect, out byte terminator);
        var types = new TypeSniffer(columnNames.Count, options, countsTexts: false);
        sample.ForEach(dialect with { Terminator = terminator }, Rows, types);
        return types.First.All(name => name is not null) && (AreNames(types.First, columnNames) || types.FirstIsHeader);
    }

    private static bool AreNames(IReadOnlyList<string> first, IReadOnlyList<string> names) =>
        first.Count == names.Count && first.Zip(names).All(pair =>
            pair.First is not null && pair.First.Trim().Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    private static string[] Names(IReadOnlyList<string> first, int columns, bool hasHeader)
    {
        var names = new string[columns];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < columns; i++)
        {
            string name = hasHeader && first[i].Trim() is { Length: > 0 } given ? given : $"column{i}";
            string unique = name;
            for (int n = 1; !taken.Add(unique); n++) unique = $"{name}_{n}";
            names[i] = unique;
        }
        return names;
    }

    /// <summary>The number of fields most records have.</summary>
    private sealed class Width(bool isWidest) : IRecordVisitor
    {
        private readonly Dictionary<int, int> _counts = [];

        public int Fields => _counts.Count == 0 ? 0 : isWidest ? _counts.Keys.Max()
            : _counts.MaxBy(entry => ((long)entry.Value << 32) + entry.Key).Key;

        public void Visit(in SampledRecord record) =>
            _counts[record.FieldCount] = _counts.GetValueOrDefault(record.FieldCount) + 1;

        public void EndInside(bool isUnterminated) { }
    }
}
