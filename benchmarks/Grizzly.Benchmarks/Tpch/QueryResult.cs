namespace Grizzly.Benchmarks.Tpch;

/// <summary>A query's measurements.</summary>
/// <param name="Name">q01 to q22.</param>
/// <param name="Grizzly">Seconds of the fastest hot run; null when it failed.</param>
/// <param name="Other">As above; null when there is no other engine, or it failed.</param>
/// <param name="Problem">The error or the difference between the answers, or null.</param>
internal sealed record QueryResult(string Name, double? Grizzly, double? Other, string? Problem)
{
    /// <summary>Grizzly's time by the other's, or null without both.</summary>
    public double? Ratio => Grizzly / Other;
}

/// <summary>One engine's part in the load comparison.</summary>
/// <param name="LineItemSeconds">COPY of lineitem into a fresh file; the fastest run.</param>
/// <param name="AllSeconds">COPY of all tables and CHECKPOINT; the fastest run.</param>
/// <param name="FileBytes">The file with all tables after closing it.</param>
/// <param name="PeakBytes">The most memory reserved while copying lineitem, or null where unknown.</param>
internal readonly record struct LoadResult(double LineItemSeconds, double AllSeconds, long FileBytes, long? PeakBytes);

/// <summary>Both engines' loads; the other is null when Grizzly runs alone.</summary>
internal sealed record LoadComparisonResult(LoadResult Grizzly, LoadResult? Other);
