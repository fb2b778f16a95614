using Grizzly.Catalog;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>pg_catalog about types and functions.</summary>
internal static partial class PostgresCatalog
{
    private static SystemTable[] TypeTables =>
    [
        new("pg_type", """
            oid:int typname typnamespace:int typowner:int typlen:int typbyval:bool typtype typcategory
            typispreferred:bool typisdefined:bool typdelim typrelid:int typelem:int typarray:int typnotnull:bool
            typbasetype:int typtypmod:int typndims:int typcollation:int typdefault
            """, AllTypes),
        new("pg_enum", "oid:int enumtypid:int enumsortorder:double enumlabel", catalog => catalog.All<TypeEntry>()
            .Where(item => item.Entry.Type.Id == LogicalTypeId.Enum).SelectMany(item =>
                item.Entry.Type.Names.Select((label, i) => (object?[])
                    [
                        (catalog.Oid(item.Database, item.Entry) * 1000) + i, catalog.Oid(item.Database, item.Entry),
                        i + 1.0, label,
                    ]))),
        new("pg_proc", "oid:int proname pronamespace:int proowner:int prolang:int prokind proretset:bool pronargs:int",
            Functions),
    ];

    private static IEnumerable<object?[]> AllTypes(SystemCatalog catalog)
    {
        DatabaseCatalog first = catalog.Databases[0];
        foreach (LogicalType type in TypeNames.BuiltIn.Append(LogicalType.Decimal(18, 3)))
        {
            int oid = TypePrecision.PostgresOid(type);
            string name = type.IsDecimal ? "decimal" : type.Name.ToLowerInvariant();
            if (oid != 0) yield return Type(oid, type, name, catalog.SchemaOid(first, "pg_catalog"));
        }
        foreach ((DatabaseCatalog database, TypeEntry entry) in catalog.All<TypeEntry>())
        {
            yield return Type(
                catalog.Oid(database, entry), entry.Type, entry.Name, catalog.SchemaOid(database, entry.Schema));
        }
    }

    private static object?[] Type(int oid, LogicalType type, string name, int schema)
    {
        string category = type.Id == LogicalTypeId.Enum ? "E"
            : type.IsNumeric ? "N" : type.IsString ? "S" : type.IsTemporal ? "D" : "U";
        return
        [
            oid, name, schema, Owner, LengthOf(type), type.SizeInBytes <= 8, type.Id == LogicalTypeId.Enum ? "e" : "b",
            category, false, true, ",", 0, 0, 0, false, 0, -1, 0, 0, null,
        ];
    }

    private static IEnumerable<object?[]> Functions(SystemCatalog catalog)
    {
        int schema = catalog.SchemaOid(catalog.Databases[0], "pg_catalog"), next = 1;
        foreach (string name in FunctionRegistry.Names.Order(StringComparer.Ordinal))
        {
            string kind = FunctionRegistry.TryGetAggregate(name, out _) ? "a" : "f";
            yield return [next++, name, schema, Owner, 12, kind, false, -1];
        }
        foreach ((DatabaseCatalog database, MacroEntry macro) in catalog.All<MacroEntry>())
        {
            yield return
            [
                catalog.Oid(database, macro), macro.Name, catalog.SchemaOid(database, macro.Schema), Owner, 14, "f",
                macro.IsTable, -1,
            ];
        }
    }
}
