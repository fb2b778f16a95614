using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Binding;

/// <summary>A column's new name in everything that names it. Expressions are renamed word by word and bound before and
/// after: where that does not mean the same, the renaming is refused.</summary>
internal sealed class ColumnRenaming(
    BindContext context, IReadOnlyList<ColumnDefinition> columns, string schema, string table, string old,
    string renamed)
{
    public ColumnDefinition Apply(ColumnDefinition column) => column with
    {
        Name = Name(column.Name),
        GeneratedSql = column.GeneratedSql is null ? null : Expression(column.GeneratedSql),
    };

    public ConstraintDefinition Apply(ConstraintDefinition constraint) => constraint switch
    {
        CheckDefinition check => check with
        {
            ConditionSql = Expression(check.ConditionSql), Columns = [.. check.Columns.Select(Name)],
        },
        KeyDefinition key => key with { Columns = [.. key.Columns.Select(Name)] },
        ForeignKeyDefinition key => key with
        {
            Columns = [.. key.Columns.Select(Name)],
            ParentColumns = key.RefersTo(schema, table)
                ? [.. key.ParentColumns.Select(Name)] : key.ParentColumns,
        },
        _ => constraint,
    };

    /// <summary>Whether a generated column's expression uses another column.</summary>
    public static bool Uses(
        BindContext context, IReadOnlyList<ColumnDefinition> columns, string table, ColumnDefinition generated,
        string column)
    {
        int index = columns.ToList().FindIndex(other => Scope.SameName(other.Name, column));
        return UsedBy(context, columns, table, generated.GeneratedSql!).Contains(index);
    }

    private string Name(string name) => Scope.SameName(name, old) ? renamed : name;

    private string Expression(string sql)
    {
        HashSet<int> before = UsedBy(context, columns, table, sql);
        int index = columns.ToList().FindIndex(column => Scope.SameName(column.Name, old));
        if (!before.Contains(index)) return sql;
        string result = IdentifierText.Replace(sql, old, renamed);
        ColumnDefinition[] after = [.. columns.Select(column => column with { Name = Name(column.Name) })];
        bool isSame;
        try
        {
            isSame = UsedBy(context, after, table, result).SetEquals(before);
        }
        catch (GrizzlyException)
        {
            isSame = false;
        }
        return isSame ? result : throw Errors.NotSupported($"renaming column \"{old}\", which {sql} uses,");
    }

    private static HashSet<int> UsedBy(
        BindContext context, IReadOnlyList<ColumnDefinition> columns, string table, string sql)
    {
        LogicalColumn[] row = [.. columns.Select(column => context.Ids.New(column.Name, column.Type))];
        var entry = new ScopeTable(null, table);
        var scope = new Scope([entry], [.. columns.Select((column, i) =>
            new ScopeColumn(entry, column.Name, new BoundColumn(row[i])))]);
        BoundExpression bound = new ExpressionBinder(context, scope, null, null, "an expression").Bind(
            SqlParser.ParseExpression(sql));
        return [.. ExpressionTree.ColumnsOf(bound).Select(column => Array.IndexOf(row, column))];
    }
}
