using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary><c>AS name(column, …)</c>; <see cref="Columns"/> is empty where absent.</summary>
public sealed record TableAlias(Identifier Name, SyntaxList<Identifier> Columns, SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>True where there must be no columns but these.</summary>
    public bool IsWhole { get; init; }
}

/// <summary>A table, view or name of WITH.</summary>
public sealed record NamedTable(QualifiedName Name, TableAlias? Alias, SourceSpan Span) : TableReference(Span);

/// <summary>A quoted file name or glob: <c>FROM 'x.csv'</c>.</summary>
public sealed record FileTable(string Path, TableAlias? Alias, SourceSpan Span) : TableReference(Span);

public sealed record SubqueryTable(QueryExpression Query, TableAlias? Alias, bool Lateral, SourceSpan Span)
    : TableReference(Span);

public sealed record FunctionTable(
    FunctionCall Function, TableAlias? Alias, bool Lateral, bool WithOrdinality, SourceSpan Span)
    : TableReference(Span);

/// <summary><c>(a JOIN b …) AS alias</c>; parentheses without an alias leave no node.</summary>
public sealed record AliasedTable(TableReference Table, TableAlias Alias, SourceSpan Span) : TableReference(Span);

public enum JoinKind : byte { Inner, Left, Right, Full, Cross, Semi, Anti, Positional }

/// <summary>A join; chains lean to the left.</summary>
/// <param name="Asof">ASOF: the nearest match of the one inequality in the condition.</param>
/// <param name="Natural">Equality of all columns of the same name; then neither On nor Using is set.</param>
/// <param name="On">The condition, or null.</param>
/// <param name="Using">USING (…); empty where absent.</param>
public sealed record JoinTable(
    JoinKind Kind, bool Asof, bool Natural, TableReference Left, TableReference Right, Expression? On,
    SyntaxList<Identifier> Using,
    SourceSpan Span) : TableReference(Span);

public enum SampleUnit : byte { Percent, Rows }

/// <summary>TABLESAMPLE or USING SAMPLE. <see cref="Method"/> in lower case (<c>bernoulli</c>, <c>system</c>,
/// <c>reservoir</c>) or null.</summary>
public sealed record SampleClause(string? Method, Expression Size, SampleUnit Unit, Expression? Seed, SourceSpan Span)
    : SyntaxNode(Span);

public sealed record SampledTable(TableReference Table, SampleClause Sample, SourceSpan Span) : TableReference(Span);

/// <summary>One FOR or ON of a pivot: expressions and the values they may take (empty: all that occur; or all of the
/// enum <see cref="EnumName"/>).</summary>
public sealed record PivotColumn(
    Expression Key, SyntaxList<SelectItem> Values, QueryExpression? Query, QualifiedName? EnumName, SourceSpan Span)
    : SyntaxNode(Span);

/// <summary><c>t PIVOT (aggregate, … FOR x IN (…) … GROUP BY …) AS alias</c>.</summary>
public sealed record PivotTable(
    TableReference Source, SyntaxList<SelectItem> Aggregates, SyntaxList<PivotColumn> Columns,
    SyntaxList<Expression> GroupBy, TableAlias? Alias,
    SourceSpan Span) : TableReference(Span);

/// <summary><c>t UNPIVOT [INCLUDE NULLS] (value FOR name IN (column, …)) AS alias</c>.</summary>
public sealed record UnpivotTable(
    TableReference Source, bool IncludeNulls, SyntaxList<Identifier> ValueColumns, Identifier NameColumn,
    SyntaxList<SelectItem> Columns,
    TableAlias? Alias, SourceSpan Span) : TableReference(Span);
