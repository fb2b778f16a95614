using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>CREATE INDEX and DROP INDEX, and the expressions of indexes.</summary>
internal sealed class IndexBinder(BindContext context)
{
    private const int MostColumns = 32;

    public BoundStatement Bind(CreateIndexStatement create)
    {
        TableEntry table = Targets.Find(context, create.Table);
        using BindContext.CatalogScope scope = context.WithinRules(table);
        if (!create.Options.IsEmpty) throw Errors.NotSupported("WITH options of CREATE INDEX", create.Options[0].Span);
        bool isHash = create.Method switch
        {
            null or "btree" or "art" => false,
            "hash" => true,
            _ => throw Errors.NotSupported($"index method {create.Method}", create.Span, "use btree or hash"),
        };
        if (create.Keys.Count + create.Include.Count > MostColumns)
            throw Errors.TooComplex($"an index of more than {MostColumns} columns", create.Span);
        if (isHash && (create.Unique || create.Include.Count > 0))
            throw Errors.NotSupported("a hash index that is unique or has INCLUDE columns", create.Span, "use btree");
        var columns = new List<IndexColumn>();
        foreach (OrderByItem key in create.Keys) columns.Add(BindKey(table, key));
        foreach (Identifier name in create.Include)
        {
            int index = Targets.IndexOf(table, name);
            RequireIndexable(table.Columns[index].Type, name.Span);
            columns.Add(new IndexColumn(index, null, table.Columns[index].Type, false, false));
        }
        string? predicate = create.Where is null ? null : BindPredicate(table, create.Where);
        string indexName = create.Name?.Name.Text ?? DefaultName(table, columns, create.Keys.Count);
        if (create.Name is { Schema: { } schema } && !IsWith(ObjectNames.Of(create.Name), table))
            throw Errors.NotSupported("an index in another schema than its table", schema.Span);
        var specification = new IndexSpecification(
            0, table.Schema, indexName, 0, columns, create.Keys.Count, create.Unique, true, isHash, predicate, false);
        return new BoundCreateIndex(
            table, specification, create.Conflict == CreateConflict.Replace, create.Conflict == CreateConflict.Ignore);
    }

    /// <summary>Index expressions and predicates over the columns of a table, in its order: bound anew from the
    /// catalog's text.</summary>
    /// <returns>The table's columns as the expressions name them, and the expressions.</returns>
    public static (IReadOnlyList<LogicalColumn> Columns, IReadOnlyList<BoundExpression> Expressions) BindStored(
        BindContext context, TableEntry table, IReadOnlyList<string> expressions)
    {
        (Scope scope, IReadOnlyList<LogicalColumn> columns) = ScopeOf(context, table);
        var binder = new ExpressionBinder(context, scope, null, null, "CREATE INDEX");
        return (columns, [.. expressions.Select(sql => binder.Bind(SqlParser.ParseExpression(sql)))]);
    }

    /// <summary>Whether the name is in the schema of the table.</summary>
    private bool IsWith(in ObjectName name, TableEntry table)
    {
        (DatabaseCatalog? database, string schema) = context.Catalog.Place(
            name, context.Catalog.DatabaseOf(table)?.IsTemporary == true);
        return Scope.SameName(schema, table.Schema)
            && ReferenceEquals(database?.Store, context.Catalog.DatabaseOf(table)?.Store);
    }

    private static (Scope Scope, IReadOnlyList<LogicalColumn> Columns) ScopeOf(BindContext context, TableEntry table)
    {
        LogicalColumn[] columns =
            [.. table.Columns.Select(column => context.Ids.New(column.Name, column.Type, !column.IsNotNull))];
        string[] names = [.. table.Columns.Select(column => column.Name)];
        return (Scope.Of(new ScopeTable(table.Schema, table.Name), names, columns), columns);
    }

    private IndexColumn BindKey(TableEntry table, OrderByItem key)
    {
        bool isDescending = key.Direction == SortDirection.Descending;
        bool nullsFirst = key.Nulls switch
        {
            NullsOrder.First => true,
            NullsOrder.Last => false,
            // The order an ORDER BY without NULLS would ask for, so that the index can give it.
            _ => SortKeys.NullsFirst(context.Options, isDescending),
        };
        Expression value = key.Value;
        if (value is ColumnReference { Parts.Count: 1 } name)
        {
            int index = Targets.IndexOf(table, name.Parts[0]);
            RequireIndexable(table.Columns[index].Type, name.Span);
            return CollatedKeys.Of(table, index, isDescending, nullsFirst);
        }
        BoundExpression bound = BindExpression(table, value);
        RequireIndexable(bound.Type, value.Span);
        if (Collations.Common([bound], value.Span) is not { } collation)
            return new IndexColumn(-1, value.ToString(), bound.Type, isDescending, nullsFirst);
        if (value is CollateExpression collate) value = collate.Operand;
        return new IndexColumn(
            -1, CollatedKeys.Sql(value, collation), collation.KeyType, isDescending, nullsFirst);
    }

    private string BindPredicate(TableEntry table, Expression where)
    {
        BoundExpression bound = BindExpression(table, where);
        if (bound.Type.Id != LogicalTypeId.Boolean) throw Errors.NotBoolean("WHERE", bound.Type.Name, where.Span);
        return where.ToString();
    }

    private BoundExpression BindExpression(TableEntry table, Expression value)
    {
        (Scope scope, _) = ScopeOf(context, table);
        BoundExpression bound = new ExpressionBinder(context, scope, null, null, "CREATE INDEX").Bind(value);
        if (ExpressionTree.Any(bound, node => node is BoundSubquery or BoundParameter))
            throw Errors.NotSupported("a subquery or parameter in an index", value.Span);
        if (ExpressionTree.IsVolatile(bound))
        {
            throw new GrizzlyException(
                SqlStates.InvalidObjectDefinition, "functions in index expressions must always give the same result",
                value.Span);
        }
        return bound;
    }

    private static void RequireIndexable(LogicalType type, SourceSpan span)
    {
        if (!KeyEncoding.Supports(type)) throw Errors.NotSupported($"an index over {type}", span);
    }

    private static string DefaultName(TableEntry table, List<IndexColumn> columns, int keyCount)
    {
        IEnumerable<string> names =
            columns.Take(keyCount).Select(key => CollatedKeys.ColumnOf(table, key))
                .Select(column => column < 0 ? "expr" : table.Columns[column].Name);
        return string.Join('_', [table.Name, .. names, "idx"]);
    }
}
