using Grizzly.Transactions;

namespace Grizzly.Catalog;

/// <summary>One database's catalog as a snapshot sees it, under the name a session has for it.</summary>
public sealed class DatabaseCatalog(
    string name, CatalogStore store, Snapshot snapshot, bool isTemporary, bool isReadOnly, string? path)
{
    public string Name { get; } = name;

    public CatalogStore Store { get; } = store;

    /// <summary>Whether it holds the temporary objects of the session.</summary>
    public bool IsTemporary { get; } = isTemporary;

    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>The file, or null for a database in memory.</summary>
    public string? Path { get; } = path;

    public IReadOnlyList<object> Entries => Store.All(snapshot);

    public IEnumerable<TableEntry> Tables => Entries.OfType<TableEntry>();

    public IEnumerable<ViewEntry> Views => Entries.OfType<ViewEntry>();

    public bool SchemaExists(string schema) => Store.Find(snapshot, CatalogStore.SchemaKey(schema)) is not null;

    /// <summary>The table, view, sequence or index of that name, or null.</summary>
    public object? FindRelation(string schema, string name) =>
        Store.Find(snapshot, CatalogStore.RelationKey(schema, name));

    public TypeEntry? FindType(string schema, string name) =>
        Store.Find(snapshot, CatalogStore.TypeKey(schema, name)) as TypeEntry;

    public MacroEntry? FindMacro(string schema, string name) =>
        Store.Find(snapshot, CatalogStore.MacroKey(schema, name)) as MacroEntry;

    public IReadOnlyList<IndexEntry> IndexesOf(TableEntry table) => Store.IndexesOf(snapshot, table);

    /// <summary>Whether the object lies in this database.</summary>
    public bool Holds(object entry) => entry switch
    {
        TableEntry table => ReferenceEquals(FindRelation(table.Schema, table.Name), table),
        ViewEntry view => ReferenceEquals(FindRelation(view.Schema, view.Name), view),
        SequenceEntry sequence => ReferenceEquals(FindRelation(sequence.Schema, sequence.Name), sequence),
        IndexEntry index => ReferenceEquals(FindRelation(index.Schema, index.Name), index),
        TypeEntry type => ReferenceEquals(FindType(type.Schema, type.Name), type),
        MacroEntry macro => ReferenceEquals(FindMacro(macro.Schema, macro.Name), macro),
        _ => false,
    };
}
