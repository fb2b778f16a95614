using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Copies a plan so that it can stand a second time in the same statement: every column it defines and every CTE in it
/// is new.
/// </summary>
internal sealed class PlanCopy
{
    private readonly OptimizerContext _context;
    private readonly Dictionary<int, LogicalColumn> _columns = [];
    private readonly Dictionary<int, int> _ctes = [];

    private PlanCopy(OptimizerContext context) => _context = context;

    /// <summary>The copy, and the new column for each column id of the original. Columns from outside stay.</summary>
    public static LogicalOperator Of(
        LogicalOperator plan, OptimizerContext context, out IReadOnlyDictionary<int, LogicalColumn> map)
    {
        var copy = new PlanCopy(context);
        map = copy._columns;
        return copy.Copy(plan);
    }

    /// <summary>The expression over the copied columns.</summary>
    public static BoundExpression Replace(BoundExpression expression, IReadOnlyDictionary<int, LogicalColumn> map) =>
        ExpressionTree.Rewrite(expression, node =>
            node is BoundColumn column && map.TryGetValue(column.Column.Id, out LogicalColumn? to)
                ? new BoundColumn(to) { Span = node.Span } : node);

    private LogicalOperator Copy(LogicalOperator plan)
    {
        if (plan is LogicalCte cte)
        {
            int id = _ctes[cte.CteId] = _context.NewCteId();
            LogicalOperator definition = Copy(cte.Definition);
            return new LogicalCte(id, cte.Name, definition, Copy(cte.Body));
        }
        if (plan is LogicalRecursiveCte recursive)
        {
            int id = _ctes[recursive.CteId] = _context.NewCteId();
            LogicalColumn[] columns = Define(recursive.Columns);
            return new LogicalRecursiveCte(
                id, recursive.Name, Copy(recursive.Anchor), Copy(recursive.Step), recursive.IsAll, columns);
        }
        IReadOnlyList<LogicalOperator> inputs = plan.Inputs;
        LogicalOperator copied = inputs.Count == 0 ? plan : plan.WithInputs([.. inputs.Select(Copy)]);
        copied = copied switch
        {
            LogicalGet get => get with { Columns = Define(get.Columns) },
            LogicalTableFunction function => function with { Columns = Define(function.Columns) },
            LogicalValues values => values with { Columns = Define(values.Columns) },
            LogicalProject project => project with { Columns = Define(project.Columns) },
            LogicalAggregate aggregate => aggregate with { Columns = Define(aggregate.Columns) },
            LogicalFunctionApply apply => apply with { Columns = Define(apply.Columns) },
            LogicalWindow window => window with { Columns = Define(window.Columns) },
            LogicalSetOperation set => set with { Columns = Define(set.Columns) },
            LogicalJoin { MarkColumn: { } mark } join => join with { MarkColumn = Define(mark) },
            LogicalDependentJoin { MarkColumn: { } mark } join => join with { MarkColumn = Define(mark) },
            LogicalCteScan scan => scan with
            {
                CteId = _ctes.GetValueOrDefault(scan.CteId, scan.CteId),
                Columns = Define(scan.Columns),
                Source = [.. scan.Source.Select(column => _columns.GetValueOrDefault(column.Id, column))],
            },
            _ => copied,
        };
        return PlanExpressions.Map(copied, CopyExpression);
    }

    private BoundExpression CopyExpression(BoundExpression expression) =>
        ExpressionTree.Rewrite(expression, node => node switch
    {
        BoundColumn column when _columns.TryGetValue(column.Column.Id, out LogicalColumn? to) =>
            column with { Column = to },
        BoundSubquery subquery => subquery with { Plan = Copy(subquery.Plan) },
        _ => node,
    });

    private LogicalColumn[] Define(IReadOnlyList<LogicalColumn> columns) => [.. columns.Select(Define)];

    private LogicalColumn Define(LogicalColumn column)
    {
        if (!_columns.TryGetValue(column.Id, out LogicalColumn? copy))
            _columns.Add(column.Id, copy = _context.Copy(column));
        return copy;
    }
}
