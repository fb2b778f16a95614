using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// A type by name, with modifiers: <c>DECIMAL(15, 2)</c>. Names of several words arrive as one: <c>double</c>,
/// <c>varchar</c>, <c>timestamptz</c>,
/// <c>timetz</c>, <c>varbit</c>; the rest as written.
/// </summary>
public sealed record SimpleTypeName(QualifiedName Name, SyntaxList<Expression> Modifiers, SourceSpan Span)
    : TypeName(Span);

/// <summary><c>t[]</c>, or <c>t[3]</c> with a <see cref="Size"/>.</summary>
public sealed record ArrayTypeName(TypeName Element, int? Size, SourceSpan Span) : TypeName(Span);

public sealed record StructTypeName(SyntaxList<TypeField> Fields, SourceSpan Span) : TypeName(Span);

public sealed record UnionTypeName(SyntaxList<TypeField> Members, SourceSpan Span) : TypeName(Span);

public sealed record TypeField(Identifier Name, TypeName Type, SourceSpan Span) : SyntaxNode(Span);

public sealed record MapTypeName(TypeName Key, TypeName Value, SourceSpan Span) : TypeName(Span);

public sealed record EnumTypeName(SyntaxList<string> Values, SourceSpan Span) : TypeName(Span);
