using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>A whole query: WITH, rows, ORDER BY, LIMIT. <see cref="OrderBy"/> is empty where absent.</summary>
public sealed record QueryExpression(
    WithClause? With, QueryBody Body, SyntaxList<OrderByItem> OrderBy, LimitClause? Limit, SourceSpan Span)
    : SyntaxNode(Span);

public sealed record WithClause(bool Recursive, SyntaxList<CommonTableExpression> Tables, SourceSpan Span)
    : SyntaxNode(Span);

public enum Materialization : byte { Default, Materialized, NotMaterialized }

/// <summary>One name of WITH; its statement is a <see cref="QueryStatement"/> or INSERT, UPDATE, DELETE, MERGE with
/// RETURNING.</summary>
/// <param name="UsingKey">USING KEY (…) of a recursive table; empty where absent.</param>
public sealed record CommonTableExpression(
    Identifier Name, SyntaxList<Identifier> Columns, SyntaxList<Identifier> UsingKey, Materialization Materialization,
    Statement Statement,
    SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>The query, or null for a data-modifying statement.</summary>
    public QueryExpression? Query => (Statement as QueryStatement)?.Query;
}

/// <summary>SELECT without ORDER BY and LIMIT. <c>FROM t</c> alone has the single item <c>*</c>.</summary>
/// <param name="From">Comma-separated references: their cross product.</param>
/// <param name="Hints">The texts of <c>/*+ … */</c> after SELECT, trimmed.</param>
public sealed record SelectBody(
    SyntaxList<string> Hints, DistinctClause? Distinct, SyntaxList<SelectItem> Items, SyntaxList<TableReference> From,
    Expression? Where,
    GroupByClause? GroupBy, Expression? Having, SyntaxList<NamedWindow> Windows, Expression? Qualify,
    SampleClause? Sample,
    SourceSpan Span) : QueryBody(Span);

/// <summary>An output column; without <see cref="Alias"/> the binder names it.</summary>
public sealed record SelectItem(Expression Value, Identifier? Alias, SourceSpan Span) : SyntaxNode(Span);

/// <summary>DISTINCT, or DISTINCT ON where <see cref="On"/> is not empty.</summary>
public sealed record DistinctClause(SyntaxList<Expression> On, SourceSpan Span) : SyntaxNode(Span);

/// <summary>GROUP BY; with <see cref="All"/> the elements are empty.</summary>
public sealed record GroupByClause(bool All, bool Distinct, SyntaxList<GroupingElement> Elements, SourceSpan Span)
    : SyntaxNode(Span);

public abstract record GroupingElement(SourceSpan Span) : SyntaxNode(Span);

/// <summary>A plain expression. A <see cref="RowExpression"/> inside GROUPING SETS, ROLLUP or CUBE groups by all its
/// items at once.</summary>
public sealed record GroupingKey(Expression Value, SourceSpan Span) : GroupingElement(Span);

/// <summary><c>()</c>.</summary>
public sealed record EmptyGroupingSet(SourceSpan Span) : GroupingElement(Span);

public sealed record RollupElement(SyntaxList<Expression> Keys, SourceSpan Span) : GroupingElement(Span);

public sealed record CubeElement(SyntaxList<Expression> Keys, SourceSpan Span) : GroupingElement(Span);

public sealed record GroupingSetsElement(SyntaxList<GroupingElement> Sets, SourceSpan Span) : GroupingElement(Span);

public sealed record NamedWindow(Identifier Name, WindowSpecification Specification, SourceSpan Span)
    : SyntaxNode(Span);

public enum SortDirection : byte { Default, Ascending, Descending }

public enum NullsOrder : byte { Default, First, Last }

/// <summary>A sort key; a bare <see cref="StarExpression"/> is ORDER BY ALL.</summary>
public sealed record OrderByItem(Expression Value, SortDirection Direction, NullsOrder Nulls, SourceSpan Span)
    : SyntaxNode(Span);

/// <summary>LIMIT, OFFSET and FETCH FIRST. A null <see cref="Count"/> is no limit; with <see cref="Percent"/> it counts
/// percent of the rows.</summary>
public sealed record LimitClause(Expression? Count, bool Percent, bool WithTies, Expression? Offset, SourceSpan Span)
    : SyntaxNode(Span);

public enum SetOperator : byte { Union, Intersect, Except }

/// <summary>A set operation; chains of equal precedence lean to the left and may be thousands deep.</summary>
public sealed record SetOperationBody(
    SetOperator Operator, bool All, bool ByName, QueryBody Left, QueryBody Right, SourceSpan Span) : QueryBody(Span)
{
    public bool Equals(SetOperationBody? other)
    {
        SetOperationBody left = this;
        while (true)
        {
            if (other is null || left.Operator != other.Operator || left.All != other.All
                || left.ByName != other.ByName) return false;
            if (!left.Right.Equals(other.Right)) return false;
            if (left.Left is not SetOperationBody next) return left.Left.Equals(other.Left);
            other = other.Left as SetOperationBody;
            left = next;
        }
    }

    public override int GetHashCode() => HashCode.Combine(Operator, All, ByName, Right);
}

public sealed record ValuesBody(SyntaxList<SyntaxList<Expression>> Rows, SourceSpan Span) : QueryBody(Span);

/// <summary><c>TABLE t</c>.</summary>
public sealed record TableBody(QualifiedName Name, SourceSpan Span) : QueryBody(Span);

/// <summary>A query in parentheses that has a WITH, ORDER BY or LIMIT of its own; parentheses without these leave no
/// node.</summary>
public sealed record NestedQueryBody(QueryExpression Query, SourceSpan Span) : QueryBody(Span);

/// <summary>DESCRIBE, SHOW or SUMMARIZE used as a source of rows.</summary>
public sealed record StatementBody(Statement Statement, SourceSpan Span) : QueryBody(Span);

/// <summary>The statement form <c>PIVOT t ON … USING … GROUP BY …</c>.</summary>
public sealed record PivotBody(
    TableReference Source, SyntaxList<PivotColumn> On, SyntaxList<SelectItem> Using, SyntaxList<Expression> GroupBy,
    SourceSpan Span) : QueryBody(Span);

/// <summary>The statement form <c>UNPIVOT t ON … INTO NAME … VALUE …</c>.</summary>
public sealed record UnpivotBody(
    TableReference Source, SyntaxList<SelectItem> On, Identifier? NameColumn, SyntaxList<Identifier> ValueColumns,
    bool IncludeNulls,
    SourceSpan Span) : QueryBody(Span);
