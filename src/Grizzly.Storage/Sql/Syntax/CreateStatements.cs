using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>What CREATE does when the name is taken.</summary>
public enum CreateConflict : byte { Error, Replace, Ignore }

/// <summary>CREATE TABLE. With a <see cref="Query"/> it is CREATE TABLE AS, and the columns may be given by name only
/// (null types).</summary>
public sealed record CreateTableStatement(
    CreateConflict Conflict, bool Temporary, QualifiedName Name, SyntaxList<ColumnDefinition> Columns,
    SyntaxList<TableConstraint> Constraints,
    QueryExpression? Query, bool WithNoData, SyntaxList<StatementOption> Options, SourceSpan Span) : Statement(Span);

/// <summary>A column; the type may be absent for generated columns and CREATE TABLE AS.</summary>
public sealed record ColumnDefinition(
    Identifier Name, TypeName? Type, SyntaxList<ColumnConstraint> Constraints, SourceSpan Span) : SyntaxNode(Span);

/// <summary>A constraint written with a column, with its CONSTRAINT name or null.</summary>
public abstract record ColumnConstraint(Identifier? Name, SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>DEFERRABLE of PRIMARY KEY and UNIQUE.</summary>
    public ConstraintTiming Timing { get; init; }
}

public sealed record NotNullConstraint(Identifier? Name, SourceSpan Span) : ColumnConstraint(Name, Span);

/// <summary>A plain NULL: the column takes nulls.</summary>
public sealed record NullableConstraint(Identifier? Name, SourceSpan Span) : ColumnConstraint(Name, Span);

public sealed record DefaultConstraint(Identifier? Name, Expression Value, SourceSpan Span)
    : ColumnConstraint(Name, Span);

public sealed record PrimaryKeyConstraint(Identifier? Name, SourceSpan Span) : ColumnConstraint(Name, Span);

public sealed record UniqueConstraint(Identifier? Name, SourceSpan Span) : ColumnConstraint(Name, Span);

public sealed record CheckConstraint(Identifier? Name, Expression Condition, SourceSpan Span)
    : ColumnConstraint(Name, Span);

public sealed record ReferencesConstraint(Identifier? Name, ForeignKeyTarget Target, SourceSpan Span)
    : ColumnConstraint(Name, Span);

public enum GeneratedStorage : byte { Default, Stored, Virtual }

/// <summary>GENERATED ALWAYS AS (…) [STORED|VIRTUAL].</summary>
public sealed record GeneratedConstraint(
    Identifier? Name, Expression Value, GeneratedStorage Storage, SourceSpan Span) : ColumnConstraint(Name, Span);

/// <summary>GENERATED ALWAYS|BY DEFAULT AS IDENTITY [(options)].</summary>
public sealed record IdentityConstraint(
    Identifier? Name, bool Always, SyntaxList<SequenceOption> Options, SourceSpan Span) : ColumnConstraint(Name, Span);

public sealed record CollateConstraint(Identifier? Name, QualifiedName Collation, SourceSpan Span)
    : ColumnConstraint(Name, Span);

/// <summary>COMPRESSION / USING COMPRESSION method.</summary>
public sealed record CompressionConstraint(Identifier? Name, Identifier Method, SourceSpan Span)
    : ColumnConstraint(Name, Span);

public enum ReferentialAction : byte { Default, NoAction, Restrict, Cascade, SetNull, SetDefault }

public enum ConstraintTiming : byte { Default, NotDeferrable, Deferrable, InitiallyDeferred }

/// <summary>REFERENCES table (columns) …; without columns the primary key is meant.</summary>
public sealed record ForeignKeyTarget(
    QualifiedName Table, SyntaxList<Identifier> Columns, ReferentialAction OnDelete, ReferentialAction OnUpdate,
    ConstraintTiming Timing,
    SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>MATCH FULL: all columns are NULL or none is.</summary>
    public bool IsMatchFull { get; init; }
}

/// <summary>A constraint of the table, with its CONSTRAINT name or null.</summary>
public abstract record TableConstraint(Identifier? Name, SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>DEFERRABLE of PRIMARY KEY and UNIQUE.</summary>
    public ConstraintTiming Timing { get; init; }
}

public sealed record TablePrimaryKey(Identifier? Name, SyntaxList<Identifier> Columns, SourceSpan Span)
    : TableConstraint(Name, Span);

public sealed record TableUnique(
    Identifier? Name, bool NullsNotDistinct, SyntaxList<Identifier> Columns, SourceSpan Span)
    : TableConstraint(Name, Span);

public sealed record TableCheck(Identifier? Name, Expression Condition, SourceSpan Span) : TableConstraint(Name, Span);

public sealed record TableForeignKey(
    Identifier? Name, SyntaxList<Identifier> Columns, ForeignKeyTarget Target, SourceSpan Span)
    : TableConstraint(Name, Span);

public sealed record CreateViewStatement(
    CreateConflict Conflict, bool Temporary, bool Recursive, bool Materialized, QualifiedName Name,
    SyntaxList<Identifier> Columns,
    QueryExpression Query, SourceSpan Span) : Statement(Span);

public sealed record CreateSchemaStatement(CreateConflict Conflict, QualifiedName Name, SourceSpan Span)
    : Statement(Span);

public sealed record CreateSequenceStatement(
    CreateConflict Conflict, bool Temporary, QualifiedName Name, SyntaxList<SequenceOption> Options, SourceSpan Span)
    : Statement(Span);

public enum SequenceOptionKind : byte { Start, Increment, MinValue, MaxValue, NoMinValue, NoMaxValue, Cycle, NoCycle,
    Cache, Restart, OwnedBy, As }

/// <summary>One option; <see cref="Value"/> is set where the kind takes a number, <see cref="Owner"/> for OWNED
/// BY, <see cref="Type"/> for AS.</summary>
public sealed record SequenceOption(SequenceOptionKind Kind, Expression? Value, QualifiedName? Owner, SourceSpan Span)
    : SyntaxNode(Span)
{
    public TypeName? Type { get; init; }
}

/// <summary>CREATE INDEX; the name may be absent, as PostgreSQL allows.</summary>
/// <param name="Method">USING method in lower case, or null.</param>
public sealed record CreateIndexStatement(
    CreateConflict Conflict, bool Unique, QualifiedName? Name, QualifiedName Table, string? Method,
    SyntaxList<OrderByItem> Keys,
    SyntaxList<Identifier> Include, Expression? Where, SyntaxList<StatementOption> Options, SourceSpan Span)
    : Statement(Span);

/// <summary>CREATE MACRO (or FUNCTION), with one definition for each number of parameters.</summary>
public sealed record CreateMacroStatement(
    CreateConflict Conflict, bool Temporary, QualifiedName Name, SyntaxList<MacroDefinition> Definitions,
    SourceSpan Span) : Statement(Span);

/// <summary>Exactly one of <see cref="Body"/> (scalar) and <see cref="Query"/> (AS TABLE) is set.</summary>
public sealed record MacroDefinition(
    SyntaxList<MacroParameter> Parameters, Expression? Body, QueryExpression? Query, SourceSpan Span)
    : SyntaxNode(Span);

public sealed record MacroParameter(Identifier Name, TypeName? Type, Expression? Default, SourceSpan Span)
    : SyntaxNode(Span);

/// <summary>CREATE TYPE name AS type, or AS ENUM (query).</summary>
public sealed record CreateTypeStatement(
    CreateConflict Conflict, bool Temporary, QualifiedName Name, TypeName? Type, QueryExpression? EnumQuery,
    SourceSpan Span) : Statement(Span);
