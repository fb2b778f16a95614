using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

namespace Grizzly.Binding;

/// <summary>
/// ASOF and POSITIONAL joins, written with windows. ASOF: the rows of both sides are put into one order by the keys of
/// the inequality, within the equal keys; the last right row seen so far is the partner of a left row. That costs one
/// sort of both sides, whatever the number of equal keys, and an ordinary join on the right row's number.
/// </summary>
/// <remarks>A row with a NULL in a compared key has no partner; NULLs that are compared by IS NOT DISTINCT FROM do
/// count.</remarks>
internal sealed class AsofJoinBinder(BindContext context)
{
    /// <summary>The right side, numbered, under columns of its own, and the plan of the join.</summary>
    /// <param name="Columns">The new column for each of the right side's.</param>
    public sealed record Result(
        Func<LogicalOperator, LogicalOperator> Around, LogicalOperator Left, LogicalOperator Right,
        IReadOnlyDictionary<LogicalColumn, BoundExpression> Columns, JoinCondition Condition,
        IReadOnlyList<BoundExpression> Residual);

    /// <param name="residual">Predicates over right columns alone say which rows can be partners; others are asked of
    /// the pairs found.</param>
    public Result Bind(
        LogicalOperator left, LogicalOperator right, IReadOnlyList<JoinCondition> conditions,
        IReadOnlyList<BoundExpression> residual, SourceSpan span)
    {
        var rest = new List<BoundExpression>(residual);
        rest.AddRange(conditions.Where(condition => condition.Comparison == ComparisonKind.NotEqual).Select(
            condition => new BoundComparison(condition.Comparison, condition.Left, condition.Right)));
        conditions = [.. conditions.Where(condition => condition.Comparison != ComparisonKind.NotEqual)];
        var rightIds = new HashSet<int>(right.Output.Select(column => column.Id));
        BoundExpression[] candidates = [.. rest.Where(predicate => IsOver(predicate, rightIds))];
        rest.RemoveAll(predicate => candidates.Contains(predicate));
        JoinCondition[] inequalities = [.. conditions.Where(IsOrder)];
        JoinCondition[] equalities = [.. conditions.Where(condition => !IsOrder(condition))];
        if (inequalities.Length != 1)
            throw Errors.Misplaced("ASOF JOIN without exactly one inequality", span,
                "join on equalities and one of >=, >, <= or <");
        if (rest.Any(predicate => ExpressionTree.Any(predicate, node => node is BoundSubquery)))
            throw Errors.NotSupported("a subquery in the condition of an ASOF JOIN", span);
        if (equalities.Any(condition =>
            condition.Comparison is not (ComparisonKind.Equal or ComparisonKind.NotDistinct)))
            throw Errors.Misplaced("this comparison in an ASOF JOIN", span);
        JoinCondition order = inequalities[0];
        LogicalColumn number = Number("row_number");
        var numbered = new LogicalWindow(right, [], [], [BoundWindow.RowNumber], [number]);
        int cteId = context.NextCteId();
        (LogicalCteScan inUnion, var unionMap) = Scan(cteId, numbered);
        (LogicalCteScan inJoin, var joinMap) = Scan(cteId, numbered);
        BoundExpression[] filters = [.. candidates.Select(predicate => ExpressionTree.Replace(predicate, unionMap))];
        LogicalOperator merged = Merge(
            left, inUnion, unionMap, number, order, equalities, filters, out LogicalColumn partner);
        var condition = new JoinCondition(
            new BoundColumn(partner), joinMap[number], ComparisonKind.Equal);
        return new Result(
            body => new LogicalCte(cteId, "asof", numbered, body), merged, inJoin, joinMap, condition,
            [.. rest.Select(predicate => ExpressionTree.Replace(predicate, joinMap))]);
    }

    private static bool IsOver(BoundExpression predicate, HashSet<int> columns)
    {
        HashSet<LogicalColumn> used = ExpressionTree.ColumnsOf(predicate);
        return used.Count > 0 && used.All(column => columns.Contains(column.Id))
            && !ExpressionTree.Any(predicate, node => node is BoundSubquery);
    }

    /// <summary>POSITIONAL: both sides numbered as they come, to be joined on the numbers.</summary>
    public (LogicalOperator Left, LogicalOperator Right, JoinCondition Condition) BindPositional(
        LogicalOperator left, LogicalOperator right)
    {
        LogicalColumn leftNumber = Number("row_number"), rightNumber = Number("row_number");
        return (
            new LogicalWindow(left, [], [], [BoundWindow.RowNumber], [leftNumber]),
            new LogicalWindow(right, [], [], [BoundWindow.RowNumber], [rightNumber]),
            new JoinCondition(new BoundColumn(leftNumber), new BoundColumn(rightNumber), ComparisonKind.Equal));
    }

    private static bool IsOrder(JoinCondition condition) => condition.Comparison
        is ComparisonKind.Less or ComparisonKind.LessOrEqual or ComparisonKind.Greater or ComparisonKind.GreaterOrEqual;

    private LogicalColumn Number(string name) => context.Ids.New(name, LogicalType.BigInt, isNullable: false);

    private (LogicalCteScan Scan, Dictionary<LogicalColumn, BoundExpression> Map) Scan(
        int cteId, LogicalOperator definition)
    {
        IReadOnlyList<LogicalColumn> source = definition.Output;
        LogicalColumn[] columns =
            [.. source.Select(column => context.Ids.New(column.Name, column.Type, column.IsNullable))];
        var map = source.Zip(columns).ToDictionary(
            pair => pair.First, BoundExpression (pair) => new BoundColumn(pair.Second));
        return (new LogicalCteScan(cteId, "asof", columns, source), map);
    }

    /// <summary>The left rows, each with the number of its partner or NULL.</summary>
    private LogicalOperator Merge(
        LogicalOperator left, LogicalCteScan right, Dictionary<LogicalColumn, BoundExpression> map,
        LogicalColumn number, JoinCondition order, JoinCondition[] equalities,
        IReadOnlyList<BoundExpression> candidates, out LogicalColumn partner)
    {
        BoundExpression Right(BoundExpression expression) => ExpressionTree.Replace(expression, map);
        bool rightFirst = order.Comparison is ComparisonKind.GreaterOrEqual or ComparisonKind.LessOrEqual;
        bool descends = order.Comparison is ComparisonKind.Less or ComparisonKind.LessOrEqual;
        LogicalType[] keyTypes = [.. equalities.Select(equality => equality.Left.Type), order.Left.Type];
        LogicalColumn[] Keys() => [.. keyTypes.Select(type => context.Ids.New("key", type))];
        BoundConstant Flag(bool value) => new(Value.OfBool(value));

        // The left branch: its own columns, the keys, its place among equal keys, no right row.
        BoundExpression[] leftItems =
        [
            .. left.Output.Select(column => new BoundColumn(column)), .. equalities.Select(equality => equality.Left),
            order.Left, Flag(rightFirst), Flag(true), new BoundConstant(Value.Null(LogicalType.BigInt)),
        ];
        BoundExpression[] rightItems =
        [
            .. left.Output.Select(column => new BoundConstant(Value.Null(column.Type))),
            .. equalities.Select(equality => Right(equality.Right)), Right(order.Right), Flag(!rightFirst),
            Flag(false), map[number],
        ];
        var leftBranch = new LogicalProject(left, leftItems, [.. leftItems.Select(Column)]);
        var withKey = new LogicalFilter(
            right, [new BoundIsNull(Right(order.Right), true), .. candidates]);
        var rightBranch = new LogicalProject(withKey, rightItems, [.. rightItems.Select(Column)]);
        LogicalColumn[] keys = Keys();
        LogicalColumn place = context.Ids.New("place", LogicalType.Boolean, false),
            isLeft = context.Ids.New("is_left", LogicalType.Boolean, false),
            seen = context.Ids.New("seen", LogicalType.BigInt), last = context.Ids.New("last", LogicalType.BigInt);
        LogicalColumn[] own = [.. left.Output.Select(column => column with { IsNullable = true })];
        var union = new LogicalSetOperation(
            SetOperationKind.Union, true, [leftBranch, rightBranch], [.. own, .. keys, place, isLeft, seen]);
        var frame = new WindowFrame(
            WindowUnit.Rows, new WindowBound(WindowBoundKind.UnboundedPreceding),
            new WindowBound(WindowBoundKind.CurrentRow), WindowExclusion.NoOthers);
        var call = new BoundWindow(
            WindowFunctionKind.LastValue, "last_value", null, [new BoundColumn(seen)], false, null, [], true, frame,
            LogicalType.BigInt);
        var window = new LogicalWindow(
            union, [.. keys[..^1].Select(key => new BoundColumn(key))],
            [new SortKey(new BoundColumn(keys[^1]), descends, false),
                new SortKey(new BoundColumn(place), false, false)],
            [call], [last]);
        var leftRows = new LogicalFilter(window, [new BoundColumn(isLeft)]);

        // A NULL among the compared keys has no partner.
        var comparable = new List<BoundExpression> { new BoundIsNull(new BoundColumn(keys[^1]), true) };
        for (int i = 0; i < equalities.Length; i++)
        {
            if (equalities[i].Comparison == ComparisonKind.Equal)
                comparable.Add(new BoundIsNull(new BoundColumn(keys[i]), true));
        }
        var match = new BoundCase(
            [ExpressionTree.And(comparable), new BoundColumn(last)],
            new BoundConstant(Value.Null(LogicalType.BigInt)), LogicalType.BigInt);
        partner = context.Ids.New("partner", LogicalType.BigInt);
        return new LogicalProject(
            leftRows, [.. own.Select(column => new BoundColumn(column)), match], [.. own, partner]);
    }

    private LogicalColumn Column(BoundExpression item) =>
        item is BoundColumn { Column: var column } ? column : context.Ids.New("item", item.Type);
}
