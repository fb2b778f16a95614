using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Engine;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Concurrency;

/// <summary>Random transactions of many threads on one database file, verified for snapshot isolation.</summary>
public sealed class ConcurrencyTests
{
    private const int Writers = 5, Readers = 2;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    [Test]
    public void Random_transactions_of_eight_threads_are_snapshot_isolated_and_keep_all_invariants()
    {
        int seed = Setting("GRIZZLY_CONCURRENCY_SEED", Environment.TickCount);
        var duration = TimeSpan.FromSeconds(Setting("GRIZZLY_CONCURRENCY_SECONDS", 5));
        TestContext.Out.WriteLine($"seed {seed}");
        using var folder = new DatabaseFolder();
        var workload = new Workload(folder.Source() + ";Synchronous=Off", seed);
        using GrizzlyConnection keepsOpen = workload.Open();
        workload.Create();
        var clock = Stopwatch.StartNew();
        var threads = new List<Thread>();
        for (int i = 0; i < Writers; i++)
        {
            threads.Add(workload.Start(clock, duration, i,
                (connection, random) => new Writer(workload, connection, random).RunOne()));
        }
        for (int i = 0; i < Readers; i++)
            threads.Add(workload.Start(clock, duration, Writers + i, new Invariants(workload).Check));
        threads.Add(workload.Start(clock, duration, Writers + Readers, new Housekeeper(workload).Act));
        foreach (Thread thread in threads) thread.Join();
        int committed = workload.History.Count(each => each.IsCommitted);
        TestContext.Out.WriteLine($"{committed} commits, {workload.Failures} conflicts");
        Assert.That(workload.Problems, Is.Empty, $"seed {seed}");
        Assert.That(SnapshotChecker.Check([.. workload.History], workload.Initial), Is.Empty, $"seed {seed}");
        Assert.That(committed, Is.GreaterThan(0));
        new Invariants(workload).Check(keepsOpen, new Random(seed));
        keepsOpen.Run("CHECKPOINT");
        keepsOpen.Close();
        using Database reopened = Database.Open(new DatabaseOptions { Path = folder.PathOf("test.grz") });
        Assert.That(reopened.CheckIntegrity(), Is.Empty, $"seed {seed}");
    }

    [Test]
    public void The_checker_finds_what_it_looks_for()
    {
        KeyState[] initial = [new(1, 0), new(2, 0)];
        RecordedTransaction Make(long first, long second, int at, params (int Key, long Before, long After)[] writes)
        {
            var made = new RecordedTransaction([new(first, 0), new(second, 0)], at) { Acknowledged = at + 1 };
            foreach ((int key, long before, long after) in writes) made.Writes[key] = (before, after);
            return made;
        }
        void Expect(string problem, params RecordedTransaction[] history) =>
            Assert.That(SnapshotChecker.Check([.. history], initial), Has.Some.Contains(problem));
        Expect("lost update", Make(1, 2, 1, (0, 1, 3)), Make(1, 2, 1, (0, 1, 4)));
        Expect("dirty read", Make(9, 2, 1));
        RecordedTransaction one = Make(1, 2, 1, (0, 1, 3)), two = Make(1, 2, 1, (1, 2, 4));
        Expect("different orders", one, two, Make(3, 2, 1), Make(1, 4, 1));
        Expect("half a commit", Make(1, 2, 1, (0, 1, 3), (1, 2, 4)), Make(3, 2, 1));
        Expect("misses a commit", one, Make(1, 2, 9), Make(3, 2, 9));
        Assert.That(SnapshotChecker.Check([one, two, Make(3, 2, 2), Make(3, 4, 5)], initial), Is.Empty);
    }
}
