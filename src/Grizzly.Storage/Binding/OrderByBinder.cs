using System.Globalization;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using LogicalOperator = Grizzly.Logical.LogicalOperator;
using SortKey = Grizzly.Logical.SortKey;

namespace Grizzly.Binding;

/// <summary>
/// ORDER BY where only the output columns can be named: set operations, VALUES, TABLE, queries in parentheses.
/// </summary>
internal static class OrderByBinder
{
    /// <summary>
    /// The zero-based position an integer literal means, or -1 for any other expression; 42P10 where there is no such
    /// position.
    /// </summary>
    public static int Ordinal(Expression expression, string clause, int count)
    {
        if (expression is UnaryExpression { Operator: "-",
            Operand: NumberLiteral { Kind: NumberKind.Integer } negative })
            throw Errors.OrdinalOutOfRange(clause, "-" + negative.Text, count, expression.Span);
        if (expression is not NumberLiteral { Kind: NumberKind.Integer } number) return -1;
        if (!int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int position)
            || position < 1 || position > count)
            throw Errors.OrdinalOutOfRange(clause, number.Text, count, expression.Span);
        return position - 1;
    }

    /// <summary>ORDER BY ALL or ORDER BY *.</summary>
    public static bool IsAll(OrderByItem item) => item.Value is StarExpression { Qualifier.IsEmpty: true };

    /// <summary>
    /// The column of that name in any operand, or -1. A table's name before it says nothing here: only columns of the
    /// result can be meant.
    /// </summary>
    private static int OtherName(BoundQuery query, string name)
    {
        if (query.OtherNames.Count == 0 && query.Plan is not LogicalSetOperation) return -1;
        for (int i = 0; i < query.Names.Count; i++)
        {
            if (Scope.SameName(query.Names[i], name)) return i;
        }
        foreach ((string other, int column) in query.OtherNames)
        {
            if (Scope.SameName(other, name)) return column;
        }
        return -1;
    }

    public static LogicalOperator Apply(
        BindContext context, BoundQuery query, SyntaxList<OrderByItem> orderBy, ExpressionBinder? outer, CteScope? ctes)
    {
        if (orderBy.IsEmpty) return query.Plan;
        var binder = new ExpressionBinder(
            context, Scope.Of(new ScopeTable(null, "", true), query.Names, query.Columns), outer, ctes, "ORDER BY");
        var keys = new List<SortKey>();
        foreach (OrderByItem item in orderBy)
        {
            int position = IsAll(item) ? -1 : Ordinal(item.Value, "ORDER BY", query.Columns.Count);
            if (item.Value is ColumnReference { Parts.Count: <= 2 } name
                && (name.Parts.Count == 2 || binder.Scope.Find(name.Name.Text, name.Span) is null))
                position = OtherName(query, name.Name.Text);
            if (IsAll(item))
                keys.AddRange(query.Columns.Select(
                    column => SortKeys.Make(context, new BoundColumn(column) { Span = item.Span }, item)));
            else if (position >= 0)
                keys.Add(SortKeys.Make(
                    context, new BoundColumn(query.Columns[position]) { Span = item.Span }, item));
            else
            {
                foreach (Expression value in new ColumnsExpansion(binder).Expand(item.Value))
                    keys.Add(SortKeys.Bind(binder, item with { Value = value }));
            }
        }
        return new LogicalSort(query.Plan, keys);
    }
}
