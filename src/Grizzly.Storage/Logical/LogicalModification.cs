using Grizzly.Catalog;

namespace Grizzly.Logical;

/// <summary>
/// A change of a table's rows. Yields one BIGINT, the number of rows, or with <see cref="Returning"/> the rows
/// themselves. Runs exactly once, whoever reads the result.
/// </summary>
public abstract record LogicalModification(TableEntry Table, LogicalOperator Input, LogicalColumn CountColumn)
    : LogicalOperator
{
    /// <summary>What the new rows go through.</summary>
    public TableRules Rules { get; init; } = TableRules.None;

    /// <summary>The rows to give back; null for their number.</summary>
    public ReturnedRows? Returning { get; init; }

    /// <summary>False inside WITH, where the rows do not count for the statement.</summary>
    public bool IsMain { get; init; } = true;

    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Returning is null ? [CountColumn] : Returning.Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };

    /// <summary>Whether a plan changes rows anywhere.</summary>
    public static bool IsIn(LogicalOperator plan)
    {
        if (plan is LogicalModification) return true;
        foreach (LogicalOperator input in plan.Inputs)
        {
            if (IsIn(input)) return true;
        }
        return false;
    }
}

/// <summary>
/// The columns RETURNING can use, in this order: if <paramref name="HasOld"/> the table's columns before the change, if
/// <paramref name="HasNew"/> those after it (all NULL where there is no such row), and then the input's columns beyond
/// those that the modification itself reads.
/// </summary>
public sealed record ReturnedRows(IReadOnlyList<LogicalColumn> Columns, bool HasOld, bool HasNew);

/// <summary>INSERT: input columns are the table's columns, all of them, in table order.</summary>
public sealed record LogicalInsert(TableEntry Table, LogicalOperator Input, LogicalColumn CountColumn)
    : LogicalModification(Table, Input, CountColumn);

/// <summary>DELETE: the input's first column is the row id.</summary>
public sealed record LogicalDelete(TableEntry Table, LogicalOperator Input, LogicalColumn CountColumn)
    : LogicalModification(Table, Input, CountColumn);

/// <summary>UPDATE: the input is the row id and then the table's columns, all of them, with their new
/// values.</summary>
public sealed record LogicalUpdate(TableEntry Table, LogicalOperator Input, LogicalColumn CountColumn)
    : LogicalModification(Table, Input, CountColumn);

/// <summary>What MERGE does with one source row, target row or pair of them.</summary>
public enum MergeAction : byte
{
    Nothing,
    Insert,
    Update,
    Delete,
    Error,
}

/// <summary>
/// MERGE: the input is the target's row id (NULL where there is none), an INTEGER that picks one of
/// <paramref name="Actions"/> (NULL for none), and then the table's columns with their new values.
/// </summary>
public sealed record LogicalMerge(
    TableEntry Table, LogicalOperator Input, IReadOnlyList<MergeAction> Actions, LogicalColumn CountColumn)
    : LogicalModification(Table, Input, CountColumn)
{
    /// <summary>For each action the message of <see cref="MergeAction.Error"/>, or null.</summary>
    public required IReadOnlyList<string?> Messages { get; init; }
}
