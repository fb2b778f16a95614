using Grizzly.Catalog;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>A column of a result.</summary>
public readonly record struct ResultColumn(string Name, LogicalType Type)
{
    /// <summary>The column of a table that it shows unchanged, or null.</summary>
    public ColumnOrigin? Origin { get; init; }

    /// <summary>False where no row can be NULL.</summary>
    public bool IsNullable { get; init; } = true;
}

/// <summary>A column of a table. Immutable.</summary>
/// <param name="Database">The name of the table's database, or null where it has none.</param>
public sealed record ColumnOrigin(string? Database, TableEntry Table, int Index)
{
    public ColumnDefinition Column => Table.Columns[Index];

    /// <summary>Part of the table's primary key, or of its first unique key without NULLs where it has no primary
    /// key.</summary>
    public bool IsKey => (Table.PrimaryKey ?? Table.Keys.FirstOrDefault(IsWithoutNulls)) is { } key && Has(key);

    /// <summary>A key of the table by itself.</summary>
    public bool IsUnique => Table.Keys.Any(key => key.Columns.Count == 1 && Has(key));

    private bool IsWithoutNulls(KeyDefinition key) =>
        Array.TrueForAll(Table.IndexesOf(key.Columns), index => Table.Columns[index].IsNotNull);

    private bool Has(KeyDefinition key) => key.Columns.Any(
        name => string.Equals(name, Column.Name, StringComparison.OrdinalIgnoreCase));
}
