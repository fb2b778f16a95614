using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// A plan freed of outer columns. The rows of the original for one outer row are those rows of <paramref name="Plan"/>
/// for which all of
/// <paramref name="Pending"/> is true.
/// </summary>
/// <param name="Pending">Predicates over outer columns and the output of <paramref name="Plan"/>.</param>
internal sealed record Lifted(LogicalOperator Plan, IReadOnlyList<BoundExpression> Pending);

/// <summary>
/// A pending predicate <c>outer = inner</c> (or IS NOT DISTINCT FROM), each side over columns of its own.
/// </summary>
internal sealed record OuterEquality(BoundExpression Outer, BoundExpression Inner, ComparisonKind Kind)
{
    public static OuterEquality? From(BoundExpression predicate, HashSet<int> outer)
    {
        if (predicate is not BoundComparison comparison || ExpressionTree.IsVolatile(comparison)) return null;
        if (comparison.Kind is not (ComparisonKind.Equal or ComparisonKind.NotDistinct)) return null;
        if (IsOuter(comparison.Left, outer) && !ColumnSets.Uses(comparison.Right, outer)
            && !ColumnSets.IsColumnFree(comparison.Right))
            return new OuterEquality(comparison.Left, comparison.Right, comparison.Kind);
        if (IsOuter(comparison.Right, outer) && !ColumnSets.Uses(comparison.Left, outer)
            && !ColumnSets.IsColumnFree(comparison.Left))
            return new OuterEquality(comparison.Right, comparison.Left, comparison.Kind);
        return null;
    }

    private static bool IsOuter(BoundExpression expression, HashSet<int> outer) =>
        ColumnSets.UsesOnly(expression, outer) && !ColumnSets.IsColumnFree(expression);
}
