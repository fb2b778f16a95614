using Grizzly.Catalog;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>pg_catalog: the tables that tools made for PostgreSQL ask.</summary>
internal static partial class PostgresCatalog
{
    /// <summary>The owner of everything.</summary>
    private const int Owner = 10;

    /// <summary>The numbers PostgreSQL has for the kinds of indexes.</summary>
    private const int BTree = 403, Hash = 405;

    public static readonly SystemTable[] Tables =
    [
        new("pg_database", """
            oid:int datname datdba:int encoding:int datcollate datctype datistemplate:bool datallowconn:bool
            """, catalog => catalog.Databases.Select(database => (object?[])
                [catalog.Oid(database), database.Name, Owner, 6, "C", "C", false, true])),
        new("pg_namespace", "oid:int nspname nspowner:int nspacl:texts", catalog => catalog.Schemas.Select(item =>
            (object?[])[catalog.SchemaOid(item.Database, item.Schema), item.Schema, Owner, null])),
        new("pg_class", """
            oid:int relname relnamespace:int reltype:int reloftype:int relowner:int relam:int relfilenode:int
            reltablespace:int relpages:int reltuples:double relallvisible:int reltoastrelid:int relhasindex:bool
            relisshared:bool relpersistence relkind relnatts:int relchecks:int relhasrules:bool relhastriggers:bool
            relhassubclass:bool relrowsecurity:bool relispopulated:bool relreplident relispartition:bool
            """, Classes) { IsVolatile = true },
        new("pg_attribute", """
            attrelid:int attname atttypid:int attstattarget:int attlen:int attnum:int attndims:int atttypmod:int
            attnotnull:bool atthasdef:bool attidentity attgenerated attisdropped:bool attislocal:bool attcollation:int
            """, Attributes),
        new("pg_attrdef", "oid:int adrelid:int adnum:int adbin", Defaults),
        new("pg_tables", """
            schemaname tablename tableowner tablespace hasindexes:bool hasrules:bool hastriggers:bool rowsecurity:bool
            """, catalog => catalog.Tables.Select(item => (object?[])
            [
                item.Table.Schema, item.Table.Name, "grizzly", null, item.Database.IndexesOf(item.Table).Count > 0,
                false, item.Table.ForeignKeys.Any(), false,
            ])),
        new("pg_views", "schemaname viewname viewowner definition", catalog => catalog.Views.Select(item => (object?[])
            [item.View.Schema, item.View.Name, "grizzly", Definitions.Of(item.View)])),
        new("pg_sequence", """
            seqrelid:int seqtypid:int seqstart:big seqincrement:big seqmax:big seqmin:big seqcache:big seqcycle:bool
            """, catalog => catalog.All<SequenceEntry>().Select(item => (object?[])
            [
                catalog.Oid(item.Database, item.Entry), TypePrecision.PostgresOid(item.Entry.Options.Type),
                item.Entry.Options.Start, item.Entry.Options.Increment,
                item.Entry.Options.MaxValue, item.Entry.Options.MinValue, item.Entry.Options.Cache,
                item.Entry.Options.IsCycling,
            ])),
        new("pg_sequences", """
            schemaname sequencename sequenceowner data_type start_value:big min_value:big max_value:big
            increment_by:big cycle:bool cache_size:big last_value:big
            """, Sequences) { IsVolatile = true },
        new("pg_description", "objoid:int classoid:int objsubid:int description", Descriptions),
        new("pg_depend", "classid:int objid:int objsubid:int refclassid:int refobjid:int refobjsubid:int deptype",
            Dependencies),
        new("pg_am", "oid:int amname amhandler amtype", _ =>
            [[BTree, "btree", "bthandler", "i"], [Hash, "hash", "hashhandler", "i"]]),
        .. ConstraintTables, .. TypeTables,
    ];

    private static IEnumerable<object?[]> Classes(SystemCatalog catalog) => catalog.All<object>()
        .Where(item => item.Entry is TableEntry or ViewEntry or SequenceEntry or IndexEntry).Select(item =>
        {
            var table = item.Entry as TableEntry;
            string kind = item.Entry switch
            {
                TableEntry => "r",
                ViewEntry => "v",
                SequenceEntry => "S",
                _ => "i",
            };
            int columns = item.Entry is IndexEntry index ? index.Specification.Columns.Count
                : item.Entry is SequenceEntry ? 3 : catalog.ColumnsOf(item.Entry).Count;
            return (object?[])
            [
                catalog.Oid(item.Database, item.Entry), SystemCatalog.NameOf(item.Entry),
                catalog.SchemaOid(item.Database, SystemCatalog.SchemaOf(item.Entry)), 0, 0, Owner,
                item.Entry is IndexEntry { Specification: var made } ? MethodOid(made) : 0, 0, 0, 0,
                (double)(table?.Data.RowCount ?? 0), 0, 0, table?.Data.Indexes.Length > 0, false,
                item.Database.IsTemporary ? "t" : "p", kind, columns, table?.Checks.Count() ?? 0,
                item.Entry is ViewEntry, table?.ForeignKeys.Any() == true, false, false, true, "d", false,
            ];
        });

    private static IEnumerable<object?[]> Attributes(SystemCatalog catalog) =>
        catalog.Relations.SelectMany(item => catalog.ColumnsOf(item.Relation).Select((column, i) => (object?[])
        [
            catalog.Oid(item.Database, item.Relation), column.Name, TypeOid(catalog, item.Database, column.Type), -1,
            LengthOf(column.Type), i + 1, 0, column.Length > 0 ? column.Length + 4 : -1, column.IsNotNull,
            column.DefaultSql is not null || column.IsGenerated,
            column.Identity switch { IdentityKind.Always => "a", IdentityKind.ByDefault => "d", _ => "" },
            column.Generated switch { GeneratedKind.Stored => "s", GeneratedKind.Virtual => "v", _ => "" },
            false, true, 0,
        ]));

    private static IEnumerable<object?[]> Defaults(SystemCatalog catalog) =>
        catalog.Tables.SelectMany(item => item.Table.Columns.Select((column, i) => (item, column, i)))
            .Where(found => found.column.DefaultSql is not null || found.column.GeneratedSql is not null)
            .Select(found =>
            {
                int table = catalog.Oid(found.item.Database, found.item.Table);
                return (object?[])[table, table, found.i + 1, found.column.GeneratedSql ?? found.column.DefaultSql];
            });

    private static IEnumerable<object?[]> Sequences(SystemCatalog catalog) =>
        catalog.All<SequenceEntry>().Select(item =>
        {
            SequenceOptions options = item.Entry.Options;
            (long last, bool isCalled) = item.Entry.State.Current;
            return (object?[])
            [
                item.Entry.Schema, item.Entry.Name, "grizzly", options.Type.Name.ToLowerInvariant(), options.Start,
                options.MinValue,
                options.MaxValue, options.Increment, options.IsCycling, options.Cache, isCalled ? last : null,
            ];
        });

    private static int MethodOid(IndexSpecification index) => index.IsHash ? Hash : BTree;

    /// <summary>Sequences that go with the columns they belong to.</summary>
    private static IEnumerable<object?[]> Dependencies(SystemCatalog catalog)
    {
        const int Class = 1259;
        foreach ((DatabaseCatalog database, SequenceEntry sequence) in catalog.All<SequenceEntry>())
        {
            if (sequence.OwnerTable is not { } owner) continue;
            if (database.FindRelation(sequence.Schema, owner) is not TableEntry table) continue;
            int column = sequence.OwnerColumn is { } name ? table.IndexOf(name) + 1 : 0;
            yield return
                [Class, catalog.Oid(database, sequence), 0, Class, catalog.Oid(database, table), column, "a"];
        }
    }

    private static int TypeOid(SystemCatalog catalog, DatabaseCatalog database, LogicalType type)
    {
        if (TypePrecision.PostgresOid(type) is var known and not 0) return known;
        TypeEntry? named = database.Entries.OfType<TypeEntry>().FirstOrDefault(entry => entry.Type == type);
        return named is null ? 0 : catalog.Oid(database, named);
    }

    private static int LengthOf(LogicalType type) => type.Physical == PhysicalType.String ? -1 : type.SizeInBytes;
}
