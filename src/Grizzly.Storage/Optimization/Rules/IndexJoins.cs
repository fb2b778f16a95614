using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Lets a join look up the partners of each row through an index, where few rows come from one side and reading and
/// hashing the table on the other would cost more: inner, left, semi, anti and single-row joins.
/// </summary>
/// <remarks>
/// Right under NULL: only plain equalities become keys, and a NULL key finds nothing, as the equality is not true of
/// it; all other conditions are tested on the pairs.
/// </remarks>
internal sealed class IndexJoins
{
    /// <summary>Cost of one lookup, in scanned rows; cautious, as estimates of few rows may be wrong by much.</summary>
    private const double RowsScannedPerLookup = 400;

    /// <summary>Cost of one row found.</summary>
    private const double RowsScannedPerPartner = 60;

    /// <summary>What hashing a row costs more than scanning it.</summary>
    private const double RowsScannedPerHashedRow = 3;

    /// <summary>What building and running a hash join's pipelines costs however few its rows are.</summary>
    private const double RowsScannedPerHashJoin = 10_000;

    private readonly OptimizerContext _context;
    private readonly CardinalityEstimator _estimator;

    private IndexJoins(OptimizerContext context)
    {
        _context = context;
        _estimator = new CardinalityEstimator(context);
    }

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new IndexJoins(context).Visit(JoinMethods.Apply(plan, context.Options.Hints));

    private LogicalOperator Visit(LogicalOperator plan)
    {
        plan = PlanExpressions.MapInputs(plan, Visit);
        if (plan is not LogicalJoin { Lookup: null, Conditions.Count: > 0 } join) return plan;
        if (join.Method is JoinMethod.Hash or JoinMethod.NestedLoop) return plan;
        LogicalOperator best = join;
        double bestCost = double.PositiveInfinity;
        if (join.Kind is JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti or JoinKind.Single)
            Consider(join, RowsScannedPerHashedRow, ref best, ref bestCost);
        if (join.Kind is JoinKind.Inner or JoinKind.Right)
            Consider(PlanBuilder.Turn(join) with { Method = join.Method }, 1, ref best, ref bestCost);
        if (ReferenceEquals(best, join)) return join;
        foreach (PlanHint hint in JoinMethods.LookupHints(join, _context.Options.Hints))
            _context.Options.Hints.Use(hint);
        return best;
    }

    /// <summary>Takes the cheapest lookup into the right side, if it is cheaper than reading that side once.</summary>
    private void Consider(LogicalJoin join, double costPerRow, ref LogicalOperator best, ref double bestCost)
    {
        LogicalJoin direct = WithoutProjection(join);
        if (direct.Right is not LogicalGet get || get.ColumnIndexes.Contains(LogicalGet.RowIdIndex)) return;
        if (get.Index is { IsOrdered: true }) return;
        double rows = _context.Statistics.RowCount(get.Table), left = _estimator.Rows(join.Left);
        double read = get.Index is null ? rows : _estimator.Rows(get) * RowsScannedPerPartner + RowsScannedPerLookup;
        double without = join.Method == JoinMethod.Index
            ? double.PositiveInfinity : read * costPerRow + RowsScannedPerHashJoin;
        get = WithoutIndex(get);
        direct = direct with { Right = get };
        _estimator.Rows(get);
        foreach (IndexView view in _context.Statistics.Indexes(get.Table))
        {
            if (view.Predicate is not null || view.Index.Definition.IsHash) continue;
            if (IsExcluded(get, view)) continue;
            if (Find(direct, get, view, rows, out double partners) is not { } lookup) continue;
            double cost = left * (RowsScannedPerLookup + RowsScannedPerPartner * partners);
            if (cost >= without || cost >= bestCost) continue;
            bestCost = cost;
            best = PlanBuilder.WithOutput(Renamed(direct with { Lookup = lookup }, join), join.Output);
        }
    }

    /// <summary>Whether a hint forbids the table's indexes, or asks for another of them.</summary>
    private bool IsExcluded(LogicalGet get, IndexView view)
    {
        HintSet hints = _context.Options.Hints;
        if (hints.IsEmpty) return false;
        return hints.Of(HintKind.NoIndex).Any(hint => hint.Relations[0].IsIn(get))
            || hints.Of(HintKind.Index).Any(hint => hint.Relations[0].IsIn(get)
                && !view.Index.Definition.Name.Equals(hint.Index, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The scan as it was before it was given an index of its own.</summary>
    private static LogicalGet WithoutIndex(LogicalGet get) => get.Index is null ? get : get with
    {
        Index = null,
        Filters = [.. get.Index.Pushed, .. get.Filters.Where(filter => !get.Index.Pushed.Contains(filter))],
    };

    /// <summary>The join with the scan itself on the right, where that is below a choice of its columns.</summary>
    private static LogicalJoin WithoutProjection(LogicalJoin join)
    {
        if (join.Right is not LogicalProject { Input: LogicalGet get } project
            || !project.Expressions.All(expression => expression is BoundColumn)) return join;
        var names = new Dictionary<LogicalColumn, BoundExpression>();
        for (int i = 0; i < project.Columns.Count; i++) names[project.Columns[i]] = project.Expressions[i];
        return join with
        {
            Right = get,
            Conditions = [.. join.Conditions.Select(c => c with { Right = ExpressionTree.Replace(c.Right, names) })],
            Residual = [.. join.Residual.Select(predicate => ExpressionTree.Replace(predicate, names))],
        };
    }

    /// <summary>Gives the columns of a projection that <see cref="WithoutProjection"/> took away their names
    /// back.</summary>
    private static LogicalOperator Renamed(LogicalJoin direct, LogicalJoin join)
    {
        if (join.Right is not LogicalProject project || join.Kind is JoinKind.Semi or JoinKind.Anti) return direct;
        IReadOnlyList<LogicalColumn> left = join.Left.Output, output = join.Output;
        return new LogicalProject(
            direct, [.. left.Select(column => new BoundColumn(column)), .. project.Expressions],
            [.. left, .. output.Skip(left.Count)]);
    }

    /// <summary>Keys for the index's leading columns from equalities of the join and of the scan's filters; null where
    /// the join has none for them.</summary>
    private JoinLookup? Find(LogicalJoin join, LogicalGet get, IndexView view, double rows, out double partners)
    {
        IReadOnlyDictionary<LogicalColumn, BoundExpression> names = IndexMatch.NamesOf(get, view);
        var keys = new List<BoundExpression>();
        var matched = new List<BoundExpression>();
        var conditions = new List<JoinCondition>(join.Conditions);
        var filters = new List<BoundExpression>(get.Filters);
        double distinct = 1;
        bool isJoined = false;
        for (int i = 0; i < view.Index.Definition.KeyCount; i++)
        {
            BoundExpression column = ExpressionTree.Replace(view.Columns[i], names);
            if (conditions.Find(condition => Fits(condition, column)) is { } condition)
            {
                keys.Add(condition.Left);
                matched.Add(new BoundComparison(condition.Comparison, condition.Left, condition.Right));
                conditions.Remove(condition);
                isJoined = true;
            }
            else if (filters.Find(filter => ConstantOf(filter, column) is not null) is { } filter)
            {
                keys.Add(ConstantOf(filter, column)!);
                matched.Add(filter);
                filters.Remove(filter);
            }
            else
            {
                break;
            }
            distinct = Math.Max(distinct, _estimator.FactsOf(column, rows).Distinct);
        }
        bool isPoint = view.Index.Definition.IsUnique && keys.Count == view.Index.Definition.KeyCount;
        partners = isPoint ? 1 : Math.Max(1, rows / distinct);
        if (!isJoined) return null;
        List<BoundExpression> residual =
        [
            .. conditions.Select(c => new BoundComparison(c.Comparison, c.Left, c.Right)), .. join.Residual, .. filters,
        ];
        return new JoinLookup(view.Index, keys, matched, residual);
    }

    private static bool Fits(JoinCondition condition, BoundExpression column) =>
        condition.Comparison == ComparisonKind.Equal && condition.Left.Type == column.Type
            && ExpressionEquality.Instance.Equals(condition.Right, column)
            && !ExpressionTree.IsVolatile(condition.Left);

    private static BoundExpression? ConstantOf(BoundExpression filter, BoundExpression column)
    {
        if (filter is not BoundComparison { Kind: ComparisonKind.Equal } equality) return null;
        if (ExpressionEquality.Instance.Equals(equality.Left, column)) return ValueOf(equality.Right, column);
        return ExpressionEquality.Instance.Equals(equality.Right, column) ? ValueOf(equality.Left, column) : null;
    }

    private static BoundExpression? ValueOf(BoundExpression expression, BoundExpression column) =>
        expression is BoundConstant or BoundParameter && expression.Type == column.Type ? expression : null;
}
