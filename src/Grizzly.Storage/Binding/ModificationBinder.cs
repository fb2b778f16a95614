using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>UPDATE, DELETE and TRUNCATE: plans that find the rows by row id.</summary>
/// <param name="ctes">The names of a WITH before the statement, or null.</param>
internal sealed class ModificationBinder(BindContext context, CteScope? ctes = null)
{
    public BoundStatement Bind(UpdateStatement update)
    {
        (LogicalUpdate plan, ReturningBinder returning) = BindPlan(update);
        return returning.Bind(plan, StatementKind.Update, update.Returning);
    }

    public BoundStatement Bind(DeleteStatement delete)
    {
        (LogicalDelete plan, ReturningBinder returning) = BindPlan(delete);
        return returning.Bind(plan, StatementKind.Delete, delete.Returning);
    }

    /// <remarks>
    /// With FROM a row may be found more than once, with different new values; whoever executes the update takes the
    /// first.
    /// </remarks>
    public (LogicalUpdate Plan, ReturningBinder Returning) BindPlan(UpdateStatement update)
    {
        (TableEntry table, BoundFrom target) = Target(update.Table);
        IReadOnlyList<LogicalColumn> columns = target.Plan.Output;
        BoundFrom from = AddTables(target, update.From);
        if (!update.Hints.IsEmpty) new HintBinder(context, from.Scope).Bind(update.Hints);
        LogicalOperator plan = Filter(from, update.Where);
        var binder = new ExpressionBinder(context, from.Scope, null, ctes, "UPDATE");
        var values = new BoundExpression[columns.Count];
        values[0] = new BoundColumn(columns[^1]);
        new AssignmentBinder(context, table).Assign(update.Set, binder, values.AsSpan(1));
        HashSet<int> changed = [.. Enumerable.Range(0, table.Columns.Count).Where(
            i => values[i + 1] is not null || table.Columns[i].IsGenerated)];
        for (int i = 1; i < values.Length; i++) values[i] ??= Unchanged(table, i - 1, columns[i - 1]);
        Scope source = update.Returning.IsEmpty ? Scope.Empty : Without(from.Scope, target.Scope);
        BoundQuery rows = PlanBuilder.Project(
            context, plan, [.. values, .. source.Columns.Select(column => column.Value)],
            ["rowid", .. table.Columns.Select(column => column.Name), .. source.Columns.Select(column => column.Name)]);
        var change = new LogicalUpdate(table, rows.Plan, CountColumn())
        {
            Rules = new RulesBinder(context).Bind(table, update.Table.Span), Changed = changed,
        };
        return (change, Returning(table, target, source));
    }

    /// <summary>The value of a column that UPDATE does not name; virtual columns store nothing.</summary>
    public static BoundExpression Unchanged(TableEntry table, int index, LogicalColumn column) =>
        table.Columns[index].IsVirtual
            ? new BoundConstant(Value.Null(table.Columns[index].Type))
            : new BoundColumn(column);

    public (LogicalDelete Plan, ReturningBinder Returning) BindPlan(DeleteStatement delete)
    {
        (TableEntry table, BoundFrom target) = Target(delete.Table);
        BoundFrom from = AddTables(target, delete.Using);
        if (!delete.Hints.IsEmpty) new HintBinder(context, from.Scope).Bind(delete.Hints);
        LogicalOperator filtered = Filter(from, delete.Where);
        Scope source = delete.Returning.IsEmpty ? Scope.Empty : Without(from.Scope, target.Scope);
        LogicalOperator plan = PlanBuilder.Project(
            context, filtered,
            [new BoundColumn(target.Plan.Output[^1]), .. source.Columns.Select(column => column.Value)],
            ["rowid", .. source.Columns.Select(column => column.Name)]).Plan;
        if (!delete.Using.IsEmpty && source.Columns.Count == 0) plan = new LogicalDistinct(plan);
        return (Deletion(table, plan), Returning(table, target, source));
    }

    /// <remarks>Children are emptied before their parents, so that no row loses what it refers to.</remarks>
    public BoundStatement Bind(TruncateStatement truncate)
    {
        List<TableEntry> tables = [];
        foreach (QualifiedName name in truncate.Tables)
        {
            TableEntry table = Targets.Find(context, name);
            if (!tables.Contains(table)) tables.Add(table);
        }
        AddChildren(tables, truncate);
        var deletions = new List<LogicalModification>();
        foreach (TableEntry table in ChildrenFirst(tables, truncate.Span))
        {
            BoundFrom target = new FromBinder(context, null, null).BindTable(table, null, withRowId: true);
            LogicalColumn rowId = target.Plan.Output[^1];
            deletions.Add(Deletion(table, new LogicalProject(target.Plan, [new BoundColumn(rowId)], [rowId])));
        }
        return new BoundTruncate(deletions, tables, truncate.RestartsIdentity);
    }

    /// <summary>The tables that refer to those: added with CASCADE, refused without.</summary>
    private void AddChildren(List<TableEntry> tables, TruncateStatement truncate)
    {
        List<TableEntry> all = [.. context.Catalog.DatabaseOf(tables[0])?.Tables ?? context.Catalog.Tables];
        for (int i = 0; i < tables.Count; i++)
        {
            foreach (TableEntry child in all)
            {
                if (tables.Contains(child)) continue;
                if (!child.ForeignKeys.Any(key => key.RefersTo(tables[i].Schema, tables[i].Name))) continue;
                if (truncate.Behavior != DropBehavior.Cascade)
                {
                    throw Errors.NotSupported(
                        $"truncating table \"{tables[i].Name}\", which table \"{child.Name}\" refers to,",
                        truncate.Span, "truncate both tables, or use CASCADE");
                }
                tables.Add(child);
            }
        }
    }

    private static List<TableEntry> ChildrenFirst(List<TableEntry> tables, SourceSpan span)
    {
        var rest = new List<TableEntry>(tables);
        var result = new List<TableEntry>();
        while (rest.Count > 0)
        {
            TableEntry? next = rest.Find(table => !rest.Exists(child => !ReferenceEquals(child, table)
                && child.ForeignKeys.Any(key => key.RefersTo(table.Schema, table.Name))));
            if (next is null) throw Errors.NotSupported("truncating tables that refer to one another", span);
            rest.Remove(next);
            result.Add(next);
        }
        return result;
    }

    /// <summary>The table a statement changes, with its row ids as last column.</summary>
    public (TableEntry Table, BoundFrom From) Target(TableReference reference)
    {
        if (reference is not NamedTable named)
            throw Errors.NotSupported("changing anything but a table", reference.Span);
        TableEntry table = Targets.Find(context, named.Name);
        return (table, new FromBinder(context, null, null).BindTable(table, named.Alias, withRowId: true));
    }

    private LogicalDelete Deletion(TableEntry table, LogicalOperator rows) => new(table, rows, CountColumn())
    {
        Rules = new RulesBinder(context).Bind(table, SourceSpan.None),
    };

    private ReturningBinder Returning(TableEntry table, BoundFrom target, Scope source) =>
        new(context, ctes, table, target.Scope.Tables[0]) { Source = source };

    private BoundFrom AddTables(BoundFrom target, SyntaxList<TableReference> references)
    {
        var tables = new FromBinder(context, null, ctes);
        Scope before = Scope.Empty;
        foreach (TableReference reference in references)
        {
            // The changed table is not among what a lateral table may use.
            BoundFrom table = tables.Bind(reference, before);
            before = Scope.Combine(before, table.Scope, reference.Span);
            target = JoinBinder.Cross(target, table);
        }
        return target;
    }

    /// <summary>The scope less the target's columns.</summary>
    private static Scope Without(Scope all, Scope target) => new(
        [.. all.Tables.Skip(target.Tables.Count)], [.. all.Columns.Skip(target.Columns.Count)]);

    private LogicalOperator Filter(BoundFrom from, Expression? where) => where is null
        ? from.Plan
        : PlanBuilder.Filter(
            from.Plan, new ExpressionBinder(context, from.Scope, null, ctes, "WHERE").BindBoolean(where));

    private LogicalColumn CountColumn() => context.Ids.New("Count", LogicalType.BigInt, isNullable: false);
}
