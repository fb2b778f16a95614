using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>DROP: which objects are meant. What IF EXISTS does not find is left out.</summary>
internal sealed class DropBinder(BindContext context)
{
    public BoundStatement Bind(DropStatement drop)
    {
        DropTarget[] targets = [.. drop.Names.Select(name => Find(drop, name)).OfType<DropTarget>()];
        if (drop.Kind == ObjectKind.Index) return new BoundDropIndex(targets, drop.IfExists);
        CatalogObjectKind kind = drop.Kind switch
        {
            ObjectKind.Table => CatalogObjectKind.Table,
            ObjectKind.View => CatalogObjectKind.View,
            ObjectKind.Schema => CatalogObjectKind.Schema,
            ObjectKind.Sequence => CatalogObjectKind.Sequence,
            ObjectKind.Type => CatalogObjectKind.Type,
            ObjectKind.Macro => CatalogObjectKind.Macro,
            ObjectKind.TableMacro => CatalogObjectKind.TableMacro,
            _ => throw Errors.NotSupported($"DROP {drop.Kind.ToString().ToUpperInvariant()}", drop.Span),
        };
        return new BoundDrop(kind, targets, drop.IfExists, drop.Behavior == DropBehavior.Cascade);
    }

    /// <summary>The database of a schema that is to be made or dropped; null where there is only one.</summary>
    public static DatabaseCatalog? DatabaseOfSchema(BindContext context, QualifiedName schema)
    {
        string wanted = schema.Schema?.Text ?? context.Catalog.DefaultDatabase;
        if (schema.Parts.Count > 2) throw Errors.TooManyNameParts(schema.ToString(), schema.Span);
        if (context.Catalog.Databases.Count == 0) return null;
        return context.Catalog.Databases.FirstOrDefault(database => Scope.SameName(database.Name, wanted))
            ?? throw Errors.DatabaseNotFound(wanted, schema.Span);
    }

    private DropTarget? Find(DropStatement drop, QualifiedName name)
    {
        ObjectName wanted = ObjectNames.Of(name);
        object? found = drop.Kind switch
        {
            ObjectKind.Schema => FindSchema(name),
            ObjectKind.Type => context.Catalog.FindType(wanted),
            ObjectKind.Macro or ObjectKind.TableMacro => context.Catalog.FindMacro(wanted),
            _ => context.Catalog.FindRelation(wanted),
        };
        if (found is null)
        {
            if (drop.IfExists) return null;
            throw NotFound(drop.Kind, name);
        }
        RequireKind(drop.Kind, found, name);
        if (found is DropTarget schema) return schema;
        return new DropTarget(context.Catalog.DatabaseOf(found)?.Name, SchemaOf(found), name.Name.Text, name.Span);
    }

    private object? FindSchema(QualifiedName name)
    {
        DatabaseCatalog? database = DatabaseOfSchema(context, name);
        bool exists = database?.SchemaExists(name.Name.Text) ?? context.Catalog.SchemaExists(name.Name.Text);
        return exists ? new DropTarget(database?.Name, name.Name.Text, name.Name.Text, name.Span) : null;
    }

    public static void RequireKind(ObjectKind kind, object found, QualifiedName name)
    {
        (ObjectKind actual, string text) = found switch
        {
            TableEntry => (ObjectKind.Table, "table"),
            ViewEntry => (ObjectKind.View, "view"),
            SequenceEntry => (ObjectKind.Sequence, "sequence"),
            IndexEntry => (ObjectKind.Index, "index"),
            MacroEntry { IsTable: true } => (ObjectKind.TableMacro, "table macro"),
            MacroEntry => (ObjectKind.Macro, "macro"),
            _ => (kind, ""),
        };
        bool fits = actual == kind || (actual == ObjectKind.TableMacro && kind == ObjectKind.Macro);
        if (!fits) throw Errors.WrongObject(name.Name.Text, text, WordOf(kind), name.Span);
    }

    private static string WordOf(ObjectKind kind) => kind switch
    {
        ObjectKind.TableMacro => "table macro",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public GrizzlyException NotFound(ObjectKind kind, QualifiedName name)
    {
        string text = name.Name.Text;
        IEnumerable<string> NamesOf<T>(Func<T, string> nameOf) => context.Catalog.Databases.SelectMany(database =>
            database.Entries.OfType<T>().Select(nameOf));
        return kind switch
        {
            ObjectKind.Schema => Errors.SchemaMissing(text, name.Span),
            ObjectKind.Table => FromBinder.NotFound(context, name, []),
            ObjectKind.Type => Errors.TypeNotFound(
                text, [.. context.Catalog.Types.Select(type => type.Name)], name.Span),
            ObjectKind.Index => Errors.IndexNotFound(text, NamesOf<IndexEntry>(index => index.Name), name.Span),
            ObjectKind.Sequence => Errors.ObjectNotFound(
                "sequence", text, context.Catalog.Sequences.Select(sequence => sequence.Name), name.Span),
            ObjectKind.Macro or ObjectKind.TableMacro => Errors.FunctionNotFound(
                text, NamesOf<MacroEntry>(macro => macro.Name), name.Span),
            _ => Errors.ObjectNotFound("view", text, context.Catalog.Views.Select(view => view.Name), name.Span),
        };
    }

    private static string SchemaOf(object entry) => entry switch
    {
        TableEntry table => table.Schema,
        ViewEntry view => view.Schema,
        SequenceEntry sequence => sequence.Schema,
        IndexEntry index => index.Schema,
        TypeEntry type => type.Schema,
        MacroEntry macro => macro.Schema,
        _ => CatalogStore.MainSchema,
    };
}
