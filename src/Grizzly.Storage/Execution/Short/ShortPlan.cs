using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>A plan that is a single chain over an index or over listed rows: it runs on the caller's thread, without
/// pipelines, and what it is made of is kept for the next execution.</summary>
/// <remarks>
/// Shapes: index scan or VALUES, then filters, projections, index joins and LIMIT; as a query, or below INSERT, UPDATE
/// and DELETE without ON CONFLICT and other tables. Immutable and thread-safe; executions take a <see
/// cref="ShortRun"/> each and give it back.
/// </remarks>
internal sealed class ShortPlan
{
    /// <summary>Listed rows are one vector.</summary>
    private const int MostRows = ColumnVector.MaxCapacity;

    private readonly LogicalOperator _plan;
    private readonly int _parameterCount;
    private ShortRun? _idle;

    private ShortPlan(LogicalOperator plan, int parameterCount)
    {
        _plan = plan;
        _parameterCount = parameterCount;
    }

    /// <summary>True for INSERT, UPDATE and DELETE.</summary>
    public bool IsModification => ModificationOf(_plan) is not null;

    /// <summary>The plan in short form, or null where it needs more.</summary>
    public static ShortPlan? TryCreate(LogicalOperator plan, int parameterCount)
    {
        LogicalModification? modification = ModificationOf(plan);
        bool fits = modification switch
        {
            { IsMain: false } => false,
            { Returning: not null } when !CanReturn(plan, modification) => false,
            LogicalInsert { Conflict: not null } => false,
            LogicalInsert insert => IsChain(insert.Input, allowsValues: true) && CanReuse(insert.Rules),
            LogicalUpdate update => IsChain(update.Input, allowsValues: false) && CanReuse(update.Rules),
            LogicalDelete delete => IsChain(delete.Input, allowsValues: false) && CanReuse(delete.Rules),
            null => IsChain(plan, allowsValues: false),
            _ => false,
        };
        return fits ? new ShortPlan(plan, parameterCount) : null;
    }

    /// <summary>State for one execution; give it back with <see cref="Return"/>.</summary>
    public ShortRun Rent() => Interlocked.Exchange(ref _idle, null) ?? new ShortRun(this, _plan, _parameterCount);

    public void Return(ShortRun run)
    {
        ShortRun? other = Interlocked.Exchange(ref _idle, run);
        other?.Dispose();
    }

    /// <summary>The modification whose RETURNING a plan shows, or which it is; null for a query.</summary>
    internal static LogicalModification? ModificationOf(LogicalOperator plan)
    {
        while (plan is LogicalProject project) plan = project.Input;
        return plan as LogicalModification;
    }

    /// <summary>Whether what is returned is computed from the changed rows alone.</summary>
    private static bool CanReturn(LogicalOperator plan, LogicalModification modification)
    {
        for (; plan is LogicalProject project; plan = project.Input)
        {
            if (!project.Expressions.All(IsReusable)) return false;
        }
        ReturnedRows returned = modification.Returning!;
        int sides = (returned.HasOld ? 1 : 0) + (returned.HasNew ? 1 : 0);
        return returned.Columns.Count == sides * modification.Table.Columns.Count;
    }

    private static bool IsChain(LogicalOperator plan, bool allowsValues) => plan switch
    {
        LogicalGet get => get.Index is not null && get.Filters.All(IsReusable),
        LogicalValues values => allowsValues && values.Rows.Count <= MostRows
            && values.Rows.All(row => row.All(IsReusable)),
        LogicalFilter filter => filter.Predicates.All(IsReusable) && IsChain(filter.Input, allowsValues),
        LogicalProject project => project.Expressions.All(IsReusable) && IsChain(project.Input, allowsValues),
        LogicalLimit limit => !allowsValues && IsChain(limit.Input, allowsValues),
        LogicalJoin { Lookup: { } lookup } join => !allowsValues && lookup.Keys.All(IsReusable)
            && lookup.Residual.All(IsReusable) && IsChain(join.Left, allowsValues),
        _ => false,
    };

    private static bool CanReuse(TableRules rules) =>
        rules.Checks.All(check => IsReusable(check.Condition)) && rules.Generated.All(value => IsReusable(value.Value));

    /// <summary>
    /// Whether an evaluator may serve with other parameters: functions may keep what they computed from a parameter
    /// together with columns, so those are made anew by the long way.
    /// </summary>
    private static bool IsReusable(BoundExpression expression)
    {
        if (expression is BoundSubquery) return false;
        bool mixes = expression is BoundCall or BoundInList or BoundCase or BoundCoalesce
            && ExpressionTree.Any(expression, node => node is BoundParameter)
            && ExpressionTree.Any(expression, node => node is BoundColumn);
        return !mixes && expression.Children.All(IsReusable);
    }
}
