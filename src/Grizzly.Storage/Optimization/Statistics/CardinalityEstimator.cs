using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Estimates rows of plans: ranges by interpolation between min and max, equality by the number of distinct values,
/// equijoins by |R| |S| / max(distinct), capped for composite keys by the rows of the relations the keys come from.
/// Remembers what it has estimated.
/// </summary>
internal sealed class CardinalityEstimator(OptimizerContext context)
{
    /// <summary>How many rounds a recursion is taken to have; nobody knows.</summary>
    private const double RecursionRounds = 10;

    /// <summary>Rows that a table function gives for one row of its input.</summary>
    private const double RowsPerCall = 10;

    private readonly Dictionary<LogicalOperator, double> _rows = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, ColumnFacts> _facts = [];
    private readonly Dictionary<int, double> _cteRows = [];
    private Selectivity? _selectivity;

    public Selectivity Selectivity => _selectivity ??= new Selectivity(this);

    /// <summary>The plan with estimates on every operator.</summary>
    public LogicalOperator Annotate(LogicalOperator plan)
    {
        double rows = Rows(plan);
        return PlanExpressions.MapInputs(plan, Annotate) with { EstimatedRows = rows };
    }

    public ColumnFacts Facts(LogicalColumn column) =>
        _facts.TryGetValue(column.Id, out ColumnFacts facts) ? facts : ColumnFacts.Unknown(1000);

    /// <summary>Estimated rows of a plan; at least one unless it is provably empty.</summary>
    public double Rows(LogicalOperator plan)
    {
        if (_rows.TryGetValue(plan, out double rows)) return rows;
        rows = Estimate(plan);
        if (!(rows >= 1)) rows = plan is LogicalValues { Rows.Count: 0 } ? 0 : 1;
        _rows[plan] = rows;
        return rows;
    }

    private double Estimate(LogicalOperator plan)
    {
        switch (plan)
        {
            case LogicalGet get: return EstimateGet(get);
            case LogicalTableFunction function: return Define(function.Columns, function.Function.EstimatedRows);
            case LogicalValues values: return Define(values.Columns, values.Rows.Count);
            case LogicalFilter filter: return Rows(filter.Input) * Selectivity.OfAll(filter.Predicates);
            case LogicalProject project: return EstimateProject(project);
            case LogicalAggregate aggregate: return EstimateAggregate(aggregate);
            case LogicalDistinct distinct: return Math.Min(Rows(distinct.Input), Combinations(distinct.Output));
            case LogicalJoin join: return EstimateJoin(join);
            case LogicalDependentJoin join: return Rows(join.Left) * Rows(join.Right);
            case LogicalSort sort: return Rows(sort.Input);
            case LogicalFunctionApply apply:
                Define(apply.Columns, Rows(apply.Input) * RowsPerCall);
                return Rows(apply.Input) * RowsPerCall;
            case LogicalSample sample:
                return sample.IsPercent
                    ? Rows(sample.Input) * sample.Size / 100 : Math.Min(Rows(sample.Input), sample.Size);
            case LogicalWindow window:
            {
                double rows = Rows(window.Input);
                Define(window.Columns, rows);
                return rows;
            }
            case LogicalLimit limit: return Math.Min(Rows(limit.Input), Bound(limit.Limit));
            case LogicalTopN top: return Math.Min(Rows(top.Input), Bound(top.Limit));
            case LogicalSetOperation set: return EstimateSet(set);
            case LogicalCte cte:
                _cteRows[cte.CteId] = Rows(cte.Definition);
                return Rows(cte.Body);
            case LogicalRecursiveCte recursive:
            {
                double rows = _cteRows[recursive.CteId] = Rows(recursive.Anchor);
                Define(recursive.Columns, rows);
                return rows + RecursionRounds * Rows(recursive.Step);
            }
            case LogicalCteScan scan: return EstimateCteScan(scan);
            default:
                foreach (LogicalOperator input in plan.Inputs) Rows(input);
                return 1;
        }
    }

    private static double Bound(BoundExpression? limit) =>
        limit is BoundConstant { Value.IsNull: false } constant ? (double)constant.Value.Integer : double.MaxValue;

    private double EstimateGet(LogicalGet get)
    {
        double rows = Math.Max(0, context.Statistics.RowCount(get.Table));
        for (int i = 0; i < get.Columns.Count; i++)
        {
            int column = get.ColumnIndexes[i];
            ColumnStatisticsView? view = column == LogicalGet.RowIdIndex ? null
                : context.Statistics.Column(get.Table, column);
            _facts[get.Columns[i].Id] = view is null
                ? ColumnFacts.Unknown(rows)
                : new ColumnFacts(
                    Math.Clamp(view.Distinct, 1, Math.Max(1, rows)), Math.Max(1, rows),
                    view.Min is { } min ? ColumnFacts.Number(min) : double.NaN,
                    view.Max is { } max ? ColumnFacts.Number(max) : double.NaN,
                    Math.Clamp(view.NullFraction, 0, 1));
        }
        IReadOnlyList<BoundExpression> filters =
            get.Index is { } index ? [.. index.Pushed, .. get.Filters] : get.Filters;
        return rows * Selectivity.OfAll(filters);
    }

    private double EstimateProject(LogicalProject project)
    {
        double rows = Rows(project.Input);
        for (int i = 0; i < project.Columns.Count; i++)
        {
            if (project.Expressions[i] is BoundColumn same && same.Column.Id == project.Columns[i].Id) continue;
            _facts[project.Columns[i].Id] = FactsOf(project.Expressions[i], rows);
        }
        return rows;
    }

    private double EstimateAggregate(LogicalAggregate aggregate)
    {
        double rows = Rows(aggregate.Input);
        double groups = 1;
        foreach (BoundExpression group in aggregate.Groups)
            groups = Math.Min(groups * Math.Min(rows, FactsOf(group, rows).Distinct), rows);
        for (int i = 0; i < aggregate.Columns.Count; i++)
        {
            ColumnFacts facts = i < aggregate.Groups.Count ? FactsOf(aggregate.Groups[i], rows)
                : ColumnFacts.Unknown(groups);
            _facts[aggregate.Columns[i].Id] = facts with
            {
                Distinct = Math.Max(1, Math.Min(facts.Distinct, groups)), SourceRows = Math.Max(1, groups),
            };
        }
        return groups;
    }

    private double EstimateJoin(LogicalJoin join)
    {
        double left = Rows(join.Left), right = Rows(join.Right);
        if (join.MarkColumn is { } mark) _facts[mark.Id] = new ColumnFacts(2, left, 0, 1, 0);
        double inner = left * right * Selectivity.OfJoin(join.Conditions) * Selectivity.OfAll(join.Residual);
        return join.Kind switch
        {
            JoinKind.Inner => inner,
            JoinKind.Left => Math.Max(left, inner),
            JoinKind.Right => Math.Max(right, inner),
            JoinKind.Full => Math.Max(Math.Max(left, right), inner),
            JoinKind.Semi => left * MatchFraction(join, right),
            JoinKind.Anti => left * Math.Max(0.05, 1 - MatchFraction(join, right)),
            _ => left,
        };
    }

    /// <summary>
    /// The share of left rows that have a partner, keys of the right side taken to be among those of the left.
    /// </summary>
    private double MatchFraction(LogicalJoin join, double right)
    {
        double fraction = 1;
        bool asksMore = join.Residual.Count > 0;
        foreach (JoinCondition condition in join.Conditions)
        {
            if (condition.Comparison is not (ComparisonKind.Equal or ComparisonKind.NotDistinct))
            {
                asksMore = true;
                continue;
            }
            double ofLeft = FactsOf(condition.Left, double.MaxValue).Distinct;
            double ofRight = Math.Min(FactsOf(condition.Right, double.MaxValue).Distinct, right);
            fraction = Math.Min(fraction, ofRight / Math.Max(1, ofLeft));
        }
        return Math.Min(1, fraction) * (asksMore ? 0.5 : 1);
    }

    private double EstimateSet(LogicalSetOperation set)
    {
        double[] rows = [.. set.Operands.Select(Rows)];
        double result = set.Kind switch
        {
            SetOperationKind.Union => rows.Sum(),
            SetOperationKind.Intersect => rows.Min() / 2,
            _ => rows[0] / 2,
        };
        return Define(set.Columns, result);
    }

    private double EstimateCteScan(LogicalCteScan scan)
    {
        for (int i = 0; i < scan.Columns.Count; i++)
        {
            if (_facts.TryGetValue(scan.Source[i].Id, out ColumnFacts facts)) _facts[scan.Columns[i].Id] = facts;
        }
        return _cteRows.GetValueOrDefault(scan.CteId, 1000);
    }

    private double Define(IReadOnlyList<LogicalColumn> columns, double rows)
    {
        foreach (LogicalColumn column in columns) _facts[column.Id] = ColumnFacts.Unknown(rows);
        return rows;
    }

    private double Combinations(IReadOnlyList<LogicalColumn> columns)
    {
        double combinations = 1;
        foreach (LogicalColumn column in columns) combinations = Math.Min(1e18, combinations * Facts(column).Distinct);
        return combinations;
    }

    /// <summary>
    /// The facts of an expression: a column's own; what is computed is taken to have far fewer values than its columns.
    /// </summary>
    public ColumnFacts FactsOf(BoundExpression expression, double rows)
    {
        switch (expression)
        {
            case BoundColumn column: return Facts(column.Column);
            case BoundConstant or BoundParameter: return new ColumnFacts(1, 1, double.NaN, double.NaN, 0);
            case BoundCast cast: return FactsOf(cast.Input, rows) with { Min = double.NaN, Max = double.NaN };
        }
        HashSet<LogicalColumn> columns = ExpressionTree.ColumnsOf(expression);
        if (columns.Count == 0) return new ColumnFacts(1, 1, double.NaN, double.NaN, 0);
        double combinations = 1, source = 1;
        foreach (LogicalColumn column in columns)
        {
            ColumnFacts facts = Facts(column);
            combinations = Math.Min(1e18, combinations * facts.Distinct);
            source = Math.Max(source, facts.SourceRows);
        }
        return new ColumnFacts(Math.Max(1, Math.Sqrt(Math.Min(combinations, source))), source, double.NaN, double.NaN,
            0);
    }
}
