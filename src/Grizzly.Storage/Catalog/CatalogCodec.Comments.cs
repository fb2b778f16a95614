using Grizzly.Common;

namespace Grizzly.Catalog;

/// <summary>Comments as bytes: target, column or none, text or none.</summary>
public static partial class CatalogCodec
{
    public static void Comment(ByteWriter writer, object entry, string? column, string? text)
    {
        (CommentTarget target, string schema, string name) = entry switch
        {
            TableEntry table => (CommentTarget.Relation, table.Schema, table.Name),
            ViewEntry view => (CommentTarget.Relation, view.Schema, view.Name),
            IndexEntry index => (CommentTarget.Relation, index.Schema, index.Name),
            SequenceEntry sequence => (CommentTarget.Relation, sequence.Schema, sequence.Name),
            TypeEntry type => (CommentTarget.Type, type.Schema, type.Name),
            MacroEntry macro => (CommentTarget.Macro, macro.Schema, macro.Name),
            SchemaEntry schemaEntry => (CommentTarget.Schema, schemaEntry.Name, ""),
            _ => throw Errors.Internal($"{entry.GetType().Name} takes no comment"),
        };
        Header(writer, CatalogRecordKind.Comment, schema, name);
        writer.Byte((byte)target);
        WriteOptional(writer, column);
        WriteOptional(writer, text);
    }

    private static CatalogRecord ReadComment(CatalogRecord record, ref ByteReader reader) => record with
    {
        Target = (CommentTarget)Enumerated(ref reader, (int)CommentTarget.Schema),
        Column = ReadOptional(ref reader),
        Text = ReadOptional(ref reader),
    };
}
