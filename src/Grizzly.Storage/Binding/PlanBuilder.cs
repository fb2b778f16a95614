using Grizzly.Logical;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>Common shapes of plans.</summary>
internal static class PlanBuilder
{
    /// <summary>One row of no columns: SELECT without FROM.</summary>
    public static LogicalValues OneRow() => new([[]], []);

    /// <summary>
    /// Computes the expressions. An input column that only passes through keeps its identity, but only once: a second
    /// mention becomes a column of its own, and so does a column of an enclosing query.
    /// </summary>
    public static BoundQuery Project(
        BindContext context, LogicalOperator input, IReadOnlyList<BoundExpression> expressions,
        IReadOnlyList<string> names)
    {
        var own = new HashSet<int>();
        foreach (LogicalColumn column in input.Output) own.Add(column.Id);
        var columns = new LogicalColumn[expressions.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = expressions[i] is BoundColumn { Column: var column } && own.Remove(column.Id)
                ? column
                : context.Ids.New(names[i], expressions[i].Type, Nullability.CanBeNull(expressions[i]));
        }
        if (expressions.Count == input.Output.Count && PassesThrough(input, columns))
            return new BoundQuery(input, names, columns);
        return new BoundQuery(new LogicalProject(input, expressions, columns), names, columns);
    }

    /// <summary>The query with its columns cast to the types; into its own projection where it ends in one.</summary>
    public static BoundQuery CastColumns(BindContext context, BoundQuery query, IReadOnlyList<LogicalType> types)
    {
        if (query.Columns.Select(column => column.Type).SequenceEqual(types)) return query;
        bool isProjection = query.Plan is LogicalProject;
        IReadOnlyList<BoundExpression> items = query.Plan is LogicalProject project
            ? project.Expressions
            : [.. query.Columns.Select(column => new BoundColumn(column))];
        LogicalOperator input = isProjection ? query.Plan.Inputs[0] : query.Plan;
        return Project(context, input, [.. items.Select((item, i) => context.Types.Cast(item, types[i]))], query.Names);
    }

    /// <summary>The rows for which the condition holds.</summary>
    public static LogicalOperator Filter(LogicalOperator input, BoundExpression? condition)
    {
        if (condition is null) return input;
        var conjuncts = new List<BoundExpression>();
        ExpressionTree.SplitConjuncts(condition, conjuncts);
        conjuncts.RemoveAll(IsTrue);
        return conjuncts.Count == 0 ? input : new LogicalFilter(input, conjuncts);
    }

    public static bool IsTrue(BoundExpression expression) =>
        expression is BoundConstant { Value: { IsNull: false, Bool: true } };

    private static bool PassesThrough(LogicalOperator input, LogicalColumn[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (input.Output[i].Id != columns[i].Id) return false;
        }
        return true;
    }
}
