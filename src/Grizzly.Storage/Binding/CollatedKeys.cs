using Grizzly.Catalog;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Index keys over columns with a collation: indexes hold the keys of such texts, as an expression.</summary>
internal static class CollatedKeys
{
    /// <summary>The key of an index over a column: the column itself, or the key of its texts.</summary>
    public static IndexColumn Of(TableEntry table, int column, bool isDescending, bool nullsFirst)
    {
        Catalog.ColumnDefinition definition = table.Columns[column];
        if (!Collations.HasKey(definition.Type))
            return new IndexColumn(column, null, definition.Type, isDescending, nullsFirst);
        Collation collation = definition.Type.Collation!;
        return new IndexColumn(
            -1, Sql(NameOf(definition), collation), collation.KeyType, isDescending, nullsFirst);
    }

    /// <summary>The column of the table that an index is over, with or without a collation; -1 for any other
    /// expression.</summary>
    public static int ColumnOf(TableEntry table, IndexColumn key)
    {
        if (key.Column >= 0) return key.Column;
        for (int i = 0; i < table.Columns.Count; i++)
        {
            Catalog.ColumnDefinition column = table.Columns[i];
            bool isKey = Collations.HasKey(column.Type)
                && key.ExpressionSql == Sql(NameOf(column), column.Type.Collation!);
            if (isKey) return i;
        }
        return -1;
    }

    /// <summary>The key of a text expression as SQL.</summary>
    public static string Sql(Expression text, Collation collation) => Sql(text.ToString(), collation);

    private static string Sql(string text, Collation collation) =>
        SqlParser.ParseExpression($"collation_key({text}, '{collation.Name}')").ToString();

    private static string NameOf(Catalog.ColumnDefinition column) =>
        SqlPrinter.Quote(new Identifier(column.Name, true, default));
}
