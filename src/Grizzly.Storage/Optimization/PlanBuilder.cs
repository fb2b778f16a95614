using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>Small pieces that rules build plans of.</summary>
internal static class PlanBuilder
{
    public static readonly BoundConstant True = new(Value.OfBool(true));

    public static readonly BoundConstant False = new(Value.OfBool(false));

    public static bool IsTrue(BoundExpression expression) =>
        expression is BoundConstant { Value: { IsNull: false, Bool: true } };

    /// <summary>The constants FALSE and NULL: what no filter lets through.</summary>
    public static bool IsFalseOrNull(BoundExpression expression) =>
        expression is BoundConstant constant && (constant.Value.IsNull || !constant.Value.Bool);

    public static LogicalOperator Filter(LogicalOperator input, IReadOnlyList<BoundExpression> predicates) =>
        predicates.Count == 0 ? input : new LogicalFilter(input, predicates);

    /// <summary>
    /// The plan with exactly these of its columns in this order: a projection where it is not so already.
    /// </summary>
    public static LogicalOperator WithOutput(LogicalOperator plan, IReadOnlyList<LogicalColumn> columns)
    {
        IReadOnlyList<LogicalColumn> output = plan.Output;
        bool same = output.Count == columns.Count;
        for (int i = 0; same && i < output.Count; i++) same = output[i].Id == columns[i].Id;
        return same ? plan : new LogicalProject(plan, [.. columns.Select(column => new BoundColumn(column))], columns);
    }

    /// <summary>The plan with computed columns after its own.</summary>
    public static LogicalOperator Extend(
        LogicalOperator plan, IReadOnlyList<BoundExpression> expressions, IReadOnlyList<LogicalColumn> columns) =>
        columns.Count == 0
            ? plan
            : new LogicalProject(
                plan,
                [.. plan.Output.Select(column => new BoundColumn(column)), .. expressions],
                [.. plan.Output, .. columns]);

    /// <summary>The same inner, left or right join with its sides exchanged.</summary>
    public static LogicalJoin Turn(LogicalJoin join) => new(
        join.Kind switch { JoinKind.Left => JoinKind.Right, JoinKind.Right => JoinKind.Left, _ => join.Kind },
        join.Right, join.Left,
        [.. join.Conditions.Select(c => new JoinCondition(c.Right, c.Left, Swap(c.Comparison)))],
        join.Residual);

    /// <summary>
    /// A join on predicates: comparisons of one side with the other become conditions, the rest stays residual.
    /// </summary>
    public static LogicalJoin Join(
        JoinKind kind, LogicalOperator left, LogicalOperator right, IEnumerable<BoundExpression> predicates,
            LogicalColumn? mark = null)
    {
        HashSet<int> leftColumns = ColumnSets.Of(left.Output), rightColumns = ColumnSets.Of(right.Output);
        var conditions = new List<JoinCondition>();
        var residual = new List<BoundExpression>();
        foreach (BoundExpression predicate in predicates)
        {
            if (TryCondition(predicate, leftColumns, rightColumns) is { } condition) conditions.Add(condition);
            else residual.Add(predicate);
        }
        return new LogicalJoin(kind, left, right, conditions, residual, mark);
    }

    /// <summary>The predicate as a condition between two sides, or null where it is not one.</summary>
    public static JoinCondition? TryCondition(BoundExpression predicate, HashSet<int> left, HashSet<int> right)
    {
        if (predicate is not BoundComparison comparison || ExpressionTree.IsVolatile(comparison)) return null;
        bool leftUsesLeft = ColumnSets.Uses(comparison.Left, left);
        bool leftUsesRight = ColumnSets.Uses(comparison.Left, right);
        bool rightUsesLeft = ColumnSets.Uses(comparison.Right, left);
        bool rightUsesRight = ColumnSets.Uses(comparison.Right, right);
        if (leftUsesLeft && !leftUsesRight && rightUsesRight && !rightUsesLeft)
            return new JoinCondition(comparison.Left, comparison.Right, comparison.Kind);
        if (leftUsesRight && !leftUsesLeft && rightUsesLeft && !rightUsesRight)
            return new JoinCondition(comparison.Right, comparison.Left, Swap(comparison.Kind));
        return null;
    }

    public static BoundExpression ToPredicate(JoinCondition condition) =>
        new BoundComparison(condition.Comparison, condition.Left, condition.Right);

    /// <summary>Conditions and residual as one list of predicates.</summary>
    public static IEnumerable<BoundExpression> Predicates(LogicalJoin join) =>
        [.. join.Conditions.Select(ToPredicate), .. join.Residual];

    /// <summary>The comparison with its sides exchanged.</summary>
    public static ComparisonKind Swap(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Less => ComparisonKind.Greater,
        ComparisonKind.LessOrEqual => ComparisonKind.GreaterOrEqual,
        ComparisonKind.Greater => ComparisonKind.Less,
        ComparisonKind.GreaterOrEqual => ComparisonKind.LessOrEqual,
        _ => kind,
    };

    /// <summary>
    /// The comparison that is true exactly where the given one is false (both NULL on the same rows).
    /// </summary>
    public static ComparisonKind Negate(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal => ComparisonKind.NotEqual,
        ComparisonKind.NotEqual => ComparisonKind.Equal,
        ComparisonKind.Less => ComparisonKind.GreaterOrEqual,
        ComparisonKind.LessOrEqual => ComparisonKind.Greater,
        ComparisonKind.Greater => ComparisonKind.LessOrEqual,
        ComparisonKind.GreaterOrEqual => ComparisonKind.Less,
        ComparisonKind.Distinct => ComparisonKind.NotDistinct,
        _ => ComparisonKind.Distinct,
    };

    /// <summary>True where the predicate is true, false where it is false or NULL.</summary>
    public static BoundExpression IsTruth(BoundExpression predicate) =>
        NullAnalysis.CanBeNull(predicate, null) ? new BoundCoalesce([predicate, False], LogicalType.Boolean)
            : predicate;

    public static BoundExpression IsNotNull(BoundExpression expression) => new BoundIsNull(expression, true);
}
