using Grizzly.Indexes;

namespace Grizzly.Logical;

/// <summary>What INSERT does with a row whose key is taken.</summary>
public enum ConflictAction : byte
{
    /// <summary>The new row is left out.</summary>
    Nothing,

    /// <summary>The old row is updated.</summary>
    Update,

    /// <summary>The old rows, whichever keys they take, make room.</summary>
    Replace,
}

/// <summary>ON CONFLICT.</summary>
/// <param name="Indexes">The unique indexes whose keys count.</param>
/// <param name="NewRow">
/// For Update: the table's columns, over the old row's columns followed by those of the row proposed (excluded); else
/// empty.
/// </param>
/// <param name="Where">The condition, over the same columns, under which the old row is updated; null: always.</param>
/// <param name="Changed">For Update: the columns that may get other values.</param>
public sealed record ConflictRule(
    ConflictAction Action, IReadOnlyList<TableIndex> Indexes, IReadOnlyList<BoundExpression> NewRow,
    BoundExpression? Where, IReadOnlySet<int> Changed);
