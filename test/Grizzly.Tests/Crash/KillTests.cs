using System.Diagnostics;
using Grizzly.Common;
using Grizzly.CrashWriter;
using Grizzly.Data;
using Grizzly.Engine;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Crash;

/// <summary>
/// Kills a writing process at random moments: the file holds exactly what was acknowledged, or besides that the whole
/// of the one step that was under way.
/// </summary>
/// <remarks>
/// A round is one kill. A file lives for ten rounds, some of which also kill the recovery of the round before.
/// GRIZZLY_KILL_ROUNDS and GRIZZLY_KILL_SEED set how many and which.
/// </remarks>
public sealed class KillTests
{
    private const int RoundsPerFile = 10;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    [Test]
    public void After_kill_9_the_file_holds_exactly_the_acknowledged_statements()
    {
        int rounds = Setting("GRIZZLY_KILL_ROUNDS", 10);
        int seed = Setting("GRIZZLY_KILL_SEED", Random.Shared.Next(1_000_000));
        TestContext.Out.WriteLine($"GRIZZLY_KILL_SEED={seed} GRIZZLY_KILL_ROUNDS={rounds}");
        var moments = new Moments();
        for (; rounds > 0; rounds -= RoundsPerFile, seed++)
        {
            using var life = new Life(seed, moments);
            try
            {
                life.Run(Math.Min(rounds, RoundsPerFile));
            }
            catch (Exception error) when (error is not AssertionException)
            {
                Assert.Fail($"GRIZZLY_KILL_SEED={seed}, {life.Position}: {error}");
            }
        }
        TestContext.Out.WriteLine(moments.ToString());
    }

    /// <summary>One file and what should be in it.</summary>
    private sealed class Life(int seed, Moments moments) : IDisposable
    {
        private static readonly string[] Targets =
            ["copy", "copy-large", "insert", "insert-select", "checkpoint", "transaction", "reopen", "opening"];

        private readonly DatabaseFolder _folder = new();
        private readonly Random _random = new(seed);
        private readonly GrizzlyConnection _expected = ConnectionExtensions.OpenMemory();
        private Workload? _workload;
        private long _next;
        private int _round;
        private bool _isBorn;

        public string Position => $"round {_round}, step {_next}";

        private string File => _folder.PathOf("killed.grz");

        public void Run(int rounds)
        {
            _workload = new Workload(seed, _folder.PathOf("."));
            _workload.WriteFiles();
            for (_round = 0; _round < rounds; _round++)
            {
                KillOne();
                // A file whose making was cut short is nothing yet to those who may not write.
                if (_isBorn) Verify("Read Only=true");
                else continue;
                if (_random.Next(4) != 0) continue;
                // The parent recovers and checkpoints; otherwise the next writer goes on with the log as it is.
                Verify("");
                Assert.That(Directory.GetFiles(_folder.PathOf("."), "killed*").Select(Path.GetFileName),
                    Is.EqualTo(new[] { "killed.grz" }), $"GRIZZLY_KILL_SEED={seed}, {Position}: files left behind");
            }
        }

        public void Dispose()
        {
            _expected.Dispose();
            _folder.Dispose();
        }

        private void KillOne()
        {
            string target = Targets[_random.Next(Targets.Length)];
            int skip = target == "opening" ? 0 : _random.Next(target is "insert" or "transaction" ? 12 : 3);
            string options = _random.Next(3) == 0 ? "Synchronous=normal" : "";
            using var writer = new WriterProcess(
                "write", _folder.PathOf("."), File, $"{seed}", $"{_next}", "400", options);
            bool isThere = writer.WaitFor(line =>
            {
                bool fits = target == "opening" ? line == "opening"
                    : line.StartsWith("begin ", StringComparison.Ordinal)
                        && line.EndsWith(" " + target, StringComparison.Ordinal);
                return fits && skip-- == 0;
            });
            double share = _random.NextDouble() * (_random.Next(4) == 0 ? 0.05 : 1.2);
            if (isThere) Wait(moments.TypicalMs(target) * share);
            writer.Kill();
            if (writer.Error is { } error) Assert.Fail($"GRIZZLY_KILL_SEED={seed}, {Position}: {error}");
            moments.Note(writer.Lines);
            _isBorn |= writer.Lines.Any(line => line.Text == "opened");
            for (long acknowledged = writer.Last("ack"); _next <= acknowledged; _next++) Apply();
        }

        private static void Wait(double milliseconds)
        {
            long start = Stopwatch.GetTimestamp();
            if (milliseconds > 20) Thread.Sleep((int)milliseconds - 16);
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds) Thread.SpinWait(20);
        }

        /// <summary>
        /// The file is whole and holds the steps before <see cref="_next"/>, or one more, which then counts.
        /// </summary>
        private void Verify(string options)
        {
            using (Database database = Database.Open(new DatabaseOptions { Path = File, ReadOnly = true }))
            {
                IReadOnlyList<string> problems = database.CheckIntegrity();
                if (problems.Count > 0)
                    Assert.Fail($"GRIZZLY_KILL_SEED={seed}, {Position}: {string.Join("; ", problems)}");
            }
            using GrizzlyConnection connection = _folder.Open("killed.grz", options);
            string? without = Contents.Difference(connection, _expected);
            if (without is null) return;
            Apply();
            _next++;
            string? with = Contents.Difference(connection, _expected);
            if (with is null) return;
            Assert.Fail($"GRIZZLY_KILL_SEED={seed}, {Position}: neither without ({without}) nor with ({with}) "
                + $"the step under way: {string.Join("; ", _workload!.StepAt(_next - 1).Statements)}");
        }

        private void Apply()
        {
            foreach (string statement in _workload!.StepAt(_next).Statements) _expected.Run(statement);
        }
    }

    /// <summary>How long the kinds of steps take, so that kills fall into them; and where kills fell.</summary>
    private sealed class Moments
    {
        private readonly Dictionary<string, List<double>> _durations = [];
        private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);

        public double TypicalMs(string kind)
        {
            if (!_durations.TryGetValue(kind, out List<double>? known)) return kind == "opening" ? 100 : 20;
            return known.Order().ElementAt(known.Count / 2);
        }

        public void Note(IReadOnlyList<WriterProcess.Line> lines)
        {
            for (int i = 1; i < lines.Count; i++)
            {
                double duration = Stopwatch.GetElapsedTime(
                    lines[i - 1].Timestamp, lines[i].Timestamp).TotalMilliseconds;
                string kind = KindOf(lines[i - 1].Text);
                if (!_durations.TryGetValue(kind, out List<double>? known)) _durations.Add(kind, known = []);
                known.Add(duration);
            }
            string last = lines.Count == 0 ? "start" : KindOf(lines[^1].Text);
            _hits[last] = _hits.GetValueOrDefault(last) + 1;
        }

        public override string ToString() =>
            "killed in: " + string.Join(", ", _hits.Select(hit => $"{hit.Key} {hit.Value}"));

        private static string KindOf(string line) =>
            line.StartsWith("ack", StringComparison.Ordinal) ? "between" : line.Split(' ')[^1];
    }
}
