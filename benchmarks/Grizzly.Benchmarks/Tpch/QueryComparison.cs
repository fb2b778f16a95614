using System.Data.Common;
using Grizzly.Benchmarks.Engines;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>Runs queries in both engines: a warm-up each, whose answers are compared, then hot runs by turns.</summary>
/// <remarks>Each run's text differs in a comment unless plans may be reused: Grizzly keeps plans by text and DuckDB
/// plans anew each time, so that both plan, or one has less to do.</remarks>
internal sealed class QueryComparison(BenchmarkEngine grizzly, BenchmarkEngine? other, int runs, bool reusePlans)
{
    /// <summary>Measures a query; errors and differences become the result's problem.</summary>
    public QueryResult Run(string name)
    {
        string sql = TpchQueries.Text(name);
        try
        {
            return Measure(name, sql);
        }
        catch (DbException error)
        {
            return new QueryResult(name, null, null, error.Message);
        }
    }

    private QueryResult Measure(string name, string sql)
    {
        Answer answer = grizzly.Query(sql);
        Answer? reference = other?.Query(sql);
        string? difference = reference is null ? null : AnswerComparer.Difference(reference, answer, sql);
        double best = double.MaxValue;
        double otherBest = double.MaxValue;
        for (int run = 0; run < runs; run++)
        {
            string text = reusePlans ? sql : FormattableString.Invariant($"-- run {run}\n{sql}");
            best = Math.Min(best, grizzly.Time(text));
            if (other is not null) otherBest = Math.Min(otherBest, other.Time(text));
        }
        return new QueryResult(name, best, other is null ? null : otherBest, difference);
    }
}
