using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// Lets scans find their rows through an index where that is cheaper than reading the table: equality, IN, ranges,
/// prefixes and IS NULL on leading columns; ORDER BY with LIMIT, MIN and MAX in index order.
/// </summary>
/// <remarks>
/// Right under NULL: an index holds NULLs, and each condition says whether it wants them; equality and ranges exclude
/// them as the predicates do. A predicate the index answers in full is not tested again; all others are.
/// </remarks>
internal sealed class IndexSelection
{
    /// <summary>Reading one row by its id costs about as much as scanning this many.</summary>
    private const double RowsScannedPerProbe = 40;

    /// <summary>What starting a probe costs, in scanned rows.</summary>
    private const double RowsScannedPerRange = 100;

    /// <summary>A LIMIT that is a parameter is taken to be this.</summary>
    private const double UnknownLimit = 100;

    private readonly OptimizerContext _context;
    private readonly CardinalityEstimator _estimator;

    private IndexSelection(OptimizerContext context)
    {
        _context = context;
        _estimator = new CardinalityEstimator(context);
    }

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new IndexSelection(context).Visit(plan);

    private LogicalOperator Visit(LogicalOperator plan)
    {
        switch (plan)
        {
            case LogicalGet get: return ForFilters(get);
            case LogicalTopN top when InOrder(top) is { } limit: return limit;
            case LogicalAggregate aggregate when ForExtreme(aggregate) is { } extreme: return extreme;
            default: return PlanExpressions.MapInputs(plan, Visit);
        }
    }

    private LogicalGet ForFilters(LogicalGet get)
    {
        if (get.Filters.Count == 0 || get.Index is not null || IsIndexRefused(get)) return get;
        if (Hinted(get) is { } hinted) return hinted;
        LogicalGet best = get;
        double rows = _context.Statistics.RowCount(get.Table), bestCost = rows;
        foreach (IndexView view in _context.Statistics.Indexes(get.Table))
        {
            if (IndexMatch.Find(get, view) is not { Conditions.Count: > 0 } match) continue;
            double found = FoundRows(get, view, match, rows);
            double cost = found * RowsScannedPerProbe + match.Ranges * RowsScannedPerRange;
            // With a unique key there is nothing to estimate, and small tables may grow under a cached plan.
            bool isPoint = IsPoint(view, match);
            if (isPoint) cost = Math.Min(cost, rows / 2);
            if (cost >= bestCost && !(isPoint && best.Index is null)) continue;
            bestCost = cost;
            best = With(get, view, match, isOrdered: false, isBackwards: false);
        }
        return best;
    }

    /// <summary>The scan through the index a hint names, whatever that costs; null where the index does not
    /// fit.</summary>
    private LogicalGet? Hinted(LogicalGet get)
    {
        foreach (PlanHint hint in _context.Options.Hints.Of(HintKind.Index))
        {
            if (!hint.Relations[0].IsIn(get)) continue;
            foreach (IndexView view in _context.Statistics.Indexes(get.Table))
            {
                if (!view.Index.Definition.Name.Equals(hint.Index, StringComparison.OrdinalIgnoreCase)) continue;
                if (IndexMatch.Find(get, view) is not { Conditions.Count: > 0 } match) continue;
                _context.Options.Hints.Use(hint);
                return With(get, view, match, isOrdered: false, isBackwards: false);
            }
        }
        return null;
    }

    private bool IsIndexRefused(LogicalGet get)
    {
        bool isRefused = false;
        foreach (PlanHint hint in _context.Options.Hints.Of(HintKind.NoIndex))
        {
            if (!hint.Relations[0].IsIn(get)) continue;
            _context.Options.Hints.Use(hint);
            isRefused = true;
        }
        return isRefused;
    }

    private double FoundRows(LogicalGet get, IndexView view, IndexMatch match, double rows)
    {
        if (IsPoint(view, match)) return match.Ranges;
        _estimator.Rows(get);
        return Math.Max(1, rows * _estimator.Selectivity.OfAll(match.Pushed));
    }

    private static bool IsPoint(IndexView view, IndexMatch match) =>
        view.Index.Definition.IsUnique && match.Conditions.Count == view.Index.Definition.KeyCount
            && match.Conditions.All(condition => condition is IndexEquality);

    private static LogicalGet With(LogicalGet get, IndexView view, IndexMatch match, bool isOrdered, bool isBackwards)
    {
        var access = new IndexAccess(view.Index, match.Conditions, match.Pushed, isOrdered, isBackwards);
        return get with { Index = access, Filters = match.Residual };
    }

    /// <summary>ORDER BY … LIMIT over a scan, possibly with projections between: the first rows in index
    /// order.</summary>
    private LogicalLimit? InOrder(LogicalTopN top)
    {
        IReadOnlyList<SortKey> keys = top.Keys;
        LogicalOperator input = top.Input;
        if (FindGet(input, ref keys) is not { } get || get.Index is not null || IsIndexRefused(get)) return null;
        double rows = _context.Statistics.RowCount(get.Table);
        double wanted = LimitOf(top.Limit) + (top.Offset is null ? 0 : LimitOf(top.Offset));
        LogicalGet? best = null;
        double bestCost = rows;
        foreach (IndexView view in _context.Statistics.Indexes(get.Table))
        {
            if (view.Index.Definition.IsHash) continue;
            if (IndexMatch.Find(get, view) is not { } match) continue;
            if (!match.GivesOrder(keys, view, get, out bool isBackwards)) continue;
            _estimator.Rows(get);
            double share = Math.Max(1e-6, _estimator.Selectivity.OfAll(match.Residual));
            double found = Math.Min(FoundRows(get, view, match, rows), wanted / share);
            double cost = found * RowsScannedPerProbe + RowsScannedPerRange;
            if (cost >= bestCost && best is not null) continue;
            if (cost >= rows && rows > 1000) continue;
            bestCost = cost;
            best = With(get, view, match, isOrdered: true, isBackwards);
        }
        return best is null ? null : new LogicalLimit(Replace(input, best), top.Limit, top.Offset);
    }

    /// <summary>MIN or MAX of a column over a scan: the first row in index order that is not NULL.</summary>
    private LogicalAggregate? ForExtreme(LogicalAggregate aggregate)
    {
        if (aggregate.Groups.Count > 0 || aggregate.Aggregates is not [{ Filter: null, IsDistinct: false } call])
            return null;
        bool isMin = call.Function.Name == "min", isMax = call.Function.Name == "max";
        if ((!isMin && !isMax) || call.Arguments is not [BoundColumn column]) return null;
        IReadOnlyList<SortKey> keys = [new SortKey(column, isMax, false)];
        LogicalOperator input = aggregate.Input;
        if (FindGet(input, ref keys) is not { } get || get.Index is not null) return null;
        BoundExpression key = keys[0].Expression;
        var filtered = get with { Filters = [.. get.Filters, new BoundIsNull(key, true)] };
        var top = new LogicalTopN(Replace(input, filtered), [new SortKey(column, isMax, false)],
            new BoundConstant(Value.OfBigInt(1)), null);
        return InOrder(top) is { } first ? aggregate with { Input = first } : null;
    }

    private static double LimitOf(BoundExpression limit) =>
        limit is BoundConstant { Value.IsNull: false } constant ? (double)constant.Value.Integer : UnknownLimit;

    /// <summary>The scan below projections and filters; <paramref name="keys"/> become keys over its columns.</summary>
    private static LogicalGet? FindGet(LogicalOperator plan, ref IReadOnlyList<SortKey> keys)
    {
        while (true)
        {
            switch (plan)
            {
                case LogicalGet get: return get;
                case LogicalProject project:
                    var map = new Dictionary<LogicalColumn, BoundExpression>();
                    for (int i = 0; i < project.Columns.Count; i++) map[project.Columns[i]] = project.Expressions[i];
                    keys = [.. keys.Select(k => k with { Expression = ExpressionTree.Replace(k.Expression, map) })];
                    plan = project.Input;
                    break;
                case LogicalFilter filter: plan = filter.Input; break;
                default: return null;
            }
        }
    }

    private static LogicalOperator Replace(LogicalOperator plan, LogicalGet get) =>
        plan is LogicalGet ? get : plan.WithInputs([Replace(plan.Inputs[0], get)]);
}
