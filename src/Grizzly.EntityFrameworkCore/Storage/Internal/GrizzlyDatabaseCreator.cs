using System.Data;
using System.Data.Common;
using Grizzly.Data;
using Grizzly.Engine;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>Creates and deletes the file of a database, and its tables.</summary>
public sealed class GrizzlyDatabaseCreator(
    RelationalDatabaseCreatorDependencies dependencies, IRawSqlCommandBuilder rawSql)
    : RelationalDatabaseCreator(dependencies)
{
    private const string UserTables =
        "SELECT table_schema, table_name, table_type FROM information_schema.tables"
        + " WHERE table_schema NOT IN ('information_schema', 'pg_catalog')"
        + " AND table_catalog = current_database()";

    private IRelationalConnection Connection => Dependencies.Connection;

    /// <summary>A file exists where there is one; an in-memory database always does.</summary>
    public override bool Exists() => IsInMemory(Connection.DbConnection.DataSource)
        || Connection.DbConnection.State == ConnectionState.Open
        || File.Exists(Connection.DbConnection.DataSource);

    public override void Create()
    {
        Connection.Open();
        Connection.Close();
    }

    public override bool HasTables() =>
        (long)rawSql.Build($"SELECT count(*) FROM ({UserTables}) AS t").ExecuteScalar(Parameters())! != 0;

    public override async Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) =>
        (long)(await rawSql.Build($"SELECT count(*) FROM ({UserTables}) AS t")
            .ExecuteScalarAsync(Parameters(), cancellationToken).ConfigureAwait(false))! != 0;

    /// <summary>Deletes the file and its log, which no other connection may have open; empties an in-memory database.
    /// </summary>
    public override void Delete()
    {
        string source = Connection.DbConnection.DataSource;
        if (IsInMemory(source))
        {
            DropEverything();
            return;
        }
        string path = Path.GetFullPath(source);
        bool wasOpen = Connection.DbConnection.State == ConnectionState.Open;
        if (wasOpen) Connection.DbConnection.Close();
        File.Delete(path);
        File.Delete(path + ".wal");
        if (wasOpen) Connection.DbConnection.Open();
    }

    private static bool IsInMemory(string source) => source.Length == 0
        || source.StartsWith(DatabaseOptions.InMemory, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything but the schema that is always there.</summary>
    private void DropEverything()
    {
        Connection.Open();
        try
        {
            foreach (string statement in DropStatements())
                rawSql.Build(statement).ExecuteNonQuery(Parameters());
        }
        finally
        {
            Connection.Close();
        }
    }

    private List<string> DropStatements()
    {
        var statements = new List<string>();
        using RelationalDataReader result = rawSql.Build(UserTables).ExecuteReader(Parameters());
        DbDataReader reader = result.DbDataReader;
        while (reader.Read())
        {
            string kind = reader.GetString(2) == "VIEW" ? "VIEW" : "TABLE";
            string name = Dependencies.SqlGenerationHelper.DelimitIdentifier(reader.GetString(1), reader.GetString(0));
            statements.Add($"DROP {kind} IF EXISTS {name} CASCADE");
        }
        result.Dispose();
        using RelationalDataReader sequences = rawSql.Build(
            "SELECT sequence_schema, sequence_name FROM information_schema.sequences").ExecuteReader(Parameters());
        while (sequences.Read())
        {
            DbDataReader row = sequences.DbDataReader;
            string name = Dependencies.SqlGenerationHelper.DelimitIdentifier(row.GetString(1), row.GetString(0));
            statements.Add($"DROP SEQUENCE IF EXISTS {name}");
        }
        return statements;
    }

    private RelationalCommandParameterObject Parameters() =>
        new(Connection, null, null, Dependencies.CurrentContext.Context, Dependencies.CommandLogger,
            Microsoft.EntityFrameworkCore.Diagnostics.CommandSource.Migrations);
}
