using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// One key of one foreign key, looked at in the latest state of all transactions: either no live row of the child has
/// it, or a live row of the parent does.
/// </summary>
/// <remarks>
/// Whoever writes a child row looks for the parent after writing, and whoever deletes a parent row looks for children
/// after deleting; of two transactions that do both at once at least one sees the other and gets 40001.
/// </remarks>
internal static class ForeignKeyCheck
{
    /// <summary>Appends a row's key; false where a column is NULL, so that nothing is referred to.</summary>
    /// <param name="columns">The table columns of the key, in the index's order.</param>
    public static bool Encode(KeyBuffer key, TableIndex index, int[] columns, DataChunk rows, int row)
    {
        key.Clear();
        for (int i = 0; i < columns.Length; i++)
        {
            if (!KeyEncoding.Append(key, index.KeyColumns[i], rows.Columns[columns[i]], row)) return false;
        }
        return true;
    }

    /// <summary>MATCH FULL: raises 23503 for a row with some columns NULL and others not.</summary>
    public static void RequireAllOrNothing(ForeignKeyRule rule, DataChunk rows, int row)
    {
        int nulls = 0;
        foreach (int column in rule.ChildColumns) nulls += rows.Columns[column].IsNullAt(row) ? 1 : 0;
        if (nulls > 0 && nulls < rule.ChildColumns.Length) throw Errors.ForeignKeyMatchFull(
            rule.Child.Schema, rule.Child.Name, rule.Definition.Name);
    }

    /// <summary>Raises 23503 for a live child row without a live parent row, 40001 where another transaction is
    /// changing either.</summary>
    /// <param name="isParentChange">Whether the parent's row went, rather than the child's came; for the
    /// message.</param>
    public static void Verify(
        ForeignKeyRule rule, ReadOnlySpan<byte> key, bool isParentChange, Transaction transaction)
    {
        switch (rule.ParentIndex.FindLatest(key, transaction, out _))
        {
            case RowState.Live: return;
            case RowState.DeletedByOther or RowState.InsertedByOther:
                throw Errors.KeyIsBeingChanged(rule.Definition.Name);
        }
        VerifyNoChild(rule, key, isParentChange, transaction);
    }

    /// <summary>Raises 23503 where a live child row has the key.</summary>
    public static void VerifyNoChild(
        ForeignKeyRule rule, ReadOnlySpan<byte> key, bool isParentChange, Transaction transaction)
    {
        switch (rule.ChildIndex.FindLatest(key, transaction, out _))
        {
            case RowState.Gone: return;
            case RowState.Live:
                string text = rule.ParentIndex.Describe(key);
                throw isParentChange
                    ? Errors.ForeignKeyStillReferenced(rule.Parent.Schema, rule.Parent.Name, rule.Definition.Name,
                        rule.Child.Name, text)
                    : Errors.ForeignKeyViolated(rule.Child.Schema, rule.Child.Name, rule.Definition.Name,
                        rule.Parent.Name, text);
            default: throw Errors.KeyIsBeingChanged(rule.Definition.Name);
        }
    }
}
