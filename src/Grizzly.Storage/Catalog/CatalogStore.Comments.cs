using Grizzly.Transactions;

namespace Grizzly.Catalog;

/// <summary>Comments: an object with another comment takes the object's place. Definitions are logged without them;
/// the records of comments follow.</summary>
public sealed partial class CatalogStore
{
    /// <summary>Says something else about an object the transaction sees, or about a column of it; null nothing.
    /// </summary>
    public void Comment(Transaction transaction, object entry, string? column, string? text)
    {
        object after = CatalogComments.With(entry, column, text);
        string key = KeyOf(entry);
        Drop(transaction, key);
        Create(transaction, key, after);
        Log(transaction, writer => CatalogCodec.Comment(writer, entry, column, text));
    }

    private static string KeyOf(object entry) => entry switch
    {
        TableEntry table => RelationKey(table.Schema, table.Name),
        ViewEntry view => RelationKey(view.Schema, view.Name),
        IndexEntry index => RelationKey(index.Schema, index.Name),
        SequenceEntry sequence => RelationKey(sequence.Schema, sequence.Name),
        TypeEntry type => TypeKey(type.Schema, type.Name),
        MacroEntry macro => MacroKey(macro.Schema, macro.Name),
        SchemaEntry schema => SchemaKey(schema.Name),
        _ => throw Grizzly.Common.Errors.Internal($"{entry.GetType().Name} has no key"),
    };

    private static string KeyOf(CommentTarget target, string schema, string name) => target switch
    {
        CommentTarget.Type => TypeKey(schema, name),
        CommentTarget.Macro => MacroKey(schema, name),
        CommentTarget.Schema => SchemaKey(schema),
        _ => RelationKey(schema, name),
    };

    private static void LogComments(Transaction transaction, object entry)
    {
        foreach ((string? column, string text) in CatalogComments.Of(entry))
            Log(transaction, writer => CatalogCodec.Comment(writer, entry, column, text));
    }
}
