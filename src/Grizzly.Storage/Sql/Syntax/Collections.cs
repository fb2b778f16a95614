using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary><c>(a, b)</c> or <c>ROW(a, b)</c>.</summary>
public sealed record RowExpression(SyntaxList<Expression> Items, SourceSpan Span) : Expression(Span);

/// <summary><c>[1, 2]</c> or <c>ARRAY[1, 2]</c>.</summary>
public sealed record ListExpression(SyntaxList<Expression> Items, SourceSpan Span) : Expression(Span);

/// <summary><c>{'a': 1}</c>.</summary>
public sealed record StructExpression(SyntaxList<StructField> Fields, SourceSpan Span) : Expression(Span);

public sealed record StructField(Identifier Name, Expression Value, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>MAP {key: value}</c>.</summary>
public sealed record MapExpression(SyntaxList<MapEntry> Entries, SourceSpan Span) : Expression(Span);

public sealed record MapEntry(Expression Key, Expression Value, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>x[i]</c>.</summary>
public sealed record SubscriptExpression(Expression Operand, Expression Index, SourceSpan Span) : Expression(Span);

/// <summary><c>x[lower:upper:step]</c>, each part optional; <c>-</c> for an open upper bound before a step reads as
/// absent.</summary>
public sealed record SliceExpression(Expression Operand, Expression? Lower, Expression? Upper, Expression? Step,
    SourceSpan Span) : Expression(Span);

/// <summary><c>(x).field</c>. Dotted names without parentheses are <see cref="ColumnReference"/>.</summary>
public sealed record FieldExpression(Expression Operand, Identifier Field, SourceSpan Span) : Expression(Span);

/// <summary><c>(x).*</c>: every field of a struct.</summary>
public sealed record FieldStarExpression(Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary><c>lambda x, y: body</c>, or <c>(x, y) -> body</c> with <see cref="Arrow"/> set.</summary>
/// <remarks>
/// As a function argument <c>x -> y</c> is read as a lambda unless y is a literal; a binder that meets an arrow lambda
/// with one parameter
/// where no lambda is wanted should read it as the operator <c>-></c> on the column of that name.
/// </remarks>
public sealed record LambdaExpression(SyntaxList<Identifier> Parameters, Expression Body, bool Arrow, SourceSpan Span)
    : Expression(Span);

/// <summary><c>[result FOR x, i IN source IF filter]</c>.</summary>
public sealed record ListComprehensionExpression(
    Expression Result, SyntaxList<Identifier> Variables, Expression Source, Expression? Filter, SourceSpan Span)
    : Expression(Span);
