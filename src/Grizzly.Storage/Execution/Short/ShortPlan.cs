using Grizzly.Logical;

namespace Grizzly.Execution;

/// <summary>A plan that is a single chain over an index or over listed rows: it runs on the caller's thread, without
/// pipelines, and what it is made of is kept for the next execution.</summary>
/// <remarks>
/// Shapes: index scan or VALUES, then filters, projections, index joins and LIMIT; as a query, or below INSERT, UPDATE
/// and DELETE without RETURNING or ON CONFLICT. Immutable and thread-safe; executions take a <see cref="ShortRun"/>
/// each and give it back.
/// </remarks>
internal sealed class ShortPlan
{
    private readonly LogicalOperator _plan;
    private readonly int _parameterCount;
    private ShortRun? _idle;

    private ShortPlan(LogicalOperator plan, int parameterCount)
    {
        _plan = plan;
        _parameterCount = parameterCount;
    }

    /// <summary>True for INSERT, UPDATE and DELETE.</summary>
    public bool IsModification => _plan is LogicalModification;

    /// <summary>The plan in short form, or null where it needs more.</summary>
    public static ShortPlan? TryCreate(LogicalOperator plan, int parameterCount)
    {
        bool fits = plan switch
        {
            LogicalModification { Returning: not null } or LogicalModification { IsMain: false } => false,
            LogicalInsert { Conflict: not null } => false,
            LogicalInsert insert => IsChain(insert.Input, allowsValues: true) && CanReuse(insert.Rules),
            LogicalUpdate update => IsChain(update.Input, allowsValues: false) && CanReuse(update.Rules),
            LogicalDelete delete => IsChain(delete.Input, allowsValues: false) && CanReuse(delete.Rules),
            _ => IsChain(plan, allowsValues: false),
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

    private static bool IsChain(LogicalOperator plan, bool allowsValues) => plan switch
    {
        LogicalGet get => get.Index is not null && get.Filters.All(IsReusable),
        LogicalValues values => allowsValues && values.Rows.Count <= 16 && values.Rows.All(row => row.All(IsReusable)),
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
