using Grizzly.Catalog;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Finds the tables that show the catalog and binds them: rows of literals, made while binding.</summary>
internal sealed class SystemTables(BindContext context)
{
    private const string Information = "information_schema", Postgres = "pg_catalog";

    private static readonly Dictionary<string, SystemTable> InformationTables = ByName(InformationSchema.Tables);
    private static readonly Dictionary<string, SystemTable> PostgresTables = ByName(PostgresCatalog.Tables);
    private static readonly Dictionary<string, SystemTable> FunctionTables = ByName(GrizzlyTables.Tables);

    private static readonly SystemTable SqliteMaster = new(
        "sqlite_master", "type name tbl_name rootpage:int sql", catalog => catalog.Tables.Select(item => (object?[])
            ["table", item.Table.Name, item.Table.Name, 0, Definitions.Of(item.Table)])
            .Concat(catalog.Views.Select(item => (object?[])
                ["view", item.View.Name, item.View.Name, 0, Definitions.Of(item.View)]))
            .Concat(catalog.Indexes.Select(item => (object?[])
                ["index", item.Index.Name, item.Table.Name, 0, Definitions.Of(item.Index, item.Table)])));

    public static bool IsSchema(string schema) =>
        Scope.SameName(schema, Information) || Scope.SameName(schema, Postgres);

    /// <summary>The rows of a system table, or null where none has that name.</summary>
    public BoundQuery? TryBind(in ObjectName name)
    {
        SystemTable? table = Find(name.Schema, name.Name);
        if (table is null) return null;
        if (name.Database is { } database && !context.Catalog.DatabaseExists(database)) return null;
        return Bind(table);
    }

    /// <summary>The rows of <c>grizzly_tables()</c> and its like; null for any other function.</summary>
    public BoundQuery? TryBindFunction(string name) =>
        IsFunction(name) ? Bind(FunctionTables[AfterPrefix(name)]) : null;

    /// <summary>Whether there is a function of that name.</summary>
    public static bool IsFunction(string name) =>
        (name.StartsWith("grizzly_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("duckdb_", StringComparison.OrdinalIgnoreCase))
        && FunctionTables.ContainsKey(AfterPrefix(name));

    private static string AfterPrefix(string name) => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..];

    public BoundQuery Bind(SystemTable table)
    {
        context.DependsOnData |= table.IsVolatile;
        Value[][] rows = [.. table.Rows(new SystemCatalog(context))];
        var output = new LogicalColumn[table.ColumnNames.Length];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = context.Ids.New(
                table.ColumnNames[i], table.ColumnTypes[i], rows.Any(row => row[i].IsNull));
        }
        var plan = new LogicalValues(
            [.. rows.Select(row => (IReadOnlyList<BoundExpression>)[.. row.Select(v => new BoundConstant(v))])],
            output);
        return new BoundQuery(plan, table.ColumnNames, output);
    }

    private static SystemTable? Find(string? schema, string name)
    {
        if (schema is null || Scope.SameName(schema, CatalogStore.MainSchema))
        {
            if (Scope.SameName(name, SqliteMaster.Name) || Scope.SameName(name, "sqlite_schema")) return SqliteMaster;
            return schema is null ? PostgresTables.GetValueOrDefault(name) : null;
        }
        if (Scope.SameName(schema, Information)) return InformationTables.GetValueOrDefault(name);
        return Scope.SameName(schema, Postgres) ? PostgresTables.GetValueOrDefault(name) : null;
    }

    private static Dictionary<string, SystemTable> ByName(SystemTable[] tables) =>
        tables.ToDictionary(table => table.Name, StringComparer.OrdinalIgnoreCase);
}
