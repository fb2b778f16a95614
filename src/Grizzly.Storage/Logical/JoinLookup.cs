using Grizzly.Indexes;

namespace Grizzly.Logical;

/// <summary>How a join finds the partners of each left row: through an index of the right side's table.</summary>
/// <param name="Keys">Values of the index's leading columns, over columns of the left side; a NULL finds
/// nothing.</param>
/// <param name="Matched">The predicates that the index answers, for EXPLAIN.</param>
/// <param name="Residual">What is still to be tested of a pair: the other conditions, and the filters of the right
/// side's scan, which is not run.</param>
public sealed record JoinLookup(
    TableIndex Index,
    IReadOnlyList<BoundExpression> Keys,
    IReadOnlyList<BoundExpression> Matched,
    IReadOnlyList<BoundExpression> Residual);
