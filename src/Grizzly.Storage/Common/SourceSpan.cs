namespace Grizzly.Common;

/// <summary>A stretch of SQL text: a zero-based start offset in UTF-16 units and a length in the same units.</summary>
/// <remarks>Errors carry a span, never a syntax node; the text is attached once, at the session boundary.</remarks>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The span of something that was not written by the user (generated or rewritten).</summary>
    public static readonly SourceSpan None = new(-1, 0);

    public int End => Start + Length;

    public bool IsNone => Start < 0;

    /// <summary>The smallest span that covers both; a missing span yields the other.</summary>
    public static SourceSpan Union(SourceSpan left, SourceSpan right)
    {
        if (left.IsNone) return right;
        if (right.IsNone) return left;
        int start = Math.Min(left.Start, right.Start);
        return new SourceSpan(start, Math.Max(left.End, right.End) - start);
    }
}
