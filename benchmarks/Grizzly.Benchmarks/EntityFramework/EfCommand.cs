using System.Globalization;

namespace Grizzly.Benchmarks.EntityFramework;

/// <summary>EF Core on Grizzly and on SQLite, taking turns in one process; each on a file of its own.</summary>
internal sealed class EfCommand(EfOptions options, TextWriter output)
{
    /// <summary>Rounds that do not count: queries are compiled in the first, code while it runs.</summary>
    private const int WarmupRounds = 3;

    /// <summary>0, or 1 where engines disagree about an answer.</summary>
    public int Run()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("grizzly-ef-");
        try
        {
            using EfEngine grizzly = EfEngine.Grizzly(Path.Combine(directory.FullName, "grizzly.grz"));
            using EfEngine sqlite = EfEngine.Sqlite(Path.Combine(directory.FullName, "sqlite.db"));
            EfEngine[] engines = [grizzly, sqlite];
            foreach (EfEngine engine in engines) engine.Fill(options.Events);
            output.WriteLine($"# EF Core, {options.Events} events, {Machine.Describe()}");
            output.WriteLine();
            output.WriteLine("| operation | Grizzly ms | SQLite ms | ratio |  |\n|---|---|---|---|---|");
            bool agrees = true;
            foreach (EfOperation operation in EfOperation.All)
            {
                if (operation.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                    agrees &= Measure(operation, engines);
            }
            return agrees ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private bool Measure(EfOperation operation, EfEngine[] engines)
    {
        double[] best = [double.MaxValue, double.MaxValue];
        var checks = new double[engines.Length];
        for (int round = 0; round < WarmupRounds + options.Rounds; round++)
        {
            for (int i = 0; i < engines.Length; i++)
            {
                GC.Collect();
                (double milliseconds, checks[i]) = operation.Run(engines[i], round);
                if (round >= WarmupRounds) best[i] = Math.Min(best[i], milliseconds);
            }
        }
        bool agrees = Math.Abs(checks[0] - checks[1]) <= 1e-9 * Math.Abs(checks[1]);
        string[] cells =
        [
            operation.Name,
            .. best.Select(milliseconds => milliseconds.ToString("F2", CultureInfo.InvariantCulture)),
            (best[0] / best[1]).ToString("F2", CultureInfo.InvariantCulture), agrees ? "" : "ANSWERS DIFFER",
        ];
        output.WriteLine($"| {string.Join(" | ", cells)} |");
        return agrees;
    }
}
