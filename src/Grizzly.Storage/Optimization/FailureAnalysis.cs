using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>What may raise an error on ordinary data, and so must not run before the filters that guard it.</summary>
internal static class FailureAnalysis
{
    /// <summary>
    /// As ExpressionTree.CanFail, but for casts that always succeed and for sums and products, which fail by overflow
    /// only: those may run on rows that a join would have removed.
    /// </summary>
    public static bool CanFail(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundCall { Function: { CanFail: true, Name: not ("+" or "-" or "*") } }: return true;
            case BoundCast { IsTry: false } cast when !AlwaysSucceeds(cast.Input.Type, cast.Target): return true;
        }
        IReadOnlyList<BoundExpression> children = expression.Children;
        for (int i = 0; i < children.Count; i++)
        {
            if (CanFail(children[i])) return true;
        }
        return false;
    }

    /// <summary>Whether a filter may be moved below joins.</summary>
    public static bool IsMovable(BoundExpression predicate) =>
        !ExpressionTree.IsVolatile(predicate) && !CanFail(predicate);

    private static bool AlwaysSucceeds(LogicalType from, LogicalType to) =>
        from == to || from.IsNull || to.IsString || CastAnalysis.IsLossless(from, to)
            || (from.IsNumeric && to.Id == LogicalTypeId.Double);
}
