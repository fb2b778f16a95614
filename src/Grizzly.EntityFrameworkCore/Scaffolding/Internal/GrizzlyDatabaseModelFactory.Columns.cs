using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Scaffolding.Internal;

/// <summary>Columns of tables and views.</summary>
public sealed partial class GrizzlyDatabaseModelFactory
{
    private void ReadColumns(DbConnection connection)
    {
        const string sql = """
            SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable, c.column_default, c.comment,
                a.attidentity <> '' OR d.objid IS NOT NULL, a.attgenerated, i.generation_expression,
                c.character_maximum_length, i.collation_name
            FROM grizzly_columns() AS c
            JOIN pg_attribute AS a ON a.attrelid = c.table_oid AND a.attnum = c.column_index
            JOIN information_schema.columns AS i ON i.table_catalog = c.database_name
              AND i.table_schema = c.schema_name AND i.table_name = c.table_name AND i.column_name = c.column_name
            LEFT JOIN pg_depend AS d ON d.refobjid = c.table_oid AND d.refobjsubid = c.column_index
            WHERE c.database_name = current_database()
            ORDER BY c.schema_name, c.table_name, c.column_index
            """;
        foreach (object?[] row in Query(connection, sql))
        {
            if (!_tables.TryGetValue(((string)row[0]!, (string)row[1]!), out DatabaseTable? table)) continue;
            var column = new DatabaseColumn
            {
                Table = table, Name = (string)row[2]!, IsNullable = row[4] is true, Comment = row[6] as string,
                StoreType = StoreType((string)row[3]!, row[10]), Collation = row[11] as string,
            };
            bool isNumbered = row[7] is true;
            if (isNumbered) column.ValueGenerated = ValueGenerated.OnAdd;
            else if (row[5] is string value) SetDefault(column, value);
            if (row[9] is string computed)
            {
                column.ComputedColumnSql = computed;
                column.IsStored = (row[8] as string) == "s";
            }
            table.Columns.Add(column);
        }
    }

    /// <summary>The type by the name that the provider has for it.</summary>
    private static string StoreType(string type, object? length)
    {
        if (length is not null) return string.Create(CultureInfo.InvariantCulture, $"{type}({length})");
        return type.Replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", StringComparison.Ordinal);
    }

    /// <summary>A default is kept as SQL, and as a value where it is a plain number, truth or text.</summary>
    private void SetDefault(DatabaseColumn column, string sql)
    {
        column.DefaultValueSql = sql;
        RelationalTypeMapping? mapping = types.FindMapping(column.StoreType!);
        Type? type = mapping?.ClrType;
        const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowExponent;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (type == typeof(bool) && bool.TryParse(sql, out bool truth)) column.DefaultValue = truth;
        else if (type == typeof(string) && mapping!.StoreTypeNameBase == "VARCHAR" && PlainText(sql) is { } text)
            column.DefaultValue = text;
        else if (type == typeof(decimal) && decimal.TryParse(sql, Number, invariant, out decimal exact))
            column.DefaultValue = exact;
        else if (type == typeof(double) && double.TryParse(sql, Number, invariant, out double real))
            column.DefaultValue = real;
        else if (type == typeof(float) && float.TryParse(sql, Number, invariant, out float single))
            column.DefaultValue = single;
        else if (type is not null && IsWhole(type) && long.TryParse(
            sql, NumberStyles.AllowLeadingSign, invariant, out long whole))
            column.DefaultValue = ToWhole(whole, type);
    }

    /// <summary>What a literal of SQL without escapes says; null for anything else.</summary>
    private static string? PlainText(string sql)
    {
        if (sql.Length < 2 || sql[0] != '\'' || sql[^1] != '\'') return null;
        string inside = sql[1..^1].Replace("''", "\0", StringComparison.Ordinal);
        return inside.Contains('\'', StringComparison.Ordinal)
            ? null : inside.Replace('\0', '\'');
    }

    private static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    private static object? ToWhole(long value, Type type)
    {
        try
        {
            return Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
