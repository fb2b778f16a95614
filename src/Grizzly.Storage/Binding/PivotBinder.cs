using System.Globalization;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// PIVOT and UNPIVOT, written as plain queries: PIVOT as aggregates with a FILTER for each value, UNPIVOT as the
/// product with a list of names and a CASE that picks the column. Where PIVOT names no values, they are read from the
/// source while the statement is bound.
/// </summary>
internal sealed class PivotBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    private const int MostColumns = 10_000;
    private const string IndexName = "unpivot index";

    /// <summary>One value of a pivoted key, or one combination of values.</summary>
    private sealed record PivotValue(string Name, Expression Condition);

    public QueryBody Pivot(PivotBody pivot) =>
        Pivot(pivot.Source, pivot.Using, pivot.On, pivot.GroupBy, pivot.Span);

    public QueryBody Pivot(PivotTable pivot) =>
        Pivot(pivot.Source, pivot.Aggregates, pivot.Columns, pivot.GroupBy, pivot.Span);

    public QueryBody Unpivot(UnpivotBody unpivot) => Unpivot(
        unpivot.Source, unpivot.On, unpivot.NameColumn ?? Name("name", unpivot.Span),
        unpivot.ValueColumns.IsEmpty ? [Name("value", unpivot.Span)] : unpivot.ValueColumns, unpivot.IncludeNulls,
        unpivot.Span);

    public QueryBody Unpivot(UnpivotTable unpivot) => Unpivot(
        unpivot.Source, unpivot.Columns, unpivot.NameColumn, unpivot.ValueColumns, unpivot.IncludeNulls,
        unpivot.Span);

    private SelectBody Pivot(
        TableReference source, SyntaxList<SelectItem> aggregates, SyntaxList<PivotColumn> on,
        SyntaxList<Expression> groupBy, SourceSpan span)
    {
        if (aggregates.IsEmpty)
        {
            var star = new StarExpression([], [], [], [], span);
            aggregates = [new SelectItem(Call("count", star, span), null, span)];
        }
        var items = new List<SelectItem>();
        SyntaxList<Expression> groups = groupBy.IsEmpty ? Rest(source, aggregates, on) : groupBy;
        foreach (Expression group in groups) items.Add(new SelectItem(group, null, group.Span));
        List<PivotValue> values = [new PivotValue("", null!)];
        foreach (PivotColumn column in on) values = Combine(values, ValuesOf(column, source), span);
        bool isNamed = aggregates.Count > 1 || aggregates[0].Alias is not null;
        foreach (PivotValue value in values)
        {
            foreach (SelectItem aggregate in aggregates)
            {
                string own = aggregate.Alias?.Text ?? ColumnNaming.NameOf(aggregate.Value);
                string name = on.IsEmpty ? own : isNamed ? $"{value.Name}_{own}" : value.Name;
                Expression filtered = on.IsEmpty ? aggregate.Value : Filtered(aggregate.Value, value.Condition);
                items.Add(new SelectItem(filtered, Name(name, span), aggregate.Span));
            }
        }
        GroupByClause? clause = groups.IsEmpty
            ? null
            : new GroupByClause(false, false, [.. groups.Select(group => new GroupingKey(group, group.Span))], span);
        return Select(items, [source], null, clause, span);
    }

    private static List<PivotValue> Combine(List<PivotValue> left, List<PivotValue> right, SourceSpan span)
    {
        if ((long)left.Count * right.Count > MostColumns)
            throw Errors.TooComplex($"PIVOT to more than {MostColumns} columns", span);
        return
        [
            .. left.SelectMany(first => right.Select(second => first.Condition is null
                ? second
                : new PivotValue(
                    $"{first.Name}_{second.Name}",
                    new LogicalExpression(Sql.LogicalOperator.And, [first.Condition, second.Condition], span)))),
        ];
    }

    /// <summary>The aggregates inside the expression with one more condition.</summary>
    private static Expression Filtered(Expression expression, Expression condition)
    {
        bool found = false;
        Expression result = ExpressionRewriter.Rewrite(expression, part =>
        {
            if (part is not FunctionCall { Over: null } call
                || !FunctionRegistry.TryGetAggregate(call.Name.Name.Text, out _)) return null;
            found = true;
            Expression filter = call.Filter is null
                ? condition
                : new LogicalExpression(Sql.LogicalOperator.And, [call.Filter, condition], call.Span);
            return call with { Filter = filter };
        });
        return found
            ? result
            : throw new GrizzlyException(
                SqlStates.GroupingError, "PIVOT needs an aggregate in USING", expression.Span);
    }

    /// <summary>The source's columns that neither the aggregates nor the pivoted keys use.</summary>
    private SyntaxList<Expression> Rest(
        TableReference source, SyntaxList<SelectItem> aggregates, SyntaxList<PivotColumn> on)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (SelectItem aggregate in aggregates) AddColumns(aggregate.Value, used);
        foreach (PivotColumn column in on) AddColumns(column.Key, used);
        return
        [
            .. ScopeOf(source).Visible.Where(column => !used.Contains(column.Name)).Select(Expression (column) =>
                new ColumnReference([Name(column.Name, source.Span)], source.Span)),
        ];
    }

    private static void AddColumns(Expression expression, HashSet<string> names) =>
        ExpressionRewriter.Any(expression, part =>
        {
            if (part is ColumnReference column) names.Add(column.Name.Text);
            return false;
        });

    private Scope ScopeOf(TableReference source) =>
        new FromBinder(context, outer, ctes).Bind(source, Scope.Empty).Scope;

    private List<PivotValue> ValuesOf(PivotColumn column, TableReference source)
    {
        if (!ExpressionRewriter.Any(column.Key, part => part is ColumnReference))
            throw Errors.Invalid("PIVOT needs a column in ON", column.Key.Span);
        if (column.EnumName is not null)
            throw Errors.NotSupported("PIVOT over the values of an ENUM", column.EnumName.Span);
        if (column.Values.IsEmpty)
        {
            return
            [
                .. ReadValues(column, source).Select(text => new PivotValue(
                    text ?? "NULL", Same(AsText(column.Key), Literal(text, column.Span), column.Span))),
            ];
        }
        var values = new List<PivotValue>();
        foreach (SelectItem item in column.Values)
        {
            Expression value = item.Value is ColumnReference { Parts.Count: 1 } word
                ? new StringLiteral(word.Name.Text, word.Span)
                : item.Value;
            Expression condition;
            if (column.Key is RowExpression keys)
            {
                if (value is not RowExpression row || row.Items.Count != keys.Items.Count)
                    throw Errors.RowLengths(keys.Items.Count, (value as RowExpression)?.Items.Count ?? 1, item.Span);
                condition = new LogicalExpression(
                    Sql.LogicalOperator.And,
                    [.. keys.Items.Select((key, i) => Same(key, row.Items[i], item.Span))], item.Span);
            }
            else
            {
                condition = Same(column.Key, value, item.Span);
            }
            string name = item.Alias?.Text ?? NameOf(value);
            if (values.Exists(other => other.Name == name)) throw Errors.DuplicateColumn(name, item.Span);
            values.Add(new PivotValue(name, condition));
        }
        return values;
    }

    private string NameOf(Expression value)
    {
        if (value is RowExpression row) return string.Join('_', row.Items.Select(NameOf));
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, "PIVOT").Bind(value);
        if (bound is not BoundConstant constant) throw Errors.NotConstant("a value of PIVOT", value.Span);
        return constant.Value.IsNull ? "NULL" : ValueText.Format(constant.Value);
    }

    /// <summary>The values a key has in the source, in their order, as text; NULLs do not count.</summary>
    private IEnumerable<string?> ReadValues(PivotColumn column, TableReference source)
    {
        if (context.Options.ReadRows is null || context.ViewSpan is not null || context.IsDefinition)
            throw Errors.NotSupported(
                "PIVOT without a list of values in a view", column.Span, "write ON … IN (value, …)");
        context.DependsOnData = true;
        QueryExpression query;
        if (column.Query is null)
        {
            Expression key = column.Key;
            var notNull = new IsNullExpression(key, true, key.Span);
            var groups = new GroupByClause(false, false, [new GroupingKey(key, key.Span)], key.Span);
            SelectBody body = Select([new SelectItem(AsText(key), null, key.Span)], [source], notNull, groups,
                key.Span);
            var order = new OrderByItem(key, SortDirection.Ascending, NullsOrder.Default, key.Span);
            query = new QueryExpression(null, body, [order], null, key.Span);
        }
        else
        {
            query = column.Query;
        }
        BoundQuery bound = new QueryBinder(context, null, ctes?.Unshared()).Bind(query);
        if (bound.Columns.Count != 1) throw Errors.SubqueryColumns(1, bound.Columns.Count, query.Span);
        bound = PlanBuilder.CastColumns(context, bound, [LogicalType.Varchar]);
        IReadOnlyList<Value> values = context.Options.ReadRows(bound.Plan, context.Ids, MostColumns);
        return values.Where(value => !value.IsNull).Select(value => value.Text).Distinct(StringComparer.Ordinal);
    }

    private SelectBody Unpivot(
        TableReference source, SyntaxList<SelectItem> on, Identifier nameColumn, SyntaxList<Identifier> valueColumns,
        bool includeNulls, SourceSpan span)
    {
        Scope scope = ScopeOf(source);
        List<(string Name, Expression[] Values)> entries = Entries(on, scope, valueColumns.Count);
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Expression value in entries.SelectMany(entry => entry.Values)) AddColumns(value, used);
        var items = new List<SelectItem>();
        foreach (ScopeColumn column in scope.Visible.Where(column => !used.Contains(column.Name)))
        {
            var reference = new ColumnReference([Name(column.Name, span)], span);
            items.Add(new SelectItem(reference, null, span));
        }
        var index = new ColumnReference([Name(IndexName, span), Name(IndexName, span)], span);
        var names = new ColumnReference([Name(IndexName, span), Name(IndexName + " name", span)], span);
        items.Add(new SelectItem(names, nameColumn, span));
        var present = new List<Expression>();
        for (int i = 0; i < valueColumns.Count; i++)
        {
            CaseBranch[] branches = [.. entries.Select((entry, number) =>
                new CaseBranch(Number(number, span), entry.Values[i], span))];
            var value = new CaseExpression(index, [.. branches], null, span);
            items.Add(new SelectItem(value, valueColumns[i], span));
            present.Add(new IsNullExpression(value, true, span));
        }
        Expression? where = includeNulls ? null
            : present.Count == 1 ? present[0] : new LogicalExpression(Sql.LogicalOperator.Or, [.. present], span);
        var rows = new ValuesBody(
            [.. entries.Select((entry, number) => (SyntaxList<Expression>)
                [Number(number, span), new StringLiteral(entry.Name, span)])], span);
        var alias = new TableAlias(
            Name(IndexName, span), [Name(IndexName, span), Name(IndexName + " name", span)], span);
        var list = new SubqueryTable(new QueryExpression(null, rows, [], null, span), alias, false, span);
        return Select(items, [source, list], where, null, span);
    }

    /// <summary>What becomes a row each: columns, expressions, rows of them; stars and COLUMNS are expanded.</summary>
    private List<(string Name, Expression[] Values)> Entries(SyntaxList<SelectItem> on, Scope scope, int width)
    {
        var binder = new ExpressionBinder(context, scope, outer, ctes, "UNPIVOT");
        var expansion = new ColumnsExpansion(binder);
        var entries = new List<(string, Expression[])>();
        foreach (SelectItem written in on)
        {
            SelectItem star = written.Value is StarExpression all
                ? written with { Value = new ColumnsExpression([], all, false, all.Span) }
                : written;
            foreach (SelectItem item in expansion.Expand(star))
            {
                Expression[] values = item.Value is RowExpression row ? [.. row.Items] : [item.Value];
                if (values.Length != width) throw Errors.RowLengths(width, values.Length, item.Span);
                string name = item.Alias?.Text ?? string.Join('_', values.Select(EntryName));
                entries.Add((name, values));
            }
        }
        if (entries.Count == 0) throw Errors.Invalid("UNPIVOT needs at least one column", on[0].Span);
        return entries;
    }

    /// <summary>An entry is called after the column in it.</summary>
    private static string EntryName(Expression value)
    {
        string? name = null;
        ExpressionRewriter.Any(value, part =>
        {
            if (part is ColumnReference column) name ??= column.Name.Text;
            return name is not null;
        });
        return name ?? ColumnNaming.NameOf(value);
    }

    private static SelectBody Select(
        IEnumerable<SelectItem> items, SyntaxList<TableReference> from, Expression? where, GroupByClause? groups,
        SourceSpan span) =>
        new([], null, [.. items], from, where, groups, null, [], null, null, span);

    private static IsDistinctExpression Same(Expression left, Expression right, SourceSpan span) =>
        new(left, right, true, span);

    private static CastExpression AsText(Expression key) => new(
        key, SqlParser.ParseTypeName("VARCHAR"), false, key.Span);

    private static Expression Literal(string? text, SourceSpan span) =>
        text is null ? new NullLiteral(span) : new StringLiteral(text, span);

    private static NumberLiteral Number(int value, SourceSpan span) =>
        new(value.ToString(CultureInfo.InvariantCulture), NumberKind.Integer, span);

    private static Identifier Name(string text, SourceSpan span) => new(text, true, span);

    private static FunctionCall Call(string name, Expression argument, SourceSpan span) => new(
        new QualifiedName([Name(name, span)], span), [new FunctionArgument(null, argument, span)], false, [], [], null,
        NullTreatment.Default, null, span);
}
