using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>UPDATE, DELETE and TRUNCATE: plans that find the rows by row id.</summary>
internal sealed class ModificationBinder(BindContext context)
{
    /// <remarks>
    /// With FROM a row may be found more than once, with different new values; whoever executes the update takes the
    /// first.
    /// </remarks>
    public BoundStatement Bind(UpdateStatement update)
    {
        if (update.With is not null) throw Errors.NotSupported("WITH before UPDATE", update.With.Span);
        if (!update.Returning.IsEmpty) throw Errors.NotSupported("RETURNING", update.Returning[0].Span);
        (TableEntry table, BoundFrom target) = Target(update.Table);
        IReadOnlyList<LogicalColumn> columns = target.Plan.Output;
        BoundFrom from = AddTables(target, update.From);
        LogicalOperator plan = Filter(from, update.Where);
        var binder = new ExpressionBinder(context, from.Scope, null, null, "UPDATE");
        var values = new BoundExpression[columns.Count];
        values[0] = new BoundColumn(columns[^1]);
        foreach (Assignment assignment in update.Set) Assign(assignment, table, binder, values);
        for (int i = 1; i < values.Length; i++) values[i] ??= new BoundColumn(columns[i - 1]);
        BoundQuery rows = PlanBuilder.Project(
            context, plan, values, ["rowid", .. table.Columns.Select(column => column.Name)]);
        return Finish(new LogicalUpdate(table, rows.Plan, CountColumn()), StatementKind.Update);
    }

    private void Assign(Assignment assignment, TableEntry table, ExpressionBinder binder, BoundExpression[] values)
    {
        Expression[] sources = [assignment.Value];
        if (assignment.Columns.Count > 1 || (assignment.IsRow && assignment.Value is RowExpression))
        {
            if (assignment.Value is not RowExpression row)
                throw Errors.NotSupported("assignment of a subquery to several columns", assignment.Value.Span);
            if (row.Items.Count != assignment.Columns.Count)
                throw Errors.RowLengths(assignment.Columns.Count, row.Items.Count, assignment.Span);
            sources = [.. row.Items];
        }
        for (int i = 0; i < sources.Length; i++)
        {
            Identifier column = Targets.Simple(assignment.Columns[i]);
            int index = Targets.IndexOf(table, column);
            if (values[index + 1] is not null) throw Errors.DuplicateColumn(column.Text, column.Span);
            values[index + 1] = sources[i] is DefaultExpression
                ? Targets.Default(context, table.Columns[index], sources[i].Span)
                : context.Types.Cast(binder.Bind(sources[i]), table.Columns[index].Type);
        }
    }

    public BoundStatement Bind(DeleteStatement delete)
    {
        if (delete.With is not null) throw Errors.NotSupported("WITH before DELETE", delete.With.Span);
        if (!delete.Returning.IsEmpty) throw Errors.NotSupported("RETURNING", delete.Returning[0].Span);
        (TableEntry table, BoundFrom target) = Target(delete.Table);
        BoundFrom from = AddTables(target, delete.Using);
        LogicalOperator plan = RowIds(Filter(from, delete.Where), target.Plan.Output[^1]);
        if (!delete.Using.IsEmpty) plan = new LogicalDistinct(plan);
        return Finish(new LogicalDelete(table, plan, CountColumn()), StatementKind.Delete);
    }

    public BoundStatement Bind(TruncateStatement truncate)
    {
        if (truncate.Tables.Count != 1) throw Errors.NotSupported("TRUNCATE of several tables", truncate.Span);
        TableEntry table = Targets.Find(context, truncate.Tables[0]);
        BoundFrom target = new FromBinder(context, null, null).BindTable(table, null, withRowId: true);
        LogicalOperator plan = RowIds(target.Plan, target.Plan.Output[^1]);
        return Finish(new LogicalDelete(table, plan, CountColumn()), StatementKind.Delete);
    }

    private (TableEntry Table, BoundFrom From) Target(TableReference reference)
    {
        if (reference is not NamedTable named)
            throw Errors.NotSupported("changing anything but a table", reference.Span);
        TableEntry table = Targets.Find(context, named.Name);
        return (table, new FromBinder(context, null, null).BindTable(table, named.Alias, withRowId: true));
    }

    private BoundFrom AddTables(BoundFrom target, SyntaxList<TableReference> references)
    {
        var tables = new FromBinder(context, null, null);
        foreach (TableReference reference in references)
            target = JoinBinder.Cross(target, tables.Bind(reference, target.Scope), reference.Span);
        return target;
    }

    private LogicalOperator Filter(BoundFrom from, Expression? where) => where is null
        ? from.Plan
        : PlanBuilder.Filter(
            from.Plan, new ExpressionBinder(context, from.Scope, null, null, "WHERE").BindBoolean(where));

    private static LogicalProject RowIds(LogicalOperator plan, LogicalColumn rowId) =>
        new(plan, [new BoundColumn(rowId)], [rowId]);

    private LogicalColumn CountColumn() => context.Ids.New("Count", LogicalType.BigInt, isNullable: false);

    private static BoundPlanStatement Finish(LogicalOperator plan, StatementKind kind) => new(plan, ["Count"], kind);
}
