using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// Frees the right side of a dependent join of the left side's columns, after Neumann and Kemper, "Unnesting Arbitrary
/// Queries" (BTW 2015) and Neumann, "Improving Unnesting of Complex Queries" (BTW 2025).
/// </summary>
/// <remarks>
/// Predicates that use outer columns are lifted through the operators above them until the join itself can check them.
/// Where an operator does not let a predicate pass (an aggregate and anything but an equality, a projection that
/// computes with outer columns without an equality that names an inner twin, an outer join's far side, …) the domain is
/// joined in below it, and what is lifted from there is the equality of the outer columns with the domain's. So the
/// domain appears only where equalities do not do.
///
/// NULLs: lifted predicates stay filters (only true passes). Equalities with the domain are IS NOT DISTINCT FROM, as a
/// NULL of the left side is a value like any other there.
///
/// Errors: groups that no outer row asks for are computed too where equalities do without the domain.
/// </remarks>
internal sealed partial class CorrelationLifter(Domain domain)
{
    private readonly OptimizerContext _context = domain.Context;
    private readonly HashSet<int> _outer = domain.Columns;

    /// <summary>
    /// CTEs whose definition used outer columns: for each the outer columns and the definition's columns that equal
    /// them.
    /// </summary>
    private readonly Dictionary<int, (IReadOnlyList<LogicalColumn> Outer, IReadOnlyList<LogicalColumn> Keys)> _ctes =
        [];

    public Lifted Lift(LogicalOperator plan)
    {
        if (!IsCorrelated(plan)) return new Lifted(plan, []);
        switch (plan)
        {
            case LogicalFilter filter: return LiftFilter(filter);
            case LogicalProject project: return LiftProject(project);
            case LogicalAggregate aggregate: return LiftAggregate(aggregate);
            case LogicalDistinct distinct: return LiftDistinct(distinct);
            case LogicalJoin join: return LiftJoin(join);
            case LogicalSort sort: return LiftSort(sort);
            case LogicalWindow window: return LiftWindow(window);
            case LogicalFunctionApply apply: return LiftFunctionApply(apply);
            case LogicalSetOperation set: return LiftSetOperation(set);
            case LogicalCte cte: return LiftCte(cte);
            case LogicalCteScan scan: return LiftCteScan(scan);
            case LogicalRecursiveCte recursive: return LiftRecursiveCte(recursive);
            case LogicalValues values: return LiftValues(values);
            case LogicalGet get:
                return LiftFilter(new LogicalFilter(get with { Filters = [] }, get.Filters));
            case LogicalLimit limit when RowBounds.IsNeedless(limit): return Lift(limit.Input);
            case LogicalLimit or LogicalTopN: return LiftLimit(plan);
            default: throw Errors.NotSupported("this correlated subquery");
        }
    }

    /// <summary>Whether anything in the plan uses outer columns.</summary>
    public bool IsCorrelated(LogicalOperator plan)
    {
        if (plan is LogicalCteScan scan && _ctes.ContainsKey(scan.CteId)) return true;
        if (PlanExpressions.Any(plan, expression => ColumnSets.Uses(expression, _outer))) return true;
        foreach (LogicalOperator input in plan.Inputs)
        {
            if (IsCorrelated(input)) return true;
        }
        return false;
    }

    private Lifted LiftFilter(LogicalFilter filter)
    {
        Lifted input = Lift(filter.Input);
        var conjuncts = new List<BoundExpression>();
        foreach (BoundExpression predicate in filter.Predicates) ExpressionTree.SplitConjuncts(predicate, conjuncts);
        var pending = new List<BoundExpression>(input.Pending);
        var stay = new List<BoundExpression>();
        foreach (BoundExpression conjunct in conjuncts)
            (ColumnSets.Uses(conjunct, _outer) ? pending : stay).Add(conjunct);
        return new Lifted(PlanBuilder.Filter(input.Plan, stay), pending);
    }

    private Lifted LiftProject(LogicalProject project)
    {
        Lifted input = Replace(
            Lift(project.Input), project.Expressions, out Func<BoundExpression, BoundExpression> replace);
        var expressions = new List<BoundExpression>(project.Expressions.Select(replace));
        var columns = new List<LogicalColumn>(project.Columns);
        AddPassing(input, expressions, columns);
        return new Lifted(new LogicalProject(input.Plan, expressions, columns), input.Pending);
    }

    private Lifted LiftSort(LogicalSort sort)
    {
        Lifted input = Replace(Lift(sort.Input), sort.Keys.Select(key => key.Expression),
            out Func<BoundExpression, BoundExpression> replace);
        return new Lifted(PlanExpressions.Map(new LogicalSort(input.Plan, sort.Keys), replace), input.Pending);
    }

    private Lifted LiftDistinct(LogicalDistinct distinct)
    {
        Lifted input = Lift(distinct.Input);
        HashSet<int> visible = ColumnSets.Of(distinct.Input.Output);
        bool Stays(BoundExpression predicate) =>
            ColumnsOfPlan(predicate, ColumnSets.Of(input.Plan.Output)).All(column => visible.Contains(column.Id));
        bool Passes(BoundExpression predicate) =>
            OuterEquality.From(predicate, _outer) is not null
            || (!ExpressionTree.IsVolatile(predicate) && Stays(predicate));
        if (!input.Pending.All(Passes)) input = WithDomain(input, OuterColumns(input.Pending));
        var expressions = new List<BoundExpression>(distinct.Input.Output.Select(column => new BoundColumn(column)));
        var columns = new List<LogicalColumn>(distinct.Input.Output);
        var pending = new List<BoundExpression>();
        foreach (BoundExpression predicate in input.Pending)
        {
            pending.Add(Stays(predicate)
                ? predicate
                : AddKey(OuterEquality.From(predicate, _outer)!, input.Plan, expressions, columns));
        }
        return new Lifted(new LogicalDistinct(new LogicalProject(input.Plan, expressions, columns)), pending);
    }

    private Lifted LiftValues(LogicalValues values)
    {
        LogicalColumn[] outer = OuterColumns(values.Rows.SelectMany(row => row));
        var branches = new List<(LogicalOperator Plan, LogicalColumn[] Columns)>();
        foreach (IReadOnlyList<BoundExpression> row in values.Rows)
        {
            LogicalOperator relation = domain.New(outer, out Dictionary<int, LogicalColumn> map);
            LogicalColumn[] columns =
                [.. values.Columns.Select(_context.Copy), .. outer.Select(column => map[column.Id])];
            BoundExpression[] expressions =
                [.. row.Select(expression => PlanCopy.Replace(expression, map)), .. outer.Select(column =>
                    new BoundColumn(map[column.Id]))];
            branches.Add((new LogicalProject(relation, expressions, columns), columns));
        }
        LogicalColumn[] keys = [.. outer.Select(_context.Copy)];
        LogicalColumn[] output = [.. values.Columns, .. keys];
        LogicalOperator plan = branches.Count > 1
            ? new LogicalSetOperation(SetOperationKind.Union, true, [.. branches.Select(branch => branch.Plan)], output)
            : new LogicalProject(branches[0].Plan, [.. branches[0].Columns.Select(column => new BoundColumn(column))],
                output);
        return new Lifted(plan, [.. outer.Zip(keys, Link)]);
    }

    private Lifted LiftSetOperation(LogicalSetOperation set)
    {
        LogicalColumn[] outer = OuterColumnsOf(set);
        LogicalColumn[] keys = [.. outer.Select(_context.Copy)];
        LogicalOperator[] operands = [.. set.Operands.Select(operand => WithKeys(operand, outer, out _))];
        return new Lifted(new LogicalSetOperation(set.Kind, set.IsAll, operands, [.. set.Columns, .. keys]),
            [.. outer.Zip(keys, Link)]);
    }

    private Lifted LiftCte(LogicalCte cte)
    {
        LogicalOperator definition = cte.Definition;
        if (IsCorrelated(definition))
        {
            LogicalColumn[] outer = OuterColumnsOf(definition);
            definition = WithKeys(definition, outer, out IReadOnlyList<LogicalColumn> keys);
            _ctes[cte.CteId] = (outer, keys);
        }
        Lifted body = Lift(cte.Body);
        return new Lifted(new LogicalCte(cte.CteId, cte.Name, definition, body.Plan), body.Pending);
    }

    /// <summary>Both terms carry the outer row's key, so that one recursion runs for all outer rows.</summary>
    private Lifted LiftRecursiveCte(LogicalRecursiveCte cte)
    {
        LogicalColumn[] outer = OuterColumnsOf(cte);
        LogicalColumn[] keys = [.. outer.Select(_context.Copy)];
        LogicalOperator anchor = WithKeys(cte.Anchor, outer, out _);
        _ctes[cte.CteId] = (outer, keys);
        LogicalOperator step = WithKeys(cte.Step, outer, out _);
        var plan = new LogicalRecursiveCte(cte.CteId, cte.Name, anchor, step, cte.IsAll, [.. cte.Columns, .. keys]);
        return new Lifted(plan, [.. outer.Zip(keys, Link)]);
    }

    private Lifted LiftCteScan(LogicalCteScan scan)
    {
        (IReadOnlyList<LogicalColumn> outer, IReadOnlyList<LogicalColumn> keys) = _ctes[scan.CteId];
        LogicalColumn[] fresh = [.. keys.Select(_context.Copy)];
        LogicalOperator plan = scan with { Columns = [.. scan.Columns, .. fresh], Source = [.. scan.Source, .. keys] };
        return new Lifted(plan, [.. outer.Zip(fresh, Link)]);
    }

    /// <summary>
    /// The plan with exactly its own columns and then one key for each outer column, such that its rows for an outer
    /// row are those whose keys are not distinct from the outer columns.
    /// </summary>
    private LogicalOperator WithKeys(LogicalOperator plan, LogicalColumn[] outer, out IReadOnlyList<LogicalColumn> keys)
    {
        Lifted lifted = Lift(plan);
        OuterEquality?[] equalities = [.. lifted.Pending.Select(predicate => OuterEquality.From(predicate, _outer))];
        bool byEquality = equalities.Length == outer.Length
            && outer.All(column => equalities.Count(equality => Names(equality, column)) == 1);
        if (!byEquality)
        {
            lifted = WithDomain(lifted, outer);
            equalities = [.. lifted.Pending.Select(predicate => OuterEquality.From(predicate, _outer))];
        }
        var expressions = new List<BoundExpression>(plan.Output.Select(column => new BoundColumn(column)));
        var columns = new List<LogicalColumn>(plan.Output);
        var notNull = new List<BoundExpression>();
        var made = new List<LogicalColumn>();
        foreach (LogicalColumn column in outer)
        {
            OuterEquality equality = equalities.First(candidate => Names(candidate, column))!;
            LogicalColumn key = _context.Copy(column);
            expressions.Add(equality.Inner);
            columns.Add(key);
            made.Add(key);
            if (equality.Kind == ComparisonKind.Equal) notNull.Add(PlanBuilder.IsNotNull(equality.Inner));
        }
        keys = made;
        return new LogicalProject(PlanBuilder.Filter(lifted.Plan, notNull), expressions, columns);
    }

    private static bool Names(OuterEquality? equality, LogicalColumn column) =>
        equality?.Outer is BoundColumn outer && outer.Column.Id == column.Id && equality.Inner.Type == column.Type;

    /// <summary>
    /// Makes expressions computable inside: outer columns become inner twins that an equality names, or the domain's.
    /// </summary>
    private Lifted Replace(
        Lifted input, IEnumerable<BoundExpression> expressions, out Func<BoundExpression, BoundExpression> replace,
            bool needsDomain = false)
    {
        LogicalColumn[] used = OuterColumns(expressions);
        var twins = new Dictionary<LogicalColumn, BoundExpression>();
        if (!needsDomain) FindTwins(input.Pending, twins);
        if (used.Any(column => !twins.ContainsKey(column)))
        {
            input = WithDomain(input, OuterColumns(
                [.. input.Pending, .. used.Select(column => new BoundColumn(column))]));
            twins.Clear();
            FindTwins(input.Pending, twins);
        }
        replace = expression => ExpressionTree.Replace(expression, twins);
        return input;
    }

    private void FindTwins(IEnumerable<BoundExpression> pending, Dictionary<LogicalColumn, BoundExpression> twins)
    {
        foreach (BoundExpression predicate in pending)
        {
            // Equal floating numbers and intervals need not be the same (-0 and 0, 30 days and a month).
            if (OuterEquality.From(predicate, _outer) is { Outer: BoundColumn outer } equality
                && equality.Inner.Type == outer.Type
                && (equality.Kind == ComparisonKind.NotDistinct && equality.Inner is BoundColumn
                    || !(outer.Type.IsFloating || outer.Type == LogicalType.Interval)))
                twins.TryAdd(outer.Column, equality.Inner);
        }
    }

    /// <summary>Joins the domain of these outer columns in and checks the pending predicates there.</summary>
    private Lifted WithDomain(Lifted input, LogicalColumn[] outer)
    {
        Check.Assert(outer.Length > 0);
        LogicalOperator relation = domain.New(outer, out Dictionary<int, LogicalColumn> map);
        LogicalOperator plan = input.Plan is LogicalValues { Rows.Count: 1, Columns.Count: 0 }
            ? PlanBuilder.Filter(relation, [.. input.Pending.Select(predicate => PlanCopy.Replace(predicate, map))])
            : PlanBuilder.Join(JoinKind.Inner, relation, input.Plan, input.Pending.Select(predicate =>
                PlanCopy.Replace(predicate, map)));
        return new Lifted(plan, [.. outer.Select(column => Link(column, map[column.Id]))]);
    }

    private static BoundExpression Link(LogicalColumn outer, LogicalColumn inner) =>
        new BoundComparison(ComparisonKind.NotDistinct, new BoundColumn(outer), new BoundColumn(inner));

    /// <summary>Adds the inner side of an equality as a column; the equality over that column.</summary>
    private BoundComparison AddKey(
        OuterEquality equality, LogicalOperator plan, List<BoundExpression> expressions, List<LogicalColumn> columns)
    {
        for (int i = 0; i < expressions.Count; i++)
        {
            if (ExpressionEquality.Instance.Equals(expressions[i], equality.Inner))
                return new BoundComparison(equality.Kind, equality.Outer, new BoundColumn(columns[i]));
        }
        LogicalColumn key = equality.Inner is BoundColumn inner && ColumnSets.Of(plan.Output).Contains(inner.Column.Id)
            ? inner.Column
            : _context.Ids.New("key", equality.Inner.Type);
        expressions.Add(equality.Inner);
        columns.Add(key);
        return new BoundComparison(equality.Kind, equality.Outer, new BoundColumn(key));
    }

    /// <summary>Lets the columns that pending predicates use pass through a projection.</summary>
    private void AddPassing(Lifted input, List<BoundExpression> expressions, List<LogicalColumn> columns)
    {
        HashSet<int> present = ColumnSets.Of(columns), plan = ColumnSets.Of(input.Plan.Output);
        foreach (LogicalColumn column in input.Pending.SelectMany(predicate => ColumnsOfPlan(predicate, plan)))
        {
            if (!present.Add(column.Id)) continue;
            expressions.Add(new BoundColumn(column));
            columns.Add(column);
        }
    }

    /// <summary>
    /// The columns of a pending predicate that the plan yields. The others are outer ones, of this join or of one
    /// further out: those stay references and must never be defined here under their own identity.
    /// </summary>
    private static IEnumerable<LogicalColumn> ColumnsOfPlan(BoundExpression predicate, HashSet<int> plan) =>
        ExpressionTree.ColumnsOf(predicate).Where(column => plan.Contains(column.Id));

    private LogicalColumn[] OuterColumns(IEnumerable<BoundExpression> expressions)
    {
        var columns = new HashSet<LogicalColumn>();
        foreach (BoundExpression expression in expressions) ExpressionTree.CollectColumns(expression, columns);
        return [.. columns.Where(column => _outer.Contains(column.Id)).OrderBy(column => column.Id)];
    }

    private LogicalColumn[] OuterColumnsOf(LogicalOperator plan)
    {
        var columns = new HashSet<LogicalColumn>();
        void Collect(LogicalOperator node)
        {
            PlanExpressions.Visit(node, expression => ExpressionTree.CollectColumns(expression, columns));
            if (node is LogicalCteScan scan && _ctes.TryGetValue(scan.CteId, out var keys))
                columns.UnionWith(keys.Outer);
            foreach (LogicalOperator input in node.Inputs) Collect(input);
        }
        Collect(plan);
        return [.. columns.Where(column => _outer.Contains(column.Id)).OrderBy(column => column.Id)];
    }
}
