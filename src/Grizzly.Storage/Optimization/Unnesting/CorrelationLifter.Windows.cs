using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>Windows: the keys of lifted equalities partition them, so that each outer row has partitions of its
/// own.</summary>
internal sealed partial class CorrelationLifter
{
    private Lifted LiftWindow(LogicalWindow window)
    {
        var expressions = new List<BoundExpression>();
        PlanExpressions.Visit(window, expressions.Add);
        Lifted input = Lift(window.Input);
        if (!input.Pending.All(PassesGroups))
            input = WithDomain(input, OuterColumns([.. input.Pending, .. expressions]));
        input = Replace(input, expressions, out Func<BoundExpression, BoundExpression> replace);
        var mapped = (LogicalWindow)PlanExpressions.Map(window, replace);
        var partition = new List<BoundExpression>(mapped.PartitionBy);
        foreach (BoundExpression predicate in input.Pending)
        {
            if (OuterEquality.From(predicate, _outer) is { } equality
                && !partition.Exists(key => ExpressionEquality.Instance.Equals(key, equality.Inner)))
                partition.Add(equality.Inner);
        }
        return new Lifted(mapped with { Input = input.Plan, PartitionBy = partition }, input.Pending);
    }

    /// <summary>The call's arguments come from twins or the domain; its rows stay beside the row they belong
    /// to.</summary>
    private Lifted LiftFunctionApply(LogicalFunctionApply apply)
    {
        Lifted input = Replace(
            Lift(apply.Input), apply.Arguments, out Func<BoundExpression, BoundExpression> replace);
        return new Lifted(
            apply with { Input = input.Plan, Arguments = [.. apply.Arguments.Select(replace)] }, input.Pending);
    }

    /// <summary>
    /// LIMIT for each outer row: rows are numbered in the order of the sort below, and the numbers compared. So limits
    /// may use outer columns.
    /// </summary>
    private Lifted LiftLimit(LogicalOperator plan)
    {
        (LogicalOperator input, IReadOnlyList<SortKey> keys, BoundExpression? limit, BoundExpression? offset) =
            plan switch
            {
                LogicalTopN top => (top.Input, top.Keys, top.Limit, top.Offset),
                LogicalLimit { Input: LogicalSort sort } bounded =>
                    (sort.Input, sort.Keys, bounded.Limit, bounded.Offset),
                LogicalLimit other => (other.Input, Array.Empty<SortKey>(), other.Limit, other.Offset),
                _ => throw Common.Errors.Internal("not a limit"),
            };
        return Lift(RowNumbers.Limit(_context, input, keys, limit, offset));
    }
}
