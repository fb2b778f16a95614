using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Transactions;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Engine;

/// <summary>What stands and falls with a catalog object: views over it, foreign keys to it, defaults that use
/// it.</summary>
internal sealed class Dependents(SessionDatabases databases, Database database, Transaction transaction)
{
    private IEnumerable<object> All => database.Catalog.All(transaction.Snapshot);

    /// <summary>Views that read a table or view, in whatever depth.</summary>
    public IReadOnlyList<ViewEntry> ViewsOver(object relation)
    {
        var result = new List<ViewEntry>();
        foreach (ViewEntry view in All.OfType<ViewEntry>())
        {
            if (!ReferenceEquals(view, relation) && Uses(view).Contains(relation)) result.Add(view);
        }
        return result;
    }

    /// <summary>The views so that each comes after those it reads.</summary>
    public IReadOnlyList<ViewEntry> InOrder(IEnumerable<ViewEntry> views)
    {
        var rest = new List<(ViewEntry View, IReadOnlySet<object> Uses)>(views.Select(view => (view, Uses(view))));
        var result = new List<ViewEntry>();
        while (rest.Count > 0)
        {
            int next = rest.FindIndex(item => !rest.Exists(other => !ReferenceEquals(other.View, item.View)
                && item.Uses.Contains(other.View)));
            if (next < 0) next = 0;
            result.Add(rest[next].View);
            rest.RemoveAt(next);
        }
        return result;
    }

    /// <summary>Tables with a default, generated column or check that calls the macro.</summary>
    public IReadOnlyList<TableEntry> TablesCalling(MacroEntry macro)
    {
        bool Calls(string sql) => ExpressionRewriter.Any(SqlParser.ParseExpression(sql), part =>
            part is FunctionCall call && SameName(call.Name.Name.Text, macro.Name));
        return [.. All.OfType<TableEntry>().Where(table => table.Checks.Select(check => check.ConditionSql)
            .Concat(table.Columns.SelectMany(column => new[] { column.DefaultSql, column.GeneratedSql }))
            .OfType<string>().Any(Calls))];
    }

    /// <summary>Foreign keys of other tables that refer to a table.</summary>
    public IReadOnlyList<(TableEntry Table, ForeignKeyDefinition Key)> ForeignKeysTo(TableEntry parent)
    {
        var result = new List<(TableEntry, ForeignKeyDefinition)>();
        foreach (TableEntry table in All.OfType<TableEntry>())
        {
            if (IsSame(table, parent)) continue;
            foreach (ForeignKeyDefinition key in table.ForeignKeys)
            {
                if (key.RefersTo(parent.Schema, parent.Name)) result.Add((table, key));
            }
        }
        return result;
    }

    /// <summary>Columns whose default takes values from a sequence.</summary>
    public IReadOnlyList<(TableEntry Table, ColumnDefinition Column)> ColumnsUsing(SequenceEntry sequence)
    {
        var result = new List<(TableEntry, ColumnDefinition)>();
        foreach (TableEntry table in All.OfType<TableEntry>())
        {
            foreach (ColumnDefinition column in table.Columns)
            {
                bool owns = column.SequenceName is { } name && SameName(name, sequence.Name)
                    && SameName(table.Schema, sequence.Schema);
                if (owns || (column.DefaultSql is { } sql && SequenceUse.Mentions(sql, sequence)))
                    result.Add((table, column));
            }
        }
        return result;
    }

    /// <summary>The sequences that go when the table goes.</summary>
    public IEnumerable<SequenceEntry> OwnedBy(TableEntry table, string? column = null) =>
        OwnedBy(table.Schema, table.Name).Where(sequence =>
            column is null || SameName(sequence.OwnerColumn ?? "", column)).ToList();

    /// <summary>The sequences that go when a table, view or sequence goes.</summary>
    public IReadOnlyList<SequenceEntry> OwnedBy(string schema, string name) =>
        [.. All.OfType<SequenceEntry>().Where(sequence => sequence.OwnerTable is not null
            && SameName(sequence.Schema, schema) && SameName(sequence.OwnerTable, name))];

    /// <summary>Whether a view can no longer be bound.</summary>
    public bool IsBroken(ViewEntry view)
    {
        try
        {
            BinderOf(view).Bind(SqlParser.ParseStatement(view.QuerySql));
            return false;
        }
        catch (GrizzlyException)
        {
            return true;
        }
    }

    /// <summary>The relations a view reads; none where it is broken already.</summary>
    private IReadOnlySet<object> Uses(ViewEntry view)
    {
        Binder binder = BinderOf(view);
        try
        {
            binder.Bind(SqlParser.ParseStatement(view.QuerySql));
        }
        catch (GrizzlyException)
        {
            return new HashSet<object>();
        }
        return binder.Relations;
    }

    private Binder BinderOf(ViewEntry view) =>
        new(((ICatalogView)new SessionCatalog(databases, transaction)).Within(view));

    private static bool IsSame(TableEntry left, TableEntry right) =>
        SameName(left.Schema, right.Schema) && SameName(left.Name, right.Name);

    private static bool SameName(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
