using System.Data.Common;
using System.Diagnostics;
using Dapper;

namespace Grizzly.Benchmarks.Small;

/// <summary>Time and managed memory of one round.</summary>
/// <param name="Units">Rows or statements done.</param>
internal readonly record struct Sample(int Units, double Microseconds, double Bytes);

/// <summary>One kind of work, done by one engine on its file for a round.</summary>
/// <param name="Unit">What a time is per.</param>
/// <param name="Check">A number that all engines must agree on after the round.</param>
internal sealed record SmallOperation(
    string Name, string Unit, Func<SmallEngine, string, int, int, (Sample Sample, double Check)> Run);

/// <summary>The operations: what applications do all day, and two things analysts ask for.</summary>
internal static class SmallOperations
{
    private const int Lookups = 20_000, Ranges = 2_000, DurableInserts = 200, Openings = 100;

    public static readonly SmallOperation[] All =
    [
        new("open and first query", "statement", Open),
        new("insert, one transaction", "row", InsertInTransaction),
        new("insert, durable commit", "row", InsertDurably),
        new("point lookup", "row", Lookup),
        new("point lookup, Dapper", "row", LookupWithDapper),
        new("range of 100", "range", Range),
        new("update by key", "row", Update),
        new("delete by key", "row", Delete),
        new("read all rows", "row", ReadAll),
        new("group by over all", "statement", GroupBy),
    ];

    /// <summary>The table with its rows, in a new file.</summary>
    public static void Fill(SmallEngine engine, string path, int rows)
    {
        using DbConnection connection = engine.Open(path);
        SmallEngine.Run(connection, engine.CreateTable);
        Insert(engine, connection, 0, rows);
    }

    private static (Sample, double) Open(SmallEngine engine, string path, int rows, int round)
    {
        // Engines run warm here as everywhere: what a process's first opening costs is another question.
        double prices = 0, microseconds = 0, bytes = 0;
        for (int i = 0; i < Openings; i++)
        {
            long start = Stopwatch.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
            using DbConnection connection = engine.Connect(path);
            connection.Open();
            using DbCommand command = engine.Command(connection, "SELECT price FROM items WHERE id = $id", "id");
            command.Parameters[0].Value = (long)(rows / Openings * i);
            prices += Convert.ToDouble(command.ExecuteScalar()!);
            Sample one = Since(start, allocated, 1);
            microseconds += one.Microseconds;
            bytes += one.Bytes;
        }
        return (new Sample(Openings, microseconds / Openings, bytes / Openings), prices);
    }

    private static (Sample, double) InsertInTransaction(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        int first = rows + round * rows;
        Sample sample = Insert(engine, connection, first, rows / 4);
        double check = Scalar(connection, "SELECT sum(id) FROM items");
        SmallEngine.Run(connection, $"DELETE FROM items WHERE id >= {rows}");
        return (sample, check);
    }

    private static (Sample, double) InsertDurably(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbCommand command = InsertCommand(engine, connection);
        int first = rows + round * rows;
        InsertOne(command, first + DurableInserts);
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < DurableInserts; i++) InsertOne(command, first + i);
        Sample sample = Since(start, bytes, DurableInserts);
        double check = Scalar(connection, "SELECT sum(id) FROM items");
        SmallEngine.Run(connection, $"DELETE FROM items WHERE id >= {rows}");
        return (sample, check);
    }

    private static (Sample, double) Lookup(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbCommand command = engine.Command(
            connection, "SELECT name, category, price FROM items WHERE id = $id", "id");
        command.Prepare();
        var random = new Random(round);
        double sum = LookupOne(command, 1);
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Lookups; i++) sum += LookupOne(command, random.Next(rows));
        return (Since(start, bytes, Lookups), sum);
    }

    private static (Sample, double) LookupWithDapper(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        var random = new Random(round);
        const string sql = "SELECT id, name, category, price FROM items WHERE id = $id";
        double sum = connection.QuerySingle<Item>(sql, new { id = 1L }).Price;
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Lookups; i++)
            sum += connection.QuerySingle<Item>(sql, new { id = (long)random.Next(rows) }).Price;
        return (Since(start, bytes, Lookups), sum);
    }

    private static (Sample, double) Range(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbCommand command = engine.Command(
            connection, "SELECT id, name, category, price FROM items WHERE id >= $low AND id < $high", "low", "high");
        command.Prepare();
        var random = new Random(round);
        double sum = ReadRange(command, 0);
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Ranges; i++) sum += ReadRange(command, random.Next(rows - 100));
        return (Since(start, bytes, Ranges), sum);
    }

    private static (Sample, double) Update(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = engine.Command(
            connection, "UPDATE items SET price = $price WHERE id = $id", "price", "id");
        command.Transaction = transaction;
        command.Prepare();
        var random = new Random(round);
        int count = rows / 10;
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            command.Parameters[0].Value = i * 0.5;
            command.Parameters[1].Value = (long)random.Next(rows);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
        Sample sample = Since(start, bytes, count);
        return (sample, Scalar(connection, "SELECT sum(price) FROM items"));
    }

    private static (Sample, double) Delete(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        int count = rows / 10, first = 20 * rows + round * rows;
        Insert(engine, connection, first, count);
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = engine.Command(connection, "DELETE FROM items WHERE id = $id", "id");
        command.Transaction = transaction;
        command.Prepare();
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            command.Parameters[0].Value = (long)(first + i * 7919L % count);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
        Sample sample = Since(start, bytes, count);
        return (sample, Scalar(connection, "SELECT count(*) FROM items"));
    }

    private static (Sample, double) ReadAll(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbCommand command = engine.Command(connection, "SELECT id, name, category, price FROM items");
        double sum = 0;
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        using DbDataReader reader = command.ExecuteReader();
        int count = 0;
        while (reader.Read())
        {
            sum += reader.GetInt64(0) + reader.GetInt32(2) + reader.GetDouble(3);
            count++;
        }
        return (Since(start, bytes, count), sum);
    }

    private static (Sample, double) GroupBy(SmallEngine engine, string path, int rows, int round)
    {
        using DbConnection connection = engine.Open(path);
        using DbCommand command = engine.Command(
            connection, "SELECT category, count(*), sum(price), max(id) FROM items GROUP BY category");
        double sum = ReadSums(command);
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        const int Times = 5;
        for (int i = 0; i < Times; i++) sum += ReadSums(command);
        return (Since(start, bytes, Times), sum);
    }

    private static Sample Insert(SmallEngine engine, DbConnection connection, int first, int count)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = InsertCommand(engine, connection);
        command.Transaction = transaction;
        long start = Stopwatch.GetTimestamp(), bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++) InsertOne(command, first + i);
        transaction.Commit();
        return Since(start, bytes, count);
    }

    private static DbCommand InsertCommand(SmallEngine engine, DbConnection connection)
    {
        DbCommand command = engine.Command(
            connection, "INSERT INTO items VALUES ($id, $name, $category, $price)", "id", "name", "category", "price");
        command.Prepare();
        return command;
    }

    private static void InsertOne(DbCommand command, int id)
    {
        command.Parameters[0].Value = (long)id;
        command.Parameters[1].Value = Names[id % Names.Length];
        command.Parameters[2].Value = id % 100;
        command.Parameters[3].Value = id * 0.25;
        command.ExecuteNonQuery();
    }

    private static readonly string[] Names = [.. Enumerable.Range(0, 1000).Select(i => $"item number {i}")];

    private static double LookupOne(DbCommand command, int id)
    {
        command.Parameters[0].Value = (long)id;
        using DbDataReader reader = command.ExecuteReader();
        double sum = 0;
        while (reader.Read()) sum += reader.GetInt32(1) + reader.GetDouble(2);
        return sum;
    }

    private static double ReadRange(DbCommand command, int low)
    {
        command.Parameters[0].Value = (long)low;
        command.Parameters[1].Value = (long)low + 100;
        using DbDataReader reader = command.ExecuteReader();
        double sum = 0;
        while (reader.Read()) sum += reader.GetInt64(0) + reader.GetInt32(2) + reader.GetDouble(3);
        return sum;
    }

    private static double ReadSums(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        double sum = 0;
        while (reader.Read()) sum += reader.GetInt32(0) + reader.GetInt64(1) + reader.GetDouble(2) + reader.GetInt64(3);
        return sum;
    }

    private static double Scalar(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        object value = command.ExecuteScalar()!;
        return value is System.Numerics.BigInteger big ? (double)big : Convert.ToDouble(value);
    }

    private static Sample Since(long start, long bytes, int units) => new(
        units, Stopwatch.GetElapsedTime(start).TotalMicroseconds / units,
        (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / units);

    private sealed class Item
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public long Category { get; set; }

        public double Price { get; set; }
    }
}
