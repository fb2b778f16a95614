using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Runs only while the optimizer is off: FROM a, b WHERE a.x = b.y becomes a join on that equality, in the order written. Without it such statements
/// would compute cross products; with it the plan is otherwise as bound, which makes it the reference that optimized plans are tested against.
/// </summary>
/// <remarks>NULL: an inner join's condition and a filter above it keep the same pairs, those for which it is true.</remarks>
internal static class CommaJoins
{
    public static LogicalOperator Apply(LogicalOperator op)
    {
        LogicalOperator[] inputs = [.. op.Inputs.Select(Apply)];
        if (!inputs.SequenceEqual(op.Inputs)) op = op.WithInputs(inputs);
        if (op is not LogicalFilter { Input: LogicalJoin { Kind: JoinKind.Inner } } filter) return op;
        LogicalOperator input = filter.Input;
        var rest = new List<BoundExpression>();
        var conjuncts = new List<BoundExpression>();
        foreach (BoundExpression predicate in filter.Predicates) ExpressionTree.SplitConjuncts(predicate, conjuncts);
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (conjunct is BoundComparison { Kind: ComparisonKind.Equal } equality && TryAdd(ref input, equality)) continue;
            rest.Add(conjunct);
        }
        return rest.Count == 0 ? input : new LogicalFilter(input, rest);
    }

    /// <summary>Adds an equality to the lowest inner join that has one side of it left and the other right.</summary>
    private static bool TryAdd(ref LogicalOperator op, BoundComparison equality)
    {
        if (op is not LogicalJoin { Kind: JoinKind.Inner } join) return false;
        LogicalOperator left = join.Left, right = join.Right;
        if (TryAdd(ref left, equality) || TryAdd(ref right, equality))
        {
            op = join with { Left = left, Right = right };
            return true;
        }
        HashSet<LogicalColumn> first = ExpressionTree.ColumnsOf(equality.Left), second = ExpressionTree.ColumnsOf(equality.Right);
        if (first.Count == 0 || second.Count == 0) return false;
        JoinCondition? condition = null;
        if (Covers(left, first) && Covers(right, second)) condition = new JoinCondition(equality.Left, equality.Right, ComparisonKind.Equal);
        if (Covers(left, second) && Covers(right, first)) condition = new JoinCondition(equality.Right, equality.Left, ComparisonKind.Equal);
        if (condition is null) return false;
        op = join with { Conditions = [.. join.Conditions, condition] };
        return true;
    }

    private static bool Covers(LogicalOperator op, HashSet<LogicalColumn> columns) => columns.IsSubsetOf(op.Output);
}
