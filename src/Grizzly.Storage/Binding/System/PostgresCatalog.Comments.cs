using Grizzly.Catalog;

namespace Grizzly.Binding;

/// <summary>pg_description: comments by the numbers of their objects.</summary>
internal static partial class PostgresCatalog
{
    private const int ClassOfRelations = 1259, ClassOfTypes = 1247, ClassOfFunctions = 1255, ClassOfSchemas = 2615;

    private static IEnumerable<object?[]> Descriptions(SystemCatalog catalog)
    {
        foreach ((DatabaseCatalog database, object entry) in catalog.All<object>())
        {
            (int kind, int oid) = entry switch
            {
                TypeEntry => (ClassOfTypes, catalog.Oid(database, entry)),
                MacroEntry => (ClassOfFunctions, catalog.Oid(database, entry)),
                SchemaEntry schema => (ClassOfSchemas, catalog.SchemaOid(database, schema.Name)),
                _ => (ClassOfRelations, catalog.Oid(database, entry)),
            };
            if (CatalogComments.OfObject(entry) is { } text) yield return [oid, kind, 0, text];
            if (entry is not (TableEntry or ViewEntry)) continue;
            IReadOnlyList<ColumnDefinition> columns = catalog.ColumnsOf(entry);
            for (int i = 0; i < columns.Count; i++)
                if (columns[i].Comment is { } comment) yield return [oid, kind, i + 1, comment];
        }
    }
}
