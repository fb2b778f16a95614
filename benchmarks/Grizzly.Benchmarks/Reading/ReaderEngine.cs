using System.Data.Common;
using DuckDB.NET.Data;
using Grizzly.Data;
using Microsoft.Data.Sqlite;

namespace Grizzly.Benchmarks.Reading;

/// <summary>An engine with its database in memory, and its fastest way to load rows.</summary>
internal sealed record ReaderEngine(
    string Name, Func<DbConnection> Connect, Action<DbConnection, ReaderRow[]> Append,
    Action<DbConnection, ReaderRow[]> Copy)
{
    public static readonly ReaderEngine Grizzly = new(
        "grizzly", () => new GrizzlyConnection("Data Source=:memory:"), AppendToGrizzly, CopyToGrizzly);

    public static readonly ReaderEngine DuckDb = new(
        "duckdb", () => new DuckDBConnection("Data Source=:memory:"), AppendToDuckDb, AppendToDuckDb);

    public static readonly ReaderEngine Sqlite = new(
        "sqlite", () => new SqliteConnection("Data Source=:memory:"), InsertIntoSqlite, InsertIntoSqlite);

    public DbConnection Open()
    {
        DbConnection connection = Connect();
        connection.Open();
        return connection;
    }

    public void CreateTable(DbConnection connection) => Run(connection, ReaderRow.CreateTable(Name == "sqlite"));

    public static void Run(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void AppendToGrizzly(DbConnection connection, ReaderRow[] rows)
    {
        using var appender = new GrizzlyAppender((GrizzlyConnection)connection, "rows");
        foreach (ReaderRow row in rows)
        {
            appender.Append(row.Id).Append(row.Quantity).Append(row.Weight).Append(row.Price).Append(row.Name)
                .Append(row.Remark).Append(row.Day).Append(row.Changed).Append(row.Active).Append(row.Rating);
            appender.EndRow();
        }
        appender.Complete();
    }

    private static void CopyToGrizzly(DbConnection connection, ReaderRow[] rows) =>
        new GrizzlyBulkCopy((GrizzlyConnection)connection) { DestinationTableName = "rows" }.Write(rows);

    private static void AppendToDuckDb(DbConnection connection, ReaderRow[] rows)
    {
        using DuckDBAppender appender = ((DuckDBConnection)connection).CreateAppender("rows");
        foreach (ReaderRow row in rows)
        {
            appender.CreateRow().AppendValue(row.Id).AppendValue(row.Quantity).AppendValue(row.Weight)
                .AppendValue(row.Price).AppendValue(row.Name).AppendValue(row.Remark).AppendValue((DateOnly?)row.Day)
                .AppendValue(row.Changed).AppendValue(row.Active).AppendValue(row.Rating).EndRow();
        }
    }

    private static void InsertIntoSqlite(DbConnection connection, ReaderRow[] rows)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO rows VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for (int i = 0; i < 10; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = $"${i}";
            command.Parameters.Add(parameter);
        }
        foreach (ReaderRow row in rows)
        {
            DbParameterCollection values = command.Parameters;
            values[0].Value = row.Id;
            values[1].Value = row.Quantity;
            values[2].Value = row.Weight;
            values[3].Value = row.Price;
            values[4].Value = row.Name;
            values[5].Value = row.Remark;
            values[6].Value = row.Day;
            values[7].Value = row.Changed;
            values[8].Value = row.Active;
            values[9].Value = (object?)row.Rating ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
