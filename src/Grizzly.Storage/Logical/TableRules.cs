namespace Grizzly.Logical;

/// <summary>
/// What every row written to a table must go through, bound: expressions are over <see cref="BoundReference"/>s to the
/// table's columns, virtual columns among them expanded. Immutable.
/// </summary>
public sealed record TableRules(IReadOnlyList<RowCheck> Checks, IReadOnlyList<RowValue> Generated)
{
    public static readonly TableRules None = new([], []);
}

/// <summary>A CHECK constraint; a row breaks it where the condition is false.</summary>
public sealed record RowCheck(string Name, BoundExpression Condition);

/// <summary>The value of a generated column.</summary>
/// <param name="Column">Number of the column in the table.</param>
public sealed record RowValue(int Column, BoundExpression Value, bool IsVirtual);
