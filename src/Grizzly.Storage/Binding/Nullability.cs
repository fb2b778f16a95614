using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Whether an expression can be NULL; true where that is not certain.</summary>
internal static class Nullability
{
    public static bool CanBeNull(BoundExpression expression) => expression switch
    {
        BoundConstant constant => constant.Value.IsNull,
        BoundColumn column => column.Column.IsNullable,
        BoundIsNull => false,
        BoundComparison { Kind: ComparisonKind.Distinct or ComparisonKind.NotDistinct } => false,
        BoundComparison or BoundJunction or BoundNot or BoundInList => AnyCanBeNull(expression.Children),
        BoundCast { IsTry: false } cast => CanBeNull(cast.Input),
        BoundCoalesce coalesce => coalesce.Operands.All(CanBeNull),
        BoundCase @case => CaseCanBeNull(@case),
        BoundCall { Function.Name: "+" or "-" or "*" or "||" } call => AnyCanBeNull(call.Arguments),
        BoundSubquery { Kind: SubqueryKind.Exists } => false,
        BoundAggregate { Function.IsCount: true } => false,
        _ => true,
    };

    private static bool AnyCanBeNull(IReadOnlyList<BoundExpression> expressions)
    {
        foreach (BoundExpression expression in expressions)
        {
            if (CanBeNull(expression)) return true;
        }
        return false;
    }

    private static bool CaseCanBeNull(BoundCase @case)
    {
        for (int i = 1; i < @case.Branches.Count; i += 2)
        {
            if (CanBeNull(@case.Branches[i])) return true;
        }
        return CanBeNull(@case.Default);
    }
}
