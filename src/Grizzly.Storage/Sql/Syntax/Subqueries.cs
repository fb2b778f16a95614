using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>A query in parentheses used as a scalar (or as a row, on the left of a comparison).</summary>
public sealed record SubqueryExpression(QueryExpression Query, SourceSpan Span) : Expression(Span);

public sealed record ExistsExpression(QueryExpression Query, SourceSpan Span) : Expression(Span);

/// <summary><c>ARRAY(SELECT …)</c>.</summary>
public sealed record ArraySubqueryExpression(QueryExpression Query, SourceSpan Span) : Expression(Span);

public enum Quantifier : byte { Any, All }

/// <summary><c>x op ANY (SELECT …)</c>; SOME is ANY. LIKE and its kin appear as <c>~~</c>, <c>!~~</c>, <c>~~*</c>,
/// <c>!~~*</c>.</summary>
public sealed record QuantifiedSubqueryExpression(
    Expression Operand, string Operator, Quantifier Quantifier, QueryExpression Query, SourceSpan Span)
    : Expression(Span);

/// <summary><c>x op ANY (list)</c>.</summary>
public sealed record QuantifiedListExpression(
    Expression Operand, string Operator, Quantifier Quantifier, Expression List, SourceSpan Span) : Expression(Span);
