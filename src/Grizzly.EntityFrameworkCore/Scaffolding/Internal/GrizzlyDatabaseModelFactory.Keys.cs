using System.Data.Common;
using Grizzly.EntityFrameworkCore.Diagnostics.Internal;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Scaffolding.Metadata;

namespace Grizzly.EntityFrameworkCore.Scaffolding.Internal;

/// <summary>Keys, foreign keys and indexes.</summary>
public sealed partial class GrizzlyDatabaseModelFactory
{
    private void ReadKeys(DbConnection connection)
    {
        const string sql = """
            SELECT schema_name, table_name, constraint_name, constraint_type, unnest(constraint_column_names)
            FROM grizzly_constraints()
            WHERE database_name = current_database() AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')
            """;
        foreach (var group in Query(connection, sql).GroupBy(NameOf))
        {
            if (!_tables.TryGetValue((group.Key.Item1, group.Key.Item2), out DatabaseTable? table)) continue;
            IEnumerable<DatabaseColumn> columns = group.Select(row => Column(table, (string)row[4]!));
            if ((string)group.First()[3]! == "PRIMARY KEY")
            {
                table.PrimaryKey = new DatabasePrimaryKey { Table = table, Name = group.Key.Item3 };
                foreach (DatabaseColumn column in columns) table.PrimaryKey.Columns.Add(column);
                continue;
            }
            var unique = new DatabaseUniqueConstraint { Table = table, Name = group.Key.Item3 };
            foreach (DatabaseColumn column in columns) unique.Columns.Add(column);
            table.UniqueConstraints.Add(unique);
        }
    }

    private void ReadForeignKeys(DbConnection connection)
    {
        const string sql = """
            SELECT c.schema_name, c.table_name, c.constraint_name, r.unique_constraint_schema, c.referenced_table,
                r.delete_rule, unnest(c.constraint_column_names), unnest(c.referenced_column_names)
            FROM grizzly_constraints() AS c
            JOIN information_schema.referential_constraints AS r ON r.constraint_catalog = c.database_name
              AND r.constraint_schema = c.schema_name AND r.constraint_name = c.constraint_name
              AND r.unique_constraint_table = c.referenced_table
            WHERE c.database_name = current_database() AND c.constraint_type = 'FOREIGN KEY'
            """;
        foreach (var group in Query(connection, sql).GroupBy(NameOf))
        {
            if (!_tables.TryGetValue((group.Key.Item1, group.Key.Item2), out DatabaseTable? table)) continue;
            object?[] first = group.First();
            (string schema, string parent) = ((string)first[3]!, (string)first[4]!);
            if (!_tables.TryGetValue((schema, parent), out DatabaseTable? principal))
            {
                GrizzlyMessages.MissingPrincipal(logger.Logger, group.Key.Item3, table.Name, $"{schema}.{parent}");
                continue;
            }
            var key = new DatabaseForeignKey
            {
                Table = table, PrincipalTable = principal, Name = group.Key.Item3,
                OnDelete = (string?)first[5] switch
                {
                    "CASCADE" => ReferentialAction.Cascade,
                    "SET NULL" => ReferentialAction.SetNull,
                    "SET DEFAULT" => ReferentialAction.SetDefault,
                    "RESTRICT" => ReferentialAction.Restrict,
                    _ => ReferentialAction.NoAction,
                },
            };
            foreach (object?[] row in group.DistinctBy(row => row[6]))
            {
                key.Columns.Add(Column(table, (string)row[6]!));
                key.PrincipalColumns.Add(Column(principal, (string)row[7]!));
            }
            table.ForeignKeys.Add(key);
        }
    }

    private void ReadIndexes(DbConnection connection)
    {
        const string sql = """
            SELECT i.schema_name, i.table_name, i.index_name, x.indisunique, x.indkey, x.indoption, x.indnkeyatts,
                x.indexprs, x.indpred, m.amname
            FROM grizzly_indexes() AS i JOIN pg_index AS x ON x.indexrelid = i.index_oid
            JOIN pg_class AS c ON c.oid = i.index_oid JOIN pg_am AS m ON m.oid = c.relam
            WHERE i.database_name = current_database()
            ORDER BY 1, 2, 3
            """;
        foreach (object?[] row in Query(connection, sql))
        {
            if (!_tables.TryGetValue(((string)row[0]!, (string)row[1]!), out DatabaseTable? table)) continue;
            string name = (string)row[2]!;
            if (row[7] is not null)
            {
                GrizzlyMessages.IndexOverExpressions(logger.Logger, name, table.Name);
                continue;
            }
            int[] columns = [.. Numbers(row[4])], options = [.. Numbers(row[5])];
            int keys = Convert.ToInt32(row[6], System.Globalization.CultureInfo.InvariantCulture);
            var index = new DatabaseIndex
            {
                Table = table, Name = name, IsUnique = row[3] is true, Filter = row[8] as string,
            };
            for (int i = 0; i < keys; i++)
            {
                index.Columns.Add(table.Columns[columns[i] - 1]);
                index.IsDescending.Add((options[i] & 1) != 0);
            }
            if (columns.Length > keys)
            {
                index[GrizzlyAnnotationNames.IndexInclude] =
                    columns[keys..].Select(column => table.Columns[column - 1].Name).ToArray();
            }
            if ((string)row[9]! != "btree") index[GrizzlyAnnotationNames.IndexMethod] = row[9];
            table.Indexes.Add(index);
        }
    }

    /// <summary>Schema, table and constraint.</summary>
    private static (string, string, string) NameOf(object?[] row) =>
        ((string)row[0]!, (string)row[1]!, (string)row[2]!);

    private static IEnumerable<int> Numbers(object? list) => ((System.Collections.IEnumerable)list!).Cast<object>()
        .Select(number => Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture));

    private static DatabaseColumn Column(DatabaseTable table, string name) =>
        table.Columns.First(column => IsSame(column.Name, name));
}
