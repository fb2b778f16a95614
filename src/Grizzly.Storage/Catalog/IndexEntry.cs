using Grizzly.Indexes;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>One column of an index as defined.</summary>
/// <param name="Column">The table's column number, or -1 for an expression.</param>
/// <param name="ExpressionSql">The expression as canonical SQL, or null for a column.</param>
public sealed record IndexColumn(
    int Column, string? ExpressionSql, LogicalType Type, bool IsDescending, bool NullsFirst);

/// <summary>An index as defined: what the catalog stores.</summary>
/// <param name="Id">Unique among tables and indexes.</param>
/// <param name="Schema">The schema of its table.</param>
/// <param name="Columns">The key; from <paramref name="KeyCount"/> on INCLUDE columns.</param>
/// <param name="PredicateSql">WHERE of a partial index as canonical SQL, or null.</param>
/// <param name="IsConstraint">Made by a constraint: it goes with it and cannot be dropped alone.</param>
public sealed record IndexSpecification(
    long Id,
    string Schema,
    string Name,
    long TableId,
    IReadOnlyList<IndexColumn> Columns,
    int KeyCount,
    bool IsUnique,
    bool AreNullsDistinct,
    bool IsHash,
    string? PredicateSql,
    bool IsConstraint)
{
    /// <summary>COMMENT ON INDEX, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether a constraint over these columns may rely on the index: it is a constraint's itself, and its key
    /// begins with them in this order.</summary>
    public bool LeadsWith(ReadOnlySpan<int> columns)
    {
        if (!IsConstraint || IsHash || PredicateSql is not null || KeyCount < columns.Length) return false;
        for (int i = 0; i < columns.Length; i++)
        {
            if (Columns[i].Column != columns[i]) return false;
        }
        return true;
    }
}

/// <summary>An index in the catalog.</summary>
public sealed class IndexEntry(IndexSpecification specification, TableIndex index)
{
    public IndexSpecification Specification { get; } = specification;

    public TableIndex Index { get; } = index;

    public string Schema => Specification.Schema;

    public string Name => Specification.Name;
}
