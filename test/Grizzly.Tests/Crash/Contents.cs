using System.Globalization;
using Grizzly.Data;

namespace Grizzly.Tests.Crash;

/// <summary>Compares two databases: the same tables with the same rows, in whatever order they lie.</summary>
internal static class Contents
{
    /// <summary>The first difference, or null.</summary>
    public static string? Difference(GrizzlyConnection actual, GrizzlyConnection expected)
    {
        string[] tables = Tables(actual), wanted = Tables(expected);
        if (!tables.SequenceEqual(wanted))
            return $"tables {string.Join(", ", tables)} instead of {string.Join(", ", wanted)}";
        return tables.Select(table => Difference(actual, expected, table)).FirstOrDefault(found => found is not null);
    }

    public static string[] Tables(GrizzlyConnection connection)
    {
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = "SELECT table_name FROM information_schema.tables ORDER BY 1";
        using GrizzlyDataReader reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return [.. names];
    }

    private static string? Difference(GrizzlyConnection actual, GrizzlyConnection expected, string table)
    {
        using GrizzlyCommand left = Sorted(actual, table), right = Sorted(expected, table);
        using GrizzlyDataReader rows = left.ExecuteReader(), wanted = right.ExecuteReader();
        if (rows.FieldCount != wanted.FieldCount) return $"table {table}: {rows.FieldCount} columns";
        for (long row = 0; ; row++)
        {
            bool isRow = rows.Read(), isWanted = wanted.Read();
            if (isRow != isWanted) return $"table {table}: {(isRow ? "more" : "fewer")} than {row} rows";
            if (!isRow) return null;
            for (int column = 0; column < rows.FieldCount; column++)
            {
                object value = rows.GetValue(column), other = wanted.GetValue(column);
                if (!value.Equals(other)) return $"table {table}, row {row}, column {column}: {value}, not {other}";
            }
        }
    }

    private static GrizzlyCommand Sorted(GrizzlyConnection connection, string table)
    {
        GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\" LIMIT 0";
        int columns;
        using (GrizzlyDataReader reader = command.ExecuteReader()) columns = reader.FieldCount;
        string order = string.Join(", ", Enumerable.Range(1, columns).Select(
            column => column.ToString(CultureInfo.InvariantCulture)));
        command.CommandText = $"SELECT * FROM \"{table}\" ORDER BY {order}";
        return command;
    }
}
