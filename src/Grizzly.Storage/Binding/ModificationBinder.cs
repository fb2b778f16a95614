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
        LogicalOperator plan = Filter(from, update.Where);
        var binder = new ExpressionBinder(context, from.Scope, null, ctes, "UPDATE");
        var values = new BoundExpression[columns.Count];
        values[0] = new BoundColumn(columns[^1]);
        new AssignmentBinder(context, table).Assign(update.Set, binder, values.AsSpan(1));
        for (int i = 1; i < values.Length; i++) values[i] ??= Unchanged(table, i - 1, columns[i - 1]);
        Scope source = update.Returning.IsEmpty ? Scope.Empty : Without(from.Scope, target.Scope);
        BoundQuery rows = PlanBuilder.Project(
            context, plan, [.. values, .. source.Columns.Select(column => column.Value)],
            ["rowid", .. table.Columns.Select(column => column.Name), .. source.Columns.Select(column => column.Name)]);
        var change = new LogicalUpdate(table, rows.Plan, CountColumn())
        {
            Rules = new RulesBinder(context).Bind(table, update.Table.Span),
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
        LogicalOperator filtered = Filter(from, delete.Where);
        Scope source = delete.Returning.IsEmpty ? Scope.Empty : Without(from.Scope, target.Scope);
        LogicalOperator plan = PlanBuilder.Project(
            context, filtered,
            [new BoundColumn(target.Plan.Output[^1]), .. source.Columns.Select(column => column.Value)],
            ["rowid", .. source.Columns.Select(column => column.Name)]).Plan;
        if (!delete.Using.IsEmpty && source.Columns.Count == 0) plan = new LogicalDistinct(plan);
        return (Deletion(table, plan), Returning(table, target, source));
    }

    public BoundStatement Bind(TruncateStatement truncate)
    {
        var deletions = new List<LogicalModification>();
        var tables = new List<TableEntry>();
        foreach (QualifiedName name in truncate.Tables)
        {
            TableEntry table = Targets.Find(context, name);
            if (tables.Contains(table)) continue;
            BoundFrom target = new FromBinder(context, null, null).BindTable(table, null, withRowId: true);
            LogicalColumn rowId = target.Plan.Output[^1];
            tables.Add(table);
            deletions.Add(Deletion(table, new LogicalProject(target.Plan, [new BoundColumn(rowId)], [rowId])));
        }
        return new BoundTruncate(deletions, tables, truncate.RestartsIdentity);
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
            target = JoinBinder.Cross(target, table, reference.Span);
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
