using Grizzly.Common;
using Grizzly.Extensions.Tpch;

namespace Grizzly.Tests.Tpch;

public sealed class TpchGeneratorTests
{
    private static readonly string[] TableNames =
        ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"];

    private static TpchGenerator s_generator = null!;

    [OneTimeSetUp]
    public static void CreateGenerator() => s_generator = TpchGenerator.Create(0.1);

    [OneTimeTearDown]
    public static void DisposeGenerator() => s_generator.Dispose();

    [TestCaseSource(nameof(TableNames))]
    public void A_stretch_generated_alone_equals_the_same_rows_of_a_full_run(string name)
    {
        TpchTable table = s_generator.FindTable(name)!;
        long first = Math.Min(500, table.UnitCount / 3);
        int count = (int)Math.Min(101, table.UnitCount - first);
        var batch = new TpchBatch((int)(first + count));
        table.Generate(0, (int)first, batch);
        int rowsBefore = batch.RowCount;
        table.Generate(0, (int)first + count, batch);
        string[] full = Lines(table, batch);

        table.Generate(first, count, batch);
        Assert.That(Lines(table, batch), Is.EqualTo(full[rowsBefore..]));
    }

    [TestCaseSource(nameof(TableNames))]
    public void The_batch_size_does_not_change_the_rows(string name)
    {
        TpchTable table = s_generator.FindTable(name)!;
        long first = Math.Max(0, table.UnitCount - 300);
        int count = (int)(table.UnitCount - first);
        var large = new TpchBatch(count);
        table.Generate(first, count, large);
        string[] expected = Lines(table, large);

        var actual = new List<string>();
        var small = new TpchBatch(7);
        for (long at = first; at < table.UnitCount; at += 7)
        {
            table.Generate(at, (int)Math.Min(7, table.UnitCount - at), small);
            actual.AddRange(Lines(table, small));
        }
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void Two_threads_generate_what_one_does()
    {
        TpchTable table = s_generator.FindTable("lineitem")!;
        var whole = new TpchBatch(2000);
        table.Generate(0, 2000, whole);
        string[] expected = Lines(table, whole);
        var halves = new string[2][];
        Parallel.For(0, 2, half =>
        {
            var batch = new TpchBatch(1000);
            table.Generate(half * 1000, 1000, batch);
            halves[half] = Lines(table, batch);
        });
        Assert.That(halves[0].Concat(halves[1]), Is.EqualTo(expected));
    }

    [TestCase("region", 5)]
    [TestCase("nation", 25)]
    [TestCase("supplier", 10_000)]
    [TestCase("customer", 150_000)]
    [TestCase("part", 200_000)]
    [TestCase("partsupp", 800_000)]
    [TestCase("orders", 1_500_000)]
    [TestCase("lineitem", 6_001_215)]
    public void Scale_factor_1_has_the_published_row_counts(string name, long rowCount)
    {
        using TpchGenerator generator = TpchGenerator.Create(1);
        Assert.That(generator.FindTable(name)!.RowCount, Is.EqualTo(rowCount));
    }

    [TestCase(0.001, 0.001, 10)]
    [TestCase(0.0019, 0.001, 10)]
    [TestCase(0.5, 0.5, 5_000)]
    [TestCase(1.9, 1, 10_000)]
    [TestCase(10_000, 10_000, 100_000_000)]
    public void Scale_factors_are_cut_as_the_reference_cuts_them(double scaleFactor, double used, long supplierCount)
    {
        using TpchGenerator generator = TpchGenerator.Create(scaleFactor);
        Assert.That(generator.ScaleFactor, Is.EqualTo(used));
        Assert.That(generator.FindTable("supplier")!.RowCount, Is.EqualTo(supplierCount));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(0.0005)]
    [TestCase(10_001)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_scale_factor_out_of_range_is_refused(double scaleFactor)
    {
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => TpchGenerator.Create(scaleFactor))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.InvalidParameterValue));
    }

    [Test]
    public void A_stretch_beyond_the_table_or_the_capacity_is_refused()
    {
        TpchTable table = s_generator.FindTable("nation")!;
        var batch = new TpchBatch(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Generate(20, 6, batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Generate(0, 11, batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Generate(-1, 1, batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Generate(long.MaxValue, 1, batch));
        table.Generate(25, 0, batch);
        Assert.That(batch.RowCount, Is.Zero);
    }

    [Test]
    public void The_last_rows_of_the_largest_scale_have_keys_and_suppliers_in_range()
    {
        using TpchGenerator generator = TpchGenerator.Create(10_000);
        var batch = new TpchBatch(10);
        TpchTable offers = generator.FindTable("partsupp")!;
        offers.Generate(offers.UnitCount - 10, 10, batch);
        Assert.That(batch.Columns[0].Longs[9], Is.EqualTo(2_000_000_000));
        foreach (long key in batch.Columns[1].Longs) Assert.That(key, Is.InRange(1, 100_000_000));

        TpchTable orders = generator.FindTable("orders")!;
        orders.Generate(orders.UnitCount - 10, 10, batch);
        Assert.That(batch.Columns[0].Longs[9], Is.EqualTo(60_000_000_000));
        foreach (long key in batch.Columns[1].Longs)
        {
            Assert.That(key, Is.InRange(1, 1_500_000_000));
            Assert.That(key % 3, Is.Not.Zero);
        }

        TpchTable customers = generator.FindTable("customer")!;
        customers.Generate(customers.UnitCount - 1, 1, batch);
        Assert.That(batch.Columns[1].Text(0).SequenceEqual("Customer#1500000000"u8));
    }

    [Test]
    public void A_warm_batch_allocates_nothing()
    {
        TpchTable table = s_generator.FindTable("lineitem")!;
        var batch = new TpchBatch();
        for (long first = 0; first < 20 * 1024; first += 1024) table.Generate(first, 1024, batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long first = 0; first < 20 * 1024; first += 1024) table.Generate(first, 1024, batch);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void A_disposed_generator_refuses_to_generate()
    {
        TpchGenerator generator = TpchGenerator.Create(0.001);
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => generator.Tables[0].Generate(0, 1, new TpchBatch()));
    }

    private static string[] Lines(TpchTable table, TpchBatch batch) =>
        System.Text.Encoding.ASCII.GetString(new TblWriter().Format(table, batch))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
