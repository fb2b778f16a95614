using System.Collections.Concurrent;
using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Concurrency;

/// <summary>The tables of the concurrency checker, its history and what went wrong so far.</summary>
internal sealed class Workload(string source, int seed)
{
    public const int Keys = 24, Groups = 4, Accounts = 16, Parents = 8, Children = 24;
    public const long TotalBalance = Accounts * 1000L;
    private long _lastVersion = Keys;
    private long _failures;

    public ConcurrentBag<RecordedTransaction> History { get; } = [];

    public ConcurrentQueue<string> Problems { get; } = [];

    public KeyState[] Initial { get; } = new KeyState[Keys];

    /// <summary>Transactions that ended in one of the errors a writer has to expect.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public int Seed => seed;

    public GrizzlyConnection Open()
    {
        var connection = new GrizzlyConnection(source);
        connection.Open();
        return connection;
    }

    public long NextVersion() => Interlocked.Increment(ref _lastVersion);

    public void CountFailure() => Interlocked.Increment(ref _failures);

    public void Create()
    {
        using GrizzlyConnection connection = Open();
        connection.Run("""
            CREATE TABLE account(id INTEGER PRIMARY KEY, balance BIGINT NOT NULL);
            CREATE TABLE item(id INTEGER PRIMARY KEY, code INTEGER UNIQUE, grp INTEGER, version BIGINT);
            CREATE TABLE mark(id INTEGER PRIMARY KEY, version BIGINT);
            CREATE TABLE parent(id INTEGER PRIMARY KEY, name VARCHAR UNIQUE);
            CREATE TABLE child(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent);
            CREATE TABLE cascading(id INTEGER PRIMARY KEY,
                parent_id INTEGER REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE);
            """);
        for (int id = 0; id < Accounts; id++) connection.Run($"INSERT INTO account VALUES ({id}, 1000)");
        for (int id = 0; id < Keys; id++)
        {
            connection.Run($"INSERT INTO mark VALUES ({id}, {id + 1})");
            if (id % 2 == 0) connection.Run($"INSERT INTO item VALUES ({id}, {id}, {id % Groups}, {id + 1})");
            Initial[id] = new KeyState(id + 1, id % 2 == 0 ? id % Groups : -1);
        }
    }

    /// <summary>Runs <paramref name="body"/> on a thread of its own until the time is over or something is
    /// wrong.</summary>
    public Thread Start(Stopwatch clock, TimeSpan duration, int number, Action<GrizzlyConnection, Random> body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                using GrizzlyConnection connection = Open();
                var random = new Random(seed * 31 + number);
                while (clock.Elapsed < duration && Problems.IsEmpty) body(connection, random);
            }
            catch (Exception error)
            {
                Problems.Enqueue($"thread {number}: {error}");
            }
        });
        thread.Start();
        return thread;
    }

    /// <summary>An error that a correct transaction may get because of others.</summary>
    public static bool IsExpected(GrizzlyException error) =>
        error.SqlState is SqlStates.SerializationFailure or SqlStates.UniqueViolation
            or SqlStates.ForeignKeyViolation;

    /// <summary>Ends what an error has left open, if anything.</summary>
    public static void TryRollback(GrizzlyConnection connection)
    {
        try
        {
            connection.Run("ROLLBACK");
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.NoActiveSqlTransaction)
        {
            // A COMMIT that fails has ended the transaction.
        }
    }
}
