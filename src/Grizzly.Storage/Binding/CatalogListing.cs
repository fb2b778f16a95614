using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// SHOW TABLES, DESCRIBE and information_schema: rows of literals taken from the catalog while binding.
/// </summary>
internal sealed class CatalogListing(BindContext context)
{
    private const string InformationSchema = "information_schema";

    public static bool IsSchema(string schema) => Scope.SameName(schema, InformationSchema);

    /// <summary>The listing a statement asks for; null where it asks for something else.</summary>
    public BoundQuery? Bind(Statement statement) => statement switch
    {
        ShowStatement { Name: "tables" or "all tables" } show => Tables(show.From?.Name.Text),
        ShowStatement { Name: "schemas" } => Table([("schema_name", false)], Schemas().Select(name => Row(name))),
        ShowStatement { From: null } show when Exists(show.Name) => Describe(new NamedTable(
            new QualifiedName([new Identifier(show.Name, false, show.Span)], show.Span), null, show.Span)),
        ShowStatement { Name: "all" } => Settings(("name", row => row.Name), ("setting", row => row.Value),
            ("description", row => row.Description)),
        DescribeStatement { Table: { } table } => Describe(table),
        DescribeStatement { Query: { } query } => Columns(new QueryBinder(context, null, null).Bind(query)),
        DescribeStatement => Tables(null),
        SummarizeStatement => throw Errors.NotSupported("SUMMARIZE", statement.Span),
        _ => null,
    };

    /// <summary>information_schema.tables, columns and schemata; null for any other name.</summary>
    public BoundQuery? TryTable(string? schema, string name)
    {
        if (schema is null || !IsSchema(schema)) return null;
        switch (name.ToLowerInvariant())
        {
            case "tables":
                return Table(
                    [("table_catalog", false), ("table_schema", false), ("table_name", false), ("table_type", false)],
                    Relations().Select(r => Row("main", r.Schema, r.Name, r.IsView ? "VIEW" : "BASE TABLE")));
            case "schemata":
                return Table([("catalog_name", false), ("schema_name", false)], Schemas().Select(s => Row("main", s)));
            case "columns":
                return Table(
                    [("table_catalog", false), ("table_schema", false), ("table_name", false), ("column_name", false),
                     ("ordinal_position", true), ("column_default", false), ("is_nullable", false),
                     ("data_type", false)],
                    context.Catalog.Tables.OrderBy(t => t.Schema, StringComparer.Ordinal).ThenBy(
                    t => t.Name, StringComparer.Ordinal)
                        .SelectMany(t => t.Columns.Select((c, i) => ColumnRow(t, c, i))));
            default:
                if (ConstraintListing.TryTable(name.ToLowerInvariant(), context.Catalog) is not { } listing)
                    return null;
                return Table(
                    [.. listing.Columns.Select(column => (column, false))], listing.Rows.Select(row => Row(row)));
        }
    }

    /// <summary>grizzly_settings(), also under DuckDB's name; null for any other function.</summary>
    public BoundQuery? TryFunction(FunctionCall call) => call.Name.Name.Text.ToLowerInvariant() switch
    {
        "grizzly_settings" or "duckdb_settings" when call.Arguments.IsEmpty => Settings(
            ("name", row => row.Name), ("value", row => row.Value), ("description", row => row.Description),
            ("input_type", row => row.Type), ("scope", row => row.Scope)),
        _ => null,
    };

    private BoundQuery Settings(params (string Name, Func<SettingRow, string> Text)[] columns)
    {
        context.DependsOnData = true;
        return Table([.. columns.Select(column => (column.Name, false))],
            (context.Options.Session?.Settings ?? []).Select(row =>
                Row([.. columns.Select(column => column.Text(row))])));
    }

    /// <summary>PRAGMA table_info: one row for each column of a table.</summary>
    public BoundQuery TableInfo(TableEntry table) => Table(
        [("cid", true), ("name", false), ("type", false), ("notnull", false), ("dflt_value", false), ("pk", false)],
        table.Columns.Select((column, i) => (Value[])
        [
            Value.OfInteger(i), Value.OfVarchar(column.Name), Value.OfVarchar(column.Type.Name),
            Value.OfBool(column.IsNotNull),
            Text(column.DefaultSql), Value.OfBool(ConstraintListing.KeyOf(table, column.Name) == "PRI"),
        ]));

    private static Value[] ColumnRow(TableEntry table, Catalog.ColumnDefinition column, int index) =>
    [
        Value.OfVarchar("main"), Value.OfVarchar(table.Schema), Value.OfVarchar(table.Name),
        Value.OfVarchar(column.Name),
        Value.OfInteger(index + 1), Text(column.DefaultSql), Value.OfVarchar(column.IsNotNull ? "NO" : "YES"),
        Value.OfVarchar(column.Type.Name),
    ];

    private bool Exists(string name) => context.Catalog.FindTable(null, name) is not null
        || context.Catalog.FindView(null, name) is not null;

    private IEnumerable<string> Schemas() =>
        Relations().Select(r => r.Schema).Append(context.Catalog.DefaultSchema).Distinct(
            StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);

    private IEnumerable<(string Schema, string Name, bool IsView)> Relations() =>
        context.Catalog.Tables.Select(t => (t.Schema, t.Name, false)).Concat(
            context.Catalog.Views.Select(v => (v.Schema, v.Name, true)))
            .OrderBy(r => r.Schema, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal);

    private BoundQuery Tables(string? schema) => Table(
        [("name", false)], Relations().Where(r => schema is null || Scope.SameName(r.Schema, schema)).Select(
        r => Row(r.Name)));

    private BoundQuery Describe(TableReference reference)
    {
        if (reference is NamedTable named
            && context.Catalog.FindTable(named.Name.Schema?.Text, named.Name.Name.Text) is { } table)
        {
            return Described(table.Columns.Select(c => (c.Name, c.Type, !c.IsNotNull, c.DefaultSql)),
                name => ConstraintListing.KeyOf(table, name));
        }
        BoundFrom from = new FromBinder(context, null, null).Bind([reference]);
        return Described(from.Scope.Visible.Select(
            c => (c.Name, c.Unqualified.Type, Nullability.CanBeNull(c.Unqualified), (string?)null)));
    }

    private BoundQuery Columns(BoundQuery query) =>
        Described(query.Columns.Select((column, i) => (query.Names[i], column.Type, column.IsNullable, (string?)null)));

    private BoundQuery Described(
        IEnumerable<(string Name, LogicalType Type, bool IsNullable, string? Default)> columns,
        Func<string, string?>? keyOf = null) => Table(
        [("column_name", false), ("column_type", false), ("null", false), ("key", false), ("default", false),
        ("extra", false)],
        columns.Select(c => (Value[])
        [
            Value.OfVarchar(c.Name), Value.OfVarchar(c.Type.Name), Value.OfVarchar(c.IsNullable ? "YES" : "NO"),
            Text(keyOf?.Invoke(c.Name)), Text(c.Default), Text(null),
        ]));

    private static Value Text(string? text) => text is null ? Value.Null(LogicalType.Varchar) : Value.OfVarchar(text);

    private static Value[] Row(params string[] texts) => [.. texts.Select(Value.OfVarchar)];

    private BoundQuery Table((string Name, bool IsInteger)[] columns, IEnumerable<Value[]> rows)
    {
        Value[][] values = [.. rows];
        var output = new LogicalColumn[columns.Length];
        for (int i = 0; i < output.Length; i++)
        {
            LogicalType declared = columns[i].IsInteger ? LogicalType.Integer : LogicalType.Varchar;
            LogicalType type = values.Length > 0 ? values[0][i].Type : declared;
            output[i] = context.Ids.New(columns[i].Name, type, values.Any(row => row[i].IsNull));
        }
        var plan = new LogicalValues(
            [.. values.Select(row => (IReadOnlyList<BoundExpression>)[.. row.Select(v => new BoundConstant(v))])],
            output);
        return new BoundQuery(plan, [.. columns.Select(column => column.Name)], output);
    }
}
