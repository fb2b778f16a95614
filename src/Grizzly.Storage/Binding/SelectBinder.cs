using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

namespace Grizzly.Binding;

/// <summary>
/// Binds one SELECT with its ORDER BY and LIMIT. Everything is bound over the columns of FROM first; in a grouped query
/// the expressions are then rewritten over groups and aggregates. Sort keys that are not selected travel as hidden
/// columns and are projected away at the end.
/// </summary>
internal sealed class SelectBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    private readonly AliasTable _aliases = new();
    private readonly AggregateCollector _aggregates = new(context.Ids);
    private readonly List<BoundColumn> _correlated = [];
    private readonly UnnestCollector _unnests = new(context.Ids);
    private WindowCollector _windows = null!;
    private ColumnsExpansion _columns = null!;
    private readonly Dictionary<int, BoundExpression> _groupedItems = [];
    private ExpressionBinder _binder = null!;
    private IReadOnlyList<SelectEntry> _entries = [];
    private BoundExpression[] _items = [];

    public BoundQuery Bind(SelectBody select, SyntaxList<OrderByItem> orderBy, LimitClause? limit)
    {
        _windows = new WindowCollector(context.Ids, select.Windows);
        BoundFrom from = new FromBinder(context, outer, ctes).Bind(select.From);
        if (!select.Hints.IsEmpty) new HintBinder(context, from.Scope).Bind(select.Hints);
        LogicalOperator plan = SampleBinder.Apply(context, from.Plan, select.Sample);
        _binder = new ExpressionBinder(context, from.Scope, outer, ctes, "SELECT")
        {
            Aggregates = _aggregates, Windows = _windows, Aliases = _aliases, Correlated = _correlated,
            Unnests = _unnests,
        };
        _columns = new ColumnsExpansion(_binder);
        SelectItem[] items = [.. select.Items.SelectMany(_columns.Expand)];
        foreach (SelectItem item in items)
        {
            if (item.Alias is { } alias && item.Value is not StarExpression) _aliases.Add(alias.Text, item.Value);
        }
        if (select.Where is not null)
        {
            plan = PlanBuilder.Filter(
                plan, Clause(from.Scope, "WHERE").BindBoolean(_columns.ExpandCondition(select.Where)));
        }
        _entries = StarExpansion.Expand(items, _binder);
        GroupingSets sets = BindGroups(select.GroupBy, Clause(from.Scope, "GROUP BY"));
        List<BoundExpression> groups = [.. sets.Sets.SelectMany(set => set)];
        BindItems();
        BoundExpression? having = BindHaving(select.Having, from.Scope);
        BoundExpression? qualify = BindQualify(select.Qualify);
        List<SortTerm> sort = BindOrderBy(orderBy), on = BindDistinctOn(select.Distinct);
        if (select.GroupBy is { All: true }) groups.AddRange(_items.Where(item => !HasAggregate(item)));
        if (select.GroupBy is not null || having is not null || _aggregates.Calls.Count > 0
            || _aggregates.Groupings.Count > 0)
        {
            if (select.GroupBy is null && _aggregates.Groupings is [{ } grouping, ..])
                throw new GrizzlyException(
                    SqlStates.GroupingError, "GROUPING needs a GROUP BY clause", grouping.Span);
            plan = Group(plan, groups, sets, out GroupingRewriter rewriter);
            if (having is not null) plan = PlanBuilder.Filter(plan, rewriter.Rewrite(having));
            plan = _windows.Build(plan, rewriter.Rewrite);
            if (qualify is not null) qualify = rewriter.Rewrite(qualify);
            for (int i = 0; i < _items.Length; i++) _items[i] = rewriter.Rewrite(_items[i]);
            for (int i = 0; i < sort.Count; i++)
            {
                if (sort[i].Hidden is { } hidden) sort[i] = sort[i] with { Hidden = rewriter.Rewrite(hidden) };
            }
            for (int i = 0; i < on.Count; i++)
            {
                if (on[i].Hidden is { } hidden) on[i] = on[i] with { Hidden = rewriter.Rewrite(hidden) };
            }
            rewriter.CheckCorrelated(_correlated);
            plan = PlanBuilder.Filter(plan, qualify);
            plan = _unnests.Build(plan, rewriter.Rewrite);
        }
        else
        {
            plan = _windows.Build(plan, static expression => expression);
            plan = PlanBuilder.Filter(plan, qualify);
            plan = _unnests.Build(plan, static expression => expression);
        }
        return Finish(plan, sort, on, select.Distinct is not null, limit);
    }

    private ExpressionBinder Clause(Scope scope, string name) =>
        new(context, scope, outer, ctes, name) { Aliases = _aliases };

    private void BindItems()
    {
        _items = new BoundExpression[_entries.Count];
        var names = new SelectEntry[_entries.Count];
        int alias = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            SelectEntry entry = names[i] = _entries[i];
            _aliases.Limit = alias;
            if (_groupedItems.TryGetValue(i, out BoundExpression? grouped))
            {
                _items[i] = grouped;
            }
            else
            {
                _items[i] = entry.Bound ?? _binder.BindOutput(entry.Syntax!);
                if (entry is { HasAlias: false, Syntax: ColumnReference } && _binder.LastColumnName is { } declared)
                    names[i] = entry with { Name = declared };
            }
            if (entry.HasAlias) _aliases.SetBound(alias++, _items[i]);
        }
        _aliases.Limit = int.MaxValue;
        _entries = names;
    }

    private BoundExpression? BindHaving(Expression? having, Scope scope)
    {
        if (having is null) return null;
        var binder = new ExpressionBinder(context, scope, outer, ctes, "HAVING")
        {
            Aggregates = _aggregates, Aliases = _aliases, Correlated = _correlated,
        };
        BoundExpression condition = binder.BindBoolean(_columns.ExpandCondition(having));
        if (ExpressionTree.Any(condition, node => node is BoundColumn column && _windows.Owns(column.Column)))
            throw Errors.Windowing("window functions are not allowed in HAVING", having.Span,
                "filter their results with QUALIFY");
        return condition;
    }

    private BoundExpression? BindQualify(Expression? qualify)
    {
        if (qualify is null) return null;
        BoundExpression condition = _binder.BindBoolean(_columns.ExpandCondition(qualify), "QUALIFY");
        if (_windows.IsEmpty)
            throw Errors.Windowing("QUALIFY needs a window function in it or in the select list", qualify.Span);
        return condition;
    }

    private bool HasAggregate(BoundExpression expression) =>
        ExpressionTree.Any(expression, node => node is BoundColumn column
            && (_aggregates.Owns(column.Column) || _windows.Owns(column.Column)));

    private GroupingSets BindGroups(GroupByClause? clause, ExpressionBinder binder)
    {
        var sets = new GroupingSets(expression => BindGroup(expression, binder));
        foreach (GroupingElement element in clause?.Elements ?? [])
        {
            if (element is not GroupingKey key || !ColumnsExpansion.IsIn(key.Value)) sets.Add(element);
            else foreach (Expression value in _columns.Expand(key.Value)) sets.Add(new GroupingKey(value, key.Span));
        }
        if (clause is { Distinct: true }) sets.RemoveDuplicates();
        return sets;
    }

    /// <summary>
    /// A group: a position in the select list, else an input column, else an alias, else an expression.
    /// </summary>
    private BoundExpression BindGroup(Expression expression, ExpressionBinder binder)
    {
        int item = Ordinal(expression, "GROUP BY");
        if (item < 0 && expression is ColumnReference { Parts.Count: 1 } name
            && binder.Scope.Find(name.Name.Text, name.Span) is null)
            item = IndexOfAlias(name.Name.Text);
        if (item < 0) return binder.BindOutput(expression);
        BoundExpression group = _entries[item].Bound ?? binder.BindOutput(_entries[item].Syntax!);
        return _groupedItems[item] = group;
    }

    private int IndexOfAlias(string name)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].HasAlias && Scope.SameName(_entries[i].Name, name)) return i;
        }
        return -1;
    }

    /// <summary>The select-list index an integer literal means, or -1 for any other expression.</summary>
    private int Ordinal(Expression expression, string clause) =>
        OrderByBinder.Ordinal(expression, clause, _entries.Count);

    private LogicalOperator Group(
        LogicalOperator plan, List<BoundExpression> groups, GroupingSets sets, out GroupingRewriter rewriter)
    {
        BoundExpression[] distinct = [.. groups.Distinct(ExpressionEquality.Instance)];
        var inputColumns = new HashSet<int>(plan.Output.Select(column => column.Id));
        var columns = new LogicalColumn[distinct.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = distinct[i] is BoundColumn column && inputColumns.Contains(column.Column.Id)
                ? column.Column
                : context.Ids.New(GroupName(distinct[i]), distinct[i].Type, Nullability.CanBeNull(distinct[i]));
        }
        if (!sets.IsPlain) columns = [.. columns.Select(column => column with { IsNullable = true })];
        (BoundExpression[] keys, LogicalColumn[] keyColumns, List<BoundAggregate> shown) = Keys(distinct, columns);
        if (shown.Count > 0 && !sets.IsPlain)
            throw Errors.NotSupported("grouping sets of texts under a collation", distinct[0].Span);
        rewriter = new GroupingRewriter(distinct, columns, inputColumns);
        if (!sets.IsPlain)
            return new GroupingSetsPlan(context, plan, distinct, columns, _aggregates).Build(sets.Sets);
        LogicalOperator grouped =
            new LogicalAggregate(plan, keys, [.. _aggregates.Calls, .. shown],
                [.. keyColumns, .. _aggregates.Columns, .. columns.Except(keyColumns)]);
        if (_aggregates.Groupings.Count == 0) return grouped;
        return new LogicalProject(
            grouped,
            [.. grouped.Output.Select(column => new BoundColumn(column)),
                .. _aggregates.Groupings.Select(call => call.ValueFor(distinct, distinct))],
            [.. grouped.Output, .. _aggregates.Groupings.Select(call => call.Column)]);
    }

    /// <summary>What the groups are told apart by. Texts under a collation go by their keys; shown is one text of each
    /// group, which becomes the group's column.</summary>
    private (BoundExpression[] Keys, LogicalColumn[] KeyColumns, List<BoundAggregate> Shown) Keys(
        BoundExpression[] groups, LogicalColumn[] columns)
    {
        BoundExpression[] keys = [.. groups];
        LogicalColumn[] keyColumns = [.. columns];
        var shown = new List<BoundAggregate>();
        for (int i = 0; i < groups.Length; i++)
        {
            if (!Collations.HasKey(groups[i].Type)) continue;
            keys[i] = Collations.Key(context, groups[i]);
            bool isNullable = columns[i].IsNullable;
            keyColumns[i] = context.Ids.New("key", keys[i].Type, isNullable);
            columns[i] = context.Ids.New(GroupName(groups[i]), groups[i].Type, isNullable);
            shown.Add(AggregateCollector.AnyOf(groups[i]));
        }
        return (keys, keyColumns, shown);
    }

    private string GroupName(BoundExpression group)
    {
        for (int i = 0; i < _items.Length; i++)
        {
            if (ExpressionEquality.Instance.Equals(_items[i], group)) return _entries[i].Name;
        }
        return ExpressionText.Format(group);
    }

    /// <summary>A sort key: an item of the select list, or an expression that is none.</summary>
    private sealed record SortTerm(int Item, BoundExpression? Hidden, OrderByItem Syntax);

    private List<SortTerm> BindOrderBy(SyntaxList<OrderByItem> orderBy)
    {
        var terms = new List<SortTerm>();
        foreach (OrderByItem item in orderBy)
        {
            if (OrderByBinder.IsAll(item))
            {
                for (int i = 0; i < _items.Length; i++) terms.Add(new SortTerm(i, null, item));
                continue;
            }
            foreach (Expression value in _columns.Expand(item.Value)) terms.Add(BindTerm(value, item, "ORDER BY"));
        }
        return terms;
    }

    private SortTerm BindTerm(Expression expression, OrderByItem syntax, string clause)
    {
        int index = Ordinal(expression, clause);
        if (index < 0 && expression is ColumnReference { Parts.Count: 1 } name) index = IndexOfOutput(name);
        if (index >= 0) return new SortTerm(index, null, syntax);
        BoundExpression key = _binder.BindOutput(expression);
        index = Array.FindIndex(_items, other => ExpressionEquality.Instance.Equals(other, key)
            && Equals(other.Type.Collation, key.Type.Collation));
        return index >= 0 ? new SortTerm(index, null, syntax) : new SortTerm(-1, key, syntax);
    }

    /// <summary>DISTINCT ON: what the rows are told apart by.</summary>
    private List<SortTerm> BindDistinctOn(DistinctClause? distinct)
    {
        var terms = new List<SortTerm>();
        foreach (Expression expression in (distinct?.On ?? []).SelectMany(_columns.Expand))
        {
            var item = new OrderByItem(expression, SortDirection.Default, NullsOrder.Default, expression.Span);
            terms.Add(BindTerm(expression, item, "DISTINCT ON"));
        }
        return terms;
    }

    /// <summary>The item of that output name, or -1; 42702 where different items have it.</summary>
    private int IndexOfOutput(ColumnReference name)
    {
        int found = -1;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (!Scope.SameName(_entries[i].Name, name.Name.Text)) continue;
            if (found >= 0 && !ExpressionEquality.Instance.Equals(_items[found], _items[i]))
                throw Errors.AmbiguousColumn(name.Name.Text, ["one output column", "another"], name.Span);
            found = found < 0 ? i : found;
        }
        return found;
    }

    private BoundQuery Finish(
        LogicalOperator plan, List<SortTerm> sort, List<SortTerm> on, bool isDistinct, LimitClause? limit)
    {
        var expressions = new List<BoundExpression>(_items);
        var names = new List<string>(_entries.Select(entry => entry.Name));
        int Position(SortTerm term)
        {
            if (term.Hidden is not { } hidden) return term.Item;
            if (isDistinct && on.Count == 0)
                throw Errors.OrderByNotSelected("SELECT DISTINCT", term.Syntax.Value.Span);
            expressions.Add(hidden);
            names.Add(ExpressionText.Format(hidden));
            return expressions.Count - 1;
        }
        int[] positions = [.. sort.Select(Position)], onPositions = [.. on.Select(Position)];
        BoundQuery result = PlanBuilder.Project(context, plan, expressions, names);
        plan = result.Plan;
        SortKey[] keys = [.. sort.Select((term, i) => SortKeys.Make(
            context, new BoundColumn(result.Columns[positions[i]]) { Span = term.Syntax.Span }, term.Syntax))];
        if (on.Count > 0)
            plan = PlanBuilder.FirstOf(context, plan, [.. onPositions.Select(position =>
                Collations.Key(context, new BoundColumn(result.Columns[position])))], keys);
        else if (isDistinct) plan = PlanBuilder.Distinct(context, plan, result.Columns);
        if (keys.Length > 0) plan = new LogicalSort(plan, keys);
        plan = LimitBinder.Apply(context, outer, ctes, plan, limit);
        LogicalColumn[] columns = [.. result.Columns.Take(_items.Length)];
        if (plan.Output.Count == columns.Length) return result with { Plan = plan };
        plan = new LogicalProject(plan, [.. columns.Select(column => new BoundColumn(column))], columns);
        return new BoundQuery(plan, [.. names.Take(_items.Length)], columns);
    }
}
