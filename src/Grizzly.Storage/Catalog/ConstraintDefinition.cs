namespace Grizzly.Catalog;

/// <summary>A named constraint of a table. Columns are named as the table names them. Immutable.</summary>
public abstract record ConstraintDefinition(string Name);

/// <summary>CHECK.</summary>
/// <param name="ConditionSql">Canonical SQL over the table's columns.</param>
public sealed record CheckDefinition(string Name, string ConditionSql, IReadOnlyList<string> Columns)
    : ConstraintDefinition(Name);

/// <summary>PRIMARY KEY or UNIQUE.</summary>
public sealed record KeyDefinition(string Name, IReadOnlyList<string> Columns, bool IsPrimary)
    : ConstraintDefinition(Name)
{
    /// <summary>UNIQUE NULLS NOT DISTINCT.</summary>
    public bool NullsNotDistinct { get; init; }

    public ConstraintDeferral Deferral { get; init; }
}

public enum ForeignKeyAction : byte
{
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// <summary>When a constraint is checked.</summary>
public enum ConstraintDeferral : byte
{
    /// <summary>At the end of each statement.</summary>
    NotDeferrable,

    /// <summary>At the end of each statement, unless SET CONSTRAINTS says otherwise.</summary>
    InitiallyImmediate,

    /// <summary>At commit, unless SET CONSTRAINTS says otherwise.</summary>
    InitiallyDeferred,
}

/// <summary>FOREIGN KEY … REFERENCES: rows of this table name rows of the parent table.</summary>
public sealed record ForeignKeyDefinition(
    string Name,
    IReadOnlyList<string> Columns,
    string ParentSchema,
    string ParentTable,
    IReadOnlyList<string> ParentColumns) : ConstraintDefinition(Name)
{
    public ForeignKeyAction OnDelete { get; init; }

    public ForeignKeyAction OnUpdate { get; init; }

    /// <summary>MATCH FULL: all columns are NULL or none is.</summary>
    public bool IsMatchFull { get; init; }

    public ConstraintDeferral Deferral { get; init; }

    public bool RefersTo(string schema, string table) =>
        string.Equals(ParentSchema, schema, StringComparison.OrdinalIgnoreCase)
            && string.Equals(ParentTable, table, StringComparison.OrdinalIgnoreCase);
}
