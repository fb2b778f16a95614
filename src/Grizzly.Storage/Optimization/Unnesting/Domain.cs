using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// The domain of one dependent join: the different values its left side has in the columns the right side uses. Where
/// the left side is cheap it is computed again for the domain, else it becomes a CTE that both read, so that it runs
/// once and volatile calls in it give one answer.
/// </summary>
internal sealed class Domain(OptimizerContext context, LogicalOperator left)
{
    private LogicalOperator? _definition;
    private IReadOnlyDictionary<int, LogicalColumn>? _definitionMap;
    private int _cteId;

    public OptimizerContext Context { get; } = context;

    /// <summary>The ids of the left side's columns.</summary>
    public HashSet<int> Columns { get; } = ColumnSets.Of(left.Output);

    /// <summary>The left side as the join reads it. To be asked after all uses of <see cref="New"/>.</summary>
    public LogicalOperator Left => _definition is null
        ? left
        : new LogicalCteScan(
            _cteId, "outer", left.Output, [.. left.Output.Select(column => _definitionMap![column.Id])]);

    /// <summary>A relation of the different values of some of the left side's columns, under fresh columns.</summary>
    public LogicalOperator New(IReadOnlyList<LogicalColumn> columns, out Dictionary<int, LogicalColumn> map)
    {
        LogicalOperator source;
        IReadOnlyDictionary<int, LogicalColumn> copies;
        if (IsCheap(left))
        {
            source = PlanCopy.Of(left, Context, out copies);
        }
        else
        {
            if (_definition is null)
            {
                _definition = PlanCopy.Of(left, Context, out _definitionMap);
                _cteId = Context.NewCteId();
            }
            LogicalColumn[] fresh = [.. left.Output.Select(Context.Copy)];
            source = new LogicalCteScan(
                _cteId, "outer", fresh, [.. left.Output.Select(column => _definitionMap![column.Id])]);
            copies = left.Output.Zip(fresh).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        }
        map = columns.ToDictionary(column => column.Id, column => copies[column.Id]);
        IReadOnlyDictionary<int, LogicalColumn> chosen = map;
        return new LogicalDistinct(PlanBuilder.WithOutput(source, [.. columns.Select(column => chosen[column.Id])]));
    }

    /// <summary>Puts the CTE, if the domain needed one, above the finished join.</summary>
    public LogicalOperator Finish(LogicalOperator join) =>
        _definition is null ? join : new LogicalCte(_cteId, "outer", _definition, join);

    private static bool IsCheap(LogicalOperator plan)
    {
        if (PlanExpressions.Any(plan, ExpressionTree.IsVolatile)) return false;
        return plan switch
        {
            LogicalGet or LogicalCteScan => true,
            LogicalValues values => values.Rows.Count <= 16,
            LogicalFilter or LogicalProject => IsCheap(plan.Inputs[0]),
            _ => false,
        };
    }
}
