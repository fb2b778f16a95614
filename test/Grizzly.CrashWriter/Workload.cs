using System.Globalization;
using System.Text;

namespace Grizzly.CrashWriter;

/// <summary>
/// The statements of a crash test: each is a function of seed and number alone, so that killer and killed agree on
/// them, and each is valid whatever those before it did. A new kind of statement is one more line in
/// <see cref="Kinds"/>.
/// </summary>
/// <param name="seed">Of the whole history.</param>
/// <param name="folder">Where <see cref="WriteFiles"/> puts the CSV files that COPY reads.</param>
public sealed class Workload(int seed, string folder)
{
    /// <summary>Statements 0 to this one less make the tables.</summary>
    public const long FirstChange = 2;

    private const int SmallFileRows = 6000, LargeFileRows = 130_000;

    private const string Columns =
        "(id BIGINT NOT NULL, a INTEGER, b DOUBLE, c DECIMAL(12,2), d DATE, s VARCHAR, u TIMESTAMP, f BOOLEAN)";

    private static readonly (int Weight, string Name, Func<Workload, Random, long, string> Make)[] Kinds =
    [
        (12, "insert", (_, random, n) => Insert("t", random, n, 1)),
        (8, "insert", (_, random, n) => Insert("t", random, n, random.Next(2, 200))),
        (4, "insert", (_, random, n) => Insert("narrow", random, n, random.Next(1, 20))),
        (6, "insert-select", (_, random, n) => InsertSeries(random, n)),
        (3, "insert-select", (_, random, n) => InsertCopies(random)),
        (8, "update", (_, random, n) => Update(random, n)),
        (8, "delete", (_, random, n) => Delete(random)),
        (8, "copy", (workload, _, _) => workload.Copy("small.csv")),
        (3, "copy-large", (workload, _, _) => workload.Copy("large.csv")),
        (4, "create", (_, random, n) => Create(random, n)),
        (4, "drop", (_, random, n) => $"DROP TABLE IF EXISTS x{random.Next(4)}"),
    ];

    private const int TransactionWeight = 14, CheckpointWeight = 8, ReopenWeight = 3;

    private static readonly int KindsWeight = Kinds.Sum(kind => kind.Weight);

    /// <summary>Step number <paramref name="n"/>, counted from 0.</summary>
    public Step StepAt(long n)
    {
        if (n == 0) return new Step("create", ["CREATE TABLE t " + Columns]);
        if (n == 1) return new Step("create", ["CREATE TABLE narrow (id BIGINT, name VARCHAR)"]);
        var random = new Random(HashCode.Of(seed, n));
        // Every so often most rows go, so that the file does not grow without end.
        if (n % 20 == 19) return new Step("delete", ["DELETE FROM t WHERE a % 8 <> 0 OR a IS NULL"]);
        int choice = random.Next(KindsWeight + TransactionWeight + CheckpointWeight + ReopenWeight);
        if (choice < KindsWeight)
        {
            (string name, string statement) = Single(random, n);
            return new Step(name, [statement]);
        }
        choice -= KindsWeight;
        if (choice < TransactionWeight) return new Step("transaction", [.. Transaction(random, n)]);
        choice -= TransactionWeight;
        return choice < CheckpointWeight ? new Step("checkpoint", ["CHECKPOINT"]) : new Step("reopen", []);
    }

    /// <summary>Writes the files that COPY reads, unless they are there; the same for the same seed.</summary>
    public void WriteFiles()
    {
        if (File.Exists(Path.Combine(folder, "large.csv"))) return;
        WriteFile("small.csv", SmallFileRows, seed);
        WriteFile("large.csv", LargeFileRows, seed + 1);
    }

    private (string Name, string Statement) Single(Random random, long n)
    {
        int choice = random.Next(KindsWeight);
        foreach ((int weight, string name, Func<Workload, Random, long, string> make) in Kinds)
        {
            if (choice < weight) return (name, make(this, random, n));
            choice -= weight;
        }
        throw new InvalidOperationException("the weights do not add up");
    }

    private List<string> Transaction(Random random, long n)
    {
        List<string> statements = ["BEGIN"];
        bool isSaved = false;
        for (int i = random.Next(2, 6); i > 0; i--)
        {
            statements.Add(Single(random, n).Statement);
            if (random.Next(6) == 0)
            {
                statements.Add("SAVEPOINT s");
                isSaved = true;
            }
            else if (isSaved && random.Next(3) == 0) statements.Add("ROLLBACK TO SAVEPOINT s");
        }
        statements.Add(random.Next(4) == 0 ? "ROLLBACK" : "COMMIT");
        return statements;
    }

    private static string Insert(string table, Random random, long n, int count)
    {
        var text = new StringBuilder($"INSERT INTO {table} VALUES ");
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(", ");
            long id = n * 1000 + i;
            if (table == "narrow") text.Append(CultureInfo.InvariantCulture, $"({id}, {Quoted(Word(random))})");
            else text.Append('(').AppendJoin(", ", Row(random, id).Select(Quoted)).Append(')');
        }
        return text.ToString();
    }

    private static string InsertSeries(Random random, long n)
    {
        int rows = random.Next(5) == 0 ? random.Next(20_000, 40_000) : random.Next(1, 5000);
        return $"INSERT INTO t SELECT i + {n * 1000}, (i % 977)::INTEGER, i / 8.0, (i % 10000)::DECIMAL(12,2), "
            + "DATE '2020-01-01' + (i % 365)::INTEGER, CASE WHEN i % 3 = 0 THEN NULL ELSE 'series ' || (i % 50) END, "
            + $"TIMESTAMP '2021-02-03 04:05:06', i % 2 = 0 FROM range(0, {rows}) AS r(i)";
    }

    private static string InsertCopies(Random random) =>
        $"INSERT INTO t SELECT id + 1000000, a, b, c, d, s, u, f FROM t WHERE id % 11 = {random.Next(11)}";

    private static string Update(Random random, long n) => random.Next(3) switch
    {
        0 => $"UPDATE t SET a = (a + 1) % 1000, s = 'changed {n}' WHERE id % {random.Next(5, 40)} = 0",
        1 => $"UPDATE narrow SET name = 'renamed {n}' WHERE id % {random.Next(1, 5)} = 0",
        _ => $"UPDATE t SET f = NOT f, c = c + 1 WHERE a = {random.Next(1000)}",
    };

    private static string Delete(Random random) => random.Next(4) switch
    {
        0 => $"DELETE FROM narrow WHERE id % {random.Next(2, 5)} = 0",
        _ => $"DELETE FROM t WHERE id % {random.Next(3, 12)} = {random.Next(3)}",
    };

    private static string Create(Random random, long n)
    {
        string table = $"x{random.Next(4)}";
        return random.Next(3) == 0
            ? $"CREATE TABLE IF NOT EXISTS {table} (k INTEGER, v VARCHAR)"
            : $"CREATE TABLE IF NOT EXISTS {table} AS SELECT id, s, {n} AS n FROM t WHERE id % 3 = {random.Next(3)}";
    }

    private string Copy(string file) =>
        $"COPY t FROM '{Path.Combine(folder, file).Replace("'", "''", StringComparison.Ordinal)}'";

    private void WriteFile(string name, int rows, int fileSeed)
    {
        var random = new Random(fileSeed);
        using var writer = new StreamWriter(Path.Combine(folder, name));
        for (int i = 0; i < rows; i++) writer.Write(string.Join(',', Row(random, i)) + "\n");
    }

    /// <summary>The values of one row as text; null is NULL.</summary>
    private static string?[] Row(Random random, long id) =>
    [
        id.ToString(CultureInfo.InvariantCulture),
        random.Next(20) == 0 ? null : random.Next(1000).ToString(CultureInfo.InvariantCulture),
        random.Next(20) == 0 ? null : (random.Next(100_000) / 16.0).ToString(CultureInfo.InvariantCulture),
        (random.Next(10_000_000) / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        new DateOnly(2000, 1, 1).AddDays(random.Next(9000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        random.Next(10) == 0 ? null : Word(random),
        new DateTime(2001, 2, 3).AddSeconds(random.Next()).ToString("yyyy-MM-dd HH:mm:ss",
            CultureInfo.InvariantCulture),
        random.Next(2) == 0 ? "true" : "false",
    ];

    private static string Word(Random random)
    {
        if (random.Next(2) == 0) return $"word {random.Next(40)}";
        return string.Create(random.Next(1, 60), random, static (characters, source) =>
        {
            for (int i = 0; i < characters.Length; i++) characters[i] = (char)('a' + source.Next(26));
        });
    }

    private static string Quoted(string? value) => value is null ? "NULL" : $"'{value}'";

    /// <summary>Numbers for seeds that are the same in every process.</summary>
    private static class HashCode
    {
        public static int Of(int left, long right)
        {
            ulong mixed = unchecked(((ulong)(uint)left << 32 ^ (ulong)right) * 0x9E37_79B9_7F4A_7C15UL);
            return (int)(mixed >> 33);
        }
    }
}
