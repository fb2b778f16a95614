using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>A node of the syntax tree: immutable, with the stretch of text it came from.</summary>
/// <remarks>
/// Equality is structural and ignores spans, so that "parse, print, parse again" can be compared and a binder can
/// recognise
/// an expression it has seen. Children are never null unless their type says so; absent lists are empty.
/// </remarks>
public abstract record SyntaxNode(SourceSpan Span)
{
    public virtual bool Equals(SyntaxNode? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The canonical SQL text of the node.</summary>
    public sealed override string ToString() => SqlPrinter.Print(this);
}

/// <summary>One statement. <see cref="SyntaxNode.Span"/> excludes the closing semicolon.</summary>
public abstract record Statement(SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>The texts of <c>/*+ … */</c> after INSERT, UPDATE, DELETE or MERGE, trimmed.</summary>
    public SyntaxList<string> Hints { get; init; } = [];
}

/// <summary>A scalar expression (or a star, in the few places that allow one).</summary>
public abstract record Expression(SourceSpan Span) : SyntaxNode(Span);

/// <summary>What can stand in FROM.</summary>
public abstract record TableReference(SourceSpan Span) : SyntaxNode(Span);

/// <summary>What produces rows inside a query: SELECT, VALUES, a set operation, ….</summary>
public abstract record QueryBody(SourceSpan Span) : SyntaxNode(Span);

/// <summary>The name of a type as written.</summary>
public abstract record TypeName(SourceSpan Span) : SyntaxNode(Span);
