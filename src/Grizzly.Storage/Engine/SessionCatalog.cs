using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>The catalog one statement binds against: the session's databases as its transaction sees them, plus what is
/// built in.</summary>
internal sealed class SessionCatalog : ICatalogView
{
    private readonly SessionDatabases _databases;
    private readonly Transaction _transaction;
    private readonly Dictionary<AttachedDatabase, DatabaseCatalog> _known;
    private readonly bool _seesTemporary;

    public SessionCatalog(SessionDatabases databases, Transaction transaction)
        : this(databases, transaction, databases.Path, [], seesTemporary: true)
    {
    }

    private SessionCatalog(
        SessionDatabases databases, Transaction transaction, IReadOnlyList<PathEntry> path,
        Dictionary<AttachedDatabase, DatabaseCatalog> known, bool seesTemporary)
    {
        _databases = databases;
        _transaction = transaction;
        Path = path;
        _known = known;
        _seesTemporary = seesTemporary;
    }

    public IReadOnlyList<PathEntry> Path { get; }

    public string DefaultSchema => Path[0].Schema;

    public string DefaultDatabase => Path[0].Database ?? _databases.Own.Name;

    public IReadOnlyList<DatabaseCatalog> Databases => [.. _databases.All.Select(View)];

    public IEnumerable<TableEntry> Tables => All<TableEntry>();

    public IEnumerable<ViewEntry> Views => All<ViewEntry>();

    public IEnumerable<SequenceEntry> Sequences => All<SequenceEntry>();

    public IEnumerable<TypeEntry> Types => All<TypeEntry>();

    public IEnumerable<string> TableFunctionNames => Extensions.TableFunctionNames.Concat(
        FunctionRegistry.Tables.Select(function => function.Name));

    private ExtensionHost Extensions => _databases.Own.Database.Extensions;

    private DatabaseCatalog? Default => Find(DefaultDatabase);

    public bool SchemaExists(string schema) => Default?.SchemaExists(schema) == true || DatabaseExists(schema);

    public bool DatabaseExists(string name) => _databases.Find(name) is not null;

    public object? FindRelation(in ObjectName name) =>
        First(name, static (database, schema, relation) => database.FindRelation(schema, relation));

    public TableEntry? FindTable(string? schema, string name) => FindTable(new ObjectName(null, schema, name));

    public TableEntry? FindTable(in ObjectName name) => FindRelation(name) as TableEntry;

    public ViewEntry? FindView(string? schema, string name) => FindView(new ObjectName(null, schema, name));

    public ViewEntry? FindView(in ObjectName name) => FindRelation(name) as ViewEntry;

    public SequenceEntry? FindSequence(string? schema, string name) =>
        FindSequence(new ObjectName(null, schema, name));

    public SequenceEntry? FindSequence(in ObjectName name) => FindRelation(name) as SequenceEntry;

    public TypeEntry? FindType(in ObjectName name) =>
        First(name, static (database, schema, type) => database.FindType(schema, type));

    public MacroEntry? FindMacro(in ObjectName name) =>
        First(name, static (database, schema, macro) => database.FindMacro(schema, macro));

    public bool IsNameTaken(string schema, string name) => Default?.FindRelation(schema, name) is not null;

    public IReadOnlyList<IndexEntry> IndexesOf(TableEntry table)
    {
        if (table.Data.Indexes.Length == 0) return [];
        return View(_databases.Of(table.Data.Context.Transactions)).IndexesOf(table);
    }

    public DatabaseCatalog? DatabaseOf(object entry) => _databases.All.Select(View).FirstOrDefault(
        database => database.Holds(entry));

    public ICatalogView Within(object entry)
    {
        if (DatabaseOf(entry) is not { } home) return this;
        (string schema, IReadOnlyList<PathEntry> stored) = entry switch
        {
            TableEntry table => (table.Schema, []),
            ViewEntry view => (view.Schema, view.Path),
            MacroEntry macro => (macro.Schema, macro.Path),
            _ => (CatalogStore.MainSchema, (IReadOnlyList<PathEntry>)[]),
        };
        if (stored.Count == 0) return StartingIn(home, schema);
        IEnumerable<PathEntry> path = stored.Select(part => new PathEntry(part.Database ?? home.Name, part.Schema));
        return new SessionCatalog(_databases, _transaction, [.. path], _known, home.IsTemporary);
    }

    public ICatalogView StartingIn(DatabaseCatalog database, string schema)
    {
        // What stays must not depend on the session; what is temporary may.
        PathEntry[] path = database.IsTemporary
            ? [new PathEntry(database.Name, schema), .. _databases.Path]
            : [new PathEntry(database.Name, schema), new PathEntry(database.Name, CatalogStore.MainSchema)];
        return new SessionCatalog(_databases, _transaction, path, _known, database.IsTemporary);
    }

    public (DatabaseCatalog? Database, string Schema) Place(in ObjectName name, bool isTemporary)
    {
        if (isTemporary) return PlaceTemporary(name);
        (DatabaseCatalog database, string schema) = PlaceOf(name);
        if (database.IsTemporary) throw Errors.NotTemporary(name.Name);
        return database.SchemaExists(schema) ? (database, schema) : throw Errors.SchemaNotFound(schema);
    }

    public ScalarFunction? FindScalar(string name) => Extensions.FindScalar(name);

    public AggregateFunction? FindAggregate(string name) => Extensions.FindAggregate(name);

    public TableFunction? FindTableFunction(string name) => Extensions.FindTableFunction(name)
        ?? (FunctionRegistry.TryGetTable(name, out TableFunction? builtIn) ? builtIn : null);

    public CopyFormat? FindCopyFormat(string name) => Extensions.FindFormat(name);

    private (DatabaseCatalog Database, string Schema) PlaceOf(in ObjectName name)
    {
        string wanted = name.Database ?? DefaultDatabase;
        if (name is { Database: null, Schema: { } schema } && DatabaseExists(schema))
        {
            if (Default?.SchemaExists(schema) == true) throw Errors.AmbiguousDatabase(schema);
            return (Find(schema)!, CatalogStore.MainSchema);
        }
        return (Find(wanted) ?? throw Errors.DatabaseNotFound(wanted), name.Schema ?? DefaultSchema);
    }

    /// <summary>Temporary objects are all in one schema; <c>temp</c> and <c>main</c> name it.</summary>
    private (DatabaseCatalog Database, string Schema) PlaceTemporary(in ObjectName name)
    {
        bool isNamedWell = (name.Database is null || IsTemporaryName(name.Database))
            && (name.Schema is null or CatalogStore.MainSchema || IsTemporaryName(name.Schema));
        if (!isNamedWell) throw Errors.TemporaryElsewhere(name.Name);
        return (View(_databases.RequireTemporary()), CatalogStore.MainSchema);
    }

    private static bool IsTemporaryName(string name) =>
        name.Equals(SessionDatabases.TemporaryName, StringComparison.OrdinalIgnoreCase)
            || name.Equals("pg_temp", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first object of that name on the way; 42P09 where schema and database of the same name both have
    /// one.</summary>
    private T? First<T>(in ObjectName name, Func<DatabaseCatalog, string, string, T?> find)
        where T : class
    {
        if (name.Database is { } wanted)
            return Find(wanted) is { } named ? find(named, name.Schema ?? CatalogStore.MainSchema, name.Name) : null;
        if (name.Schema is { } schema)
        {
            T? inSchema = Default is { } home ? find(home, schema, name.Name) : null;
            T? inDatabase = Find(schema) is { } database ? find(database, CatalogStore.MainSchema, name.Name) : null;
            if (inSchema is not null && inDatabase is not null) throw Errors.AmbiguousDatabase(schema);
            return inSchema ?? inDatabase;
        }
        if (_seesTemporary && _databases.Temporary is { } temporary
            && find(View(temporary), CatalogStore.MainSchema, name.Name) is { } own) return own;
        foreach (PathEntry part in Path)
        {
            if (Find(part.Database ?? _databases.Own.Name) is { } database
                && find(database, part.Schema, name.Name) is { } found) return found;
        }
        return null;
    }

    private DatabaseCatalog? Find(string name) => _databases.Find(name) is { } database ? View(database) : null;

    private DatabaseCatalog View(AttachedDatabase database)
    {
        if (_known.TryGetValue(database, out DatabaseCatalog? view)) return view;
        Database engine = database.Database;
        view = new DatabaseCatalog(
            database.Name, engine.Catalog, _databases.In(_transaction, database).Snapshot, database.IsTemporary,
            database.IsReadOnly, engine.Options.IsInMemory ? null : engine.Options.Path);
        _known[database] = view;
        return view;
    }

    private IEnumerable<T> All<T>() => _databases.All.SelectMany(database => View(database).Entries.OfType<T>());
}
