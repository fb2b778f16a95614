using System.Data.Common;
using DuckDB.NET.Data;
using Grizzly.Data;
using Microsoft.Data.Sqlite;

namespace Grizzly.Benchmarks.Small;

/// <summary>One engine through its ADO.NET provider, on a file of its own.</summary>
/// <param name="Sigil">What starts a parameter's name in <see cref="DbParameter.ParameterName"/>.</param>
internal sealed record SmallEngine(
    string Name, Func<string, DbConnection> Connect, string Setup, string CreateTable, string Sigil)
{
    public static readonly SmallEngine Grizzly = new(
        "grizzly",
        path => new GrizzlyConnection($"Data Source={path}"),
        "",
        "CREATE TABLE items (id BIGINT PRIMARY KEY, name VARCHAR, category INTEGER, price DOUBLE)",
        "");

    /// <summary>With its write-ahead log and every commit flushed, as Grizzly's are.</summary>
    public static readonly SmallEngine Sqlite = new(
        "sqlite",
        path => new SqliteConnection($"Data Source={path};Pooling=False"),
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
        "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, category INTEGER, price REAL)",
        "$");

    public static readonly SmallEngine DuckDb = new(
        "duckdb",
        path => new DuckDBConnection($"Data Source={path}"),
        "",
        "CREATE TABLE items (id BIGINT PRIMARY KEY, name VARCHAR, category INTEGER, price DOUBLE)",
        "");

    /// <summary>True where the engine's own code is compiled while it runs.</summary>
    public bool IsManaged => this == Grizzly;

    /// <summary>An open connection, set up as the measurements want it.</summary>
    public DbConnection Open(string path)
    {
        DbConnection connection = Connect(path);
        connection.Open();
        if (Setup.Length > 0) Run(connection, Setup);
        return connection;
    }

    public DbCommand Command(DbConnection connection, string sql, params string[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = Sigil + name;
            parameter.Value = 0L;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public static void Run(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
