using System.Data.Common;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Grizzly.Benchmarks.EntityFramework;

/// <summary>A provider on a file of its own, over one connection that stays open.</summary>
internal sealed class EfEngine : IDisposable
{
    private readonly DbConnection _connection;

    private EfEngine(string name, DbConnection connection, DbContextOptions options)
    {
        Name = name;
        _connection = connection;
        Options = options;
    }

    public string Name { get; }

    public DbContextOptions Options { get; }

    public static EfEngine Grizzly(string path)
    {
        var connection = new GrizzlyConnection($"Data Source={path}");
        connection.Open();
        return new EfEngine("Grizzly", connection, new DbContextOptionsBuilder().UseGrizzly(connection).Options);
    }

    /// <summary>SQLite as durable as Grizzly: write-ahead log, synced with each commit.</summary>
    public static EfEngine Sqlite(string path)
    {
        var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
        return new EfEngine("SQLite", connection, new DbContextOptionsBuilder().UseSqlite(connection).Options);
    }

    public EfModel Open() => new(Options);

    /// <summary>Makes the tables and fills them alike, by plain statements.</summary>
    public void Fill(int events)
    {
        using (EfModel context = Open()) context.Database.EnsureCreated();
        const int Customers = 1000, OrdersEach = 10, LinesEach = 5;
        Insert("\"Customers\" (\"Id\", \"Name\")", Customers, i => [i + 1, $"customer {i * 7919 % Customers:D5}"]);
        Insert("\"Order\" (\"Id\", \"CustomerId\", \"Placed\")", Customers * OrdersEach, i =>
            [i + 1, i / OrdersEach + 1, new DateTime(2026, 1, 1).AddHours(i)]);
        Insert("\"OrderLine\" (\"Id\", \"OrderId\", \"Product\", \"Quantity\", \"Price\")",
            Customers * OrdersEach * LinesEach,
            i => [i + 1, i / LinesEach + 1, $"product {i % 97}", i % 9 + 1, i % 1000 / 4.0]);
        Insert("\"Events\" (\"Id\", \"Kind\", \"Amount\")", events, i => [i + 1L, i % 100, i % 1000 / 8.0]);
    }

    public void Dispose() => _connection.Dispose();

    private void Insert(string target, int rows, Func<int, object[]> row)
    {
        using DbTransaction transaction = _connection.BeginTransaction();
        using DbCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        int columns = row(0).Length;
        string names = string.Join(", ", Enumerable.Range(0, columns).Select(i => $"@p{i}"));
        command.CommandText = $"INSERT INTO {target} VALUES ({names})";
        for (int i = 0; i < columns; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
        for (int i = 0; i < rows; i++)
        {
            object[] values = row(i);
            for (int j = 0; j < columns; j++) command.Parameters[j].Value = values[j];
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
