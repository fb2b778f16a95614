using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>Turns conjuncts over one column and constants into filters that scans evaluate on stored data.</summary>
/// <remarks>Both keep exactly the rows for which the conjunct is true; NULL is not true, so the three-valued forms need
/// no care here.</remarks>
internal sealed class ScanFilterBuilder(EvaluationContext evaluation)
{
    /// <summary>The filter and its column, or false where the conjunct cannot be pushed.</summary>
    public bool TryBuild(BoundExpression predicate, out LogicalColumn column, out ScanFilter filter)
    {
        column = null!;
        filter = null!;
        LogicalColumn? found = null;
        ScanFilter? built = Build(predicate, ref found);
        if (built is null || found is null) return false;
        (column, filter) = (found, built);
        return true;
    }

    private ScanFilter? Build(BoundExpression predicate, ref LogicalColumn? column)
    {
        switch (predicate)
        {
            case BoundComparison comparison: return BuildComparison(comparison, ref column);
            case BoundInList inList: return BuildInList(inList, ref column);
            case BoundIsNull { Input: BoundColumn input } isNull:
                return SameColumn(input.Column, ref column) ? isNull.IsNegated
                    ? ScanFilter.IsNotNull : ScanFilter.IsNull : null;
            case BoundJunction junction: return BuildJunction(junction, ref column);
            default: return null;
        }
    }

    private ScanFilter? BuildJunction(BoundJunction junction, ref LogicalColumn? column)
    {
        var parts = new ScanFilter[junction.Operands.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            if (Build(junction.Operands[i], ref column) is not { } part) return null;
            parts[i] = part;
        }
        return junction.IsAnd ? ScanFilter.And(parts) : ScanFilter.Or(parts);
    }

    private ScanFilter? BuildComparison(BoundComparison comparison, ref LogicalColumn? column)
    {
        (BoundExpression left, BoundExpression right, ComparisonKind kind) =
            (comparison.Left, comparison.Right, comparison.Kind);
        if (left is not BoundColumn) (left, right, kind) = (right, left, Mirror(kind));
        if (left is not BoundColumn input || ScanOperation(kind) is not { } operation) return null;
        if (!TryConstant(right, out Value value) || value.Type != input.Type) return null;
        return SameColumn(input.Column, ref column) ? ScanFilter.Compare(operation, value) : null;
    }

    private ScanFilter? BuildInList(BoundInList inList, ref LogicalColumn? column)
    {
        if (inList.Input is not BoundColumn input) return null;
        var values = new Value[inList.Items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (!TryConstant(inList.Items[i], out values[i]) || values[i].Type != input.Type) return null;
        }
        return SameColumn(input.Column, ref column) ? ScanFilter.In(values) : null;
    }

    private bool TryConstant(BoundExpression expression, out Value value)
    {
        value = default;
        if (expression is BoundConstant constant)
        {
            value = constant.Value;
            return true;
        }
        if (ExpressionTree.IsVolatile(expression) || ExpressionTree.ColumnsOf(expression).Count > 0) return false;
        try
        {
            value = ExpressionEvaluator.EvaluateConstant(expression, evaluation);
            return true;
        }
        catch (GrizzlyException)
        {
            // The error belongs to the rows that meet it: without rows there is none.
            return false;
        }
    }

    private static bool SameColumn(LogicalColumn found, ref LogicalColumn? column)
    {
        column ??= found;
        return column.Id == found.Id;
    }

    private static ScanComparison? ScanOperation(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal => ScanComparison.Equal,
        ComparisonKind.NotEqual => ScanComparison.NotEqual,
        ComparisonKind.Less => ScanComparison.Less,
        ComparisonKind.LessOrEqual => ScanComparison.LessOrEqual,
        ComparisonKind.Greater => ScanComparison.Greater,
        ComparisonKind.GreaterOrEqual => ScanComparison.GreaterOrEqual,
        _ => null,
    };

    private static ComparisonKind Mirror(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Less => ComparisonKind.Greater,
        ComparisonKind.LessOrEqual => ComparisonKind.GreaterOrEqual,
        ComparisonKind.Greater => ComparisonKind.Less,
        ComparisonKind.GreaterOrEqual => ComparisonKind.LessOrEqual,
        _ => kind,
    };
}
