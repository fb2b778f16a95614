using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>A statement with all names resolved and all types known: what the binder gives the engine.</summary>
public abstract record BoundStatement
{
    /// <summary>The statement's parameters in slot order; types as inferred.</summary>
    public IReadOnlyList<ParameterSlot> Parameters { get; init; } = [];

    /// <summary>True where binding has read rows: the statement must be bound anew for each execution.</summary>
    public bool DependsOnData { get; init; }

    /// <summary>What the statement asks of the planner.</summary>
    public IReadOnlyList<PlanHint> Hints { get; init; } = [];

    /// <summary>What the user should know: hints that could not be followed.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The most threads a hint allows, or null.</summary>
    public int? Threads => Hints.LastOrDefault(hint => hint.Kind == HintKind.Parallel)?.Threads;

    /// <summary>The database a definition is made in, by its name in the session; null for the session's own.</summary>
    public string? Database { get; init; }
}

/// <summary>One parameter of a statement.</summary>
/// <param name="Name">Without sigil; positional parameters are named "1", "2", ….</param>
/// <param name="Type">The type inferred from use, or that of the value supplied when the statement was bound.</param>
public sealed record ParameterSlot(string Name, LogicalType Type);

/// <summary>A statement that runs a plan: queries and INSERT, UPDATE, DELETE, COPY.</summary>
/// <param name="ColumnNames">Result column names as users see them, one for each output column of the plan.</param>
/// <param name="Kind">What it does, for command tags and records-affected.</param>
public sealed record BoundPlanStatement(LogicalOperator Plan, IReadOnlyList<string> ColumnNames, StatementKind Kind)
    : BoundStatement
{
    /// <summary>True for a change with RETURNING.</summary>
    public bool HasRows { get; init; }
}

public enum StatementKind : byte
{
    Select,
    Insert,
    Update,
    Delete,
    Merge,
    CopyFrom,
    CopyTo,
    CreateTableAs,
    Definition,
    Transaction,
    Setting,
    Explain,
    Call,
    Other,
}

/// <summary>EXPLAIN [ANALYZE].</summary>
public sealed record BoundExplain(BoundStatement Statement, bool Analyze, string Format) : BoundStatement;

/// <summary>CREATE TABLE, with the plan of AS if there is one.</summary>
/// <param name="Source">The query of CREATE TABLE AS, or null; its output columns match the table's.</param>
public sealed record BoundCreateTable(
    string Schema,
    string Name,
    IReadOnlyList<ColumnDefinition> Columns,
    bool OrReplace,
    bool IfNotExists,
    LogicalOperator? Source) : BoundStatement
{
    public IReadOnlyList<ConstraintDefinition> Constraints { get; init; } = [];

    /// <summary>The sequences of serial and identity columns.</summary>
    public IReadOnlyList<ColumnSequence> Sequences { get; init; } = [];
}

/// <summary>A sequence that comes and goes with a column.</summary>
public sealed record ColumnSequence(string Name, string Column, SequenceOptions Options);

public sealed record BoundCreateSequence(
    string Schema, string Name, SequenceOptions Options, string? OwnerTable, string? OwnerColumn, bool OrReplace,
    bool IfNotExists) : BoundStatement;

/// <summary>ALTER SEQUENCE.</summary>
/// <param name="Restart">The value to go on with, or null.</param>
public sealed record BoundAlterSequence(SequenceEntry Before, SequenceEntry After, long? Restart) : BoundStatement;

/// <summary>SET CONSTRAINTS; all of them where there is no list.</summary>
public sealed record BoundSetConstraints(
    IReadOnlyList<(TableEntry Table, string Constraint)>? Constraints, bool IsDeferred) : BoundStatement;

/// <summary>Nothing to do: IF EXISTS of what does not exist.</summary>
public sealed record BoundNothing : BoundStatement;

/// <summary>TRUNCATE of one or more tables.</summary>
public sealed record BoundTruncate(
    IReadOnlyList<LogicalModification> Deletions, IReadOnlyList<TableEntry> Tables, bool RestartsIdentity)
    : BoundStatement;

public sealed record BoundCreateView(ViewEntry View, bool OrReplace, bool IfNotExists) : BoundStatement;

/// <summary>CREATE TYPE.</summary>
/// <param name="Type">Null for an ENUM whose labels are the rows of <paramref name="Labels"/>.</param>
public sealed record BoundCreateType(
    string Schema, string Name, LogicalType? Type, LogicalOperator? Labels, bool OrReplace, bool IfNotExists)
    : BoundStatement;

/// <summary>CREATE MACRO.</summary>
public sealed record BoundCreateMacro(MacroEntry Macro, bool OrReplace, bool IfNotExists) : BoundStatement;

public sealed record BoundCreateSchema(string Name, bool IfNotExists) : BoundStatement;

/// <summary>CREATE INDEX.</summary>
/// <param name="Specification">Its id and table id are given when it is created.</param>
public sealed record BoundCreateIndex(
    TableEntry Table, IndexSpecification Specification, bool OrReplace, bool IfNotExists) : BoundStatement;

/// <summary>DROP INDEX.</summary>
public sealed record BoundDropIndex(
    IReadOnlyList<DropTarget> Targets, bool IfExists) : BoundStatement;

/// <summary>One object to drop.</summary>
/// <param name="Database">The database's name in the session; null for the session's own.</param>
public readonly record struct DropTarget(string? Database, string Schema, string Name, SourceSpan Span);

/// <summary>ALTER VIEW: another name or schema.</summary>
public sealed record BoundAlterView(ViewEntry Before, ViewEntry After) : BoundStatement;

/// <summary>ALTER INDEX … RENAME TO.</summary>
public sealed record BoundAlterIndex(string? Schema, string Name, string NewName, bool IfExists, SourceSpan Span)
    : BoundStatement;

/// <summary>IF: its parts are bound when their turn comes.</summary>
public sealed record BoundConditional(Sql.IfStatement Syntax) : BoundStatement;

/// <summary>COMMENT ON.</summary>
/// <param name="Entry">The object as the statement found it.</param>
/// <param name="Column">The column of it that is meant, or null.</param>
/// <param name="Text">Null to take the comment away.</param>
public sealed record BoundComment(object Entry, string? Column, string? Text) : BoundStatement;

public enum CatalogObjectKind : byte
{
    Table,
    View,
    Schema,
    Sequence,
    Type,
    Macro,
    TableMacro,
}

/// <summary>DROP of one or more objects.</summary>
public sealed record BoundDrop(
    CatalogObjectKind Kind, IReadOnlyList<DropTarget> Targets, bool IfExists, bool Cascade) : BoundStatement;

/// <summary>ATTACH.</summary>
/// <param name="Name">Null for the name of the file.</param>
/// <param name="IsScript">Whether the file is a script of SQL for a database in memory.</param>
public sealed record BoundAttach(
    string Path, string? Name, bool IsReadOnly, bool IsScript, bool IfNotExists, bool OrReplace, SourceSpan Span)
    : BoundStatement;

public sealed record BoundDetach(string Name, bool IfExists, SourceSpan Span) : BoundStatement;

/// <summary>COPY FROM DATABASE.</summary>
public sealed record BoundCopyDatabase(string Source, string Target, bool Schema, bool Data, SourceSpan Span)
    : BoundStatement;

/// <summary>EXPORT DATABASE: scripts and CSV files in a folder.</summary>
public sealed record BoundExport(string Name, string Folder, SourceSpan Span) : BoundStatement;

public sealed record BoundImport(string Folder, SourceSpan Span) : BoundStatement;

/// <summary>ALTER DATABASE … RENAME.</summary>
public sealed record BoundRenameDatabase(string Name, string NewName, bool IfExists, SourceSpan Span) : BoundStatement;

/// <summary>USE and SET search_path; the default path where there is none.</summary>
public sealed record BoundSetPath(IReadOnlyList<PathEntry> Path) : BoundStatement;

public enum TransactionAction : byte
{
    Begin,
    Commit,
    Rollback,
    Savepoint,
    RollbackToSavepoint,
    ReleaseSavepoint,
}

public sealed record BoundTransaction(
    TransactionAction Action, string? Savepoint, bool IsReadOnly, bool IsSerializable = false) : BoundStatement;

/// <summary>Whom a setting is for.</summary>
public enum SettingScope : byte
{
    /// <summary>As the setting has it.</summary>
    Default,

    Session,

    /// <summary>The transaction.</summary>
    Local,

    /// <summary>All sessions of the database.</summary>
    Global,
}

/// <summary>SET, RESET (value null; of <c>all</c>, of everything) and PRAGMA name = value.</summary>
public sealed record BoundSet(string Name, Value? Value, SettingScope Scope = SettingScope.Default) : BoundStatement;

/// <summary>SET VARIABLE; RESET VARIABLE where the value is null.</summary>
/// <param name="Value">A plan of one column; its first row counts, NULL where there is none.</param>
public sealed record BoundSetVariable(string Name, LogicalOperator? Value) : BoundStatement;

/// <summary>SHOW name, PRAGMA name.</summary>
public sealed record BoundShow(string Name) : BoundStatement;

/// <summary>PRAGMA integrity_check.</summary>
public sealed record BoundIntegrityCheck : BoundStatement
{
    public const string ColumnName = "integrity_check";
}

/// <summary>CALL of a procedure registered with the engine (dbgen, …).</summary>
public sealed record BoundCallStatement(
    string Name, IReadOnlyList<Value> Arguments, IReadOnlyDictionary<string, Value> Named, SourceSpan Span)
        : BoundStatement;

/// <summary>CHECKPOINT of a database; null for the current one.</summary>
public sealed record BoundCheckpoint(string? Name, SourceSpan Span) : BoundStatement;

public sealed record BoundVacuum : BoundStatement;

/// <summary>ANALYZE: statistics are always current, so it only checks that the table exists.</summary>
public sealed record BoundAnalyze : BoundStatement;
