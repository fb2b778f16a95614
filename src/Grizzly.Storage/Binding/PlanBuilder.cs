using Grizzly.Logical;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

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
            columns[i] = expressions[i] is BoundColumn { Column: var column } && HasOwnCollation(expressions[i])
                && own.Remove(column.Id)
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

    /// <summary>False for a column that COLLATE was written at: shown, it is another column.</summary>
    private static bool HasOwnCollation(BoundExpression expression) =>
        expression is BoundColumn column && Equals(column.Type.Collation, column.Column.Type.Collation);

    /// <summary>The first row, in the order of the keys, of those that agree in the expressions; with the row's number
    /// among them as last column.</summary>
    public static LogicalFilter FirstOf(
        BindContext context, LogicalOperator plan, IReadOnlyList<BoundExpression> same,
        IReadOnlyList<SortKey> keys)
    {
        LogicalColumn number = context.Ids.New("row_number", LogicalType.BigInt, isNullable: false);
        plan = new LogicalWindow(plan, same, keys, [BoundWindow.RowNumber], [number]);
        var first = new BoundConstant(Value.Of(LogicalType.BigInt, Int128.One));
        return new LogicalFilter(plan, [new BoundComparison(ComparisonKind.Equal, new BoundColumn(number), first)]);
    }

    /// <summary>The rows without repetitions; of texts that are equal under their collation one is kept.</summary>
    public static LogicalOperator Distinct(
        BindContext context, LogicalOperator plan, IReadOnlyList<LogicalColumn> columns)
    {
        if (!columns.Any(column => Collations.HasKey(column.Type))) return new LogicalDistinct(plan);
        BoundExpression[] same = [.. columns.Select(column => Collations.Key(context, new BoundColumn(column)))];
        return new LogicalProject(FirstOf(context, plan, same, []),
            [.. plan.Output.Select(column => new BoundColumn(column))], plan.Output);
    }

    private static bool PassesThrough(LogicalOperator input, LogicalColumn[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (input.Output[i].Id != columns[i].Id) return false;
        }
        return true;
    }
}
