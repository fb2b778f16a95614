using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>A name as written: quotes removed and undoubled, case kept. Names are compared without regard to case by
/// the binder.</summary>
public readonly record struct Identifier(string Text, bool Quoted, SourceSpan Span)
{
    /// <summary>Structural: the text exactly as written and whether it was quoted; spans do not count.</summary>
    public bool Equals(Identifier other) => Quoted == other.Quoted
        && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Text, Quoted);

    public override string ToString() => Text;
}

/// <summary>A possibly qualified name: <c>table</c>, <c>schema.table</c> or <c>catalog.schema.table</c>; never
/// empty.</summary>
public sealed record QualifiedName(SyntaxList<Identifier> Parts, SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>The last part.</summary>
    public Identifier Name => Parts[^1];

    /// <summary>The part before the last, or null.</summary>
    public Identifier? Schema => Parts.Count > 1 ? Parts[^2] : null;

    /// <summary>The part two before the last, or null.</summary>
    public Identifier? Catalog => Parts.Count > 2 ? Parts[^3] : null;
}
