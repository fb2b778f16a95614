using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Merges a projection into the one above it and drops projections that change nothing. Right under NULL since each
/// expression still sees the same values. An expression that is more than a column moves only where it is used once,
/// and never if volatile.
/// </summary>
internal static class ProjectMerging
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        PlanExpressions.Rewrite(plan, Merge);

    private static LogicalOperator Merge(LogicalOperator plan)
    {
        if (plan is not LogicalProject project) return plan;
        if (project.Input is LogicalProject inner && CanMerge(project, inner))
        {
            var map = new Dictionary<LogicalColumn, BoundExpression>();
            for (int i = 0; i < inner.Columns.Count; i++) map[inner.Columns[i]] = inner.Expressions[i];
            BoundExpression[] expressions =
                [.. project.Expressions.Select(expression => ExpressionTree.Replace(expression, map))];
            return Merge(new LogicalProject(inner.Input, expressions, project.Columns));
        }
        return PassesAll(project) ? project.Input : plan;
    }

    private static bool PassesAll(LogicalProject project)
    {
        IReadOnlyList<LogicalColumn> input = project.Input.Output;
        if (input.Count != project.Columns.Count) return false;
        for (int i = 0; i < input.Count; i++)
        {
            if (project.Columns[i].Id != input[i].Id || project.Expressions[i] is not BoundColumn column
                || column.Column.Id != input[i].Id) return false;
        }
        return true;
    }

    private static bool CanMerge(LogicalProject outer, LogicalProject inner)
    {
        var uses = new Dictionary<int, int>();
        foreach (BoundExpression expression in outer.Expressions) CountUses(expression, uses);
        for (int i = 0; i < inner.Columns.Count; i++)
        {
            if (inner.Expressions[i] is BoundColumn or BoundConstant) continue;
            if (uses.GetValueOrDefault(inner.Columns[i].Id) > 1
                || ExpressionTree.IsVolatile(inner.Expressions[i])) return false;
        }
        return true;
    }

    private static void CountUses(BoundExpression expression, Dictionary<int, int> uses)
    {
        if (expression is BoundColumn column) uses[column.Column.Id] = uses.GetValueOrDefault(column.Column.Id) + 1;
        foreach (BoundExpression child in expression.Children) CountUses(child, uses);
    }
}
