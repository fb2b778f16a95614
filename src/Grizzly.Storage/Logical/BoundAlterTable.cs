using Grizzly.Catalog;

namespace Grizzly.Logical;

/// <summary>ALTER TABLE: what the table becomes.</summary>
/// <param name="Before">The table as it is.</param>
/// <param name="Schema">Its schema afterwards.</param>
/// <param name="Name">Its name afterwards.</param>
/// <param name="Origins">For each column afterwards the number of the column it was, or -1.</param>
public sealed record BoundAlterTable(
    TableEntry Before,
    string Schema,
    string Name,
    IReadOnlyList<ColumnDefinition> Columns,
    IReadOnlyList<ConstraintDefinition> Constraints,
    IReadOnlyList<int> Origins) : BoundStatement
{
    /// <summary>The new rows, in the new columns' order, where the rows change; null where only the definition
    /// does.</summary>
    public LogicalOperator? Rows { get; init; }

    /// <summary>CHECK and generated columns for <see cref="Rows"/>.</summary>
    public TableRules Rules { get; init; } = TableRules.None;

    /// <summary>New sequences of serial and identity columns.</summary>
    public IReadOnlyList<ColumnSequence> Sequences { get; init; } = [];

    /// <summary>Sequences that go with their columns.</summary>
    public IReadOnlyList<string> DroppedSequences { get; init; } = [];

    /// <summary>Constraints that the rows there are must be checked against: <see cref="CheckDefinition"/>s,
    /// <see cref="ForeignKeyDefinition"/>s; and columns that became NOT NULL.</summary>
    public IReadOnlyList<ConstraintDefinition> NewConstraints { get; init; } = [];

    public IReadOnlyList<string> NewNotNull { get; init; } = [];

    /// <summary>Columns renamed, for the foreign keys of other tables.</summary>
    public IReadOnlyList<(string Old, string New)> Renamed { get; init; } = [];

    /// <summary>CASCADE: constraints and views that cannot go on are dropped.</summary>
    public bool Cascades { get; init; }
}
