using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// <c>(a AND x) OR (a AND y)</c> becomes <c>a AND (x OR y)</c>, so that a join condition repeated in every branch
/// becomes one. Right under NULL: distribution and absorption hold in three-valued logic.
/// </summary>
internal static class OrFactoring
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        PlanExpressions.Rewrite(plan, node => node switch
    {
        LogicalFilter or LogicalJoin =>
            PlanExpressions.Map(node, expression => ExpressionTree.Rewrite(expression, Factor)),
        _ => node,
    });

    public static BoundExpression Factor(BoundExpression expression)
    {
        if (expression is not BoundJunction { IsAnd: false } or || ExpressionTree.IsVolatile(or)) return expression;
        var branches = new List<List<BoundExpression>>();
        foreach (BoundExpression operand in or.Operands)
        {
            var conjuncts = new List<BoundExpression>();
            ExpressionTree.SplitConjuncts(operand, conjuncts);
            branches.Add(conjuncts);
        }
        List<BoundExpression> common =
            [.. branches[0].Where(conjunct => branches.All(branch => Contains(branch, conjunct)))];
        if (common.Count == 0) return expression;
        var rests = new List<BoundExpression>();
        foreach (List<BoundExpression> branch in branches)
        {
            List<BoundExpression> rest = [.. branch.Where(conjunct => !Contains(common, conjunct))];
            if (rest.Count == 0) return ExpressionTree.And(common);
            rests.Add(ExpressionTree.And(rest));
        }
        return new BoundJunction(true, [.. common, Factor(new BoundJunction(false, rests))]);
    }

    private static bool Contains(List<BoundExpression> list, BoundExpression item) =>
        list.Exists(candidate => ExpressionEquality.Instance.Equals(candidate, item));
}
