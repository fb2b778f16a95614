using Grizzly.Catalog;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>The functions <c>grizzly_tables()</c>, … ; <c>duckdb_tables()</c>, … are the same.</summary>
internal static class GrizzlyTables
{
    public static readonly SystemTable[] Tables =
    [
        new("databases", "database_name database_oid:int path comment internal:bool type readonly:bool", catalog =>
            catalog.Databases.Select(item => (object?[])
                [item.Name, catalog.Oid(item), item.Path, null, item.IsTemporary, "grizzly", item.IsReadOnly])),
        new("schemas", "oid:int database_name database_oid:int schema_name comment internal:bool sql", catalog =>
            catalog.Schemas.Select(item => (object?[])
            [
                catalog.SchemaOid(item.Database, item.Schema), item.Database.Name, catalog.Oid(item.Database),
                item.Schema, SystemCatalog.CommentOn(item.Database, item.Schema),
                item.Schema is CatalogStore.MainSchema or "information_schema" or "pg_catalog", null,
            ])),
        new("tables", """
            database_name database_oid:int schema_name schema_oid:int table_name table_oid:int comment internal:bool
            temporary:bool has_primary_key:bool estimated_size:big column_count:big index_count:big
            check_constraint_count:big sql
            """, catalog => catalog.Tables.Select(item => (object?[])
            [
                item.Database.Name, catalog.Oid(item.Database), item.Table.Schema,
                catalog.SchemaOid(item.Database, item.Table.Schema), item.Table.Name,
                catalog.Oid(item.Database, item.Table), item.Table.Comment, false, item.Database.IsTemporary,
                item.Table.PrimaryKey is not null, item.Table.Data.RowCount, item.Table.Columns.Count,
                item.Database.IndexesOf(item.Table).Count, item.Table.Checks.Count(), Definitions.Of(item.Table),
            ])) { IsVolatile = true },
        new("views", """
            database_name database_oid:int schema_name schema_oid:int view_name view_oid:int comment internal:bool
            temporary:bool column_count:big sql
            """, catalog => catalog.Views.Select(item => (object?[])
            [
                item.Database.Name, catalog.Oid(item.Database), item.View.Schema,
                catalog.SchemaOid(item.Database, item.View.Schema), item.View.Name,
                catalog.Oid(item.Database, item.View), item.View.Comment, false, item.Database.IsTemporary,
                catalog.ColumnsOf(item.View).Count, Definitions.Of(item.View),
            ])),
        new("columns", """
            database_name database_oid:int schema_name schema_oid:int table_name table_oid:int column_name
            column_index:int comment internal:bool column_default is_nullable:bool data_type data_type_id:int
            character_maximum_length:int numeric_precision:int numeric_precision_radix:int numeric_scale:int
            """, Columns),
        new("constraints", """
            database_name database_oid:int schema_name schema_oid:int table_name table_oid:int constraint_index:big
            constraint_type constraint_text expression constraint_column_indexes:ints constraint_column_names:texts
            constraint_name referenced_table referenced_column_names:texts
            """, Constraints),
        new("indexes", """
            database_name database_oid:int schema_name schema_oid:int index_name index_oid:int table_name table_oid:int
            comment is_unique:bool is_primary:bool expressions sql
            """, catalog => catalog.Indexes.Where(item => !item.Index.Specification.IsConstraint).Select(item =>
            (object?[])
            [
                item.Database.Name, catalog.Oid(item.Database), item.Table.Schema,
                catalog.SchemaOid(item.Database, item.Table.Schema), item.Index.Name,
                catalog.Oid(item.Database, item.Index), item.Table.Name, catalog.Oid(item.Database, item.Table),
                item.Index.Specification.Comment, item.Index.Specification.IsUnique, false,
                Expressions(item.Table, item.Index),
                Definitions.Of(item.Index, item.Table),
            ])),
        new("sequences", """
            database_name database_oid:int schema_name schema_oid:int sequence_name sequence_oid:int comment
            temporary:bool start_value:big min_value:big max_value:big increment_by:big cycle:bool last_value:big sql
            """, Sequences) { IsVolatile = true },
        new("types", """
            database_name database_oid:int schema_name schema_oid:int type_oid:int type_name type_size:big logical_type
            type_category comment internal:bool labels:texts
            """, Types),
        new("functions", """
            database_name schema_name function_name alias_of function_type description example signatures internal:bool
            macro_definition comment
            """, Functions),
    ];

    private static IEnumerable<object?[]> Columns(SystemCatalog catalog) =>
        catalog.Relations.SelectMany(item => catalog.ColumnsOf(item.Relation).Select((column, i) => (object?[])
        [
            item.Database.Name, catalog.Oid(item.Database), SystemCatalog.SchemaOf(item.Relation),
            catalog.SchemaOid(item.Database, SystemCatalog.SchemaOf(item.Relation)),
            SystemCatalog.NameOf(item.Relation), catalog.Oid(item.Database, item.Relation), column.Name, i + 1,
            column.Comment, false, column.DefaultSql, !column.IsNotNull, column.Type.Name,
            TypePrecision.PostgresOid(column.Type), InformationSchema.LengthOf(column),
            TypePrecision.Precision(column.Type), TypePrecision.Radix(column.Type), TypePrecision.Scale(column.Type),
        ]));

    private static IEnumerable<object?[]> Constraints(SystemCatalog catalog)
    {
        foreach ((DatabaseCatalog database, TableEntry table) in catalog.Tables)
        {
            int number = 0;
            foreach (ConstraintDefinition constraint in table.Constraints)
            {
                string[] columns = constraint is CheckDefinition own
                    ? [.. own.Columns] : [.. InformationSchema.KeyColumns(constraint)];
                var foreign = constraint as ForeignKeyDefinition;
                yield return Row(
                    InformationSchema.KindOf(constraint), Definitions.Of(constraint),
                    (constraint as CheckDefinition)?.ConditionSql, columns, constraint.Name, foreign?.ParentTable,
                    [.. foreign?.ParentColumns ?? []]);
            }
            foreach (ColumnDefinition column in table.Columns.Where(column => column.IsNotNull))
            {
                yield return Row(
                    "NOT NULL", "NOT NULL", null, [column.Name], $"{table.Name}_{column.Name}_not_null", null, []);
            }

            object?[] Row(
                string kind, string text, string? expression, string[] columns, string name, string? parent,
                string[] parentColumns) =>
            [
                database.Name, catalog.Oid(database), table.Schema, catalog.SchemaOid(database, table.Schema),
                table.Name, catalog.Oid(database, table), number++, kind, text, expression, table.IndexesOf(columns),
                columns, name, parent, parentColumns,
            ];
        }
    }

    private static string Expressions(TableEntry table, IndexEntry index) =>
        $"[{string.Join(", ", index.Specification.Columns.Take(index.Specification.KeyCount).Select(column =>
            CollatedKeys.ColumnOf(table, column) is >= 0 and var named
                ? Definitions.Quote(table.Columns[named].Name) : column.ExpressionSql))}]";

    private static IEnumerable<object?[]> Sequences(SystemCatalog catalog) =>
        catalog.All<SequenceEntry>().Select(item =>
        {
            SequenceOptions options = item.Entry.Options;
            (long last, bool isCalled) = item.Entry.State.Current;
            return (object?[])
            [
                item.Database.Name, catalog.Oid(item.Database), item.Entry.Schema,
                catalog.SchemaOid(item.Database, item.Entry.Schema), item.Entry.Name,
                catalog.Oid(item.Database, item.Entry), item.Entry.Comment, item.Database.IsTemporary, options.Start,
                options.MinValue, options.MaxValue, options.Increment, options.IsCycling, isCalled ? last : null,
                Definitions.Of(item.Entry),
            ];
        });

    private static IEnumerable<object?[]> Types(SystemCatalog catalog)
    {
        DatabaseCatalog first = catalog.Databases[0];
        foreach (LogicalType type in TypeNames.BuiltIn)
        {
            yield return
            [
                first.Name, catalog.Oid(first), CatalogStore.MainSchema, catalog.SchemaOid(first, "main"),
                TypePrecision.PostgresOid(type), type.Name.ToLowerInvariant(), type.SizeInBytes, type.Name,
                type.IsNumeric ? "NUMERIC" : type.IsString ? "STRING" : type.IsTemporal ? "DATETIME" : "COMPOSITE",
                null, true, null,
            ];
        }
        foreach ((DatabaseCatalog database, TypeEntry entry) in catalog.All<TypeEntry>())
        {
            bool isEnum = entry.Type.Id == LogicalTypeId.Enum;
            yield return
            [
                database.Name, catalog.Oid(database), entry.Schema, catalog.SchemaOid(database, entry.Schema),
                catalog.Oid(database, entry), entry.Name, entry.Type.SizeInBytes, isEnum ? "ENUM" : entry.Type.Name,
                null, entry.Comment, false, isEnum ? entry.Type.Names.ToArray() : null,
            ];
        }
    }

    private static IEnumerable<object?[]> Functions(SystemCatalog catalog)
    {
        string system = catalog.Databases[0].Name;
        foreach (ListedFunction function in FunctionListing.All)
        {
            yield return
            [
                system, "main", function.Name, function.AliasOf, function.Kind, function.Description, function.Example,
                function.Signatures, true, null, null,
            ];
        }
        foreach ((DatabaseCatalog database, MacroEntry macro) in catalog.All<MacroEntry>())
        {
            string kind = macro.IsTable ? "table_macro" : "macro";
            yield return
            [
                database.Name, macro.Schema, macro.Name, null, kind, null, null, null, false, macro.DefinitionSql,
                macro.Comment,
            ];
        }
    }
}
