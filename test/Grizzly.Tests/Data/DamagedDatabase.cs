using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Engine;
using Grizzly.Storage;

namespace Grizzly.Tests.Data;

/// <summary>The bytes of a small database with every codec, and what may be read from damaged copies of it.</summary>
internal sealed class DamagedDatabase : IDisposable
{
    private const long MostManagedBytes = 256L << 20;
    private const int PatienceMs = 60_000;

    private const string Checkpointed = """
        CREATE TABLE numbers AS SELECT i::INTEGER AS id, 7 AS same, (i // 100)::SMALLINT AS runs,
            i * 1000 AS even, (i * 7919 % 251)::UTINYINT AS narrow, (i * 7919 % 1000003) AS wide,
            CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gaps, NULL::BIGINT AS nothing,
            (i * 1000003)::HUGEINT AS huge, (i / 100.0)::DOUBLE AS prices, sqrt(i) AS roots,
            (i / 8.0)::FLOAT AS eighths, (i % 1000)::DECIMAL(9,2) AS small, (i * 977)::DECIMAL(38,6) AS big,
            i % 2 = 0 AS flag FROM range(0, 1500) AS r(i);
        CREATE TABLE texts AS SELECT i AS id, 'word ' || (i % 20) AS few, 'text number ' || (i * i) AS many,
            'always' AS one, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('x', (i % 40)::INTEGER) END AS lengths,
            DATE '2020-01-01' + (i % 500)::INTEGER AS day,
            TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' HOUR AS stamp, INTERVAL '3' DAY AS span
            FROM range(0, 1500) AS r(i);
        CREATE TABLE hollow (a INTEGER, b VARCHAR);
        CREATE TABLE gone AS SELECT i FROM range(0, 3000) AS r(i);
        CHECKPOINT;
        INSERT INTO numbers SELECT * FROM numbers WHERE id < 100;
        DELETE FROM texts WHERE id % 50 = 0;
        CHECKPOINT;
        DROP TABLE gone;
        CHECKPOINT;
        """;

    /// <summary>One transaction each, in the log only.</summary>
    private static readonly string[] Logged =
    [
        "INSERT INTO hollow VALUES (1, 'one'), (2, NULL), (NULL, 'three')",
        "CREATE TABLE late (id BIGINT, word VARCHAR)",
        "INSERT INTO late SELECT i, 'late ' || i FROM range(0, 700) AS r(i)",
        "UPDATE texts SET few = 'changed' WHERE id < 40",
        "DELETE FROM numbers WHERE id % 3 = 0",
        "CREATE TABLE bulk AS SELECT i, i % 7 AS r, 'bulk ' || (i % 90) AS w FROM range(0, 20000) AS r(i)",
        "BEGIN; INSERT INTO late VALUES (-1, 'in a transaction'); DELETE FROM hollow WHERE a = 1; COMMIT",
        "DROP TABLE late",
        "INSERT INTO hollow VALUES (9, 'the last')",
    ];

    private readonly DatabaseFolder _folder = new();

    public DamagedDatabase()
    {
        string path = _folder.PathOf("good.grz");
        using (var database = Database.Open(new DatabaseOptions { Path = path, Threads = 1 }))
        {
            using (Session session = database.Connect())
            {
                session.ExecuteScript(Checkpointed);
                Ends.Add(LogFormatBytes + database.Storage.LogBytes);
                foreach (string statement in Logged)
                {
                    session.ExecuteScript(statement);
                    Ends.Add(LogFormatBytes + database.Storage.LogBytes);
                }
            }
            // As if the process had been killed: no checkpoint.
            database.Storage.Dispose();
        }
        File = System.IO.File.ReadAllBytes(path);
        Log = System.IO.File.ReadAllBytes(path + ".wal");
        Assert.That(Log, Has.Length.GreaterThanOrEqualTo(Ends[^1]));
        foreach (long end in Ends) States.Add(Read(File, Log[..(int)end], readOnly: true).Text!);
        Assert.That(States, Is.Unique);
        using (GrizzlyConnection connection = _folder.Open("good.grz")) connection.Run("CHECKPOINT");
        Closed = System.IO.File.ReadAllBytes(path);
    }

    public const int LogFormatBytes = 64;

    /// <summary>The database file before its log was checkpointed.</summary>
    public byte[] File { get; }

    /// <summary>The log that belongs to <see cref="File"/>.</summary>
    public byte[] Log { get; }

    /// <summary>The database file after the checkpoint; it has no log.</summary>
    public byte[] Closed { get; }

    /// <summary>Where each transaction ends in the log; the first entry is the end of the log's header.</summary>
    public List<long> Ends { get; } = [];

    /// <summary>The contents after each of <see cref="Ends"/>.</summary>
    public List<string> States { get; } = [];

    /// <summary>The contents with the transactions that end at or before an offset of the log.</summary>
    public string StateAt(long offset) => States[Math.Max(0, Ends.FindLastIndex(end => end <= offset))];

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>What opening and reading everything gives: a text for the contents, or the error.</summary>
    public readonly record struct Outcome(string? Text, GrizzlyException? Error, string? Report);

    /// <summary>Opens these bytes as a database through the provider and reads every table.</summary>
    /// <param name="log">Null where there is no log.</param>
    /// <remarks>Fails on any exception but ours, a hang, and memory out of all proportion.</remarks>
    public Outcome Read(byte[] file, byte[]? log, bool readOnly)
    {
        string path = _folder.PathOf("damaged.grz");
        System.IO.File.WriteAllBytes(path, file);
        if (log is null) System.IO.File.Delete(path + ".wal");
        else System.IO.File.WriteAllBytes(path + ".wal", log);
        return ReadFile("damaged.grz", readOnly);
    }

    public Outcome ReadFile(string name, bool readOnly)
    {
        string options = "Threads=1;Memory Limit=200MB" + (readOnly ? ";Read Only=true" : "");
        var reading = Task.Run(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Outcome outcome;
            try
            {
                using GrizzlyConnection connection = _folder.Open(name, options);
                outcome = new Outcome(Describe(connection), null, connection.RecoveryReport);
            }
            catch (GrizzlyException error)
            {
                outcome = new Outcome(null, error, null);
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(allocated, Is.LessThan(MostManagedBytes), "bytes allocated for a small file");
            return outcome;
        });
        Assert.That(reading.Wait(PatienceMs), "reading a damaged file does not end");
        if (reading.Result.Error is { } error)
        {
            Assert.That(error.SqlState, Is.Not.EqualTo(SqlStates.InternalError).And.Not.EqualTo(SqlStates.OutOfMemory),
                error.ToString());
        }
        return reading.Result;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Tables, counts of rows and a hash over all values, the same in one process.</summary>
    private static string Describe(GrizzlyConnection connection)
    {
        var text = new System.Text.StringBuilder();
        foreach (string table in Crash.Contents.Tables(connection))
        {
            using GrizzlyCommand command = connection.Command($"SELECT * FROM \"{table}\"");
            using GrizzlyDataReader reader = command.ExecuteReader();
            var hash = new HashCode();
            int rows = 0;
            for (; reader.Read(); rows++)
            {
                for (int i = 0; i < reader.FieldCount; i++) hash.Add(reader.GetValue(i));
            }
            text.Append(table).Append(' ').Append(rows).Append(' ').Append(hash.ToHashCode()).Append('\n');
        }
        return text.ToString();
    }
}
