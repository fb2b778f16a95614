using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using JoinKind = Grizzly.Logical.JoinKind;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>Binds joins: ON, USING, NATURAL and LATERAL; outer joins make their far side nullable.</summary>
internal sealed class JoinBinder(BindContext context, FromBinder tables, ExpressionBinder? outer, CteScope? ctes)
{
    public BoundFrom Bind(JoinTable join, Scope outerLeft)
    {
        context.Enter(join.Span);
        BoundFrom left = tables.Bind(join.Left, outerLeft);
        BoundFrom right = tables.Bind(join.Right, Visible(outerLeft, left.Scope));
        context.Leave();
        JoinKind kind = KindOf(join.Kind);
        if (kind is JoinKind.Right or JoinKind.Full && TakesFrom(right, left))
            throw Errors.NotSupported("LATERAL on the right of a RIGHT or FULL join", join.Right.Span);
        if (join.Asof && (right.FreeColumns.Count > 0 || TakesFrom(right, left)))
            throw Errors.NotSupported("ASOF JOIN with a lateral table", join.Right.Span);
        if (join.Kind == Sql.JoinKind.Positional) return Positional(left, right, join.Right.Span);
        if (join.Natural || !join.Using.IsEmpty) return JoinUsing(join, kind, left, right);
        Scope both = Scope.Join(left.Scope, right.Scope);
        var conditions = new List<JoinCondition>();
        var residual = new List<BoundExpression>();
        if (join.On is not null)
        {
            BoundExpression on = new ExpressionBinder(context, both, outer, ctes, "JOIN ON").BindBoolean(join.On);
            Split(on, left.Plan, right.Plan, conditions, residual);
        }
        if (join.Asof)
        {
            return Asof(kind, left, right, conditions, residual, join.Span);
        }
        return Make(kind, left, right, conditions, residual, AfterJoin(kind, left.Scope, right.Scope));
    }

    /// <summary>Each left row with its nearest right row; the right side's names then mean other columns.</summary>
    private BoundFrom Asof(
        JoinKind kind, BoundFrom left, BoundFrom right, List<JoinCondition> conditions,
        List<BoundExpression> residual, SourceSpan span)
    {
        AsofJoinBinder.Result asof =
            new AsofJoinBinder(context).Bind(left.Plan, right.Plan, conditions, residual, span);
        Scope rightScope = Remap(right.Scope, asof.Columns);
        var joined = new LogicalJoin(kind, asof.Left, asof.Right, [asof.Condition], asof.Residual);
        return new BoundFrom(
            asof.Around(joined), AfterJoin(kind, left.Scope, rightScope), left.FreeColumns);
    }

    private static Scope Remap(Scope scope, IReadOnlyDictionary<LogicalColumn, BoundExpression> map) => new(
        scope.Tables, [.. scope.Columns.Select(column => column with
        {
            Value = ExpressionTree.Replace(column.Value, map),
            Merged = column.Merged is null ? null : ExpressionTree.Replace(column.Merged, map),
        })]);

    /// <summary>The first row with the first, the second with the second, and so on; NULLs where a side has no more
    /// rows.</summary>
    private BoundFrom Positional(BoundFrom left, BoundFrom right, SourceSpan span)
    {
        if (TakesFrom(right, left)) throw Errors.NotSupported("POSITIONAL JOIN with a lateral table", span);
        (LogicalOperator leftPlan, LogicalOperator rightPlan, JoinCondition condition) =
            new AsofJoinBinder(context).BindPositional(left.Plan, right.Plan);
        return Make(
            JoinKind.Full, left with { Plan = leftPlan }, right with { Plan = rightPlan }, [condition], [],
            AfterJoin(JoinKind.Full, left.Scope, right.Scope));
    }

    /// <summary>The cross product of two entries of FROM.</summary>
    public static BoundFrom Cross(BoundFrom left, BoundFrom right) =>
        Make(JoinKind.Inner, left, right, [], [], Scope.Join(left.Scope, right.Scope));

    /// <summary>A join whose condition is bound already.</summary>
    public static BoundFrom On(
        JoinKind kind, BoundFrom left, BoundFrom right, BoundExpression condition)
    {
        var conditions = new List<JoinCondition>();
        var residual = new List<BoundExpression>();
        Split(condition, left.Plan, right.Plan, conditions, residual);
        return Make(kind, left, right, conditions, residual, AfterJoin(kind, left.Scope, right.Scope));
    }

    private static JoinKind KindOf(Sql.JoinKind kind) => kind switch
    {
        Sql.JoinKind.Left => JoinKind.Left,
        Sql.JoinKind.Right => JoinKind.Right,
        Sql.JoinKind.Full => JoinKind.Full,
        Sql.JoinKind.Semi => JoinKind.Semi,
        Sql.JoinKind.Anti => JoinKind.Anti,
        _ => JoinKind.Inner,
    };

    private static Scope Visible(Scope outerLeft, Scope left) =>
        outerLeft.Columns.Count == 0
            ? left
            : new Scope([.. outerLeft.Tables, .. left.Tables], [.. outerLeft.Columns, .. left.Columns]);

    private static bool TakesFrom(BoundFrom right, BoundFrom left) =>
        right.FreeColumns.Count > 0 && left.Plan.Output.Any(column => right.FreeColumns.Contains(column.Id));

    private static BoundFrom Make(
        JoinKind kind, BoundFrom left, BoundFrom right, List<JoinCondition> conditions, List<BoundExpression> residual,
        Scope scope)
    {
        LogicalOperator plan = TakesFrom(right, left)
            ? new LogicalDependentJoin(kind, left.Plan, right.Plan, conditions, residual)
            : new LogicalJoin(kind, left.Plan, right.Plan, conditions, residual);
        var free = new HashSet<int>(right.FreeColumns);
        free.UnionWith(left.FreeColumns);
        free.ExceptWith(left.Plan.Output.Select(column => column.Id));
        return new BoundFrom(plan, scope, free);
    }

    private static Scope AfterJoin(JoinKind kind, Scope left, Scope right) => kind switch
    {
        JoinKind.Semi or JoinKind.Anti => left,
        JoinKind.Left => Scope.Join(left, right.Nullable()),
        JoinKind.Right => Scope.Join(left.Nullable(), right),
        JoinKind.Full => Scope.Join(left.Nullable(), right.Nullable()),
        _ => Scope.Join(left, right),
    };

    /// <summary>
    /// Comparisons of a left with a right expression become conditions; everything else stays as it is.
    /// </summary>
    private static void Split(
        BoundExpression on, LogicalOperator left, LogicalOperator right, List<JoinCondition> conditions,
        List<BoundExpression> residual)
    {
        var leftIds = new HashSet<int>(left.Output.Select(column => column.Id));
        var rightIds = new HashSet<int>(right.Output.Select(column => column.Id));
        var conjuncts = new List<BoundExpression>();
        ExpressionTree.SplitConjuncts(on, conjuncts);
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (conjunct is BoundComparison comparison && IsOver(comparison.Left, leftIds)
                && IsOver(comparison.Right, rightIds))
                conditions.Add(new JoinCondition(comparison.Left, comparison.Right, comparison.Kind));
            else if (conjunct is BoundComparison swapped && IsOver(swapped.Left, rightIds)
                && IsOver(swapped.Right, leftIds))
                conditions.Add(new JoinCondition(swapped.Right, swapped.Left, Mirror(swapped.Kind)));
            else if (!PlanBuilder.IsTrue(conjunct))
                residual.Add(conjunct);
        }
    }

    private static bool IsOver(BoundExpression expression, HashSet<int> columns)
    {
        HashSet<LogicalColumn> used = ExpressionTree.ColumnsOf(expression);
        return used.Count > 0 && used.All(column => columns.Contains(column.Id))
            && !ExpressionTree.Any(expression, node => node is BoundSubquery);
    }

    private static ComparisonKind Mirror(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Less => ComparisonKind.Greater,
        ComparisonKind.LessOrEqual => ComparisonKind.GreaterOrEqual,
        ComparisonKind.Greater => ComparisonKind.Less,
        ComparisonKind.GreaterOrEqual => ComparisonKind.LessOrEqual,
        _ => kind,
    };

    /// <summary>
    /// USING and NATURAL. The merged column stands where the left one stood; it shows the right column after a RIGHT
    /// join and the first that is not NULL after a FULL join. The parts stay reachable with their table's name.
    /// </summary>
    private BoundFrom JoinUsing(JoinTable join, JoinKind kind, BoundFrom left, BoundFrom right)
    {
        if (join.Asof && join.Natural) throw Errors.NotSupported("NATURAL ASOF JOIN", join.Span);
        var conditions = new List<JoinCondition>();
        var pairs = new List<(ScopeColumn Left, ScopeColumn Right)>();
        Func<LogicalOperator, LogicalOperator> around = static plan => plan;
        foreach ((string name, SourceSpan span) in UsingNames(join, left.Scope, right.Scope))
        {
            ScopeColumn leftColumn = left.Scope.Find(name, span)
                ?? throw Errors.UsingColumnMissing(
                    name, "left", left.Scope.Visible.Select(column => column.Name), span);
            ScopeColumn rightColumn = right.Scope.Find(name, span)
                ?? throw Errors.UsingColumnMissing(
                    name, "right", right.Scope.Visible.Select(column => column.Name), span);
            var equal = (BoundComparison)context.Types.Compare(
                ComparisonKind.Equal, leftColumn.Unqualified, rightColumn.Unqualified, span);
            conditions.Add(new JoinCondition(equal.Left, equal.Right, ComparisonKind.Equal));
            pairs.Add((leftColumn, rightColumn));
        }
        if (join.Asof)
        {
            // The last column is the one that is ordered, the left value at or after the right one.
            conditions[^1] = conditions[^1] with { Comparison = ComparisonKind.GreaterOrEqual };
            AsofJoinBinder.Result asof =
                new AsofJoinBinder(context).Bind(left.Plan, right.Plan, conditions, [], join.Span);
            Scope original = right.Scope, remapped = Remap(original, asof.Columns);
            pairs = [.. pairs.Select(pair => (pair.Left, remapped.Columns[IndexOf(original, pair.Right)]))];
            left = left with { Plan = asof.Left };
            right = right with { Plan = asof.Right, Scope = remapped };
            conditions = [asof.Condition];
            around = asof.Around;
        }
        Scope leftAfter = kind is JoinKind.Right or JoinKind.Full ? left.Scope.Nullable() : left.Scope;
        Scope rightAfter = kind is JoinKind.Left or JoinKind.Full ? right.Scope.Nullable() : right.Scope;
        if (kind is JoinKind.Semi or JoinKind.Anti)
        {
            BoundFrom kept = Make(kind, left, right, conditions, [], left.Scope);
            return kept with { Plan = around(kept.Plan) };
        }
        var leftColumns = new List<ScopeColumn>(leftAfter.Columns);
        var rightColumns = new List<ScopeColumn>(rightAfter.Columns);
        foreach ((ScopeColumn leftColumn, ScopeColumn rightColumn) in pairs)
        {
            int l = IndexOf(left.Scope, leftColumn), r = IndexOf(right.Scope, rightColumn);
            BoundExpression? merged = kind switch
            {
                JoinKind.Right => rightColumns[r].Unqualified,
                JoinKind.Full => Coalesce(leftColumns[l].Unqualified, rightColumns[r].Unqualified, join.Span),
                _ => leftColumns[l].Merged,
            };
            leftColumns[l] = leftColumns[l] with { Merged = merged };
            rightColumns[r] = rightColumns[r] with { IsMergedAway = true };
        }
        Scope scope = Scope.Combine(
            new Scope(left.Scope.Tables, leftColumns), new Scope(right.Scope.Tables, rightColumns), join.Right.Span);
        BoundFrom joined = Make(kind, left, right, conditions, [], scope);
        return joined with { Plan = around(joined.Plan) };
    }

    private static IEnumerable<(string Name, SourceSpan Span)> UsingNames(JoinTable join, Scope left, Scope right)
    {
        if (!join.Natural) return join.Using.Select(column => (column.Text, column.Span));
        var names = new List<(string, SourceSpan)>();
        foreach (ScopeColumn column in left.Visible)
        {
            bool isCommon = right.Visible.Any(other => Scope.SameName(other.Name, column.Name));
            if (isCommon && !names.Exists(known => Scope.SameName(known.Item1, column.Name))) names.Add(
                (column.Name, join.Span));
        }
        return names;
    }

    private static int IndexOf(Scope scope, ScopeColumn column)
    {
        for (int i = 0; i < scope.Columns.Count; i++)
        {
            if (ReferenceEquals(scope.Columns[i], column)) return i;
        }
        throw Errors.Internal("a USING column is not in its scope");
    }

    private BoundCoalesce Coalesce(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        Types.LogicalType type = context.Types.CommonType([left, right], isComparison: true)
            ?? throw Errors.TypesDoNotMatch("USING", left.Type.Name, right.Type.Name, span);
        return new BoundCoalesce(
            [context.Types.Cast(left, type), context.Types.Cast(right, type)], type) { Span = span };
    }
}
