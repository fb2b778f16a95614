using Grizzly.Functions;

namespace Grizzly.Logical;

/// <summary>Whether two expressions mean the same: structure, columns and values, whatever their spans.
/// Thread-safe.</summary>
public sealed class ExpressionEquality : IEqualityComparer<BoundExpression>
{
    public static readonly ExpressionEquality Instance = new();

    public bool Equals(BoundExpression? left, BoundExpression? right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left is null || right is null || left.GetType() != right.GetType() || left.Type != right.Type) return false;
        if (!SameNode(left, right)) return false;
        IReadOnlyList<BoundExpression> leftChildren = left.Children, rightChildren = right.Children;
        if (leftChildren.Count != rightChildren.Count) return false;
        for (int i = 0; i < leftChildren.Count; i++)
        {
            if (!Equals(leftChildren[i], rightChildren[i])) return false;
        }
        return true;
    }

    public int GetHashCode(BoundExpression expression)
    {
        var hash = new HashCode();
        hash.Add(expression.GetType());
        switch (expression)
        {
            case BoundConstant constant: hash.Add(constant.Value); break;
            case BoundColumn column: hash.Add(column.Column.Id); break;
            case BoundReference reference: hash.Add(reference.Index); break;
            case BoundParameter parameter: hash.Add(parameter.Index); break;
            case BoundLambdaParameter parameter: hash.Add(parameter.Id); break;
            case BoundCall call: hash.Add(call.Function.Name); break;
            case BoundComparison comparison: hash.Add(comparison.Kind); break;
        }
        foreach (BoundExpression child in expression.Children) hash.Add(GetHashCode(child));
        return hash.ToHashCode();
    }

    private static bool SameNode(BoundExpression left, BoundExpression right) => (left, right) switch
    {
        (BoundConstant l, BoundConstant r) => l.Value.Equals(r.Value),
        (BoundColumn l, BoundColumn r) => l.Column.Id == r.Column.Id,
        (BoundReference l, BoundReference r) => l.Index == r.Index,
        (BoundParameter l, BoundParameter r) => l.Index == r.Index,
        (BoundCast l, BoundCast r) => l.IsTry == r.IsTry,
        (BoundCall l, BoundCall r) => SameFunction(l.Function, r.Function),
        (BoundComparison l, BoundComparison r) => l.Kind == r.Kind,
        (BoundJunction l, BoundJunction r) => l.IsAnd == r.IsAnd,
        (BoundIsNull l, BoundIsNull r) => l.IsNegated == r.IsNegated,
        (BoundAggregate l, BoundAggregate r) => SameAggregate(l, r),
        (BoundWindow l, BoundWindow r) => SameWindow(l, r),
        (BoundLambdaParameter l, BoundLambdaParameter r) => l.Id == r.Id,
        (BoundLambdaCall l, BoundLambdaCall r) => l.IsReduce == r.IsReduce && l.Filter is null == r.Filter is null
            && l.Parameters.Count == r.Parameters.Count && l.Parameters.Zip(r.Parameters).All(
                pair => pair.First.Id == pair.Second.Id && pair.First.Type == pair.Second.Type),
        (BoundSubquery l, BoundSubquery r) =>
            l.Kind == r.Kind && l.Comparison == r.Comparison && ReferenceEquals(l.Plan, r.Plan),
        _ => true,
    };

    private static bool SameFunction(BoundScalar left, BoundScalar right) =>
        left.Name == right.Name && left.Volatility != Volatility.Volatile && left.ReturnType == right.ReturnType
        && left.ArgumentTypes.SequenceEqual(right.ArgumentTypes);

    private static bool SameAggregate(BoundAggregate left, BoundAggregate right)
    {
        if (left.Function.Name != right.Function.Name || left.IsDistinct != right.IsDistinct) return false;
        if (!left.Function.ArgumentTypes.SequenceEqual(right.Function.ArgumentTypes)) return false;
        if (left.Arguments.Count != right.Arguments.Count || left.Filter is null != right.Filter is null) return false;
        return SameDirections(left.OrderBy, right.OrderBy);
    }

    private static bool SameWindow(BoundWindow left, BoundWindow right)
    {
        if (left.Kind != right.Kind || left.Aggregate?.Name != right.Aggregate?.Name) return false;
        if (left.IsDistinct != right.IsDistinct || left.IgnoreNulls != right.IgnoreNulls) return false;
        if (left.Arguments.Count != right.Arguments.Count || left.Filter is null != right.Filter is null) return false;
        if (left.Frame.Unit != right.Frame.Unit || left.Frame.Exclusion != right.Frame.Exclusion) return false;
        if (left.Frame.Start.Kind != right.Frame.Start.Kind
            || left.Frame.End.Kind != right.Frame.End.Kind) return false;
        if (left.Frame.RangeKey is null != right.Frame.RangeKey is null) return false;
        return SameDirections(left.OrderBy, right.OrderBy);
    }

    /// <summary>Whether the keys point the same ways; what they sort by is compared with the children.</summary>
    public static bool SameDirections(IReadOnlyList<SortKey> left, IReadOnlyList<SortKey> right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (left[i].IsDescending != right[i].IsDescending
                || left[i].NullsFirst != right[i].NullsFirst) return false;
        }
        return true;
    }
}
