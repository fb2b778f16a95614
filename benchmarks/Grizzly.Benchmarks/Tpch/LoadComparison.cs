using System.Diagnostics;
using Grizzly.Benchmarks.Engines;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>Copies the text files into fresh database files, by turns.</summary>
internal sealed class LoadComparison(TpchData data, string directory, int runs)
{
    /// <summary>Measures one engine after the other in each run; the fastest run counts.</summary>
    /// <param name="openGrizzly">Opens or creates the file of a path.</param>
    /// <param name="openOther">As above; null when Grizzly runs alone.</param>
    public LoadComparisonResult Run(Func<string, BenchmarkEngine> openGrizzly, Func<string, BenchmarkEngine>? openOther)
    {
        LoadResult? grizzly = null;
        LoadResult? other = null;
        for (int run = 0; run < runs; run++)
        {
            grizzly = Best(grizzly, Load(openGrizzly, "load.grz"));
            if (openOther is not null) other = Best(other, Load(openOther, "load.duckdb"));
        }
        return new LoadComparisonResult(grizzly!.Value, other);
    }

    private LoadResult Load(Func<string, BenchmarkEngine> open, string fileName)
    {
        string path = Path.Combine(directory, fileName);
        string statement = data.CopyStatement("lineitem");
        DeleteDatabase(path);
        double lineItemSeconds;
        long? peakBytes;
        using (BenchmarkEngine engine = open(path))
        {
            TpchData.Create(engine, data.Table("lineitem"));
            lineItemSeconds = engine.Time(statement);
            peakBytes = engine.PeakBytes();
            TpchData.RequireRows(engine, data.Table("lineitem"));
        }

        DeleteDatabase(path);
        double allSeconds;
        using (BenchmarkEngine engine = open(path))
        {
            long start = Stopwatch.GetTimestamp();
            data.Copy(engine);
            engine.Time("CHECKPOINT");
            allSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        long fileBytes = new FileInfo(path).Length;
        DeleteDatabase(path);
        return new LoadResult(lineItemSeconds, allSeconds, fileBytes, peakBytes);
    }

    private static LoadResult Best(LoadResult? previous, LoadResult next) =>
        previous is not { } best
            ? next
            : next with
            {
                LineItemSeconds = Math.Min(best.LineItemSeconds, next.LineItemSeconds),
                AllSeconds = Math.Min(best.AllSeconds, next.AllSeconds),
            };

    /// <summary>Deletes the file and what stands beside it under its name: logs and spilled data.</summary>
    private static void DeleteDatabase(string path)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
            File.Delete(file);
    }
}
