using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Binding;

/// <summary>What system tables are made of: every object of every database, ordered by name, with a number.</summary>
/// <remarks>Numbers (oids) are those of PostgreSQL for built-in types and counted from 16384 for everything else; they
/// hold within a statement, and until the next definition.</remarks>
internal sealed class SystemCatalog
{
    private const int FirstOid = 16_384;

    private readonly BindContext _context;
    private readonly Dictionary<(string Database, string Kind, string Schema, string Name), int> _oids = [];

    public SystemCatalog(BindContext context)
    {
        _context = context;
        Databases = context.Catalog.Databases;
        int next = FirstOid;
        foreach (DatabaseCatalog database in Databases)
        {
            _oids.TryAdd((database.Name, "database", "", ""), next++);
            foreach (string schema in SchemasOf(database)) _oids.TryAdd((database.Name, "schema", "", schema), next++);
            foreach (object entry in database.Entries.OrderBy(KeyOf, StringComparer.Ordinal))
            {
                if (entry is SchemaEntry) continue;
                _oids.TryAdd((database.Name, KindOf(entry), SchemaOf(entry), NameOf(entry)), next++);
                if (entry is not TableEntry table) continue;
                foreach (ConstraintDefinition constraint in table.Constraints)
                {
                    string name = table.Name + "." + constraint.Name;
                    _oids.TryAdd((database.Name, "constraint", table.Schema, name), next++);
                }
            }
        }
    }

    public IReadOnlyList<DatabaseCatalog> Databases { get; }

    public string CurrentDatabase => _context.Catalog.DefaultDatabase;

    /// <summary>Whether a relation can be named without its schema.</summary>
    public bool IsOnPath((DatabaseCatalog Database, object Relation) item) => item.Database.IsTemporary
        || _context.Catalog.Path.Any(part => Scope.SameName(part.Database ?? Databases[0].Name, item.Database.Name)
            && Scope.SameName(part.Schema, SchemaOf(item.Relation)));

    public IEnumerable<(DatabaseCatalog Database, string Schema)> Schemas =>
        Databases.SelectMany(database => SchemasOf(database).Select(schema => (database, schema)));

    public IEnumerable<(DatabaseCatalog Database, TableEntry Table)> Tables => All<TableEntry>();

    public IEnumerable<(DatabaseCatalog Database, ViewEntry View)> Views => All<ViewEntry>();

    /// <summary>Tables and views.</summary>
    public IEnumerable<(DatabaseCatalog Database, object Relation)> Relations =>
        All<object>().Where(item => item.Entry is TableEntry or ViewEntry);

    public IEnumerable<(DatabaseCatalog Database, TableEntry Table, ConstraintDefinition Constraint)> Constraints =>
        Tables.SelectMany(item => item.Table.Constraints.Select(
            constraint => (item.Database, item.Table, constraint)));

    /// <summary>Indexes with their tables.</summary>
    public IEnumerable<(DatabaseCatalog Database, TableEntry Table, IndexEntry Index)> Indexes =>
        Tables.SelectMany(item => item.Database.IndexesOf(item.Table)
            .OrderBy(index => index.Name, StringComparer.Ordinal).Select(index => (item.Database, item.Table, index)));

    public IEnumerable<(DatabaseCatalog Database, T Entry)> All<T>() => Databases.SelectMany(database =>
        database.Entries.OfType<T>().OrderBy(entry => KeyOf(entry!), StringComparer.Ordinal)
            .Select(entry => (database, entry)));

    public int Oid(DatabaseCatalog database) => _oids[(database.Name, "database", "", "")];

    public int SchemaOid(DatabaseCatalog database, string schema) =>
        _oids.GetValueOrDefault((database.Name, "schema", "", schema));

    public int Oid(DatabaseCatalog database, object entry) =>
        _oids.GetValueOrDefault((database.Name, KindOf(entry), SchemaOf(entry), NameOf(entry)));

    public int Oid(DatabaseCatalog database, TableEntry table, ConstraintDefinition constraint) =>
        _oids.GetValueOrDefault((database.Name, "constraint", table.Schema, table.Name + "." + constraint.Name));

    /// <summary>The columns of a table, or of a view as far as it can be bound.</summary>
    public IReadOnlyList<ColumnDefinition> ColumnsOf(object relation)
    {
        if (relation is TableEntry table) return table.Columns;
        var view = (ViewEntry)relation;
        var trial = new BindContext(_context.Catalog, _context.Options);
        try
        {
            using BindContext.CatalogScope scope = trial.Within(view);
            var statement = (QueryStatement)SqlParser.ParseStatement(view.QuerySql);
            BoundQuery query = new QueryBinder(trial, null, null).Bind(statement.Query);
            return [.. query.Columns.Select((column, i) => new ColumnDefinition(
                i < view.ColumnNames.Count ? view.ColumnNames[i] : query.Names[i], column.Type, false))
                .Select(column => column with { Comment = CommentOn(view, column.Name) })];
        }
        catch (GrizzlyException)
        {
            return [];
        }
    }

    public static string? CommentOn(DatabaseCatalog database, string schema) =>
        database.Entries.OfType<SchemaEntry>().FirstOrDefault(entry => entry.Name == schema)?.Comment;

    private static string? CommentOn(ViewEntry view, string column) =>
        view.ColumnComments.FirstOrDefault(comment => Scope.SameName(comment.Column, column)).Text;

    public static string SchemaOf(object entry) => entry switch
    {
        TableEntry table => table.Schema,
        ViewEntry view => view.Schema,
        SequenceEntry sequence => sequence.Schema,
        IndexEntry index => index.Schema,
        TypeEntry type => type.Schema,
        MacroEntry macro => macro.Schema,
        _ => "",
    };

    public static string NameOf(object entry) => entry switch
    {
        TableEntry table => table.Name,
        ViewEntry view => view.Name,
        SequenceEntry sequence => sequence.Name,
        IndexEntry index => index.Name,
        TypeEntry type => type.Name,
        MacroEntry macro => macro.Name,
        SchemaEntry schema => schema.Name,
        _ => "",
    };

    /// <summary>Relations share a namespace; types and macros have their own.</summary>
    private static string KindOf(object entry) => entry switch
    {
        TypeEntry => "type",
        MacroEntry => "macro",
        _ => "relation",
    };

    private static string KeyOf(object entry) => SchemaOf(entry) + "\0" + NameOf(entry);

    private static IEnumerable<string> SchemasOf(DatabaseCatalog database) =>
        database.Entries.OfType<SchemaEntry>().Select(schema => schema.Name).Order(StringComparer.Ordinal)
            .Concat(["information_schema", "pg_catalog"]);
}
