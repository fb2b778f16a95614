using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>The tables and columns that statements change, and the defaults of columns they do not name.</summary>
internal static class Targets
{
    /// <summary>The table; 42P01 where there is none, 42809 where the name is a view's.</summary>
    public static TableEntry Find(BindContext context, QualifiedName name)
    {
        ObjectName wanted = ObjectNames.Of(name);
        if (context.Catalog.FindTable(wanted) is { } table) return table;
        if (context.Catalog.FindView(wanted) is not null)
            throw Errors.WrongObject(name.Name.Text, "view", "table", name.Span);
        throw FromBinder.NotFound(context, name, []);
    }

    public static int IndexOf(TableEntry table, Identifier column)
    {
        int index = table.IndexOf(column.Text);
        return index >= 0
            ? index
            : throw Errors.ColumnNotInTable(column.Text, table.Name, table.Columns.Select(c => c.Name), column.Span);
    }

    /// <summary>
    /// The numbers of the named columns; 42701 where one is named twice. All columns where none is named.
    /// </summary>
    public static int[] Indexes(TableEntry table, IEnumerable<Identifier> columns)
    {
        var result = new List<int>();
        foreach (Identifier column in columns)
        {
            int index = IndexOf(table, column);
            if (result.Contains(index)) throw Errors.DuplicateColumn(column.Text, column.Span);
            result.Add(index);
        }
        return result.Count == 0 ? [.. Enumerable.Range(0, table.Columns.Count)] : [.. result];
    }

    public static Identifier Simple(QualifiedName column) => column.Parts.Count == 1
        ? column.Name
        : throw Errors.NotSupported("assignment to a field of a STRUCT", column.Span);

    /// <summary>
    /// What a column gets that nobody names: its DEFAULT, its sequence's next value, or NULL (which the table replaces
    /// in generated columns). Errors in it point at the statement.
    /// </summary>
    public static BoundExpression Default(BindContext context, TableEntry table, int index, SourceSpan span)
    {
        Catalog.ColumnDefinition column = table.Columns[index];
        if (DefaultSql(table, column) is not { } sql)
            return new BoundConstant(Types.Value.Null(column.Type)) { Span = span };
        context.EnterView(column.Name, span);
        using BindContext.CatalogScope scope = context.Within(table);
        BoundExpression value = new ExpressionBinder(context, Scope.Empty, null, null, "DEFAULT").Bind(
            SqlParser.ParseExpression(sql));
        context.LeaveView();
        return context.Types.Cast(value, column.Type) with { Span = span };
    }

    /// <summary>The expression of a column's default value; null where it is NULL.</summary>
    public static string? DefaultSql(TableEntry table, Catalog.ColumnDefinition column) =>
        column.Identity != IdentityKind.None && column.SequenceName is { } sequence
            ? SequenceNames.NextValue(table.Schema, sequence)
            : column.DefaultSql;

    /// <summary>The plan's columns put into the table's: those not named get their defaults.</summary>
    /// <param name="isPartial">True where <paramref name="source"/>'s plan yields more than its columns.</param>
    public static BoundQuery Complete(
        BindContext context, TableEntry table, int[] indexes, BoundQuery source, SourceSpan span,
        bool isPartial = false)
    {
        if (!isPartial)
            source = PlanBuilder.CastColumns(context, source, [.. indexes.Select(i => table.Columns[i].Type)]);
        var values = new BoundExpression[table.Columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int at = Array.IndexOf(indexes, i);
            values[i] = at >= 0 && !table.Columns[i].IsGenerated
                ? context.Types.Cast(new BoundColumn(source.Columns[at]) { Span = span }, table.Columns[i].Type)
                : Default(context, table, i, span);
        }
        return PlanBuilder.Project(context, source.Plan, values, [.. table.Columns.Select(column => column.Name)]);
    }
}
