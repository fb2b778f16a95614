using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>Turns one dependent join into ordinary operators.</summary>
internal sealed class DependentJoins(OptimizerContext context)
{
    /// <summary>
    /// The join of two plans without subqueries or dependent joins inside, where the right one may use the left one's
    /// columns. Yields what a LogicalJoin of that kind would.
    /// </summary>
    public LogicalOperator Join(
        JoinKind kind, LogicalOperator left, LogicalOperator right, IReadOnlyList<BoundExpression> conditions,
            LogicalColumn? mark = null)
    {
        if (kind is JoinKind.Semi or JoinKind.Anti or JoinKind.Mark) right = Strip(right, ref conditions);
        var domain = new Domain(context, left);
        var lifter = new CorrelationLifter(domain);
        if (!lifter.IsCorrelated(right)) return Independent(kind, left, right, conditions, mark);
        LogicalColumn[] output = [.. new LogicalJoin(kind, left, right, [], [], mark).Output];
        if (OneRowChain.Fits(right))
            return domain.Finish(OneRowChain.Join(context, domain, lifter, kind, right, conditions, mark, output));
        Lifted lifted = lifter.Lift(right);
        LogicalOperator rightPlan = lifted.Plan;
        List<BoundExpression> predicates = [.. conditions];
        if (kind == JoinKind.Mark) lifter.MarkPredicates(lifted, ref rightPlan, predicates, expression => expression);
        else predicates.AddRange(lifted.Pending);
        LogicalOperator join = PlanBuilder.Join(kind, domain.Left, rightPlan, predicates, mark);
        return domain.Finish(PlanBuilder.WithOutput(join, output));
    }

    private static LogicalOperator Independent(
        JoinKind kind, LogicalOperator left, LogicalOperator right, IReadOnlyList<BoundExpression> conditions,
            LogicalColumn? mark)
    {
        if (kind == JoinKind.Single)
        {
            RowBound bound = RowBounds.Of(right);
            if (bound == RowBound.ExactlyOne && conditions.Count == 0) kind = JoinKind.Inner;
            else if (bound != RowBound.Any) kind = JoinKind.Left;
        }
        return PlanBuilder.Join(kind, left, right, conditions, mark);
    }

    /// <summary>
    /// Takes off what does not change whether a partner exists: sorting, DISTINCT, LIMIT of at least one row where
    /// there are no conditions, and projections, whose expressions go into the conditions.
    /// </summary>
    private static LogicalOperator Strip(LogicalOperator right, ref IReadOnlyList<BoundExpression> conditions)
    {
        while (true)
        {
            switch (right)
            {
                case LogicalSort or LogicalDistinct: right = right.Inputs[0]; break;
                case LogicalLimit { Offset: null, Limit: BoundConstant { Value: { IsNull: false } count } } limit
                    when conditions.Count == 0 && count.Integer >= 1:
                    right = limit.Input;
                    break;
                case LogicalProject project when !project.Expressions.Any(ExpressionTree.IsVolatile):
                    var map = new Dictionary<LogicalColumn, BoundExpression>();
                    for (int i = 0; i < project.Columns.Count; i++) map[project.Columns[i]] = project.Expressions[i];
                    conditions = [.. conditions.Select(condition => ExpressionTree.Replace(condition, map))];
                    right = project.Input;
                    break;
                default: return right;
            }
        }
    }
}
