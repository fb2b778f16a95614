using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Catalog;

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

    /// <summary>COMMENT ON TABLE, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>CHECK, PRIMARY KEY, UNIQUE and FOREIGN KEY; NOT NULL is the columns' own.</summary>
    public IReadOnlyList<ConstraintDefinition> Constraints { get; init; } = [];

    public IEnumerable<CheckDefinition> Checks => Constraints.OfType<CheckDefinition>();

    public IEnumerable<KeyDefinition> Keys => Constraints.OfType<KeyDefinition>();

    public IEnumerable<ForeignKeyDefinition> ForeignKeys => Constraints.OfType<ForeignKeyDefinition>();

    public KeyDefinition? PrimaryKey => Keys.FirstOrDefault(key => key.IsPrimary);

    /// <summary>The same rows under another definition.</summary>
    public TableEntry With(string? schema = null, string? name = null, IReadOnlyList<ColumnDefinition>? columns = null,
        IReadOnlyList<ConstraintDefinition>? constraints = null, DataTable? rows = null) =>
        new(schema ?? Schema, name ?? Name, columns ?? Columns, rows ?? data)
        {
            Constraints = constraints ?? Constraints, Comment = Comment,
        };

    /// <summary>The same with another comment.</summary>
    public TableEntry WithComment(string? comment) =>
        new(Schema, Name, Columns, data) { Constraints = Constraints, Comment = comment };

    /// <summary>The number of the column with that name (case-insensitive), or -1.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    /// <summary>The numbers of named columns, which all exist.</summary>
    public int[] IndexesOf(IReadOnlyList<string> columns)
    {
        var indexes = new int[columns.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = IndexOf(columns[i]);
            if (indexes[i] < 0) throw Errors.Internal($"table {Name} has no column {columns[i]}");
        }
        return indexes;
    }

    public ConstraintDefinition? FindConstraint(string constraint) => Constraints.FirstOrDefault(
        other => string.Equals(other.Name, constraint, StringComparison.OrdinalIgnoreCase));
}
