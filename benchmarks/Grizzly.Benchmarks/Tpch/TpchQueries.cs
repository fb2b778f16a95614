using System.Globalization;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>The 22 queries of the TPC-H specification with its validation parameters. Dates are literals, so that no
/// engine's interval arithmetic gets in the way of its filters.</summary>
internal static class TpchQueries
{
    /// <summary>q01 to q22.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(1, 22).Select(number => number.ToString("'q'00", CultureInfo.InvariantCulture))];

    public static string Text(string name)
    {
        using Stream stream = typeof(TpchQueries).Assembly.GetManifestResourceStream("tpch/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
