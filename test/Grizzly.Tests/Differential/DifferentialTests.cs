using System.Globalization;

namespace Grizzly.Tests.Differential;

/// <summary>
/// Generated queries answered by Grizzly in four ways and by DuckDB and, where it speaks the same dialect, SQLite.
/// GRIZZLY_DIFF_SEED starts from another schema, GRIZZLY_DIFF_COUNT runs another number of queries.
/// </summary>
public sealed class DifferentialTests
{
    [Test]
    public void Random_queries_agree_with_the_peers_and_with_themselves()
    {
        int seed = Setting("GRIZZLY_DIFF_SEED", 1);
        int count = Setting("GRIZZLY_DIFF_COUNT", 400);
        TestContext.Out.WriteLine($"GRIZZLY_DIFF_SEED={seed} GRIZZLY_DIFF_COUNT={count}");
        var run = new DifferentialRun(seed);
        run.Run(count, mostFailures: 5);
        TestContext.Out.WriteLine(string.Join(", ", run.Counts.Select(pair => $"{pair.Key}: {pair.Value}")));
        foreach ((string message, int times) in run.Refusals) TestContext.Out.WriteLine($"{times} x {message}");
        Assert.That(run.Failures, Is.Empty, string.Join("\n", run.Failures));
        Assert.That(run.Counts.GetValueOrDefault(CaseResult.Agreed), Is.GreaterThan(count * 8 / 10));
    }

    [Test]
    public void The_same_seed_makes_the_same_queries()
    {
        List<RandomTable> tables = RandomTable.Schema(7, isPlain: false);
        string Make(Choices choices) => new QueryGenerator(choices, tables, isPlain: false).Make().Sql;
        var first = new Choices(11);
        string sql = Make(first);
        Assert.That(Make(new Choices(11)), Is.EqualTo(sql));
        Assert.That(Make(new Choices(first.Taken)), Is.EqualTo(sql), "replayed");
        Assert.That(Make(new Choices(12)), Is.Not.EqualTo(sql));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : otherwise;
}
