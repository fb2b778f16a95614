using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Names of catalog objects in syntax trees.</summary>
internal static class ObjectNames
{
    /// <summary>The name as the catalog looks it up; 42601 for one of too many parts.</summary>
    public static ObjectName Of(QualifiedName name) => name.Parts.Count <= 3
        ? new ObjectName(name.Catalog?.Text, name.Schema?.Text, name.Name.Text)
        : throw Errors.TooManyNameParts(name.ToString(), name.Span);

    /// <summary>Where an object of that name is to be made; notes the database as the statement's.</summary>
    public static string Place(BindContext context, QualifiedName name, bool isTemporary)
    {
        try
        {
            (DatabaseCatalog? database, string schema) = context.Catalog.Place(Of(name), isTemporary);
            context.Database = database;
            return schema;
        }
        catch (GrizzlyException error)
        {
            bool isSchema = error.SqlState == SqlStates.InvalidSchemaName && name.Schema is not null;
            throw error.WithSpan(isSchema ? name.Schema!.Value.Span : name.Span);
        }
    }

    /// <summary>The catalog whose names mean first what is in the place of <see cref="Place"/>.</summary>
    public static BindContext.CatalogScope EnterPlace(BindContext context, string schema) =>
        context.Enter(context.Database is { } database
            ? context.Catalog.StartingIn(database, schema)
            : context.Catalog);
}
