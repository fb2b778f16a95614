using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>One column of a table.</summary>
/// <param name="DefaultSql">The DEFAULT expression as canonical SQL, or null.</param>
public sealed record ColumnDefinition(string Name, LogicalType Type, bool IsNotNull, string? DefaultSql = null);

/// <summary>A table in the catalog: names and types, immutable; ALTER makes a new entry over the same data.</summary>
/// <param name="data">The rows; null only in tests of the rooms that never touch them.</param>
public sealed class TableEntry(string schema, string name, IReadOnlyList<ColumnDefinition> columns,
    DataTable? data = null)
{
    /// <summary>The table's rows.</summary>
    public DataTable Data => data ?? throw Errors.Internal("this table has no data");

    public string Schema { get; } = schema;

    public string Name { get; } = name;

    public IReadOnlyList<ColumnDefinition> Columns { get; } = columns;

    /// <summary>The number of the column with that name (case-insensitive), or -1.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }
}
