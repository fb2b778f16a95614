using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>SELECT, VALUES, FROM …: a query run for its rows.</summary>
public sealed record QueryStatement(QueryExpression Query, SourceSpan Span) : Statement(Span);

public enum InsertConflict : byte { Default, OrReplace, OrIgnore }

/// <summary>OVERRIDING SYSTEM VALUE takes values for identity columns, OVERRIDING USER VALUE ignores them.</summary>
public enum OverridingKind : byte { None, SystemValue, UserValue }

/// <summary>INSERT. Without a <see cref="Source"/> it is DEFAULT VALUES.</summary>
/// <param name="Columns">The target columns in order, possibly naming struct fields; empty for all.</param>
public sealed record InsertStatement(
    WithClause? With, InsertConflict Conflict, QualifiedName Table, Identifier? Alias,
    SyntaxList<QualifiedName> Columns, bool ByName,
    QueryExpression? Source, OnConflictClause? OnConflict, SyntaxList<SelectItem> Returning, SourceSpan Span)
    : Statement(Span)
{
    public OverridingKind Overriding { get; init; }
}

/// <summary>ON CONFLICT [(target) [WHERE …] | ON CONSTRAINT name] DO NOTHING | DO UPDATE SET ….</summary>
/// <param name="Target">Columns or expressions of the unique key; empty where absent.</param>
/// <param name="Set">Empty for DO NOTHING.</param>
public sealed record OnConflictClause(
    SyntaxList<Expression> Target, Expression? TargetWhere, Identifier? Constraint, SyntaxList<Assignment> Set,
    Expression? Where,
    SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>column = value</c>, or <c>(a, b) = row or subquery</c> with several columns.</summary>
public sealed record Assignment(SyntaxList<QualifiedName> Columns, Expression Value, SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>Whether the columns were written in parentheses, also where there is only one.</summary>
    public bool IsRow { get; init; }
}

public sealed record UpdateStatement(
    WithClause? With, TableReference Table, SyntaxList<Assignment> Set, SyntaxList<TableReference> From,
    Expression? Where,
    SyntaxList<SelectItem> Returning, SourceSpan Span) : Statement(Span);

public sealed record DeleteStatement(
    WithClause? With, TableReference Table, SyntaxList<TableReference> Using, Expression? Where,
    SyntaxList<SelectItem> Returning,
    SourceSpan Span) : Statement(Span);

public sealed record TruncateStatement(SyntaxList<QualifiedName> Tables, SourceSpan Span) : Statement(Span)
{
    /// <summary>RESTART IDENTITY: the sequences of the tables' columns start anew.</summary>
    public bool RestartsIdentity { get; init; }

    public DropBehavior Behavior { get; init; }
}

/// <summary>MERGE INTO target USING source ON … WHEN ….</summary>
/// <param name="Using">USING (columns) instead of ON; empty where absent.</param>
public sealed record MergeStatement(
    WithClause? With, TableReference Target, TableReference Source, Expression? On, SyntaxList<Identifier> Using,
    SyntaxList<MergeClause> Clauses,
    SyntaxList<SelectItem> Returning, SourceSpan Span) : Statement(Span);

public enum MergeMatch : byte { Matched, NotMatchedByTarget, NotMatchedBySource }

public enum MergeActionKind : byte { Update, Insert, Delete, DoNothing, Error }

/// <summary>WHEN [NOT] MATCHED [AND …] THEN ….</summary>
/// <param name="Set">Of UPDATE SET; empty for the short forms.</param>
/// <param name="Columns">Of INSERT (…); empty where absent.</param>
/// <param name="Values">Of INSERT … VALUES (…); empty for the short forms and DEFAULT VALUES.</param>
/// <param name="ByName">UPDATE BY NAME, INSERT BY NAME.</param>
/// <param name="Star">The forms INSERT *, UPDATE SET *.</param>
/// <param name="Message">Of ERROR, or null.</param>
public sealed record MergeClause(
    MergeMatch Match, Expression? Condition, MergeActionKind Action, SyntaxList<Assignment> Set,
    SyntaxList<QualifiedName> Columns,
    SyntaxList<Expression> Values, bool ByName, bool Star, bool DefaultValues, Expression? Message, SourceSpan Span)
    : SyntaxNode(Span);

public enum CopyDirection : byte { From, To }

/// <summary>COPY t (…) FROM|TO file, COPY (query) TO file. Exactly one of <see cref="Table"/> and <see cref="Query"/>
/// is set.</summary>
/// <param name="File">A string, parameter or other expression; null for STDIN and STDOUT.</param>
public sealed record CopyStatement(
    QualifiedName? Table, SyntaxList<Identifier> Columns, QueryExpression? Query, CopyDirection Direction,
    Expression? File,
    SyntaxList<StatementOption> Options, SourceSpan Span) : Statement(Span);

/// <summary>
/// An option of COPY, EXPLAIN, ATTACH, EXPORT, …: its name in lower case and its value, or null for a bare name.
/// A word as value is a <see cref="ColumnReference"/>, a list in parentheses a <see cref="RowExpression"/>.
/// </summary>
public sealed record StatementOption(string Name, Expression? Value, SourceSpan Span) : SyntaxNode(Span);
