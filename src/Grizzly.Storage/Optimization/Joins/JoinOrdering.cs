using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Chooses the order of inner joins by estimated cost: exhaustively (DPccp, Moerkotte and Neumann, VLDB 2006) up to
/// <see cref="MaxExhaustive"/> relations, greedily (GOO) beyond. The smaller side becomes the right one, which hash
/// joins build on. Left joins turn around where their left side is the smaller. Right under NULL: inner joins commute
/// and associate, every predicate is still checked, and of equalities that follow from others one for each class and
/// join is enough.
/// </summary>
internal sealed class JoinOrdering
{
    public const int MaxExhaustive = 12;

    private readonly CardinalityEstimator _estimator;

    private readonly HintSet _hints;

    private JoinOrdering(OptimizerContext context)
    {
        _estimator = new CardinalityEstimator(context);
        _hints = context.Options.Hints;
    }

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new JoinOrdering(context).Visit(plan);

    private LogicalOperator Visit(LogicalOperator plan)
    {
        if (plan is LogicalJoin { Kind: JoinKind.Inner }) return Order(plan);
        plan = PlanExpressions.MapInputs(plan, Visit);
        return plan is LogicalJoin { Kind: JoinKind.Left } join
            && _estimator.Rows(join.Right) > 1.5 * _estimator.Rows(join.Left)
            ? PlanBuilder.Turn(join)
            : plan;
    }

    private LogicalOperator Order(LogicalOperator plan)
    {
        JoinRegion region = JoinRegion.Flatten(plan, []);
        LogicalOperator[] relations = [.. region.Relations.Select(Visit)];
        foreach (LogicalOperator relation in relations) _estimator.Rows(relation);
        List<BoundExpression> top = [.. region.Predicates.Where(IsKeptAbove)];
        List<BoundExpression> predicates = [.. region.Predicates.Where(predicate => !IsKeptAbove(predicate))];
        if (relations.Length > 60) return PlanBuilder.Filter(JoinRegion.Chain([.. relations], predicates), top);
        var graph = new JoinGraph(_estimator, relations, predicates);
        LogicalOperator ordered = LeadingOrder.Find(graph, relations, _hints) ?? (relations.Length <= MaxExhaustive
            ? new ExhaustiveOrder(graph).Find() : new GreedyOrder(graph).Find());
        return PlanBuilder.Filter(ordered, top);
    }

    private static bool IsKeptAbove(BoundExpression predicate) =>
        ExpressionTree.IsVolatile(predicate) || ColumnSets.IsColumnFree(predicate);
}
