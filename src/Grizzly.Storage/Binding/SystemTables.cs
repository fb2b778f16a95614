using Grizzly.Catalog;

namespace Grizzly.Binding;

internal sealed class SystemTables(BindContext context)
{
    public static bool IsSchema(string schema) => CatalogListing.IsSchema(schema);

    public BoundQuery? TryBind(in ObjectName name) => new CatalogListing(context).TryTable(name.Schema, name.Name);
}
