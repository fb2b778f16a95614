using System.Diagnostics;
using System.Globalization;

namespace Grizzly.Benchmarks.Small;

/// <summary>Small statements through ADO.NET, engines taking turns in one process; each on files of its own.</summary>
internal sealed class SmallCommand(SmallOptions options, TextWriter output)
{
    /// <summary>An engine is warmed up until it has got no faster for so long, </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>and at most for so long.</summary>
    private static readonly TimeSpan MostWarmup = TimeSpan.FromSeconds(25);

    private readonly SmallEngine[] _engines =
    [
        SmallEngine.Grizzly,
        .. options.AgainstSqlite ? new[] { SmallEngine.Sqlite } : [],
        .. options.AgainstDuckDb ? new[] { SmallEngine.DuckDb } : [],
    ];

    /// <summary>0, or 1 where engines disagree about an answer.</summary>
    public int Run()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("grizzly-small-");
        try
        {
            output.WriteLine($"# small statements, {options.Rows} rows, {Machine.Describe()}");
            output.WriteLine();
            output.WriteLine(Header());
            foreach (SmallEngine engine in _engines)
            {
                SmallOperations.Fill(engine, PathOf(directory, engine), options.Rows);
                SmallOperations.Fill(engine, WarmupPathOf(directory, engine), options.Rows);
            }
            bool agrees = true;
            foreach (SmallOperation operation in SmallOperations.All)
            {
                if (operation.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                    agrees &= Measure(operation, directory);
            }
            return agrees ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private bool Measure(SmallOperation operation, DirectoryInfo directory)
    {
        var best = new Sample[_engines.Length];
        var checks = new double[_engines.Length];
        foreach (SmallEngine engine in _engines) WarmUp(operation, engine, WarmupPathOf(directory, engine));
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < _engines.Length; i++)
            {
                GC.Collect();
                string path = PathOf(directory, _engines[i]);
                (Sample sample, checks[i]) = operation.Run(_engines[i], path, options.Rows, round);
                if (round == 0 || sample.Microseconds < best[i].Microseconds) best[i] = sample;
            }
        }
        bool agrees = checks.All(check => Math.Abs(check - checks[0]) <= 1e-9 * Math.Abs(checks[0]));
        double peer = best.Skip(1).Select(sample => sample.Microseconds).DefaultIfEmpty(double.NaN).Min();
        string[] cells =
        [
            operation.Name,
            .. best.Select(sample => sample.Microseconds.ToString("F2", CultureInfo.InvariantCulture)),
            (best[0].Microseconds / peer).ToString("F2", CultureInfo.InvariantCulture),
            .. best.Select(sample => sample.Bytes.ToString("F0", CultureInfo.InvariantCulture)),
            agrees ? "" : "ANSWERS DIFFER",
        ];
        output.WriteLine($"| {string.Join(" | ", cells)} |");
        return agrees;
    }

    /// <summary>Runs an operation until it gets no faster: a managed engine is compiled, and compiled again, while it
    /// runs. An engine in native code has only caches to fill.</summary>
    private void WarmUp(SmallOperation operation, SmallEngine engine, string path)
    {
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp(), faster = start;
        for (int round = 0;
            Stopwatch.GetElapsedTime(start) < MostWarmup && Stopwatch.GetElapsedTime(faster) < Patience; round++)
        {
            (Sample sample, _) = operation.Run(engine, path, options.Rows, round);
            if (!engine.IsManaged) return;
            if (sample.Microseconds < 0.97 * best) faster = Stopwatch.GetTimestamp();
            best = Math.Min(best, sample.Microseconds);
        }
    }

    private string Header()
    {
        string[] names = [.. _engines.Select(engine => engine.Name)];
        string[] cells =
            ["operation", .. names.Select(n => $"{n} µs"), "ratio", .. names.Select(n => $"{n} bytes"), ""];
        return $"| {string.Join(" | ", cells)} |\n|{string.Concat(cells.Select(_ => "---|"))}";
    }

    private static string WarmupPathOf(DirectoryInfo directory, SmallEngine engine) =>
        Path.Combine(directory.FullName, $"{engine.Name}-warm.db");

    private static string PathOf(DirectoryInfo directory, SmallEngine engine) =>
        Path.Combine(directory.FullName, $"{engine.Name}.db");
}
