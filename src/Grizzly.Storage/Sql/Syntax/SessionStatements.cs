using Grizzly.Common;

namespace Grizzly.Sql;

public enum TransactionIsolation : byte { Default, ReadUncommitted, ReadCommitted, RepeatableRead, Serializable }

public enum TransactionAccess : byte { Default, ReadWrite, ReadOnly }

public sealed record BeginStatement(TransactionIsolation Isolation, TransactionAccess Access, SourceSpan Span)
    : Statement(Span);

public sealed record CommitStatement(SourceSpan Span) : Statement(Span);

/// <summary>ROLLBACK, or ROLLBACK TO <see cref="Savepoint"/>.</summary>
public sealed record RollbackStatement(Identifier? Savepoint, SourceSpan Span) : Statement(Span);

public sealed record SavepointStatement(Identifier Name, SourceSpan Span) : Statement(Span);

public sealed record ReleaseStatement(Identifier Savepoint, SourceSpan Span) : Statement(Span);

/// <summary>EXPLAIN; ANALYZE and VERBOSE as bare words or options both appear among <see cref="Options"/> except that
/// ANALYZE sets the flag.</summary>
public sealed record ExplainStatement(bool Analyze, SyntaxList<StatementOption> Options, Statement Statement,
    SourceSpan Span) : Statement(Span);

public sealed record PrepareStatement(Identifier Name, SyntaxList<TypeName> Types, Statement Statement,
    SourceSpan Span) : Statement(Span);

public sealed record ExecuteStatement(Identifier Name, SyntaxList<FunctionArgument> Arguments, SourceSpan Span)
    : Statement(Span);

/// <summary>DEALLOCATE name, or ALL where the name is null.</summary>
public sealed record DeallocateStatement(Identifier? Name, SourceSpan Span) : Statement(Span);

public enum SettingScope : byte { Default, Session, Local, Global }

/// <summary>
/// SET name = values (names in lower case, possibly dotted); an empty list is SET name TO DEFAULT.
/// SET VARIABLE has <see cref="IsVariable"/>. A bare word is a <see cref="ColumnReference"/>. SET TIME ZONE sets
/// <c>timezone</c>,
/// SET TRANSACTION ISOLATION LEVEL sets <c>transaction_isolation</c> and <c>transaction_read_only</c> through <see
/// cref="SetTransactionStatement"/>.
/// </summary>
public sealed record SetStatement(
    SettingScope Scope, bool IsVariable, string Name, SyntaxList<Expression> Values, SourceSpan Span) : Statement(Span);

/// <summary>SET [SESSION CHARACTERISTICS AS] TRANSACTION modes.</summary>
public sealed record SetTransactionStatement(
    bool SessionDefault, TransactionIsolation Isolation, TransactionAccess Access, SourceSpan Span) : Statement(Span);

/// <summary>SET CONSTRAINTS names DEFERRED or IMMEDIATE; ALL where there are no names.</summary>
public sealed record SetConstraintsStatement(SyntaxList<QualifiedName> Names, bool IsDeferred, SourceSpan Span)
    : Statement(Span);

/// <summary>RESET name, or ALL where the name is null.</summary>
public sealed record ResetStatement(SettingScope Scope, bool IsVariable, string? Name, SourceSpan Span)
    : Statement(Span);

/// <summary>SHOW name; SHOW TABLES, SHOW ALL TABLES, SHOW DATABASES, SHOW ALL are <c>tables</c>, <c>all tables</c>,
/// <c>databases</c>, <c>all</c>.</summary>
/// <param name="From">SHOW TABLES FROM schema, or null.</param>
public sealed record ShowStatement(string Name, QualifiedName? From, SourceSpan Span) : Statement(Span);

/// <summary>PRAGMA name, PRAGMA name = value (<see cref="IsAssignment"/>), PRAGMA name(arguments). The name in lower
/// case.</summary>
public sealed record PragmaStatement(
    string Name, bool IsAssignment, SyntaxList<FunctionArgument> Arguments, SourceSpan Span) : Statement(Span);

public sealed record CallStatement(FunctionCall Function, SourceSpan Span) : Statement(Span);

/// <summary>[FORCE] CHECKPOINT [database].</summary>
public sealed record CheckpointStatement(bool Force, Identifier? Database, SourceSpan Span) : Statement(Span);

/// <summary>VACUUM [FULL] [ANALYZE] [table [(columns)]].</summary>
public sealed record VacuumStatement(
    bool Full, bool Analyze, QualifiedName? Table, SyntaxList<Identifier> Columns, SourceSpan Span) : Statement(Span);

/// <summary>ANALYZE [table [(columns)]].</summary>
public sealed record AnalyzeStatement(QualifiedName? Table, SyntaxList<Identifier> Columns, SourceSpan Span)
    : Statement(Span);

/// <summary>DESCRIBE of a table or query; exactly one is set, or neither for DESCRIBE alone (every table).</summary>
public sealed record DescribeStatement(TableReference? Table, QueryExpression? Query, SourceSpan Span)
    : Statement(Span);

/// <summary>SUMMARIZE of a table or query; exactly one is set.</summary>
public sealed record SummarizeStatement(TableReference? Table, QueryExpression? Query, SourceSpan Span)
    : Statement(Span);

public sealed record UseStatement(QualifiedName Name, SourceSpan Span) : Statement(Span);

/// <summary>ATTACH [OR REPLACE] [DATABASE] [IF NOT EXISTS] path [AS name] [(options)].</summary>
public sealed record AttachStatement(
    CreateConflict Conflict, Expression Path, Identifier? Name, SyntaxList<StatementOption> Options, SourceSpan Span)
    : Statement(Span);

public sealed record DetachStatement(bool IfExists, Identifier Name, SourceSpan Span) : Statement(Span);

/// <summary>EXPORT DATABASE [name TO] path [(options)].</summary>
public sealed record ExportStatement(
    Identifier? Database, string Path, SyntaxList<StatementOption> Options, SourceSpan Span) : Statement(Span);

/// <summary>COPY FROM DATABASE a TO b; <see cref="Schema"/> or <see cref="Data"/> alone where the options say
/// so.</summary>
public sealed record CopyDatabaseStatement(
    Identifier Source, Identifier Target, bool Schema, bool Data, SourceSpan Span) : Statement(Span);

public sealed record ImportStatement(string Path, SourceSpan Span) : Statement(Span);

/// <summary>LOAD name, INSTALL name [FROM source].</summary>
public sealed record LoadStatement(bool Install, string Name, string? From, SourceSpan Span) : Statement(Span);
