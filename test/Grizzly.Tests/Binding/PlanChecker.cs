using Grizzly.Logical;

namespace Grizzly.Tests.Binding;

/// <summary>Checks the binder's promises about a whole plan.</summary>
internal static class PlanChecker
{
    /// <summary>Columns that some operator uses but neither its inputs nor an enclosing query define.</summary>
    public static List<string> Undefined(LogicalOperator plan)
    {
        var missing = new List<string>();
        Visit(plan, [], missing);
        return missing;
    }

    private static void Visit(LogicalOperator plan, HashSet<int> outer, List<string> missing)
    {
        var visible = new HashSet<int>(outer);
        foreach (LogicalOperator input in plan.Inputs) visible.UnionWith(input.Output.Select(column => column.Id));
        foreach (BoundExpression expression in Expressions(plan)) Visit(expression, visible, missing);
        HashSet<int> inside = plan is LogicalDependentJoin join
            ? [.. outer, .. join.Left.Output.Select(column => column.Id)]
            : outer;
        foreach (LogicalOperator input in plan.Inputs) Visit(input, inside, missing);
        if (plan.Output.Select(column => column.Id).Distinct().Count() != plan.Output.Count) missing.Add(
            $"twice in the output of {plan.GetType().Name}");
    }

    private static void Visit(BoundExpression expression, HashSet<int> visible, List<string> missing)
    {
        if (expression is BoundColumn column && !visible.Contains(column.Column.Id)) missing.Add(
            $"{column.Column.Name} ({column.Column.Id})");
        if (expression is BoundSubquery subquery) Visit(subquery.Plan, visible, missing);
        foreach (BoundExpression child in expression.Children) Visit(child, visible, missing);
    }

    private static IEnumerable<BoundExpression> Expressions(LogicalOperator plan) => plan switch
    {
        LogicalGet get => get.Filters.Where(_ => false),
        LogicalValues values => values.Rows.SelectMany(row => row),
        LogicalFilter filter => filter.Predicates,
        LogicalProject project => project.Expressions,
        LogicalAggregate aggregate => [.. aggregate.Groups, .. aggregate.Aggregates],
        LogicalJoin join => [.. join.Conditions.SelectMany(c => new[] { c.Left, c.Right }), .. join.Residual],
        LogicalDependentJoin join => [.. join.Conditions.SelectMany(c => new[] { c.Left, c.Right }), .. join.Residual],
        LogicalSort sort => sort.Keys.Select(key => key.Expression),
        LogicalLimit limit => new[] { limit.Limit, limit.Offset }.OfType<BoundExpression>(),
        _ => [],
    };
}
