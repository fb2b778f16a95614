using System.Globalization;

namespace Grizzly.Tests.Differential;

internal sealed record RandomColumn(string Name, string SqlType, SqlKind Kind);

/// <summary>A table of random columns and rows; rows hold SQL literals.</summary>
internal sealed record RandomTable(string Name, IReadOnlyList<RandomColumn> Columns, IReadOnlyList<string[]> Rows)
{
    public string CreateSql =>
        $"CREATE TABLE {Name}({string.Join(", ", Columns.Select(column => $"{column.Name} {column.SqlType}"))})";

    public string InsertSql =>
        $"INSERT INTO {Name} VALUES {string.Join(", ", Rows.Select(row => $"({string.Join(", ", row)})"))}";

    public IEnumerable<string> Script => Rows.Count == 0 ? [CreateSql] : [CreateSql, InsertSql];

    /// <summary>Two to four tables from small value domains, so that joins match and groups repeat.</summary>
    public static List<RandomTable> Schema(int seed, bool isPlain)
    {
        var choices = new Choices(seed);
        var tables = new List<RandomTable>();
        int count = 2 + choices.Next(3);
        for (int i = 0; i < count; i++) tables.Add(Make($"r{i}", choices, isPlain));
        return tables;
    }

    private static RandomTable Make(string name, Choices choices, bool isPlain)
    {
        var columns = new List<RandomColumn>();
        int columnCount = 2 + choices.Next(5);
        for (int i = 0; i < columnCount; i++) columns.Add(Column($"c{i}", choices, isPlain));
        int rowCount = choices.Next(8) switch
        {
            0 => choices.Next(3),
            7 => 50 + choices.Next(151),
            _ => 1 + choices.Next(25),
        };
        int nullPercent = 10 + choices.Next(21);
        var rows = new List<string[]>();
        for (int i = 0; i < rowCount; i++)
        {
            if (i > 0 && choices.Chance(15)) rows.Add(rows[choices.Next(i)]);
            else rows.Add([.. columns.Select(column => choices.Chance(nullPercent) ? "NULL" : Cell(column, choices))]);
        }
        return new RandomTable(name, columns, rows);
    }

    private static RandomColumn Column(string name, Choices choices, bool isPlain) =>
        choices.Next(isPlain ? 6 : 11) switch
        {
            0 or 1 => new RandomColumn(name, "INTEGER", SqlKind.Integer),
            2 => new RandomColumn(name, "BIGINT", SqlKind.Integer),
            3 => new RandomColumn(name, "SMALLINT", SqlKind.Integer),
            4 => new RandomColumn(name, "VARCHAR", SqlKind.Text),
            5 => new RandomColumn(name, "DOUBLE", SqlKind.Double),
            6 => new RandomColumn(name, "VARCHAR", SqlKind.Text),
            7 => new RandomColumn(name, choices.Of("DECIMAL(9,2)", "DECIMAL(4,1)", "DECIMAL(18,3)", "DECIMAL(25,4)"),
                SqlKind.Decimal),
            8 => new RandomColumn(name, "DATE", SqlKind.Date),
            9 => new RandomColumn(name, "BOOLEAN", SqlKind.Boolean),
            _ => new RandomColumn(name, "BIGINT", SqlKind.Integer),
        };

    private static string Cell(RandomColumn column, Choices choices) => column.Kind switch
    {
        SqlKind.Integer => Invariant(choices.Next(10) - 3),
        SqlKind.Decimal => Invariant((choices.Next(41) - 12) / 10m),
        SqlKind.Double => Invariant((choices.Next(17) - 6) * 0.25),
        SqlKind.Boolean => choices.Of("FALSE", "TRUE"),
        SqlKind.Date => RandomLiterals.Date(choices),
        _ => RandomLiterals.Text(choices),
    };

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
