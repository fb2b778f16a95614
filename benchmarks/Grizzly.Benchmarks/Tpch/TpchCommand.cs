using System.Globalization;
using Grizzly.Benchmarks.Engines;
using Grizzly.Extensions.Tpch;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>
/// TPC-H in Grizzly and, by turns in the same process, in DuckDB: time per query, loading, file size and memory; and
/// whether both gave the same answers.
/// </summary>
internal sealed class TpchCommand(TpchOptions options, TextWriter output)
{
    /// <summary>0, or 1 when an engine failed or the answers differ.</summary>
    public int Run()
    {
        string directory = Directory.CreateTempSubdirectory("grizzly-tpch-").FullName;
        try
        {
            return Run(directory);
        }
        finally
        {
            if (options.Keep) output.WriteLine($"\nkept: {directory}");
            else Directory.Delete(directory, recursive: true);
        }
    }

    private int Run(string directory)
    {
        using TpchGenerator generator = TpchGenerator.Create(options.ScaleFactor);
        var data = new TpchData(generator, directory);
        var report = new TpchReport(output, options.AgainstDuckDb ? "DuckDB" : null);
        if (options.AgainstDuckDb || options.LoadRuns > 0) data.WriteFiles();

        List<QueryResult> results = [];
        Dictionary<string, string> heading;
        using (BenchmarkEngine grizzly = Fill("tpch.grz", OpenGrizzly, data.Generate))
        using (BenchmarkEngine? duckDb = options.AgainstDuckDb ? Fill("tpch.duckdb", OpenDuckDb, data.Copy) : null)
        {
            heading = Heading(generator, grizzly, duckDb);
            foreach ((string name, string value) in heading) output.WriteLine($"{name}: {value}  ");
            report.QueryHeader();
            var comparison = new QueryComparison(grizzly, duckDb, options.Runs, options.ReusePlans);
            foreach (string name in options.Queries)
            {
                results.Add(comparison.Run(name));
                report.Query(results[^1]);
            }
            report.QuerySummary(results);
            report.Peak(
                options.InFile ? "queries only" : "data in memory and loading it included",
                grizzly.PeakBytes(), duckDb?.PeakBytes());
        }

        LoadComparisonResult? load = null;
        if (options.LoadRuns > 0)
        {
            load = new LoadComparison(data, directory, options.LoadRuns).Run(
                OpenGrizzly, options.AgainstDuckDb ? OpenDuckDb : null);
            report.Load(load);
        }
        if (options.JsonPath is not null) TpchJson.Write(options.JsonPath, heading, results, load);
        return ReportProblems(results);

        BenchmarkEngine OpenGrizzly(string path) => GrizzlyEngine.Open(path, options.Threads, options.MemoryLimit);
        BenchmarkEngine OpenDuckDb(string path) => DuckDbEngine.Open(path, options.Threads, directory);

        BenchmarkEngine Fill(string fileName, Func<string, BenchmarkEngine> open, Action<BenchmarkEngine> fill)
        {
            string path = options.InFile ? Path.Combine(directory, fileName) : ":memory:";
            BenchmarkEngine engine = open(path);
            fill(engine);
            if (!options.InFile) return engine;
            engine.Dispose();
            return open(path);
        }
    }

    private Dictionary<string, string> Heading(TpchGenerator generator, BenchmarkEngine grizzly, BenchmarkEngine? other)
    {
        string scale = generator.ScaleFactor.ToString(CultureInfo.InvariantCulture);
        string limit = options.MemoryLimit is null ? "" : $", Grizzly's memory limit {options.MemoryLimit}";
        string versus = other is null ? "" : $", {other.Name} {other.Version}";
        return new Dictionary<string, string>
        {
            ["machine"] = Machine.Describe(),
            ["engines"] = $"{grizzly.Name} {grizzly.Version}{versus}",
            ["setup"] = $"TPC-H scale factor {scale}, {(options.InFile ? "in files" : "in memory")}, "
                + $"{options.Threads} threads{limit}; the fastest of {options.Runs} hot runs by turns, "
                + (options.ReusePlans ? "plans reused where the engine keeps them" : "planning included"),
        };
    }

    private int ReportProblems(List<QueryResult> results)
    {
        QueryResult[] failed = [.. results.Where(result => result.Problem is not null)];
        output.WriteLine();
        foreach (QueryResult result in failed) output.WriteLine($"{result.Name}: {result.Problem}  ");
        if (failed.Length == 0 && options.AgainstDuckDb)
            output.WriteLine($"Both engines gave the same answers to all {results.Count} queries.");
        return failed.Length == 0 ? 0 : 1;
    }
}
