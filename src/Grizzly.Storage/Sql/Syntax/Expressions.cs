using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// <c>column</c>, <c>table.column</c>, up to <c>catalog.schema.table.column</c>, and struct fields beyond: the binder
/// decides which part is what.
/// </summary>
public sealed record ColumnReference(SyntaxList<Identifier> Parts, SourceSpan Span) : Expression(Span)
{
    /// <summary>The last part.</summary>
    public Identifier Name => Parts[^1];
}

/// <summary><c>$1</c> or <c>?</c> (numbered from 1 in the order of appearance) when <see cref="Name"/> is null; else
/// <c>$name</c>, <c>:name</c>, <c>@name</c>.</summary>
public sealed record ParameterExpression(string? Name, int Index, SourceSpan Span) : Expression(Span);

/// <summary><c>#2</c>: the second column of the FROM clause, or of the SELECT list in ORDER BY.</summary>
public sealed record PositionalReference(int Index, SourceSpan Span) : Expression(Span);

/// <summary><c>DEFAULT</c> in VALUES of an INSERT or on the right of SET.</summary>
public sealed record DefaultExpression(SourceSpan Span) : Expression(Span);

/// <summary>
/// <c>*</c> or <c>t.*</c> (empty <see cref="Qualifier"/> for the first) in a select list, as the argument of a function
/// (<c>count(*)</c>),
/// inside COLUMNS, and in ORDER BY, where it stands for ALL.
/// </summary>
public sealed record StarExpression(
    SyntaxList<Identifier> Qualifier, SyntaxList<QualifiedName> Exclude, SyntaxList<StarReplacement> Replace,
    SyntaxList<StarRename> Rename, SourceSpan Span) : Expression(Span);

/// <summary><c>REPLACE (expression AS column)</c>.</summary>
public sealed record StarReplacement(Expression Value, Identifier Column, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>RENAME (column AS name)</c>.</summary>
public sealed record StarRename(QualifiedName Column, Identifier NewName, SourceSpan Span) : SyntaxNode(Span);

/// <summary>
/// <c>COLUMNS('regex')</c>, <c>COLUMNS(*)</c>, <c>COLUMNS(lambda)</c>, <c>COLUMNS(list)</c>; unpacked as
/// <c>*COLUMNS(…)</c>.
/// </summary>
public sealed record ColumnsExpression(SyntaxList<Identifier> Qualifier, Expression Selector, bool Unpack,
    SourceSpan Span) : Expression(Span);

/// <summary>A prefix operator (<c>-</c>, <c>+</c>, <c>~</c>, <c>@</c>, …). NOT is <see
/// cref="NotExpression"/>.</summary>
public sealed record UnaryExpression(string Operator, Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary>The postfix factorial, <c>x!</c>.</summary>
public sealed record PostfixExpression(string Operator, Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary>
/// An infix operator, comparisons included, by its canonical text: <c>&lt;&gt;</c> for <c>!=</c>, <c>=</c> for
/// <c>==</c>.
/// Chains lean to the left and may be thousands deep: walk the left spine in a loop.
/// </summary>
public sealed record BinaryExpression(string Operator, Expression Left, Expression Right, SourceSpan Span)
    : Expression(Span)
{
    public bool Equals(BinaryExpression? other)
    {
        BinaryExpression left = this;
        while (true)
        {
            if (other is null || left.Operator != other.Operator || !left.Right.Equals(other.Right)) return false;
            if (left.Left is not BinaryExpression next) return left.Left.Equals(other.Left);
            other = other.Left as BinaryExpression;
            left = next;
        }
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        Expression node = this;
        for (; node is BinaryExpression binary; node = binary.Left)
        {
            hash.Add(binary.Operator);
            hash.Add(binary.Right);
        }
        hash.Add(node);
        return hash.ToHashCode();
    }
}

public enum LogicalOperator : byte { And, Or }

/// <summary>AND or OR over two or more operands; <c>a AND b AND c</c> is one node.</summary>
public sealed record LogicalExpression(LogicalOperator Operator, SyntaxList<Expression> Operands, SourceSpan Span)
    : Expression(Span);

public sealed record NotExpression(Expression Operand, SourceSpan Span) : Expression(Span);

public sealed record IsNullExpression(Expression Operand, bool Negated, SourceSpan Span) : Expression(Span);

public enum TruthValue : byte { True, False, Unknown }

/// <summary><c>x IS [NOT] TRUE|FALSE|UNKNOWN</c>.</summary>
public sealed record IsTruthExpression(Expression Operand, TruthValue Truth, bool Negated, SourceSpan Span)
    : Expression(Span);

/// <summary><c>a IS [NOT] DISTINCT FROM b</c>.</summary>
public sealed record IsDistinctExpression(Expression Left, Expression Right, bool Negated, SourceSpan Span)
    : Expression(Span);

public sealed record BetweenExpression(
    Expression Operand, Expression Low, Expression High, bool Negated, bool Symmetric, SourceSpan Span)
    : Expression(Span);

/// <summary><c>x [NOT] IN (a, b, c)</c>.</summary>
public sealed record InListExpression(Expression Operand, SyntaxList<Expression> Items, bool Negated, SourceSpan Span)
    : Expression(Span);

/// <summary><c>x [NOT] IN (SELECT …)</c>; <see cref="Operand"/> is a <see cref="RowExpression"/> for several
/// columns.</summary>
public sealed record InSubqueryExpression(Expression Operand, QueryExpression Query, bool Negated, SourceSpan Span)
    : Expression(Span);

/// <summary><c>x [NOT] IN y</c> where y is one expression without parentheses: a list, map or string.</summary>
public sealed record InCollectionExpression(Expression Operand, Expression Collection, bool Negated, SourceSpan Span)
    : Expression(Span);

public enum LikeKind : byte { Like, ILike, SimilarTo, Glob }

public sealed record LikeExpression(
    Expression Operand, Expression Pattern, Expression? Escape, LikeKind Kind, bool Negated, SourceSpan Span)
    : Expression(Span);

public sealed record CollateExpression(Expression Operand, QualifiedName Collation, SourceSpan Span) : Expression(Span);

public sealed record AtTimeZoneExpression(Expression Operand, Expression Zone, SourceSpan Span) : Expression(Span);

/// <summary>CASE; with an <see cref="Operand"/> the branches' WHEN are compared with it, else they are
/// conditions.</summary>
public sealed record CaseExpression(Expression? Operand, SyntaxList<CaseBranch> Branches, Expression? Else,
    SourceSpan Span) : Expression(Span);

public sealed record CaseBranch(Expression When, Expression Then, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>CAST(x AS t)</c>, <c>TRY_CAST(x AS t)</c> and <c>x::t</c>.</summary>
public sealed record CastExpression(Expression Operand, TypeName Type, bool Try, SourceSpan Span) : Expression(Span);

/// <summary><c>EXTRACT(field FROM x)</c>; the field in lower case.</summary>
public sealed record ExtractExpression(string Field, Expression Source, SourceSpan Span) : Expression(Span);
