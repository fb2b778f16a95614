using Grizzly.Catalog;
using Grizzly.Functions;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>The catalog one statement binds against: the transaction's snapshot plus what the database has built
/// in.</summary>
internal sealed class SessionCatalog(Database database, Snapshot snapshot) : ICatalogView
{
    public string DefaultSchema => CatalogStore.MainSchema;

    public IEnumerable<TableEntry> Tables => database.Catalog.All(snapshot).OfType<TableEntry>();

    public IEnumerable<ViewEntry> Views => database.Catalog.All(snapshot).OfType<ViewEntry>();

    public IEnumerable<SequenceEntry> Sequences => database.Catalog.All(snapshot).OfType<SequenceEntry>();

    public IEnumerable<string> TableFunctionNames =>
        database.Extensions.TableFunctionNames.Concat(FunctionRegistry.Tables.Select(function => function.Name));

    public bool SchemaExists(string schema) =>
        database.Catalog.Find(snapshot, CatalogStore.SchemaKey(schema)) is not null;

    public TableEntry? FindTable(string? schema, string name) => Find(schema, name) as TableEntry;

    public ViewEntry? FindView(string? schema, string name) => Find(schema, name) as ViewEntry;

    public SequenceEntry? FindSequence(string? schema, string name) => Find(schema, name) as SequenceEntry;

    public IReadOnlyList<IndexEntry> IndexesOf(TableEntry table) => database.Catalog.IndexesOf(snapshot, table);

    public bool IsNameTaken(string schema, string name) => Find(schema, name) is not null;

    public TypeEntry? FindType(string? schema, string name) =>
        database.Catalog.Find(snapshot, CatalogStore.TypeKey(schema ?? DefaultSchema, name)) as TypeEntry;

    public IEnumerable<TypeEntry> Types => database.Catalog.All(snapshot).OfType<TypeEntry>();

    public TableFunction? FindTableFunction(string name) => database.Extensions.FindTableFunction(name)
        ?? (FunctionRegistry.TryGetTable(name, out TableFunction? builtIn) ? builtIn : null);

    public CopyFormat? FindCopyFormat(string name) => database.Extensions.FindFormat(name);

    private object? Find(string? schema, string name) =>
        database.Catalog.Find(snapshot, CatalogStore.RelationKey(schema ?? DefaultSchema, name));
}
