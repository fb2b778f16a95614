using System.Data.Common;

namespace Grizzly.Data;

/// <summary>A collection of GetSchema that a query gives.</summary>
/// <param name="Restrictions">Columns of the query that a caller may ask for by value, in order.</param>
/// <param name="Source">What to select from; empty where the provider itself knows the rows.</param>
/// <param name="IdentifierParts">How many of the restrictions name an object.</param>
internal sealed record SchemaCollection(string Name, string[] Restrictions, string Source, int IdentifierParts)
{
    private const string IndexSource = """
        FROM pg_catalog.pg_index x
            JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        """;

    private const string ConstraintSource = """
        SELECT constraint_catalog, constraint_schema, constraint_name, table_catalog, table_schema, table_name,
            constraint_type, is_deferrable, initially_deferred
        FROM information_schema.table_constraints
        """;

    private static readonly string[] TableParts = ["table_catalog", "table_schema", "table_name"];
    private static readonly string[] ConstraintParts = [.. TableParts, "constraint_name"];

    public static IReadOnlyList<SchemaCollection> All { get; } =
    [
        new(DbMetaDataCollectionNames.MetaDataCollections, [], "", 0),
        new(DbMetaDataCollectionNames.DataSourceInformation, [], "", 0),
        new(DbMetaDataCollectionNames.DataTypes, [], "", 0),
        new(DbMetaDataCollectionNames.ReservedWords, [], "", 0),
        new(DbMetaDataCollectionNames.Restrictions, [], "", 0),
        new("Databases", ["database_name"], "(SELECT database_name, path, readonly FROM duckdb_databases())", 1),
        new("Schemata", ["catalog_name", "schema_name"], "information_schema.schemata", 2),
        new("Tables", [.. TableParts, "table_type"], "information_schema.tables", 3),
        new("Views", TableParts, "information_schema.views", 3),
        new("Columns", [.. TableParts, "column_name"], "information_schema.columns", 4),
        new("Indexes", [.. TableParts, "index_name"],
            "(SELECT current_database() AS table_catalog, n.nspname AS table_schema, t.relname AS table_name, "
            + $"i.relname AS index_name, x.indisunique AS is_unique, x.indisprimary AS is_primary {IndexSource})", 4),
        new("IndexColumns", [.. TableParts, "index_name", "column_name"],
            "(SELECT current_database() AS table_catalog, n.nspname AS table_schema, t.relname AS table_name, "
            + "i.relname AS index_name, a.attname AS column_name, k.place AS ordinal_position "
            + $"{IndexSource} CROSS JOIN unnest(x.indkey) WITH ORDINALITY k(number, place) "
            + "JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)", 5),
        new("Constraints", [.. ConstraintParts, "constraint_type"], $"({ConstraintSource})", 4),
        new("PrimaryKey", ConstraintParts, $"({ConstraintSource} WHERE constraint_type = 'PRIMARY KEY')", 4),
        new("UniqueKeys", ConstraintParts, $"({ConstraintSource} WHERE constraint_type = 'UNIQUE')", 4),
        new("ForeignKeys", ConstraintParts,
            "(SELECT c.table_catalog, c.table_schema, c.table_name, c.constraint_name, c.is_deferrable, "
            + "c.initially_deferred, r.unique_constraint_schema, r.unique_constraint_table, "
            + "r.unique_constraint_name, r.match_option, r.update_rule, r.delete_rule "
            + "FROM information_schema.table_constraints c JOIN information_schema.referential_constraints r "
            + "USING (constraint_catalog, constraint_schema, constraint_name))", 4),
        new("ConstraintColumns", [.. ConstraintParts, "column_name"], "information_schema.key_column_usage", 5),
    ];
}
