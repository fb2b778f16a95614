using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>Whether and how a column's value is computed from the row's other columns.</summary>
public enum GeneratedKind : byte
{
    None,

    /// <summary>Computed when the row is written.</summary>
    Stored,

    /// <summary>Computed when the row is read; the stored column holds NULLs only.</summary>
    Virtual,
}

/// <summary>Whether a column numbers its rows.</summary>
public enum IdentityKind : byte
{
    None,

    /// <summary>Values from outside are refused unless OVERRIDING SYSTEM VALUE says otherwise.</summary>
    Always,

    ByDefault,
}

/// <summary>One column of a table. Expressions are kept as canonical SQL and bound anew at each use.</summary>
/// <param name="DefaultSql">The DEFAULT expression, or null.</param>
public sealed record ColumnDefinition(string Name, LogicalType Type, bool IsNotNull, string? DefaultSql = null)
{
    public GeneratedKind Generated { get; init; }

    /// <summary>The expression of a generated column, or null.</summary>
    public string? GeneratedSql { get; init; }

    public IdentityKind Identity { get; init; }

    /// <summary>The sequence an identity or serial column owns, in the table's schema; null for others.</summary>
    public string? SequenceName { get; init; }

    /// <summary>The n of VARCHAR(n), which is kept and shown but does not bound values; 0 where there is none.
    /// </summary>
    public int Length { get; init; }

    /// <summary>COMMENT ON COLUMN, or null.</summary>
    public string? Comment { get; init; }

    public bool IsGenerated => Generated != GeneratedKind.None;

    public bool IsVirtual => Generated == GeneratedKind.Virtual;
}
