using System.Globalization;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>Prints measurements as markdown tables.</summary>
internal sealed class TpchReport(TextWriter output, string? otherName)
{
    public void QueryHeader()
    {
        output.WriteLine();
        output.WriteLine(
            otherName is null
                ? "| query | Grizzly ms |\n|---|---:|"
                : $"| query | Grizzly ms | {otherName} ms | ratio |\n|---|---:|---:|---:|");
    }

    public void Query(QueryResult result)
    {
        string note = result.Problem is null ? "" : " (!)";
        output.WriteLine(
            otherName is null
                ? $"| {result.Name}{note} | {Ms(result.Grizzly)} |"
                : $"| {result.Name}{note} | {Ms(result.Grizzly)} | {Ms(result.Other)} | {Ratio(result.Ratio)} |");
        output.Flush();
    }

    public void QuerySummary(IReadOnlyList<QueryResult> results)
    {
        double ours = results.Sum(result => result.Grizzly ?? 0);
        double theirs = results.Sum(result => result.Other ?? 0);
        if (otherName is null)
        {
            output.WriteLine($"| sum | {Ms(ours)} |");
            return;
        }
        output.WriteLine($"| sum | {Ms(ours)} | {Ms(theirs)} | {Ratio(ours / theirs)} |");
        QueryResult[] compared = [.. results.Where(result => result.Ratio is not null)];
        if (compared.Length == 0) return;
        QueryResult worst = compared.MaxBy(result => result.Ratio)!;
        output.WriteLine();
        output.WriteLine(
            $"Geometric mean of the ratios of {compared.Length} queries: {Ratio(GeometricMean(compared))}; "
            + $"worst: {Ratio(worst.Ratio)} ({worst.Name}).");
    }

    /// <summary>What the engines had reserved at most up to the end of the queries; null where unknown.</summary>
    public void Peak(string since, long? grizzlyBytes, long? otherBytes)
    {
        string versus = otherName is null ? "" : $", {otherName} {Number(otherBytes / 1e6)} MB";
        output.WriteLine();
        output.WriteLine($"Peak memory by each engine's own count, {since}: "
            + $"Grizzly {Number(grizzlyBytes / 1e6)} MB{versus}.");
    }

    public void Load(LoadComparisonResult result)
    {
        output.WriteLine();
        output.WriteLine(otherName is null ? "| load | Grizzly |" : $"| load | Grizzly | {otherName} | ratio |");
        output.WriteLine(otherName is null ? "|---|---:|" : "|---|---:|---:|---:|");
        LoadRow("COPY lineitem, s", result, load => load.LineItemSeconds);
        LoadRow("COPY all tables and CHECKPOINT, s", result, load => load.AllSeconds);
        LoadRow("file, MB", result, load => load.FileBytes / 1e6);
        LoadRow("peak memory of COPY lineitem, MB", result, load => load.PeakBytes / 1e6);
    }

    /// <summary>The geometric mean of Grizzly's time by the other's; of at least one query with both.</summary>
    public static double GeometricMean(IEnumerable<QueryResult> results) =>
        Math.Exp(results.Where(result => result.Ratio is not null).Average(result => Math.Log(result.Ratio!.Value)));

    private void LoadRow(string title, LoadComparisonResult result, Func<LoadResult, double?> select)
    {
        double? ours = select(result.Grizzly);
        double? theirs = result.Other is { } other ? select(other) : null;
        output.WriteLine(
            otherName is null
                ? $"| {title} | {Number(ours)} |"
                : $"| {title} | {Number(ours)} | {Number(theirs)} | {Ratio(ours / theirs)} |");
    }

    private static string Ms(double? seconds) => Number(seconds * 1000);

    private static string Number(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "n/a";

    private static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "n/a";
}
