using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>ALTER VIEW and ALTER INDEX.</summary>
internal sealed class AlterObjectBinder(BindContext context)
{
    public BoundStatement BindView(AlterStatement alter)
    {
        ObjectName name = ObjectNames.Of(alter.Name);
        if (context.Catalog.FindView(name) is not { } before)
        {
            if (context.Catalog.FindTable(name) is { } table)
                throw Errors.WrongObject(table.Name, "table", "view", alter.Name.Span);
            if (alter.IfExists) return new BoundNothing();
            throw Errors.ObjectNotFound(
                "view", alter.Name.Name.Text, context.Catalog.Views.Select(view => view.Name), alter.Name.Span);
        }
        context.Database = context.Catalog.DatabaseOf(before);
        ViewEntry after = before;
        foreach (AlterAction action in alter.Actions)
        {
            after = action switch
            {
                RenameAction rename => after with { Name = rename.NewName.Text },
                SetSchemaAction set => after with
                {
                    Schema = context.Catalog.SchemaExists(set.Schema.Text)
                        ? set.Schema.Text : throw Errors.SchemaMissing(set.Schema.Text, set.Schema.Span),
                },
                _ => throw Errors.NotSupported("this ALTER VIEW", action.Span, "create the view anew, OR REPLACE"),
            };
        }
        return new BoundAlterView(before, after);
    }

    public BoundAlterIndex BindIndex(AlterStatement alter)
    {
        if (alter.Actions is not [RenameAction rename])
            throw Errors.NotSupported("this ALTER INDEX", alter.Span, "drop the index and create it anew");
        ObjectName name = ObjectNames.Of(alter.Name);
        string schema;
        if (context.Catalog.FindRelation(name) is IndexEntry index)
            (context.Database, schema) = (context.Catalog.DatabaseOf(index), index.Schema);
        else
            (context.Database, schema) = context.Catalog.Place(name, isTemporary: false);
        return new BoundAlterIndex(
            schema, alter.Name.Name.Text, rename.NewName.Text, alter.IfExists, alter.Name.Span);
    }
}
