using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>INSERT: the source's columns cast to the table's, the others filled with their defaults.</summary>
internal sealed class InsertBinder(BindContext context)
{
    public BoundStatement Bind(InsertStatement insert)
    {
        if (insert.Conflict != InsertConflict.Default || insert.OnConflict is not null)
            throw Errors.NotSupported("ON CONFLICT", insert.OnConflict?.Span ?? insert.Span);
        if (!insert.Returning.IsEmpty) throw Errors.NotSupported("RETURNING", insert.Returning[0].Span);
        TableEntry table = Targets.Find(context, insert.Table);
        int[] indexes = Targets.Indexes(table, insert.Columns.Select(Targets.Simple));
        BoundQuery rows;
        if (insert.Source is null)
        {
            rows = new BoundQuery(PlanBuilder.OneRow(), [], []);
            indexes = [];
        }
        else
        {
            rows = BindSource(insert, table, ref indexes);
        }
        BoundQuery complete = Targets.Complete(context, table, indexes, rows, insert.Table.Span);
        var plan = new LogicalInsert(
            table, complete.Plan, context.Ids.New("Count", LogicalType.BigInt, isNullable: false));
        return new BoundPlanStatement(plan, ["Count"], StatementKind.Insert);
    }

    private BoundQuery BindSource(InsertStatement insert, TableEntry table, ref int[] indexes)
    {
        QueryExpression source = WithSource(insert);
        int[] targets = indexes;
        if (!insert.ByName && source is { With: null, Limit: null, OrderBy.IsEmpty: true, Body: ValuesBody values })
        {
            CheckCount(insert, table, targets.Length, values.Rows[0].Count, source.Span);
            return new ValuesBinder(context, null, null).Bind(values, [.. targets.Select(i => new ValuesBinder.Target(
                table.Columns[i].Type, () => Targets.Default(context, table.Columns[i], insert.Table.Span)))]);
        }
        BoundQuery query = new QueryBinder(context, null, null).Bind(source);
        if (insert.ByName)
        {
            if (!insert.Columns.IsEmpty) throw Errors.Misplaced("a column list with BY NAME", insert.Columns[0].Span);
            indexes = Targets.Indexes(table, query.Names.Select(name => new Identifier(name, true, source.Span)));
        }
        CheckCount(insert, table, indexes.Length, query.Columns.Count, source.Span);
        return query;
    }

    private static void CheckCount(InsertStatement insert, TableEntry table, int expected, int actual, SourceSpan span)
    {
        if (expected != actual)
            throw Errors.InsertColumns(
                table.Name, expected, actual, insert.Columns.IsEmpty ? span : insert.Columns[0].Span);
    }

    /// <summary>WITH before INSERT belongs to the query.</summary>
    private static QueryExpression WithSource(InsertStatement insert)
    {
        if (insert.With is null) return insert.Source!;
        if (insert.Source!.With is not null)
            throw Errors.NotSupported("WITH both before INSERT and before its query", insert.With.Span);
        return insert.Source with { With = insert.With };
    }
}
