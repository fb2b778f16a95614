using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>COMMENT ON: which object, or column of a table or view, is meant.</summary>
internal sealed class CommentBinder(BindContext context)
{
    public BoundComment Bind(CommentStatement comment)
    {
        if (comment.Kind == ObjectKind.Column) return BindColumn(comment);
        QualifiedName name = comment.Name;
        object? found = comment.Kind switch
        {
            ObjectKind.Schema => FindSchema(name),
            ObjectKind.Type => context.Catalog.FindType(ObjectNames.Of(name)),
            ObjectKind.Macro or ObjectKind.TableMacro => context.Catalog.FindMacro(ObjectNames.Of(name)),
            ObjectKind.Table or ObjectKind.View or ObjectKind.Index or ObjectKind.Sequence =>
                context.Catalog.FindRelation(ObjectNames.Of(name)),
            _ => throw Errors.NotSupported($"COMMENT ON {comment.Kind.ToString().ToUpperInvariant()}", comment.Span),
        };
        if (found is null) throw new DropBinder(context).NotFound(comment.Kind, name);
        DropBinder.RequireKind(comment.Kind, found, name);
        if (found is not SchemaEntry) context.Database = context.Catalog.DatabaseOf(found);
        return new BoundComment(found, null, comment.Text);
    }

    private BoundComment BindColumn(CommentStatement comment)
    {
        QualifiedName name = comment.Name;
        if (name.Parts.Count < 2)
            throw Errors.Invalid("a column is commented on by the name of its table and its own", name.Span);
        var relation = new QualifiedName([.. name.Parts.Take(name.Parts.Count - 1)], name.Span);
        object found = context.Catalog.FindRelation(ObjectNames.Of(relation)) is { } entry and (TableEntry or ViewEntry)
            ? entry
            : throw FromBinder.NotFound(context, relation, []);
        context.Database = context.Catalog.DatabaseOf(found);
        if (found is TableEntry table)
            return new BoundComment(table, table.Columns[Targets.IndexOf(table, name.Name)].Name, comment.Text);
        IReadOnlyList<Catalog.ColumnDefinition> columns = new SystemCatalog(context).ColumnsOf(found);
        Catalog.ColumnDefinition column = columns.FirstOrDefault(other => Scope.SameName(other.Name, name.Name.Text))
            ?? throw Errors.ColumnNotInTable(
                name.Name.Text, relation.Name.Text, columns.Select(other => other.Name), name.Name.Span);
        return new BoundComment(found, column.Name, comment.Text);
    }

    private SchemaEntry? FindSchema(QualifiedName name)
    {
        DatabaseCatalog? database = DropBinder.DatabaseOfSchema(context, name);
        context.Database = database;
        return database?.Entries.OfType<SchemaEntry>().FirstOrDefault(
            schema => Scope.SameName(schema.Name, name.Name.Text));
    }
}
