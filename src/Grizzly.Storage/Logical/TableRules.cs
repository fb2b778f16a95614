using Grizzly.Catalog;
using Grizzly.Indexes;

namespace Grizzly.Logical;

/// <summary>
/// What every row written to a table must go through, bound: expressions are over <see cref="BoundReference"/>s to the
/// table's columns, virtual columns among them expanded. Immutable.
/// </summary>
public sealed record TableRules(IReadOnlyList<RowCheck> Checks, IReadOnlyList<RowValue> Generated)
{
    public static readonly TableRules None = new([], []);

    /// <summary>The foreign keys of the table.</summary>
    public IReadOnlyList<ForeignKeyRule> Outgoing { get; init; } = [];

    /// <summary>The foreign keys, the table's own among them, that refer to it.</summary>
    public IReadOnlyList<ForeignKeyRule> Incoming { get; init; } = [];

    /// <summary>The deferrable PRIMARY KEY and UNIQUE constraints, by their indexes.</summary>
    public IReadOnlyList<(TableIndex Index, KeyDefinition Key)> DeferrableKeys { get; init; } = [];

    /// <summary>The rules of the tables that changes of this one may reach through CASCADE, SET NULL and SET
    /// DEFAULT.</summary>
    public IReadOnlyDictionary<TableEntry, TableRules> Cascades { get; init; } =
        new Dictionary<TableEntry, TableRules>();

    public bool HasForeignKeys => Outgoing.Count + Incoming.Count > 0;
}

/// <summary>A foreign key made ready: its columns are in the order of both indexes, which lead with them, so that a key
/// has the same bytes in both.</summary>
/// <param name="Defaults">The values of SET DEFAULT, one for each of the child's columns; else empty.</param>
public sealed record ForeignKeyRule(
    ForeignKeyDefinition Definition, TableEntry Child, TableEntry Parent, int[] ChildColumns, int[] ParentColumns,
    TableIndex ChildIndex, TableIndex ParentIndex, IReadOnlyList<BoundExpression> Defaults);

/// <summary>A CHECK constraint; a row breaks it where the condition is false.</summary>
public sealed record RowCheck(string Name, BoundExpression Condition);

/// <summary>The value of a generated column.</summary>
/// <param name="Column">Number of the column in the table.</param>
public sealed record RowValue(int Column, BoundExpression Value, bool IsVirtual);
