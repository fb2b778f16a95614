using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>INSERT: the source's columns cast to the table's, the others filled with their defaults.</summary>
/// <param name="ctes">The names of a WITH before the statement, or null.</param>
internal sealed class InsertBinder(BindContext context, CteScope? ctes = null)
{
    public BoundStatement Bind(InsertStatement insert)
    {
        (LogicalInsert plan, ReturningBinder returning) = BindPlan(insert);
        return returning.Bind(plan, StatementKind.Insert, insert.Returning);
    }

    /// <summary>The change, and what binds its RETURNING.</summary>
    public (LogicalInsert Plan, ReturningBinder Returning) BindPlan(InsertStatement insert)
    {
        TableEntry table = Targets.Find(context, insert.Table);
        if (!insert.Hints.IsEmpty) new HintBinder(context, Scope.Empty).Bind(insert.Hints);
        BoundQuery complete = BindRows(insert, table);
        var target = new ScopeTable(insert.Alias is null ? table.Schema : null, insert.Alias?.Text ?? table.Name);
        var plan = new LogicalInsert(
            table, complete.Plan, context.Ids.New("Count", LogicalType.BigInt, isNullable: false))
        {
            Rules = new RulesBinder(context).Bind(table, insert.Table.Span, isInsert: insert.OnConflict is null
                && insert.Conflict != InsertConflict.OrReplace),
            Conflict = new ConflictBinder(context, table, target).Bind(insert),
        };
        return (plan, new ReturningBinder(context, ctes, table, target));
    }

    private BoundQuery BindRows(InsertStatement insert, TableEntry table)
    {
        if (insert.Source is null)
            return Targets.Complete(context, table, [], new BoundQuery(PlanBuilder.OneRow(), [], []),
                insert.Table.Span);
        int[] indexes = Targets.Indexes(table, insert.Columns.Select(Targets.Simple));
        BoundQuery rows = BindSource(insert, table, ref indexes);
        if (insert.Overriding == OverridingKind.UserValue)
        {
            // The values of identity columns are there, but not used.
            int[] kept = [.. Enumerable.Range(0, indexes.Length)
                .Where(i => table.Columns[indexes[i]].Identity == IdentityKind.None)];
            int[] targets = [.. kept.Select(i => indexes[i])];
            return Targets.Complete(context, table, targets, rows with
            {
                Columns = [.. kept.Select(i => rows.Columns[i])], Names = [.. kept.Select(i => rows.Names[i])],
            }, insert.Table.Span, isPartial: kept.Length < indexes.Length);
        }
        return Targets.Complete(context, table, indexes, rows, insert.Table.Span);
    }

    private BoundQuery BindSource(InsertStatement insert, TableEntry table, ref int[] indexes)
    {
        QueryExpression source = insert.Source!;
        if (!insert.ByName && source is { With: null, Limit: null, OrderBy.IsEmpty: true, Body: ValuesBody values })
        {
            indexes = Implied(insert, table, indexes, values.Rows[0].Count);
            CheckCount(insert, table, indexes.Length, values.Rows[0].Count, source.Span);
            return new ValuesBinder(context, null, ctes).Bind(
                values, [.. indexes.Select(i => Target(insert, table, i))]);
        }
        BoundQuery query = new QueryBinder(context, null, ctes).Bind(source);
        if (insert.ByName)
        {
            if (!insert.Columns.IsEmpty) throw Errors.Misplaced("a column list with BY NAME", insert.Columns[0].Span);
            indexes = Targets.Indexes(table, query.Names.Select(name => new Identifier(name, true, source.Span)));
        }
        else
        {
            indexes = Implied(insert, table, indexes, query.Columns.Count);
        }
        CheckCount(insert, table, indexes.Length, query.Columns.Count, source.Span);
        foreach (int index in indexes)
            if (Refuses(insert, table.Columns[index]) is { } error) throw error(source.Span);
        return query;
    }

    /// <summary>Without a column list generated columns may be left out.</summary>
    private static int[] Implied(InsertStatement insert, TableEntry table, int[] indexes, int count)
    {
        if (!insert.Columns.IsEmpty || count == indexes.Length) return indexes;
        int[] given = [.. indexes.Where(i => !table.Columns[i].IsGenerated)];
        return given.Length == count ? given : indexes;
    }

    private ValuesBinder.Target Target(InsertStatement insert, TableEntry table, int index) => new(
        table.Columns[index].Type,
        () => Targets.Default(context, table, index, insert.Table.Span),
        Refuses(insert, table.Columns[index]));

    /// <summary>The error for a value in a column that computes its own; null where values are welcome.</summary>
    private static Func<SourceSpan, GrizzlyException>? Refuses(InsertStatement insert, Catalog.ColumnDefinition column)
    {
        if (column.IsGenerated) return span => Errors.GeneratedAlways(column.Name, isIdentity: false, span);
        if (column.Identity == IdentityKind.Always && insert.Overriding == OverridingKind.None)
            return span => Errors.GeneratedAlways(column.Name, isIdentity: true, span);
        return null;
    }

    private static void CheckCount(InsertStatement insert, TableEntry table, int expected, int actual, SourceSpan span)
    {
        if (expected != actual)
            throw Errors.InsertColumns(
                table.Name, expected, actual, insert.Columns.IsEmpty ? span : insert.Columns[0].Span);
    }
}
