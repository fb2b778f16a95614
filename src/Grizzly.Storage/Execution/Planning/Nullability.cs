using Grizzly.Logical;

namespace Grizzly.Execution;

/// <summary>Whether an expression over an operator's output can be NULL. Conservative: true where it is not
/// known.</summary>
internal static class Nullability
{
    public static bool MayBeNull(BoundExpression expression, LogicalOperator input)
    {
        switch (expression)
        {
            case BoundConstant constant: return constant.Value.IsNull;
            case BoundColumn column: return column.Column.IsNullable || MayBeNull(column.Column, input);
            case BoundIsNull: return false;
            case BoundComparison { Kind: ComparisonKind.Distinct or ComparisonKind.NotDistinct }: return false;
            case BoundCast { IsTry: false } or BoundComparison or BoundNot or BoundJunction:
                return expression.Children.Any(child => MayBeNull(child, input));
            default: return true;
        }
    }

    /// <summary>A column that is not nullable where it is defined becomes so on the far side of an outer
    /// join.</summary>
    private static bool MayBeNull(LogicalColumn column, LogicalOperator op)
    {
        if (op is LogicalJoin join)
        {
            bool left = Yields(join.Left, column), right = Yields(join.Right, column);
            if (left && join.Kind is JoinKind.Right or JoinKind.Full) return true;
            if (right && join.Kind is JoinKind.Left or JoinKind.Full or JoinKind.Single) return true;
            return left ? MayBeNull(column, join.Left) : right && MayBeNull(column, join.Right);
        }
        foreach (LogicalOperator input in op.Inputs)
        {
            if (Yields(input, column) && MayBeNull(column, input)) return true;
        }
        return false;
    }

    private static bool Yields(LogicalOperator op, LogicalColumn column) =>
        op.Output.Any(other => other.Id == column.Id);
}
