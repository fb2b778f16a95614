using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>
/// RETURNING: expressions over the changed rows. Columns by their own name are the row after INSERT and UPDATE and
/// before DELETE; <c>old.c</c> and <c>new.c</c> are either, NULL where there is no such row, as in PostgreSQL 18.
/// </summary>
/// <param name="target">What the statement calls the table.</param>
internal sealed class ReturningBinder(BindContext context, CteScope? ctes, TableEntry table, ScopeTable target)
{
    private readonly LogicalColumn[] _old = Side(context, table);
    private readonly LogicalColumn[] _new = Side(context, table);

    /// <summary>The columns of other tables of the statement, as the modification's input ends with them.</summary>
    public Scope Source { get; init; } = Scope.Empty;

    /// <summary>MERGE: the last column of the input is the name of the action.</summary>
    public bool HasAction { get; init; }

    /// <summary>The statement, with the rows it gives back if there are any.</summary>
    public BoundPlanStatement Bind(LogicalModification plan, StatementKind kind, SyntaxList<SelectItem> items)
    {
        if (items.IsEmpty) return new BoundPlanStatement(plan, ["Count"], kind);
        BoundQuery query = Rows(plan, kind, items);
        return new BoundPlanStatement(query.Plan, query.Names, kind) { HasRows = true };
    }

    /// <summary>The rows given back.</summary>
    public BoundQuery Rows(LogicalModification plan, StatementKind kind, SyntaxList<SelectItem> items)
    {
        LogicalColumn[] extra = [.. Source.Columns.Select(column => context.Ids.New(column.Name, column.Value.Type))];
        LogicalColumn? action = HasAction ? context.Ids.New("merge_action", LogicalType.Varchar, false) : null;
        var binder = new ExpressionBinder(context, ScopeOf(kind, extra, action), null, ctes, "RETURNING");
        context.MergeAction = action is null ? null : new BoundColumn(action);
        IReadOnlyList<SelectEntry> entries = StarExpansion.Expand(items, binder);
        if (entries.Count == 0) throw Errors.Invalid("RETURNING has no columns left", items[0].Span);
        var names = new string[entries.Count];
        var values = new BoundExpression[entries.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = entries[i].Bound ?? binder.BindOutput(entries[i].Syntax!);
            bool isColumn = entries[i] is { HasAlias: false, Syntax: ColumnReference };
            names[i] = isColumn ? binder.LastColumnName ?? entries[i].Name : entries[i].Name;
        }
        context.MergeAction = null;
        bool hasSubquery = values.Any(value => ExpressionTree.Any(value, node => node is BoundSubquery));
        bool usesOld = hasSubquery || Uses(values, _old), usesNew = hasSubquery || Uses(values, _new);
        LogicalColumn[] columns =
            [.. usesOld ? _old : [], .. usesNew ? _new : [], .. extra, .. action is null
                ? Array.Empty<LogicalColumn>() : [action]];
        LogicalOperator rows = plan with { Returning = new ReturnedRows(columns, usesOld, usesNew) };
        if (!hasSubquery) return PlanBuilder.Project(context, rows, values, names);
        // Unnesting may mention its input twice; a change runs once.
        var shown = new LogicalCteScan(context.NextCteId(), table.Name, columns, columns);
        BoundQuery query = PlanBuilder.Project(context, shown, values, names);
        return query with { Plan = new LogicalCte(shown.CteId, table.Name, rows, query.Plan) };
    }

    private Scope ScopeOf(StatementKind kind, LogicalColumn[] extra, LogicalColumn? action)
    {
        var columns = new List<ScopeColumn>();
        for (int i = 0; i < _new.Length; i++)
            columns.Add(new ScopeColumn(target, table.Columns[i].Name, Current(kind, i, action)));
        for (int i = 0; i < extra.Length; i++)
        {
            ScopeColumn source = Source.Columns[i];
            columns.Add(source with
            {
                Table = source.Table with { IsInStar = HasAction }, Value = new BoundColumn(extra[i]), Merged = null,
            });
        }
        var tables = new List<ScopeTable> { target };
        tables.AddRange(Source.Tables);
        AddSide("old", _old, tables, columns);
        AddSide("new", _new, tables, columns);
        return new Scope(tables, columns);
    }

    /// <summary>What the column by its own name means.</summary>
    private BoundExpression Current(StatementKind kind, int index, LogicalColumn? action)
    {
        if (kind == StatementKind.Delete) return new BoundColumn(_old[index]);
        if (action is null) return new BoundColumn(_new[index]);
        var isDelete = new BoundComparison(
            ComparisonKind.Equal, new BoundColumn(action), new BoundConstant(Value.OfVarchar("DELETE")));
        return new BoundCase([isDelete, new BoundColumn(_old[index])], new BoundColumn(_new[index]), _new[index].Type);
    }

    /// <summary>Rows before or after the change, by qualified name only, unless a table has that name.</summary>
    private void AddSide(string name, LogicalColumn[] side, List<ScopeTable> tables, List<ScopeColumn> columns)
    {
        if (tables.Exists(other => Scope.SameName(other.Name, name))) return;
        var entry = new ScopeTable(null, name);
        tables.Add(entry);
        for (int i = 0; i < side.Length; i++)
        {
            columns.Add(new ScopeColumn(
                entry, table.Columns[i].Name, new BoundColumn(side[i]), IsMergedAway: true));
        }
    }

    private static bool Uses(BoundExpression[] values, LogicalColumn[] side)
    {
        var ids = new HashSet<int>(side.Select(column => column.Id));
        return values.Any(value => ExpressionTree.ColumnsOf(value).Any(column => ids.Contains(column.Id)));
    }

    private static LogicalColumn[] Side(BindContext context, TableEntry table) =>
        [.. table.Columns.Select(column => context.Ids.New(column.Name, column.Type))];
}
