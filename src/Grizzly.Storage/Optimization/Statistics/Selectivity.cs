using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>Estimated shares of rows for which predicates are true.</summary>
internal sealed class Selectivity(CardinalityEstimator estimator)
{
    private const double UnknownRange = 0.2;
    private const double UnknownCall = 0.1;

    /// <summary>Of two bounds of one column that are not known.</summary>
    private const double UnknownBetween = 0.005;

    /// <summary>Of a conjunction: ranges of one column are taken together, the rest as independent.</summary>
    public double OfAll(IReadOnlyList<BoundExpression> conjuncts)
    {
        double result = 1;
        Dictionary<int, (double Low, double High)>? ranges = null;
        Dictionary<int, bool>? unknown = null;
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (TryRange(conjunct, out LogicalColumn column, out bool isUpper, out double position))
            {
                ranges ??= [];
                (double low, double high) = ranges.GetValueOrDefault(column.Id, (0, 1));
                ranges[column.Id] = isUpper ? (low, Math.Min(high, position)) : (Math.Max(low, position), high);
            }
            else if (IsUnknownRange(conjunct, out int ranged, out bool isHigh))
            {
                // Between two values not known yet: few rows, as whoever asks so usually wants.
                unknown ??= [];
                if (!unknown.TryAdd(ranged, isHigh)
                    && unknown[ranged] != isHigh) result *= UnknownBetween / UnknownRange;
                else result *= UnknownRange;
            }
            else
            {
                result *= Of(conjunct);
            }
        }
        if (ranges is not null)
        {
            foreach ((double low, double high) in ranges.Values) result *= Math.Max(high - low, 0.0005);
        }
        return result;
    }

    public double Of(BoundExpression predicate)
    {
        switch (predicate)
        {
            case BoundConstant: return PlanBuilder.IsFalseOrNull(predicate) ? 0 : 1;
            case BoundJunction { IsAnd: true } and: return OfAll(and.Operands);
            case BoundJunction or:
                double none = 1;
                foreach (BoundExpression operand in or.Operands) none *= 1 - Of(operand);
                return 1 - none;
            case BoundNot not: return Math.Max(0.01, 1 - Of(not.Input));
            case BoundIsNull isNull:
                double nulls = isNull.Input is BoundColumn column ? estimator.Facts(column.Column).NullFraction : 0.05;
                return isNull.IsNegated ? 1 - nulls : nulls;
            case BoundInList list: return Math.Min(1, list.Items.Count / estimator.FactsOf(list.Input, 1000).Distinct);
            case BoundComparison comparison: return OfComparison(comparison);
            case BoundColumn: return 0.5;
            case BoundCall { Function.Name: "~~" or "starts_with", Arguments: [_, BoundConstant { Value.IsNull: false }
                pattern] }: return OfPrefix(pattern.Value.Text);
            default: return UnknownCall;
        }
    }

    /// <summary>Of strings with a pattern's first characters: each narrows the rows, the first ones most.</summary>
    private static double OfPrefix(string pattern)
    {
        int wild = pattern.AsSpan().IndexOfAny('%', '_');
        int length = Math.Min(wild < 0 ? pattern.Length : wild, 6);
        return length == 0 ? UnknownCall : Math.Max(0.0005, Math.Pow(0.3, length));
    }

    /// <summary>Of the conditions of a join, as a share of the cross product.</summary>
    public double OfJoin(IReadOnlyList<JoinCondition> conditions)
    {
        var equalities = new List<(ColumnFacts Left, ColumnFacts Right)>();
        double result = 1;
        foreach (JoinCondition condition in conditions)
        {
            if (condition.Comparison is ComparisonKind.Equal or ComparisonKind.NotDistinct)
                equalities.Add((estimator.FactsOf(condition.Left, 1e9), estimator.FactsOf(condition.Right, 1e9)));
            else
                result *= condition.Comparison is ComparisonKind.NotEqual or ComparisonKind.Distinct ? 0.9 : 0.33;
        }
        return result * OfEqualities(equalities);
    }

    /// <summary>
    /// Of equalities between the same two relations. The combinations of several keys cannot be more than the rows of
    /// the relation that has fewer, which is taken to be the one whose key they are.
    /// </summary>
    public static double OfEqualities(List<(ColumnFacts Left, ColumnFacts Right)> equalities)
    {
        if (equalities.Count == 0) return 1;
        double product = 1, largest = 1, leftRows = 1, rightRows = 1;
        foreach ((ColumnFacts left, ColumnFacts right) in equalities)
        {
            double distinct = Math.Max(1, Math.Max(left.Distinct, right.Distinct));
            product *= distinct;
            largest = Math.Max(largest, distinct);
            leftRows = Math.Max(leftRows, left.SourceRows);
            rightRows = Math.Max(rightRows, right.SourceRows);
        }
        return 1 / Math.Max(largest, Math.Min(product, Math.Min(leftRows, rightRows)));
    }

    private double OfComparison(BoundComparison comparison)
    {
        bool isEqual = comparison.Kind is ComparisonKind.Equal or ComparisonKind.NotDistinct;
        bool isUnequal = comparison.Kind is ComparisonKind.NotEqual or ComparisonKind.Distinct;
        if (isEqual || isUnequal)
        {
            double distinct = Math.Max(
                estimator.FactsOf(comparison.Left, 1000).Distinct, estimator.FactsOf(comparison.Right, 1000).Distinct);
            return isEqual ? 1 / Math.Max(1, distinct) : 1 - 1 / Math.Max(2, distinct);
        }
        if (TryRange(comparison, out _, out bool isUpper, out double position)) return Math.Max(
            isUpper ? position : 1 - position, 0.0005);
        return comparison is { Left: BoundColumn, Right: BoundColumn } ? 0.5 : UnknownRange;
    }

    /// <summary>A comparison of a column with something that is no constant, such as a parameter.</summary>
    private static bool IsUnknownRange(BoundExpression predicate, out int column, out bool isUpper)
    {
        (column, isUpper) = (0, false);
        if (predicate is not BoundComparison { Left: BoundColumn left, Right: not (BoundConstant or BoundColumn) } range
            || range.Kind is < ComparisonKind.Less or > ComparisonKind.GreaterOrEqual) return false;
        column = left.Column.Id;
        isUpper = range.Kind is ComparisonKind.Less or ComparisonKind.LessOrEqual;
        return true;
    }

    /// <summary>
    /// A comparison of a column with a constant: where the constant lies between min (0) and max (1).
    /// </summary>
    private bool TryRange(BoundExpression predicate, out LogicalColumn column, out bool isUpper, out double position)
    {
        column = null!;
        isUpper = false;
        position = 0;
        if (predicate is not BoundComparison { Left: BoundColumn left,
            Right: BoundConstant right } comparison) return false;
        if (comparison.Kind is < ComparisonKind.Less or > ComparisonKind.GreaterOrEqual) return false;
        ColumnFacts facts = estimator.Facts(left.Column);
        double value = ColumnFacts.Number(right.Value);
        if (double.IsNaN(value) || double.IsNaN(facts.Min) || double.IsNaN(facts.Max)
            || facts.Max <= facts.Min) return false;
        column = left.Column;
        isUpper = comparison.Kind is ComparisonKind.Less or ComparisonKind.LessOrEqual;
        position = Math.Clamp((value - facts.Min) / (facts.Max - facts.Min), 0, 1);
        return true;
    }
}
