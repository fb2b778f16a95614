using Grizzly.Common;

namespace Grizzly.Catalog;

/// <summary>COMMENT ON: a text beside a catalog object, or beside one of a relation's columns.</summary>
public static class CatalogComments
{
    /// <summary>What is said about an object and about its columns (by name; null for the object).</summary>
    public static IEnumerable<(string? Column, string Text)> Of(object entry)
    {
        if (OfObject(entry) is { } text) yield return (null, text);
        if (entry is TableEntry table)
        {
            foreach (ColumnDefinition column in table.Columns)
                if (column.Comment is { } comment) yield return (column.Name, comment);
        }
        if (entry is not ViewEntry view) yield break;
        foreach ((string column, string comment) in view.ColumnComments) yield return (column, comment);
    }

    /// <summary>What is said about an object as a whole, or null.</summary>
    public static string? OfObject(object entry) => entry switch
    {
        TableEntry table => table.Comment,
        ViewEntry view => view.Comment,
        IndexEntry index => index.Specification.Comment,
        SequenceEntry sequence => sequence.Comment,
        TypeEntry type => type.Comment,
        MacroEntry macro => macro.Comment,
        SchemaEntry schema => schema.Comment,
        _ => null,
    };

    /// <summary>The object with another comment.</summary>
    /// <param name="column">A column of a table or view, which exists; null for the object itself.</param>
    /// <param name="text">Null takes the comment away.</param>
    internal static object With(object entry, string? column, string? text) => entry switch
    {
        TableEntry table when column is null => table.WithComment(text),
        TableEntry table => table.With(columns: [.. table.Columns.Select(other =>
            IsSame(other.Name, column) ? other with { Comment = text } : other)]),
        ViewEntry view when column is null => view with { Comment = text },
        ViewEntry view => view with { ColumnComments = WithColumn(view.ColumnComments, column, text) },
        IndexEntry index => new IndexEntry(index.Specification with { Comment = text }, index.Index),
        SequenceEntry sequence => sequence with { Comment = text },
        TypeEntry type => type with { Comment = text },
        MacroEntry macro => macro with { Comment = text },
        SchemaEntry schema => schema with { Comment = text },
        _ => throw Errors.Internal($"{entry.GetType().Name} takes no comment"),
    };

    private static IReadOnlyList<(string Column, string Text)> WithColumn(
        IReadOnlyList<(string Column, string Text)> comments, string column, string? text)
    {
        IEnumerable<(string Column, string Text)> others = comments.Where(other => !IsSame(other.Column, column));
        return text is null ? [.. others] : [.. others, (column, text)];
    }

    private static bool IsSame(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
