using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>What read_csv finds out about a file by itself.</summary>
internal sealed record SniffedCsv(
    CsvDialect Dialect, bool HasHeader, IReadOnlyList<string> ColumnNames, IReadOnlyList<LogicalType> ColumnTypes);

/// <summary>Guesses dialect, header and column types from the first rows; options given by the user stand.</summary>
internal static class CsvSniffer
{
    /// <exception cref="GrizzlyException">22P04 for a file without a row.</exception>
    public static SniffedCsv Sniff(CsvFile file, CsvReadOptions options)
    {
        CsvSample sample = CsvSample.Read(file, options, options.ToDialect((byte)',', (byte)'\n'), out byte terminator);
        CsvDialect dialect = DialectSniffer.Sniff(sample, options, terminator);
        var width = new Width();
        sample.ForEach(dialect, options.SampleRows, width);
        if (width.Fields == 0) throw Errors.CsvEmpty(file.Path);
        var types = new TypeSniffer(width.Fields, options.NullText);
        sample.ForEach(dialect, options.SampleRows, types);
        bool hasHeader = options.Header ?? types.FirstIsHeader;
        int columns = width.Fields;
        if (columns > 1 && dialect.Delimiter == '|' && types.IsLastEmpty(hasHeader)) columns--;
        var columnTypes = new LogicalType[columns];
        for (int i = 0; i < columns; i++) columnTypes[i] = options.AllVarchar
            ? LogicalType.Varchar : types.TypeOf(i, hasHeader);
        return new SniffedCsv(dialect, hasHeader, Names(types.First, columns, hasHeader), columnTypes);
    }

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
    private sealed class Width : IRecordVisitor
    {
        private readonly Dictionary<int, int> _counts = [];

        public int Fields => _counts.Count == 0 ? 0 : _counts.MaxBy(entry => ((long)entry.Value << 32) + entry.Key).Key;

        public void Visit(in SampledRecord record) =>
            _counts[record.FieldCount] = _counts.GetValueOrDefault(record.FieldCount) + 1;

        public void EndInside(bool isUnterminated) { }
    }
}
