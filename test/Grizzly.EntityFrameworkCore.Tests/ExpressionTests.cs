using System.Linq.Expressions;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Expressions over values of many types give what C# gives.</summary>
public sealed class ExpressionTests
{
    private LabDatabase _database = null!;
    private Lab _lab = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _database = new LabDatabase();
        _lab = _database.Open();
    }

    [OneTimeTearDown]
    public void Close()
    {
        _lab.Dispose();
        _database.Dispose();
    }

    /// <summary>The probes for which a condition holds are the same in the database and in memory.</summary>
    private void Where(Expression<Func<Probe, bool>> condition)
    {
        int[] stored = [.. _lab.Probes.Where(condition).OrderBy(probe => probe.Id).Select(probe => probe.Id)];
        int[] expected = [.. All().Where(condition.Compile()).Select(probe => probe.Id)];
        Assert.That(stored, Is.EqualTo(expected), condition.ToString());
        Assert.That(expected, Is.Not.Empty, $"{condition} tests nothing");
    }

    private void Select<T>(Expression<Func<Probe, T>> compute)
    {
        T[] stored = [.. _lab.Probes.OrderBy(probe => probe.Id).Select(compute)];
        T[] expected = [.. All().Select(compute.Compile())];
        Assert.That(stored, Is.EqualTo(expected), compute.ToString());
    }

    private List<Probe> All() => [.. _lab.Probes.AsNoTracking().OrderBy(probe => probe.Id)];

    [Test]
    public void Single_bytes_of_arrays()
    {
        byte sought = 2;
        Where(probe => probe.Data.Contains(sought));
        Where(probe => probe.Data.Contains((byte)250));
        Where(probe => probe.Level == 0 || !probe.Data.Contains(probe.Level));
        Where(probe => probe.Data.First() == 2);
        Where(probe => probe.Data.Length > 1 && probe.Data[1] == 5);
    }

    [Test]
    public void Times_and_parts_of_a_second()
    {
        var start = new TimeOnly(3, 0);
        Select(probe => probe.Start - start);
        Where(probe => TimeOnly.FromTimeSpan(probe.Length) < probe.Start);
        Where(probe => probe.Taken.Nanosecond == 700);
        Where(probe => probe.Length.Microseconds == 78 && probe.Length.Nanoseconds == 900);
    }

    [Test]
    public void Conversions()
    {
        Where(probe => Convert.ToInt32((object)probe.Level) == 200);
        Where(probe => Convert.ToDecimal(probe.Weight) == 8.6m);
        Where(probe => Convert.ToString(probe.Taken).Contains("2023"));
        Select(probe => probe.IsGood.ToString());
        Select(probe => probe.Count.ToString());
        Select(probe => probe.Level > 100 ? (byte)1 : (byte)0);
    }

    [Test]
    public void Texts()
    {
        string? nothing = null;
        string prefix = "sh";
        Select(probe => string.Join("-", new[] { probe.Label, probe.Place, "end" }));
        Where(probe => probe.Label.FirstOrDefault() == 's');
        Where(probe => probe.Label.LastOrDefault() == 'y');
        Assert.That(_lab.Probes.OrderBy(probe => probe.Id).Select(probe => probe.Place!.StartsWith(prefix)),
            Is.EqualTo(new[] { true, false, false }));
        Assert.That(_lab.Probes.Select(probe => probe.Label.StartsWith(nothing!)), Has.All.False);
        Assert.That(_lab.Probes.Where(probe => probe.Place!.StartsWith(prefix)).ToQueryString(),
            Does.Not.Contain("COALESCE"));
    }

    [Test]
    public void A_group_without_a_matching_text_joins_to_an_empty_one()
    {
        string[] joined =
        [
            .. _lab.Probes.GroupBy(probe => probe.Id).OrderBy(group => group.Key).Select(group =>
                string.Join("|", group.Where(probe => probe.Label == "clay").Select(probe => probe.Label))),
        ];
        Assert.That(joined, Is.EqualTo(new[] { "", "", "clay" }));
    }

    [Test]
    public void Means_and_quotients_of_decimals_are_exact()
    {
        Assert.That(_lab.Probes.Average(probe => probe.Price), Is.EqualTo(1.35m));
        Assert.That(_lab.Probes.Where(probe => probe.Id < 3).Average(probe => probe.Price), Is.EqualTo(1.015m));
        Assert.That(_lab.Probes.Where(probe => probe.Id > 3).Average(probe => (decimal?)probe.Price), Is.Null);
        decimal large = 12345678901234567.8m;
        Assert.That(_lab.Probes.Where(probe => probe.Id == 1).Select(probe => large / 8m + 0m * probe.Price).Single(),
            Is.EqualTo(1543209862654320.975m));
    }

    [Test]
    public void Inverse_hyperbolic_functions_are_no_number_outside_of_their_domain()
    {
        Select(probe => Math.Acosh(probe.Angle));
        Select(probe => Math.Atanh(probe.Angle));
    }

    [Test]
    public void Nulls_and_bytes_inside_documents()
    {
        byte[] seal = [9, 8];
        Where(probe => probe.Report.Author == null);
        Where(probe => probe.Report.Author != null);
        Where(probe => probe.Report.Seal == null);
        Assert.That(_lab.Probes.Single(probe => probe.Report.Seal == seal).Id, Is.EqualTo(1));
    }

    [Test]
    public void A_complement_is_taken_before_what_follows()
    {
        Select(probe => ~probe.Id % 3);
        Select(probe => -~probe.Id * 2 + ~-probe.Id);
        Where(probe => (~probe.Id & 1) == 1);
    }

    [Test]
    public void Lists_of_the_query_stay_together_in_set_operations()
    {
        (int first, int second) = (2, 100);
        int[] given = [first, second, first], none = [];
        int[] stored =
        [
            .. _lab.Probes.OrderBy(probe => probe.Id).Select(probe => new[] { probe.Id, 3, 3 }.Union(given).Count()),
        ];
        Assert.That(stored, Is.EqualTo(All().Select(probe => new[] { probe.Id, 3, 3 }.Union(given).Count())));
        stored =
        [
            .. _lab.Probes.OrderBy(probe => probe.Id).Select(
                probe => given.Except(new[] { probe.Id, 5 }).Count()),
        ];
        Assert.That(stored, Is.EqualTo(All().Select(
            probe => given.Except([probe.Id, 5]).Count())));
        Assert.That(_lab.Probes.Count(probe => none.Count(value => value > probe.Id) == 1), Is.Zero);
        Assert.That(
            () => _lab.Probes.Count(probe => new int[0].Count(value => value > probe.Id) == 1),
            Throws.InvalidOperationException.With.Message.Contains("Empty"));
    }
}
