using Grizzly.Catalog;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>information_schema: what SQL says about schemas, tables, columns and sequences.</summary>
internal static partial class InformationSchema
{
    public static readonly SystemTable[] Tables =
    [
        new("schemata", """
            catalog_name schema_name schema_owner default_character_set_catalog default_character_set_schema
            default_character_set_name sql_path
            """, Schemata),
        new("tables", """
            table_catalog table_schema table_name table_type self_referencing_column_name reference_generation
            user_defined_type_catalog user_defined_type_schema user_defined_type_name is_insertable_into is_typed
            commit_action
            """, AllTables),
        new("columns", """
            table_catalog table_schema table_name column_name ordinal_position:int column_default is_nullable data_type
            character_maximum_length:int character_octet_length:int numeric_precision:int numeric_precision_radix:int
            numeric_scale:int datetime_precision:int interval_type interval_precision:int character_set_catalog
            character_set_schema character_set_name collation_catalog collation_schema collation_name domain_catalog
            domain_schema domain_name udt_catalog udt_schema udt_name is_self_referencing is_identity
            identity_generation identity_start identity_increment identity_maximum identity_minimum identity_cycle
            is_generated generation_expression is_updatable
            """, Columns),
        new("views", """
            table_catalog table_schema table_name view_definition check_option is_updatable is_insertable_into
            is_trigger_updatable is_trigger_deletable is_trigger_insertable_into
            """, catalog => catalog.Views.Select(item => (object?[])
            [
                item.Database.Name, item.View.Schema, item.View.Name, Definitions.Of(item.View),
                "NONE", "NO", "NO", "NO", "NO", "NO",
            ])),
        new("sequences", """
            sequence_catalog sequence_schema sequence_name data_type numeric_precision:int numeric_precision_radix:int
            numeric_scale:int start_value minimum_value maximum_value increment cycle_option
            """, Sequences),
        new("character_sets", """
            character_set_catalog character_set_schema character_set_name character_repertoire form_of_use
            default_collate_catalog default_collate_schema default_collate_name
            """, catalog => [[null, null, "UTF8", "UCS", "UTF8", catalog.CurrentDatabase, "pg_catalog", "ucs_basic"]]),
        .. ConstraintTables,
    ];

    private static IEnumerable<object?[]> Schemata(SystemCatalog catalog) => catalog.Schemas.Select(item =>
        (object?[])[item.Database.Name, item.Schema, "grizzly", null, null, null, null]);

    private static IEnumerable<object?[]> AllTables(SystemCatalog catalog) => catalog.Relations.Select(item =>
    {
        string type = item.Relation is ViewEntry ? "VIEW"
            : item.Database.IsTemporary ? "LOCAL TEMPORARY" : "BASE TABLE";
        string isInsertable = item.Relation is TableEntry ? "YES" : "NO";
        string? action = item.Database.IsTemporary ? "PRESERVE" : null;
        return (object?[])
        [
            item.Database.Name, SystemCatalog.SchemaOf(item.Relation), SystemCatalog.NameOf(item.Relation), type,
            null, null, null, null, null, isInsertable, "NO", action,
        ];
    });

    private static IEnumerable<object?[]> Columns(SystemCatalog catalog) =>
        catalog.Relations.SelectMany(item => catalog.ColumnsOf(item.Relation).Select((column, i) =>
            ColumnRow(item.Database, item.Relation, column, i)));

    private static object?[] ColumnRow(DatabaseCatalog database, object relation, ColumnDefinition column, int index)
    {
        SequenceOptions? identity = column.Identity != IdentityKind.None && column.SequenceName is { } sequence
            ? (database.FindRelation(SystemCatalog.SchemaOf(relation), sequence) as SequenceEntry)?.Options
            : null;
        string? shownDefault = column.Identity == IdentityKind.None ? column.DefaultSql : null;
        return
        [
            database.Name, SystemCatalog.SchemaOf(relation), SystemCatalog.NameOf(relation), column.Name, index + 1,
            shownDefault, column.IsNotNull ? "NO" : "YES", column.Type.Name, LengthOf(column), null,
            TypePrecision.Precision(column.Type), TypePrecision.Radix(column.Type), TypePrecision.Scale(column.Type),
            column.Type.IsTemporal ? 7 : null, null, null, null, null, null,
            column.Type.Collation is null ? null : database.Name, column.Type.Collation is null ? null : "pg_catalog",
            column.Type.Collation?.Name, null, null, null,
            database.Name, "pg_catalog", column.Type.Name, "NO", column.Identity == IdentityKind.None ? "NO" : "YES",
            column.Identity switch
            {
                IdentityKind.Always => "ALWAYS",
                IdentityKind.ByDefault => "BY DEFAULT",
                _ => null,
            },
            Number(identity?.Start), Number(identity?.Increment), Number(identity?.MaxValue),
            Number(identity?.MinValue), identity?.IsCycling == true ? "YES" : "NO",
            column.IsGenerated ? "ALWAYS" : "NEVER", column.GeneratedSql, relation is TableEntry ? "YES" : "NO",
        ];
    }

    private static IEnumerable<object?[]> Sequences(SystemCatalog catalog) =>
        catalog.All<SequenceEntry>().Select(item => (object?[])
        [
            item.Database.Name, item.Entry.Schema, item.Entry.Name, item.Entry.Options.Type.Name,
            TypePrecision.Precision(item.Entry.Options.Type), 2, 0,
            Number(item.Entry.Options.Start), Number(item.Entry.Options.MinValue), Number(item.Entry.Options.MaxValue),
            Number(item.Entry.Options.Increment), item.Entry.Options.IsCycling ? "YES" : "NO",
        ]);

    public static object? LengthOf(ColumnDefinition column) => column.Length > 0 ? column.Length : null;

    private static string? Number(long? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
