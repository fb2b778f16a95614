using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Moves NOT inward (De Morgan, negated comparisons, ANY and ALL exchanged), so that filters split into conjuncts.
/// Right under NULL: in three-valued logic all these laws hold, and a negated comparison is NULL where the comparison
/// is.
/// </summary>
internal static class BooleanNormalization
{
    public static BoundExpression PushNot(BoundExpression expression) => Visit(expression, false);

    private static BoundExpression Visit(BoundExpression expression, bool negate)
    {
        switch (expression)
        {
            case BoundNot not: return Visit(not.Input, !negate);
            case BoundJunction junction:
            {
                IReadOnlyList<BoundExpression>? operands =
                    PlanExpressions.MapList(junction.Operands, operand => Visit(operand, negate));
                return operands is null && !negate
                    ? junction
                    : new BoundJunction(junction.IsAnd != negate, operands ?? junction.Operands);
            }
            case BoundComparison comparison when negate:
                return comparison with { Kind = PlanBuilder.Negate(comparison.Kind) };
            case BoundIsNull isNull when negate: return isNull with { IsNegated = !isNull.IsNegated };
            case BoundSubquery { Kind: SubqueryKind.Any } any when negate && HasNegation(any):
                return any with { Kind = SubqueryKind.All, Comparison = PlanBuilder.Negate(any.Comparison) };
            case BoundSubquery { Kind: SubqueryKind.All } all when negate && HasNegation(all):
                return all with { Kind = SubqueryKind.Any, Comparison = PlanBuilder.Negate(all.Comparison) };
            default: return negate ? new BoundNot(expression) : expression;
        }
    }

    /// <summary>
    /// Rows under an ordering comparison are negated like values; equality of rows has its own negation.
    /// </summary>
    private static bool HasNegation(BoundSubquery subquery) => subquery.Left.Count > 0;
}
