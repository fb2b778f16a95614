using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// The right side of a dependent join that is projections and filters over exactly one row: an aggregate without
/// groups, or SELECT without FROM. Then the join needs no domain: the left side is outer-joined to the aggregate
/// grouped by its correlation, an empty group gives the counts' zeros and other aggregates' NULLs, and what stood above
/// the aggregate is computed above that join, on the left side's rows.
/// </summary>
/// <remarks>
/// NULLs: a left row with NULL in a correlation column finds no group, which is the same as its group being empty.
/// </remarks>
internal sealed class OneRowChain
{
    private readonly OptimizerContext _context;
    private readonly Domain _domain;
    private readonly CorrelationLifter _lifter;

    /// <summary>HAVING predicates met so far: the one row is there where all are true.</summary>
    private readonly List<BoundExpression> _having = [];

    private OneRowChain(OptimizerContext context, Domain domain, CorrelationLifter lifter)
    {
        _context = context;
        _domain = domain;
        _lifter = lifter;
    }

    public static bool Fits(LogicalOperator plan) => plan switch
    {
        LogicalAggregate { Groups.Count: 0 } or LogicalValues { Rows.Count: 1 } => true,
        LogicalProject or LogicalFilter or LogicalSort => Fits(plan.Inputs[0]),
        LogicalLimit limit => RowBounds.IsNeedless(limit) && Fits(limit.Input),
        _ => false,
    };

    /// <summary>The join of kind <paramref name="kind"/> with such a right side.</summary>
    public static LogicalOperator Join(
        OptimizerContext context, Domain domain, CorrelationLifter lifter, JoinKind kind, LogicalOperator right,
        IReadOnlyList<BoundExpression> conditions, LogicalColumn? mark, IReadOnlyList<LogicalColumn> output)
    {
        var chain = new OneRowChain(context, domain, lifter);
        // Left and Single joins must be able to give their columns NULLs, so the chain computes copies.
        IReadOnlyDictionary<int, LogicalColumn>? copies = null;
        LogicalOperator source = kind is JoinKind.Left or JoinKind.Single ? PlanCopy.Of(right, context, out copies)
            : right;
        LogicalOperator plan = chain.Build(source);
        IEnumerable<BoundExpression> own = copies is null ? conditions
            : conditions.Select(condition => PlanCopy.Replace(condition, copies));
        List<BoundExpression> predicates = [.. chain._having, .. own];
        switch (kind)
        {
            case JoinKind.Inner or JoinKind.Semi:
                return PlanBuilder.WithOutput(PlanBuilder.Filter(plan, predicates), output);
            case JoinKind.Anti:
                BoundExpression absent = predicates.Count == 0
                    ? PlanBuilder.False
                    : new BoundNot(PlanBuilder.IsTruth(ExpressionTree.And(predicates)));
                return PlanBuilder.WithOutput(new LogicalFilter(plan, [absent]), output);
            case JoinKind.Mark:
            {
                BoundExpression value = !own.Any() ? PlanBuilder.True : ExpressionTree.And([.. own]);
                return PlanBuilder.WithOutput(
                    PlanBuilder.Extend(plan, [chain.WhereKept(value, PlanBuilder.False)], [mark!]), output);
            }
            default:
            {
                chain._having.AddRange(own);
                BoundExpression[] values = [.. right.Output.Select(column =>
                    chain.WhereKept(new BoundColumn(copies![column.Id]), new BoundConstant(Value.Null(column.Type))))];
                return PlanBuilder.WithOutput(PlanBuilder.Extend(plan, values, right.Output), output);
            }
        }
    }

    /// <summary>The left side's rows, each extended with the columns of the chain.</summary>
    private LogicalOperator Build(LogicalOperator plan)
    {
        switch (plan)
        {
            case LogicalAggregate aggregate:
            {
                CorrelationLifter.Grouped grouped = _lifter.Group(aggregate);
                LogicalOperator join = PlanBuilder.Join(
                    grouped.Pending.Count == 0 ? JoinKind.Inner : JoinKind.Left, _domain.Left, grouped.Plan,
                        grouped.Pending);
                return PlanBuilder.Extend(
                    join, [.. grouped.IfEmpty.Select(item => item.Value)],
                        [.. grouped.IfEmpty.Select(item => item.Column)]);
            }
            case LogicalValues values: return PlanBuilder.Extend(_domain.Left, values.Rows[0], values.Columns);
            case LogicalFilter filter:
            {
                LogicalOperator input = Build(filter.Input);
                _having.AddRange(filter.Predicates);
                return input;
            }
            case LogicalProject project:
            {
                LogicalOperator input = Build(project.Input);
                HashSet<int> present = ColumnSets.Of(input.Output);
                var expressions = new List<BoundExpression>();
                var columns = new List<LogicalColumn>();
                for (int i = 0; i < project.Columns.Count; i++)
                {
                    if (!present.Add(project.Columns[i].Id)) continue;
                    LogicalColumn column = project.Columns[i];
                    expressions.Add(WhereKept(project.Expressions[i], new BoundConstant(Value.Null(column.Type))));
                    columns.Add(column);
                }
                return PlanBuilder.Extend(input, expressions, columns);
            }
            default: return Build(plan.Inputs[0]);
        }
    }

    /// <summary>The value, guarded by the HAVING predicates so that it is not computed for rows they removed.</summary>
    private BoundExpression WhereKept(BoundExpression value, BoundExpression otherwise) =>
        _having.Count == 0 ? value : new BoundCase([ExpressionTree.And([.. _having]), value], otherwise, value.Type);
}
