using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Functions;

public sealed class SeriesTests
{
    [TestCase("generate_series", new long[] { 1, 3 }, "1 2 3")]
    [TestCase("range", new long[] { 3 }, "0 1 2")]
    [TestCase("range", new long[] { 3, 3 }, "")]
    [TestCase("range", new long[] { 5, 0, -2 }, "5 3 1")]
    [TestCase("generate_series", new long[] { 9223372036854775806, 9223372036854775807 },
        "9223372036854775806 9223372036854775807")]
    public void Numbers_run_from_start_to_stop(string name, long[] arguments, string expected) =>
        Assert.That(string.Join(' ', Run(name, [.. arguments.Select(Value.OfBigInt)]).Select(v =>
            ValueText.Format(v))), Is.EqualTo(expected));

    [Test]
    public void Months_are_counted_from_the_start() =>
        Assert.That(
            string.Join(' ', Run("generate_series", [ValueText.Parse("2024-01-31", LogicalType.Date),
                ValueText.Parse("2024-03-31", LogicalType.Date), ValueText.Parse("1 month", LogicalType.Interval)])
                .Select(v => ValueText.Format(v)[..10])),
            Is.EqualTo("2024-01-31 2024-02-29 2024-03-31"));

    [Test]
    public void A_long_series_comes_in_several_chunks() =>
        Assert.That(Run("range", [Value.OfInteger(5000)]), Has.Count.EqualTo(5000));

    private static List<Value> Run(string name, Value[] arguments)
    {
        Assert.That(FunctionRegistry.TryGetTable(name, out TableFunction? function), Is.True);
        BoundTableFunction bound = function!.Bind(arguments, new Dictionary<string, Value>());
        using ITableFunctionSource source = bound.Open([0], StatementContext.None);
        using ITableFunctionReader reader = source.OpenReader();
        using var chunk = new DataChunk(bound.ColumnTypes);
        var result = new List<Value>();
        while (reader.Read(chunk, 1024, out _, CancellationToken.None))
        {
            for (int i = 0; i < chunk.Count; i++) result.Add(chunk.Columns[0].GetValue(i));
        }
        return result;
    }
}
