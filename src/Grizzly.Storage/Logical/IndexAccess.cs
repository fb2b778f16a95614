using Grizzly.Indexes;

namespace Grizzly.Logical;

/// <summary>How a scan finds its rows through an index instead of reading the table.</summary>
/// <param name="Conditions">On the index's leading columns, in order: equalities, then at most one of another
/// kind.</param>
/// <param name="Pushed">The predicates that the index answers, for EXPLAIN and estimates.</param>
/// <param name="IsOrdered">Rows are wanted in the order of the index.</param>
/// <param name="IsBackwards">In the opposite order.</param>
public sealed record IndexAccess(
    TableIndex Index,
    IReadOnlyList<IndexCondition> Conditions,
    IReadOnlyList<BoundExpression> Pushed,
    bool IsOrdered,
    bool IsBackwards);

/// <summary>What one column of an index must be. Values are expressions over no columns, evaluated when the scan
/// starts; a NULL among them matches nothing.</summary>
public abstract record IndexCondition;

/// <summary>= or IN: one of these values.</summary>
public sealed record IndexEquality(IReadOnlyList<BoundExpression> Values) : IndexCondition;

/// <summary>Between two bounds, in the order of values; null is unbounded. Never NULL.</summary>
public sealed record IndexRange(
    BoundExpression? Low, bool IsLowInclusive, BoundExpression? High, bool IsHighInclusive) : IndexCondition;

/// <summary>A string that starts with these bytes.</summary>
public sealed record IndexPrefix(byte[] Prefix) : IndexCondition;

/// <summary>IS NULL.</summary>
public sealed record IndexNull : IndexCondition;
