using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Catalog;

/// <summary>The catalog as one statement sees it. Names are case-insensitive. Implementations are safe for one
/// thread.</summary>
public interface ICatalogView
{
    /// <summary>The schema of names without one.</summary>
    string DefaultSchema { get; }

    /// <summary>The database of names without one.</summary>
    string DefaultDatabase => CatalogStore.MainSchema;

    /// <summary>The databases there are, that of the session first.</summary>
    IReadOnlyList<DatabaseCatalog> Databases => [];

    /// <summary>Where names are looked up that say no schema, after the temporary objects.</summary>
    IReadOnlyList<PathEntry> Path => [new PathEntry(null, DefaultSchema)];

    /// <summary>Whether the default database has that schema, or a database has that name.</summary>
    bool SchemaExists(string schema);

    /// <summary>Whether a database has that name.</summary>
    bool DatabaseExists(string name) => false;

    /// <summary>The table, view, sequence or index of that name, or null.</summary>
    object? FindRelation(in ObjectName name) =>
        FindTable(name) ?? (object?)FindView(name) ?? FindSequence(name);

    /// <summary>The table of that name, or null; <paramref name="schema"/> null searches the path.</summary>
    TableEntry? FindTable(string? schema, string name);

    TableEntry? FindTable(in ObjectName name) => FindTable(name.Schema, name.Name);

    /// <summary>The view of that name, or null.</summary>
    ViewEntry? FindView(string? schema, string name);

    ViewEntry? FindView(in ObjectName name) => FindView(name.Schema, name.Name);

    /// <summary>The sequence of that name, or null.</summary>
    SequenceEntry? FindSequence(string? schema, string name) => null;

    SequenceEntry? FindSequence(in ObjectName name) => FindSequence(name.Schema, name.Name);

    IEnumerable<SequenceEntry> Sequences => [];

    /// <summary>The indexes of a table.</summary>
    IReadOnlyList<IndexEntry> IndexesOf(TableEntry table) => [];

    /// <summary>Whether a table, view, sequence or index of the default database has that name.</summary>
    bool IsNameTaken(string schema, string name) => FindTable(schema, name) is not null
        || FindView(schema, name) is not null || FindSequence(schema, name) is not null;

    /// <summary>The type made by CREATE TYPE of that name, or null.</summary>
    TypeEntry? FindType(in ObjectName name) => null;

    IEnumerable<TypeEntry> Types => [];

    /// <summary>The macro of that name, or null.</summary>
    MacroEntry? FindMacro(in ObjectName name) => null;

    /// <summary>Tables of all databases, for suggestions and listings.</summary>
    IEnumerable<TableEntry> Tables { get; }

    IEnumerable<ViewEntry> Views { get; }

    /// <summary>Where an object named like that is to be made: a database and a schema of it, which exist.</summary>
    /// <param name="isTemporary">True for the temporary objects of the session.</param>
    /// <exception cref="GrizzlyException">3D000 and 3F000 for what does not exist, 42P16 for temporary objects
    /// elsewhere and others there, 42P09 for a name that could mean both.</exception>
    (DatabaseCatalog? Database, string Schema) Place(in ObjectName name, bool isTemporary)
    {
        string schema = name.Schema ?? DefaultSchema;
        return SchemaExists(schema) ? (null, schema) : throw Errors.SchemaNotFound(schema);
    }

    /// <summary>The database an object that was found lies in; null where there is only one.</summary>
    DatabaseCatalog? DatabaseOf(object entry) => null;

    /// <summary>The catalog as the definition of an object sees it.</summary>
    ICatalogView Within(object entry) => this;

    /// <summary>The catalog as definitions in a schema see it: the schema, then the main schema of its database; for
    /// temporary objects, then what the session sees.</summary>
    ICatalogView StartingIn(DatabaseCatalog database, string schema) => this;

    /// <summary>A scalar function that an application has registered, or null.</summary>
    ScalarFunction? FindScalar(string name) => null;

    /// <summary>An aggregate that an application has registered, or null.</summary>
    AggregateFunction? FindAggregate(string name) => null;

    /// <summary>A table function by name: built in or registered by a format or extension.</summary>
    TableFunction? FindTableFunction(string name);

    IEnumerable<string> TableFunctionNames { get; }

    /// <summary>A COPY format by name (<c>csv</c>), or null.</summary>
    CopyFormat? FindCopyFormat(string name);
}

/// <summary>A view: its query as canonical SQL, bound anew at each use.</summary>
/// <param name="ColumnNames">Explicit column names, or empty.</param>
public sealed record ViewEntry(string Schema, string Name, IReadOnlyList<string> ColumnNames, string QuerySql)
{
    /// <summary>Where the names in it are looked up; empty for its own schema.</summary>
    public IReadOnlyList<PathEntry> Path { get; init; } = [];

    /// <summary>COMMENT ON VIEW, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>COMMENT ON COLUMN of its columns.</summary>
    public IReadOnlyList<(string Column, string Text)> ColumnComments { get; init; } = [];
}
