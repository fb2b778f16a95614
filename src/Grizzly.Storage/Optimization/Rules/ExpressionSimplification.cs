using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// Folds constants, moves NOT inward, drops needless casts, simplifies CASE, COALESCE, AND, OR and IN. What raises an
/// error when folded stays for run time. Right under NULL: every law used holds in three-valued logic; only at the top
/// of a filter, where NULL and false are the same, is NULL read as false.
/// </summary>
internal sealed class ExpressionSimplification(OptimizerContext context)
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context)
    {
        var rule = new ExpressionSimplification(context);
        return PlanExpressions.Rewrite(plan, rule.Simplify);
    }

    public BoundExpression Simplify(BoundExpression expression) =>
        ExpressionTree.Rewrite(BooleanNormalization.PushNot(expression), SimplifyNode);

    /// <summary>The OR of these predicates, as an IN list where it is one.</summary>
    public static BoundExpression SimplifyDisjunction(IReadOnlyList<BoundExpression> operands) =>
        SimplifyJunction(new BoundJunction(false, operands));

    private LogicalOperator Simplify(LogicalOperator plan)
    {
        plan = PlanExpressions.Map(plan, Simplify);
        return plan is LogicalFilter filter ? SimplifyFilter(filter) : plan;
    }

    /// <summary>
    /// Splits conjuncts, drops TRUE and repeated ones; a filter that is never true becomes the empty relation.
    /// </summary>
    private static LogicalOperator SimplifyFilter(LogicalFilter filter)
    {
        var conjuncts = new List<BoundExpression>();
        foreach (BoundExpression predicate in filter.Predicates) ExpressionTree.SplitConjuncts(predicate, conjuncts);
        var kept = new List<BoundExpression>();
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (PlanBuilder.IsFalseOrNull(conjunct)) return new LogicalValues([], filter.Output);
            if (!PlanBuilder.IsTrue(conjunct)
                && !kept.Exists(other => ExpressionEquality.Instance.Equals(other, conjunct))) kept.Add(conjunct);
        }
        return kept.Count == filter.Predicates.Count ? filter with { Predicates = kept }
            : PlanBuilder.Filter(filter.Input, kept);
    }

    private BoundExpression SimplifyNode(BoundExpression node) => node switch
    {
        BoundJunction junction => SimplifyJunction(junction),
        BoundNot { Input: BoundConstant constant } => Negated(constant),
        BoundComparison comparison => SimplifyComparison(comparison),
        BoundIsNull { Input: BoundConstant constant } isNull => Boolean(constant.Value.IsNull != isNull.IsNegated),
        BoundCast cast => SimplifyCast(cast),
        BoundCase @case => SimplifyCase(@case),
        BoundCoalesce coalesce => SimplifyCoalesce(coalesce),
        BoundInList inList => SimplifyInList(inList),
        BoundCall { Function.Volatility: Volatility.Immutable } call => Fold(call),
        _ => node,
    };

    private static BoundConstant Boolean(bool value) => value ? PlanBuilder.True : PlanBuilder.False;

    private static BoundConstant Negated(BoundConstant constant) =>
        constant.Value.IsNull ? constant : Boolean(!constant.Value.Bool);

    private BoundExpression Fold(BoundExpression node)
    {
        if (context.Options.EvaluateConstant is not { } evaluate) return node;
        IReadOnlyList<BoundExpression> children = node.Children;
        for (int i = 0; i < children.Count; i++)
        {
            if (children[i] is not BoundConstant) return node;
        }
        try
        {
            return new BoundConstant(evaluate(node)) { Span = node.Span };
        }
        catch (GrizzlyException)
        {
            return node;
        }
    }

    private static BoundExpression SimplifyJunction(BoundJunction junction)
    {
        var operands = new List<BoundExpression>();
        bool changed = false;
        foreach (BoundExpression operand in junction.Operands) changed |= AddOperand(junction.IsAnd, operand, operands);
        foreach (BoundExpression operand in operands)
        {
            // x AND false is false, x OR true is true, NULL or not.
            if (junction.IsAnd ? operand is BoundConstant { Value: { IsNull: false, Bool: false } }
                : PlanBuilder.IsTrue(operand)) return operand;
        }
        if (operands.Count == 0) return Boolean(junction.IsAnd);
        if (operands.Count == 1) return operands[0];
        if (!junction.IsAnd && EqualitiesToList(operands) is { } list) return list;
        return changed ? new BoundJunction(junction.IsAnd, operands) : junction;
    }

    /// <summary>
    /// Adds an operand unless it changes nothing; true where something other than the operand itself was done.
    /// </summary>
    private static bool AddOperand(bool isAnd, BoundExpression operand, List<BoundExpression> operands)
    {
        if (operand is BoundJunction inner && inner.IsAnd == isAnd)
        {
            foreach (BoundExpression item in inner.Operands) AddOperand(isAnd, item, operands);
            return true;
        }
        bool isNeutral = isAnd ? PlanBuilder.IsTrue(operand)
            : operand is BoundConstant { Value: { IsNull: false, Bool: false } };
        bool isRepeated = !ExpressionTree.IsVolatile(operand)
            && operands.Exists(other => ExpressionEquality.Instance.Equals(other, operand));
        if (isNeutral || isRepeated) return true;
        operands.Add(operand);
        return false;
    }

    /// <summary><c>a = 1 OR a IN (2, 3)</c> is <c>a IN (1, 2, 3)</c>: both are NULL where a is.</summary>
    private static BoundInList? EqualitiesToList(List<BoundExpression> operands)
    {
        BoundExpression? input = null;
        var items = new List<BoundExpression>();
        foreach (BoundExpression operand in operands)
        {
            BoundExpression candidate;
            switch (operand)
            {
                case BoundComparison { Kind: ComparisonKind.Equal, Right: BoundConstant constant } equality:
                    candidate = equality.Left;
                    items.Add(constant);
                    break;
                case BoundInList list when list.Items.All(item => item is BoundConstant):
                    candidate = list.Input;
                    items.AddRange(list.Items);
                    break;
                default: return null;
            }
            if (input is not null && !ExpressionEquality.Instance.Equals(input, candidate)) return null;
            input = candidate;
        }
        if (ExpressionTree.IsVolatile(input!)) return null;
        return new BoundInList(input!, [.. items.Distinct(ExpressionEquality.Instance)]);
    }

    private BoundExpression SimplifyComparison(BoundComparison comparison)
    {
        bool isStrict = comparison.Kind is not (ComparisonKind.Distinct or ComparisonKind.NotDistinct);
        if (comparison.Left is BoundConstant && comparison.Right is BoundConstant) return CompareConstants(comparison);
        if (isStrict && (IsNullConstant(comparison.Left) || IsNullConstant(comparison.Right)))
            return new BoundConstant(Value.Null(LogicalType.Boolean));
        if (!isStrict && IsNullConstant(comparison.Right))
            return new BoundIsNull(comparison.Left, comparison.Kind == ComparisonKind.Distinct);
        if (ColumnSets.IsColumnFree(comparison.Left) && !ColumnSets.IsColumnFree(comparison.Right))
        {
            comparison = comparison with
            {
                Kind = PlanBuilder.Swap(comparison.Kind), Left = comparison.Right, Right = comparison.Left,
            };
        }
        if (comparison is { Left: BoundCast { IsTry: false } cast, Right: BoundConstant constant }
            && CastAnalysis.IsLossless(cast.Input.Type, cast.Target)
                && CastAnalysis.Undo(cast.Input.Type, constant.Value) is { } narrow)
            return SimplifyComparison(comparison with { Left = cast.Input, Right = new BoundConstant(narrow) });
        return comparison;
    }

    private static bool IsNullConstant(BoundExpression expression) =>
        expression is BoundConstant { Value.IsNull: true };

    private static BoundConstant CompareConstants(BoundComparison comparison)
    {
        Value left = ((BoundConstant)comparison.Left).Value, right = ((BoundConstant)comparison.Right).Value;
        if (comparison.Kind is ComparisonKind.Distinct or ComparisonKind.NotDistinct)
        {
            bool same = left.IsNull || right.IsNull ? left.IsNull == right.IsNull : Value.Compare(left, right) == 0;
            return Boolean(same == (comparison.Kind == ComparisonKind.NotDistinct));
        }
        if (left.IsNull || right.IsNull) return new BoundConstant(Value.Null(LogicalType.Boolean));
        int order = Value.Compare(left, right);
        return Boolean(comparison.Kind switch
        {
            ComparisonKind.Equal => order == 0,
            ComparisonKind.NotEqual => order != 0,
            ComparisonKind.Less => order < 0,
            ComparisonKind.LessOrEqual => order <= 0,
            ComparisonKind.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private BoundExpression SimplifyCast(BoundCast cast)
    {
        if (cast.Input.Type == cast.Target) return cast.Input;
        if (IsNullConstant(cast.Input)) return new BoundConstant(Value.Null(cast.Target));
        // A cast of a lossless cast is the cast of the original.
        if (cast.Input is BoundCast { IsTry: false } inner && CastAnalysis.IsLossless(inner.Input.Type, inner.Target)
            && CastAnalysis.IsLossless(inner.Input.Type, cast.Target)
                && CastAnalysis.IsLossless(inner.Target, cast.Target))
            return SimplifyCast(cast with { Input = inner.Input });
        return Fold(cast);
    }

    private static BoundExpression SimplifyCase(BoundCase @case)
    {
        var branches = new List<BoundExpression>();
        for (int i = 0; i + 1 < @case.Branches.Count; i += 2)
        {
            BoundExpression condition = @case.Branches[i];
            if (condition is BoundConstant && PlanBuilder.IsFalseOrNull(condition)) continue;
            if (PlanBuilder.IsTrue(condition))
                return branches.Count == 0 ? @case.Branches[i + 1]
                    : @case with { Branches = branches, Default = @case.Branches[i + 1] };
            branches.Add(condition);
            branches.Add(@case.Branches[i + 1]);
        }
        if (branches.Count == 0) return @case.Default;
        return branches.Count == @case.Branches.Count ? @case : @case with { Branches = branches };
    }

    private static BoundExpression SimplifyCoalesce(BoundCoalesce coalesce)
    {
        var operands = new List<BoundExpression>();
        foreach (BoundExpression operand in coalesce.Operands)
        {
            if (IsNullConstant(operand)) continue;
            operands.Add(operand);
            if (operand is BoundConstant) break;
        }
        if (operands.Count == 0) return new BoundConstant(Value.Null(coalesce.Type));
        if (operands.Count == 1 && operands[0].Type == coalesce.Type) return operands[0];
        return operands.Count == coalesce.Operands.Count ? coalesce : coalesce with { Operands = operands };
    }

    private BoundExpression SimplifyInList(BoundInList inList)
    {
        if (inList.Items.Count == 1)
            return SimplifyComparison(
                new BoundComparison(ComparisonKind.Equal, inList.Input, inList.Items[0]) { Span = inList.Span });
        if (inList.Input is BoundConstant && inList.Items.All(item => item is BoundConstant)) return Fold(inList);
        if (inList.Input is not BoundCast { IsTry: false } cast
            || !CastAnalysis.IsLossless(cast.Input.Type, cast.Target)) return inList;
        var items = new List<BoundExpression>();
        foreach (BoundExpression item in inList.Items)
        {
            if (item is not BoundConstant constant
                || CastAnalysis.Undo(cast.Input.Type, constant.Value) is not { } narrow) return inList;
            items.Add(new BoundConstant(narrow));
        }
        return inList with { Input = cast.Input, Items = items };
    }
}
