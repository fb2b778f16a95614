using Grizzly.Common;

namespace Grizzly.Sql;

public enum NullTreatment : byte { Default, RespectNulls, IgnoreNulls }

/// <summary>
/// A call of a scalar, aggregate, window or table function. SUBSTRING, POSITION, TRIM, OVERLAY in their keyword forms
/// are calls too:
/// <c>substring(x, from, for)</c>, <c>position(haystack, needle)</c>, <c>trim|ltrim|rtrim(x[, characters])</c>,
/// <c>overlay(x, y, from[, for])</c>;
/// so are CURRENT_DATE and its kin (no arguments). <c>x.f(y)</c> with an x that is no name is <c>f(x, y)</c>; with a
/// name it is the qualified
/// name <c>x.f</c>, which the binder resolves as a schema first and as a column second.
/// </summary>
/// <param name="Arguments"><c>count(*)</c> has one argument, a <see cref="StarExpression"/>.</param>
/// <param name="OrderBy">ORDER BY inside the parentheses; empty where absent.</param>
/// <param name="WithinGroup">WITHIN GROUP (ORDER BY …); empty where absent.</param>
/// <param name="Filter">FILTER (WHERE …), or null.</param>
/// <param name="Over">The window, or null for a call that is no window function.</param>
public sealed record FunctionCall(
    QualifiedName Name, SyntaxList<FunctionArgument> Arguments, bool Distinct, SyntaxList<OrderByItem> OrderBy,
    SyntaxList<OrderByItem> WithinGroup, Expression? Filter, NullTreatment Nulls, WindowSpecification? Over,
    SourceSpan Span) : Expression(Span);

/// <summary>An argument, named by <c>name =&gt; v</c> or <c>name := v</c>, or positional where <see cref="Name"/> is
/// null.</summary>
public sealed record FunctionArgument(Identifier? Name, Expression Value, SourceSpan Span) : SyntaxNode(Span);

/// <summary>What follows OVER, or a definition in the WINDOW clause.</summary>
/// <param name="Base">The named window this one refers to or extends, or null.</param>
/// <param name="IsReference"><c>OVER w</c> without parentheses: only <see cref="Base"/> is set.</param>
public sealed record WindowSpecification(
    Identifier? Base, bool IsReference, SyntaxList<Expression> PartitionBy, SyntaxList<OrderByItem> OrderBy,
    WindowFrame? Frame,
    SourceSpan Span) : SyntaxNode(Span);

public enum FrameUnit : byte { Rows, Range, Groups }

public enum FrameExclusion : byte { NoOthers, CurrentRow, Group, Ties }

/// <summary>A frame; without BETWEEN the end is CURRENT ROW.</summary>
public sealed record WindowFrame(FrameUnit Unit, FrameBound Start, FrameBound End, FrameExclusion Exclusion,
    SourceSpan Span) : SyntaxNode(Span);

public enum FrameBoundKind : byte { UnboundedPreceding, Preceding, CurrentRow, Following, UnboundedFollowing }

/// <summary>One bound; <see cref="Offset"/> is set for n PRECEDING and n FOLLOWING only.</summary>
public sealed record FrameBound(FrameBoundKind Kind, Expression? Offset, SourceSpan Span) : SyntaxNode(Span);
