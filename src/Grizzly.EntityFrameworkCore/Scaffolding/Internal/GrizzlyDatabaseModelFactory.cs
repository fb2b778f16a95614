using System.Data;
using System.Data.Common;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.EntityFrameworkCore.Scaffolding.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Scaffolding.Internal;

/// <summary>Reads what a database holds: tables, views and sequences of the current database.</summary>
/// <remarks>
/// The schema <c>main</c> is left unsaid. Serial columns are read as identity columns, so sequences that a column owns
/// are not listed. EF Core's model has no place for CHECK constraints, ON UPDATE actions and indexes over expressions;
/// about the last there is a warning.
/// </remarks>
public sealed partial class GrizzlyDatabaseModelFactory(
    IRelationalTypeMappingSource types, IDiagnosticsLogger<DbLoggerCategory.Scaffolding> logger)
    : DatabaseModelFactory
{
    private const string MainSchema = "main";

    private readonly Dictionary<(string Schema, string Name), DatabaseTable> _tables = [];

    public override DatabaseModel Create(string connectionString, DatabaseModelFactoryOptions options)
    {
        using var connection = new GrizzlyConnection(connectionString);
        return Create(connection, options);
    }

    public override DatabaseModel Create(DbConnection connection, DatabaseModelFactoryOptions options)
    {
        bool wasOpen = connection.State == ConnectionState.Open;
        if (!wasOpen) connection.Open();
        try
        {
            _tables.Clear();
            var model = new DatabaseModel { DatabaseName = Path.GetFileNameWithoutExtension(connection.DataSource) };
            ReadSequences(connection, model, options);
            ReadTables(connection, model, options);
            ReadColumns(connection);
            ReadKeys(connection);
            ReadForeignKeys(connection);
            ReadIndexes(connection);
            WarnOfMissing(options, model);
            return model;
        }
        finally
        {
            if (!wasOpen) connection.Close();
        }
    }

    private void ReadTables(DbConnection connection, DatabaseModel model, DatabaseModelFactoryOptions options)
    {
        const string sql = """
            SELECT schema_name, table_name, comment, false FROM grizzly_tables()
            WHERE database_name = current_database() AND NOT temporary
            UNION ALL
            SELECT schema_name, view_name, comment, true FROM grizzly_views()
            WHERE database_name = current_database() AND NOT temporary
            ORDER BY 1, 2
            """;
        foreach (object?[] row in Query(connection, sql))
        {
            (string schema, string name) = ((string)row[0]!, (string)row[1]!);
            if (name == HistoryTable || !IsWanted(options, schema, name)) continue;
            DatabaseTable table = row[3] is true ? new DatabaseView() : new DatabaseTable();
            table.Database = model;
            table.Schema = Shown(schema);
            table.Name = name;
            table.Comment = row[2] as string;
            model.Tables.Add(table);
            _tables.Add((schema, name), table);
        }
    }

    private static void ReadSequences(DbConnection connection, DatabaseModel model, DatabaseModelFactoryOptions options)
    {
        const string sql = """
            SELECT n.nspname, c.relname, i.data_type, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle
            FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN information_schema.sequences AS i
              ON i.sequence_schema = n.nspname AND i.sequence_name = c.relname
              AND i.sequence_catalog = current_database()
            WHERE c.relpersistence = 'p' AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = s.seqrelid)
            ORDER BY 1, 2
            """;
        HashSet<string> schemas = new(options.Schemas, StringComparer.OrdinalIgnoreCase);
        foreach (object?[] row in Query(connection, sql))
        {
            string schema = (string)row[0]!;
            if (schemas.Count > 0 && !schemas.Contains(schema)) continue;
            string type = (string)row[2]!;
            (long start, long step, long min, long max) = ((long)row[3]!, (long)row[4]!, (long)row[5]!, (long)row[6]!);
            (long least, long most) = type switch
            {
                "SMALLINT" => (short.MinValue, (long)short.MaxValue),
                "INTEGER" => (int.MinValue, int.MaxValue),
                _ => (long.MinValue, long.MaxValue),
            };
            model.Sequences.Add(new DatabaseSequence
            {
                Database = model, Schema = Shown(schema), Name = (string)row[1]!, StoreType = type, StartValue = start,
                IncrementBy = checked((int)step), IsCyclic = row[7] is true,
                MinValue = min == (step > 0 ? 1 : least) ? null : min,
                MaxValue = max == (step > 0 ? most : -1) ? null : max,
            });
        }
    }

    private const string HistoryTable = Microsoft.EntityFrameworkCore.Migrations.HistoryRepository.DefaultTableName;

    /// <summary>Tables are chosen by name, with or without a schema, or by their schemas; all where nothing is said.
    /// </summary>
    private static bool IsWanted(DatabaseModelFactoryOptions options, string schema, string name)
    {
        bool hasTables = options.Tables.Any(), hasSchemas = options.Schemas.Any();
        if (!hasTables && !hasSchemas) return true;
        return options.Schemas.Any(wanted => IsSame(wanted, schema))
            || options.Tables.Any(wanted => IsMeant(wanted, schema, name));
    }

    private static bool IsMeant(string wanted, string schema, string name)
    {
        string plain = wanted.Replace("\"", "", StringComparison.Ordinal);
        return IsSame(plain, name) || IsSame(plain, $"{schema}.{name}");
    }

    private void WarnOfMissing(DatabaseModelFactoryOptions options, DatabaseModel model)
    {
        foreach (string wanted in options.Schemas)
        {
            bool isFound = _tables.Keys.Any(key => IsSame(key.Schema, wanted))
                || model.Sequences.Any(sequence => IsSame(sequence.Schema ?? MainSchema, wanted));
            if (!isFound) GrizzlyMessages.MissingSchema(logger.Logger, wanted);
        }
        foreach (string wanted in options.Tables)
        {
            if (!_tables.Keys.Any(key => IsMeant(wanted, key.Schema, key.Name)))
                GrizzlyMessages.MissingTable(logger.Logger, wanted);
        }
    }

    private static bool IsSame(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string? Shown(string schema) => schema == MainSchema ? null : schema;

    /// <summary>The rows, NULL as null.</summary>
    private static List<object?[]> Query(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }
}
