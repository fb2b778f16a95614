using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>SHOW, DESCRIBE, SUMMARIZE and the PRAGMAs that list: rows taken from the catalog while binding.</summary>
internal sealed class CatalogListing(BindContext context)
{
    private static readonly SystemTable ShowTables = new("tables", "name", catalog => catalog.Relations
        .Where(catalog.IsOnPath).Select(item => SystemCatalog.NameOf(item.Relation))
        .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(name => (object?[])[name]));

    private static readonly SystemTable ShowAllTables = new(
        "all tables", "database schema name column_names:texts column_types:texts temporary:bool", catalog =>
            catalog.Relations.Select(item => (object?[])
            [
                item.Database.Name, SystemCatalog.SchemaOf(item.Relation), SystemCatalog.NameOf(item.Relation),
                catalog.ColumnsOf(item.Relation).Select(column => column.Name).ToArray(),
                catalog.ColumnsOf(item.Relation).Select(column => column.Type.Name).ToArray(),
                item.Database.IsTemporary,
            ]));

    private static readonly SystemTable ShowDatabases = new("databases", "database_name", catalog =>
        catalog.Databases.Where(database => !database.IsTemporary).Select(database => database.Name)
            .Order(StringComparer.Ordinal).Select(name => (object?[])[name]));

    private static readonly SystemTable ShowSchemas = new("schemas", "database_name schema_name", catalog =>
        catalog.Schemas.Select(item => (object?[])[item.Database.Name, item.Schema]));

    private static readonly SystemTable Version = new("version", "library_version source_id codename", _ =>
        [[typeof(CatalogListing).Assembly.GetName().Version!.ToString(3), null, "Grizzly"]]);

    private static readonly SystemTable DatabaseList = new("database_list", "seq:big name file", catalog =>
        catalog.Databases.Select((database, i) => (object?[])[i, database.Name, database.Path]));

    /// <summary>The listing a statement asks for; null where it asks for something else.</summary>
    public BoundQuery? Bind(Statement statement) => statement switch
    {
        ShowStatement { Name: "all" } => Bind(ShowSettings()),
        ShowStatement { Name: "tables", From: { } schema } => Bind(InSchema(schema)),
        ShowStatement { From: null } show => TryShow(show.Name) ?? (Exists(show.Name)
            ? Describe(new NamedTable(
                new QualifiedName([new Identifier(show.Name, false, show.Span)], show.Span), null, show.Span))
            : null),
        DescribeStatement { Table: { } table } => Describe(table),
        DescribeStatement { Query: { } query } => Columns(new QueryBinder(context, null, null).Bind(query)),
        DescribeStatement => Bind(ShowAllTables),
        SummarizeStatement summarize => Summarize(summarize),
        _ => null,
    };

    /// <summary>PRAGMA without arguments that lists something; null for any other.</summary>
    public BoundQuery? TryPragma(string name) => name switch
    {
        "show_tables" => Bind(ShowTables),
        "show_tables_expanded" => Bind(ShowAllTables),
        "show_databases" => Bind(ShowDatabases),
        "database_list" => Bind(DatabaseList),
        "version" => Bind(Version),
        _ => null,
    };

    /// <summary>PRAGMA table_info: one row for each column of a table or view.</summary>
    public BoundQuery TableInfo(QualifiedName name)
    {
        ObjectName wanted = ObjectNames.Of(name);
        object relation = context.Catalog.FindView(wanted) ?? (object)Targets.Find(context, name);
        return Bind(new SystemTable("table_info", "cid:int name type notnull:bool dflt_value pk:bool", catalog =>
            catalog.ColumnsOf(relation).Select((column, i) => (object?[])
            [
                i, column.Name, column.Type.Name, column.IsNotNull, column.DefaultSql,
                relation is TableEntry table && KeyOf(table, column.Name) == "PRI",
            ])));
    }

    /// <summary>grizzly_settings(), also under DuckDB's name; null for any other function.</summary>
    public BoundQuery? TryFunction(FunctionCall call) => call.Name.Name.Text.ToLowerInvariant() switch
    {
        "grizzly_settings" or "duckdb_settings" when call.Arguments.IsEmpty => Bind(new SystemTable(
            "settings", "name value description input_type scope", _ => Settings().Select(row =>
                (object?[])[row.Name, row.Value, row.Description, row.Type, row.Scope]))),
        _ => null,
    };

    private SystemTable ShowSettings() => new("settings", "name setting description", _ =>
        Settings().Select(row => (object?[])[row.Name, row.Value, row.Description]));

    private IReadOnlyList<SettingRow> Settings()
    {
        context.DependsOnData = true;
        return context.Options.Session?.Settings ?? [];
    }

    /// <summary>All columns of a table reference.</summary>
    public BoundQuery Rows(TableReference reference)
    {
        BoundFrom from = new FromBinder(context, null, null).Bind([reference]);
        ScopeColumn[] columns = [.. from.Scope.Visible];
        return PlanBuilder.Project(context, from.Plan, [.. columns.Select(column => column.Unqualified)],
            [.. columns.Select(column => column.Name)]);
    }

    private BoundQuery Bind(SystemTable table) => new SystemTables(context).Bind(table);

    private BoundQuery? TryShow(string name) => name switch
    {
        "tables" => Bind(ShowTables),
        "all tables" => Bind(ShowAllTables),
        "databases" => Bind(ShowDatabases),
        "schemas" => Bind(ShowSchemas),
        "schema" or "search_path" => Bind(new SystemTable(name, name, _ => [[PathText()]])),
        _ => null,
    };

    private string PathText() => string.Join(", ", context.Catalog.Path.Select(part =>
        part.Database is null ? Definitions.Quote(part.Schema)
            : Definitions.Quote(part.Database) + "." + Definitions.Quote(part.Schema)));

    /// <summary>The tables and views of a schema, or of a database's main schema.</summary>
    private SystemTable InSchema(QualifiedName name)
    {
        (DatabaseCatalog? wanted, string schema) = context.Catalog.Place(
            new ObjectName(name.Schema?.Text, name.Name.Text, ""), isTemporary: false);
        return new SystemTable("tables", "name", catalog => catalog.Relations
            .Where(item => ReferenceEquals(item.Database.Store, wanted?.Store)
                && Scope.SameName(SystemCatalog.SchemaOf(item.Relation), schema))
            .Select(item => (object?[])[SystemCatalog.NameOf(item.Relation)]));
    }

    private bool Exists(string name) => context.Catalog.FindTable(null, name) is not null
        || context.Catalog.FindView(null, name) is not null;

    private BoundQuery Describe(TableReference reference)
    {
        if (reference is NamedTable named && context.Catalog.FindTable(ObjectNames.Of(named.Name)) is { } table)
        {
            return Described(table.Columns.Select(c =>
                (c.Name, c.Type, !c.IsNotNull, c.DefaultSql, KeyOf(table, c.Name))));
        }
        BoundFrom from = new FromBinder(context, null, null).Bind([reference]);
        return Described(from.Scope.Visible.Select(c => (c.Name, c.Unqualified.Type,
            Nullability.CanBeNull(c.Unqualified), (string?)null, (string?)null)));
    }

    private BoundQuery Columns(BoundQuery query) => Described(query.Columns.Select((column, i) =>
        (query.Names[i], column.Type, column.IsNullable, (string?)null, (string?)null)));

    private BoundQuery Described(
        IEnumerable<(string Name, LogicalType Type, bool IsNullable, string? Default, string? Key)> columns) =>
        Bind(new SystemTable("describe", "column_name column_type null key default extra", _ => columns.Select(c =>
            (object?[])[c.Name, c.Type.Name, c.IsNullable ? "YES" : "NO", c.Key, c.Default, null])));

    /// <summary>PRI or UNI for a column that is a key by itself or part of the primary key; else null.</summary>
    private static string? KeyOf(TableEntry table, string column)
    {
        bool IsIn(KeyDefinition key) => key.Columns.Any(name => Scope.SameName(name, column));
        if (table.PrimaryKey is { } primary && IsIn(primary)) return "PRI";
        return table.Keys.Any(key => key.Columns.Count == 1 && IsIn(key)) ? "UNI" : null;
    }

    /// <summary>One row for each column with what its values are like: a query that is bound as text.</summary>
    private BoundQuery Summarize(SummarizeStatement summarize)
    {
        string source = summarize.Query is { } query ? $"({query})" : summarize.Table!.ToString();
        BoundQuery columns = Columns(new QueryBinder(context, null, null).Bind(
            ((QueryStatement)SqlParser.ParseStatement($"SELECT * FROM {source}")).Query));
        var rows = (LogicalValues)columns.Plan;
        IEnumerable<string> parts = rows.Rows.Select(row => Summary(
            ((BoundConstant)row[0]).Value.Text, ((BoundConstant)row[1]).Value.Text, source));
        return new QueryBinder(context, null, null).Bind(
            ((QueryStatement)SqlParser.ParseStatement(string.Join(" UNION ALL ", parts))).Query);
    }

    private static string Summary(string name, string type, string source)
    {
        string column = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        bool isNumber = type.StartsWith("DECIMAL", StringComparison.Ordinal)
            || type.EndsWith("INT", StringComparison.Ordinal)
            || type is "INTEGER" or "UINTEGER" or "FLOAT" or "DOUBLE";
        string Number(string sql) => isNumber ? $"CAST({sql} AS VARCHAR)" : "CAST(NULL AS VARCHAR)";
        string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return $"SELECT {Text(name)} AS column_name, {Text(type)} AS column_type, "
            + $"CAST(min({column}) AS VARCHAR) AS min, CAST(max({column}) AS VARCHAR) AS max, "
            + $"count(DISTINCT {column}) AS approx_unique, "
            + $"{Number($"avg({column})")} AS avg, {Number($"stddev({column})")} AS std, "
            + $"{Number($"quantile_cont({column}, 0.25)")} AS q25, {Number($"quantile_cont({column}, 0.5)")} AS q50, "
            + $"{Number($"quantile_cont({column}, 0.75)")} AS q75, count(*) AS count, "
            + $"CAST(CASE WHEN count(*) = 0 THEN 0 ELSE 100.0 * (count(*) - count({column})) / count(*) END "
            + $"AS DECIMAL(9, 2)) AS null_percentage FROM {source}";
    }
}
