using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Kernels;

namespace Grizzly.Tests.Kernels;

public sealed class SelectionTests
{
    [TestCase("random")]
    [TestCase("ascending")]
    [TestCase("descending")]
    [TestCase("equal")]
    [TestCase("few")]
    [TestCase("organ pipe")]
    public void A_place_gets_what_sorting_would_put_there(string shape)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (int count in new[] { 1, 2, 3, 24, 25, 100, 1000, 20_000 })
        {
            long[] values = [.. Enumerable.Range(0, count).Select(i => shape switch
            {
                "random" => random.NextInt64(),
                "ascending" => i,
                "descending" => -i,
                "equal" => 7L,
                "few" => random.Next(3),
                _ => Math.Min(i, count - i),
            })];
            long[] sorted = [.. values.Order()];
            foreach (int index in new[] { 0, count / 3, count / 2, count - 1 })
            {
                long[] copy = [.. values];
                Selection.Nth<long, NaturalOrder<long>>(copy, index);
                Assert.That(copy[index], Is.EqualTo(sorted[index]));
                Assert.That(copy[..index], Has.All.LessThanOrEqualTo(copy[index]));
                Assert.That(copy[index..], Has.All.GreaterThanOrEqualTo(copy[index]));
                Assert.That(copy.Order(), Is.EqualTo(sorted));
            }
        }
    }

    [Test]
    public void NaN_comes_last()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? double.NaN : -i)];
        Selection.Nth<double, FloatingOrder<double>>(values, 89);
        Assert.That(values[89], Is.EqualTo(-1));
        Assert.That(values[90..], Has.All.NaN);
    }

    [Test]
    public void Selecting_and_sorting_end_when_the_thread_s_statement_is_cancelled()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        long[] values = [.. Enumerable.Range(0, 100_000).Select(i => (long)i * 7919 % 100_003)];
        CancellationToken before = LongWork.Enter(stopped.Token);
        try
        {
            Assert.That(
                Assert.Throws<GrizzlyException>(
                    () => Selection.Nth<long, NaturalOrder<long>>(values, 50_000))!.SqlState,
                Is.EqualTo("57014"));
            Assert.That(
                Assert.Throws<GrizzlyException>(() => LongWork.Sort(values, Comparer<long>.Default))!.SqlState,
                Is.EqualTo("57014"));
        }
        finally
        {
            LongWork.Leave(before);
        }
        LongWork.Sort(values, Comparer<long>.Default);
        Assert.That(values, Is.Ordered);
    }
}
