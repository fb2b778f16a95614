using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>The largest column id and CTE id in a plan, subqueries included, to number on from.</summary>
internal sealed class PlanNumbers
{
    public int LastColumnId { get; private set; }

    public int LastCteId { get; private set; }

    public void Add(LogicalOperator plan)
    {
        foreach (LogicalOperator input in plan.Inputs) Add(input);
        if (plan is LogicalCte cte) LastCteId = Math.Max(LastCteId, cte.CteId);
        if (plan is LogicalRecursiveCte recursive) LastCteId = Math.Max(LastCteId, recursive.CteId);
        if (plan is LogicalJoin { MarkColumn: { } mark }) Add(mark);
        if (plan is not (LogicalFilter or LogicalJoin or LogicalSort or LogicalLimit or LogicalDistinct or LogicalTopN))
        {
            foreach (LogicalColumn column in plan.Output) Add(column);
        }
        PlanExpressions.Visit(plan, Add);
    }

    private void Add(LogicalColumn column) => LastColumnId = Math.Max(LastColumnId, column.Id);

    private void Add(BoundExpression expression)
    {
        if (expression is BoundColumn column) Add(column.Column);
        if (expression is BoundSubquery subquery) Add(subquery.Plan);
        foreach (BoundExpression child in expression.Children) Add(child);
    }
}
