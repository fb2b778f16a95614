using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;

namespace Grizzly.Benchmarks.Engines;

/// <summary>DuckDB through DuckDB.NET, as it comes out of the box but for the number of threads.</summary>
internal sealed class DuckDbEngine : BenchmarkEngine
{
    private const string PeakMetric = "SYSTEM_PEAK_BUFFER_MEMORY";

    private readonly string _profile;

    private DuckDbEngine(DuckDBConnection connection, string profile)
        : base(connection) => _profile = profile;

    public override string Name => "DuckDB";

    public override string Version => Convert.ToString(
        Query("SELECT version()").Rows[0][0], CultureInfo.InvariantCulture)!;

    /// <param name="path">A file or <c>:memory:</c>.</param>
    /// <param name="threads">Threads of the database.</param>
    /// <param name="directory">Where the engine writes its profiles.</param>
    public static DuckDbEngine Open(string path, int threads, string directory)
    {
        var connection = new DuckDBConnection($"Data Source={path}");
        connection.Open();
        var engine = new DuckDbEngine(connection, Path.Combine(directory, "duckdb-profile.json"));
        engine.Time(FormattableString.Invariant($"SET threads = {threads}"));
        return engine;
    }

    /// <summary>The peak of the database's buffers, which only a statement's profile tells.</summary>
    public override long? PeakBytes()
    {
        Time("SET enable_profiling = 'json'");
        Time($"SET profiling_output = '{_profile.Replace("'", "''", StringComparison.Ordinal)}'");
        Time($"SET custom_profiling_settings = '{{\"{PeakMetric}\": \"true\"}}'");
        Time("SELECT 1");
        Time("PRAGMA disable_profiling");
        return ReadPeak();
    }

    private long? ReadPeak()
    {
        if (!File.Exists(_profile)) return null;
        using JsonDocument profile = JsonDocument.Parse(File.ReadAllText(_profile));
        foreach (JsonProperty metric in profile.RootElement.EnumerateObject())
        {
            if (metric.NameEquals(PeakMetric.ToLowerInvariant()) || metric.NameEquals(PeakMetric))
                return metric.Value.GetInt64();
        }
        return null;
    }
}
