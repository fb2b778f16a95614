using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>
/// Binds what a table's rows go through when written, CHECK and generated columns, over the row itself; and the virtual
/// columns that reading computes.
/// </summary>
internal sealed class RulesBinder(BindContext context)
{
    /// <summary>The table's rules; errors in them, which CREATE has excluded, point at the statement.</summary>
    /// <param name="isInsert">True where rows only come: nobody can lose the row it refers to.</param>
    public TableRules Bind(TableEntry table, SourceSpan span, bool isInsert = false)
    {
        TableRules own = BindRow(table, span);
        if (table.Keys.Any(key => key.Deferral != ConstraintDeferral.NotDeferrable))
            own = own with { DeferrableKeys = DeferrableKeys(table) };
        var keys = new ForeignKeyBinder(context, this, span);
        return keys.AddTo(own, table, isInsert);
    }

    /// <summary>CHECK and generated columns.</summary>
    public TableRules BindRow(TableEntry table, SourceSpan span)
    {
        bool isPlain = !table.Constraints.Any(constraint => constraint is CheckDefinition)
            && !table.Columns.Any(column => column.IsGenerated);
        if (isPlain) return TableRules.None;
        context.EnterView(table.Name, span);
        using BindContext.CatalogScope within = context.WithinRules(table);
        LogicalColumn[] row = Row(table);
        Scope scope = ScopeOf(table, row, out List<RowValue> generated);
        var checks = new List<RowCheck>();
        foreach (CheckDefinition check in table.Checks)
        {
            BoundExpression condition = new ExpressionBinder(context, scope, null, null, "CHECK").BindBoolean(
                SqlParser.ParseExpression(check.ConditionSql));
            checks.Add(new RowCheck(check.Name, ByPosition(condition, row)));
        }
        context.LeaveView();
        return new TableRules(
            checks, [.. generated.Select(value => value with { Value = ByPosition(value.Value, row) })]);
    }

    private (TableIndex, KeyDefinition)[] DeferrableKeys(TableEntry table)
    {
        IReadOnlyList<IndexEntry> indexes = context.Catalog.IndexesOf(table);
        return [.. table.Keys.Where(key => key.Deferral != ConstraintDeferral.NotDeferrable).Select(key =>
            (indexes.First(index => Scope.SameName(index.Name, key.Name)).Index, key))];
    }

    /// <summary>
    /// The columns CHECK sees, over <paramref name="row"/>: virtual columns are their expressions. The others that are
    /// generated are columns, and <paramref name="generated"/> says what is in all of them.
    /// </summary>
    public Scope ScopeOf(TableEntry table, IReadOnlyList<LogicalColumn> row, out List<RowValue> generated)
    {
        var entry = new ScopeTable(null, table.Name);
        generated = [];
        var columns = new List<ScopeColumn>();
        for (int i = 0; i < table.Columns.Count; i++)
        {
            Catalog.ColumnDefinition column = table.Columns[i];
            BoundExpression value = new BoundColumn(row[i]);
            if (column.GeneratedSql is not null)
            {
                BoundExpression computed = Value(table, column, row);
                generated.Add(new RowValue(i, computed, column.IsVirtual));
                if (column.IsVirtual) value = computed;
            }
            columns.Add(new ScopeColumn(entry, column.Name, value));
        }
        return new Scope([entry], columns);
    }

    /// <summary>The expression of a generated column over <paramref name="row"/>, as the column's type.</summary>
    public BoundExpression Value(
        TableEntry table, Catalog.ColumnDefinition column, IReadOnlyList<LogicalColumn> row)
    {
        using BindContext.CatalogScope within = context.WithinRules(table);
        Expression expression = SqlParser.ParseExpression(column.GeneratedSql!);
        context.Enter(SourceSpan.None);
        BoundExpression value = new ExpressionBinder(context, Base(table, expression, row), null, null,
            "a generated column").Bind(expression);
        context.Leave();
        return context.Types.Cast(value, column.Type);
    }

    /// <summary>The columns a generated column uses: generated ones as their expressions, since they may not be
    /// computed yet. CREATE has excluded circles.</summary>
    private Scope Base(TableEntry table, Expression expression, IReadOnlyList<LogicalColumn> row)
    {
        var entry = new ScopeTable(null, table.Name);
        var visible = new List<ScopeColumn>();
        for (int i = 0; i < table.Columns.Count; i++)
        {
            Catalog.ColumnDefinition column = table.Columns[i];
            if (column.IsGenerated && !Mentions(expression, column.Name)) continue;
            visible.Add(new ScopeColumn(entry, column.Name,
                column.IsGenerated ? Value(table, column, row) : new BoundColumn(row[i])));
        }
        return new Scope([entry], visible);
    }

    private static bool Mentions(Expression expression, string column) => ExpressionRewriter.Any(expression,
        part => part is ColumnReference reference
            && reference.Parts.Any(name => Scope.SameName(name.Text, column)));

    public LogicalColumn[] Row(TableEntry table) =>
        [.. table.Columns.Select(column => context.Ids.New(column.Name, column.Type))];

    private static BoundExpression ByPosition(BoundExpression expression, LogicalColumn[] row) =>
        ExpressionTree.Rewrite(expression, node => node is BoundColumn column
            ? new BoundReference(Array.FindIndex(row, other => other.Id == column.Column.Id), node.Type)
            : node);
}
