using System.Globalization;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>Many connections read and write one file at the same time: money is neither lost nor made, no error comes
/// up but conflicts, and nothing is left behind.</summary>
/// <remarks>Three seconds; GRIZZLY_SOAK_SECONDS makes it longer.</remarks>
public sealed class SoakTests
{
    private const int Threads = 8, ConnectionsPerThread = 8, Accounts = 500, Balance = 1000;

    [Test]
    public void Readers_and_writers_keep_the_books_and_leave_nothing_behind()
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}, {Seconds()} s");
        using var folder = new DatabaseFolder();
        string path = folder.PathOf("soak.grz");
        (MemoryTracker memory, List<WeakReference> connections) = Run(path, seed);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(connections.Count(connection => connection.IsAlive), Is.Zero, "connections that somebody holds");
        Assert.That(memory.Used, Is.Zero, "native bytes in use after the last connection was closed");
        Assert.That(OpenFiles(folder.PathOf("")), Is.Empty);
        using GrizzlyConnection check = OpenFile($"Data Source={path}");
        Assert.That(check.Scalar("SELECT sum(balance) FROM accounts"), Is.EqualTo((System.Numerics.BigInteger)
            (Accounts * Balance)));
        Assert.That(check.Scalar("PRAGMA integrity_check"), Is.EqualTo("ok"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (MemoryTracker Memory, List<WeakReference> Connections) Run(string path, int seed)
    {
        using GrizzlyConnection first = OpenFile($"Data Source={path}");
        first.Run("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)");
        first.Run($"INSERT INTO accounts SELECT i, {Balance} FROM range({Accounts}) r(i)");
        first.Run("CREATE TABLE log (thread INTEGER, at INTEGER, note VARCHAR)");
        MemoryTracker memory = first.Memory!;
        DateTime end = DateTime.UtcNow.AddSeconds(Seconds());
        var workers = new Worker[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number =>
        {
            workers[number] = new Worker(path, number, seed, end);
            return new Thread(workers[number].Work);
        })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.That(workers.Select(worker => worker.Error), Is.All.Null);
        Assert.That(workers.Sum(worker => worker.Done), Is.Positive);
        TestContext.Out.WriteLine(
            $"{workers.Sum(worker => worker.Done)} units of work, {workers.Sum(worker => worker.Conflicts)} conflicts");
        long logged = workers.Sum(worker => worker.Logged);
        Assert.That(first.Scalar("SELECT count(*) FROM log"), Is.EqualTo(logged));
        return (memory, [.. workers.SelectMany(worker => worker.Connections)]);
    }

    private static GrizzlyConnection OpenFile(string connectionString)
    {
        var connection = new GrizzlyConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static int Seconds() => int.Parse(
        Environment.GetEnvironmentVariable("GRIZZLY_SOAK_SECONDS") ?? "3", CultureInfo.InvariantCulture);

    /// <summary>Files below a folder that this process has open, where the system tells.</summary>
    private static string[] OpenFiles(string folder) => !Directory.Exists("/proc/self/fd")
        ? []
        : [.. Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(link => new FileInfo(link).LinkTarget ?? "")
            .Where(target => target.StartsWith(folder, StringComparison.Ordinal))];

    private sealed class Worker(string path, int number, int seed, DateTime end)
    {
        public List<WeakReference> Connections { get; } = [];

        public Exception? Error { get; private set; }

        public long Done { get; private set; }

        public long Conflicts { get; private set; }

        public long Logged { get; private set; }

        public void Work()
        {
            try
            {
                var open = new GrizzlyConnection[ConnectionsPerThread];
                for (int i = 0; i < open.Length; i++) open[i] = Connect();
                var random = new Random(seed + number);
                do
                {
                    int at = random.Next(open.Length);
                    if (random.Next(50) == 0)
                    {
                        open[at].Dispose();
                        open[at] = Connect();
                    }
                    Step(open[at], random);
                    Done++;
                }
                while (DateTime.UtcNow < end);
                foreach (GrizzlyConnection connection in open) connection.Dispose();
            }
            catch (Exception error)
            {
                Error = error;
            }
        }

        private GrizzlyConnection Connect()
        {
            GrizzlyConnection connection = OpenFile($"Data Source={path}");
            Connections.RemoveAll(reference => !reference.IsAlive);
            Connections.Add(new WeakReference(connection));
            return connection;
        }

        private void Step(GrizzlyConnection connection, Random random)
        {
            try
            {
                switch (random.Next(6))
                {
                    case 0 or 1: Transfer(connection, random); break;
                    case 2: Log(connection, random); break;
                    case 3: Copy(connection); break;
                    default: CheckSum(connection); break;
                }
            }
            catch (GrizzlyException error) when (error.SqlState == SqlStates.SerializationFailure)
            {
                Conflicts++;
            }
        }

        /// <summary>Commits, rolls back, or leaves it to Dispose.</summary>
        private static void Transfer(GrizzlyConnection connection, Random random)
        {
            using GrizzlyTransaction transaction = connection.BeginTransaction();
            int from = random.Next(Accounts), to = random.Next(Accounts);
            using GrizzlyCommand take =
                connection.Command("UPDATE accounts SET balance = balance - 1 WHERE id = ?", from);
            using GrizzlyCommand give =
                connection.Command("UPDATE accounts SET balance = balance + 1 WHERE id = ?", to);
            Assert.That(take.ExecuteNonQuery(), Is.EqualTo(1));
            Assert.That(give.ExecuteNonQuery(), Is.EqualTo(1));
            int end = random.Next(10);
            if (end == 0) transaction.Rollback();
            else if (end > 1) transaction.Commit();
        }

        private void Log(GrizzlyConnection connection, Random random)
        {
            using GrizzlyCommand command = connection.Command(
                "INSERT INTO log VALUES (?, ?, ?)", number, random.Next(1000), new string('n', random.Next(200)));
            command.ExecuteNonQuery();
            Logged++;
        }

        private void Copy(GrizzlyConnection connection)
        {
            using var appender = new GrizzlyAppender(connection, "log");
            for (int i = 0; i < 20; i++) appender.AppendRow(number, i, "copied");
            Logged += appender.Complete();
        }

        private static void CheckSum(GrizzlyConnection connection)
        {
            using GrizzlyCommand command = connection.Command("SELECT id, balance FROM accounts ORDER BY balance");
            using GrizzlyDataReader reader = command.ExecuteReader();
            long sum = 0;
            while (reader.Read()) sum += reader.GetInt64(1);
            Assert.That(sum, Is.EqualTo((long)Accounts * Balance));
        }
    }
}
