using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Functions;

public sealed class AggregateTests
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, Double = LogicalType.Double,
        Varchar = LogicalType.Varchar;

    private static Value[] Big(params long?[] values) =>
        [.. values.Select(v => v is null ? Value.Null(BigInt) : Value.OfBigInt(v.Value))];

    private static Value[] Real(params double?[] values) =>
        [.. values.Select(v => v is null ? Value.Null(Double) : Value.OfDouble(v.Value))];

    private static Value[] Text(params string?[] values) =>
        [.. values.Select(v => v is null ? Value.Null(Varchar) : Value.OfVarchar(v))];

    [TestCase("count", "3")]
    [TestCase("sum", "12")]
    [TestCase("avg", "4.0")]
    [TestCase("min", "-1")]
    [TestCase("max", "8")]
    [TestCase("first", "5")]
    [TestCase("last", "8")]
    [TestCase("any_value", "5")]
    [TestCase("bit_or", "-1")]
    [TestCase("var_pop", "14.0")]
    [TestCase("stddev_samp", "4.58257569495584")]
    [TestCase("product", "-40.0")]
    public void Nulls_are_skipped(string name, string expected) =>
        Assert.That(ValueText.Format(Evaluate.Aggregate(name, BigInt, Big(5, null, -1, null, 8))),
            Is.EqualTo(expected));

    [TestCase("count", "0")]
    [TestCase("sum", "NULL")]
    [TestCase("avg", "NULL")]
    [TestCase("min", "NULL")]
    [TestCase("var_samp", "NULL")]
    [TestCase("bit_and", "NULL")]
    public void No_rows_and_only_nulls_give_the_empty_result(string name, string expected)
    {
        Assert.That(ValueText.Format(Evaluate.Aggregate(name, BigInt)), Is.EqualTo(expected));
        Assert.That(ValueText.Format(Evaluate.Aggregate(name, BigInt, Big(null, null))), Is.EqualTo(expected));
    }

    [Test]
    public void Sums_exceed_64_bits_exactly()
    {
        Value[] values = Big([.. Enumerable.Repeat((long?)long.MaxValue, 1000)]);
        Assert.That(ValueText.Format(Evaluate.Aggregate("sum", BigInt, values)),
            Is.EqualTo(((Int128)long.MaxValue * 1000).ToString()));
        values = Big([.. Enumerable.Repeat((long?)long.MinValue, 1024)]);
        Assert.That(ValueText.Format(Evaluate.Aggregate("sum", BigInt, values)),
            Is.EqualTo(((Int128)long.MinValue * 1024).ToString()));
    }

    [Test]
    public void Decimals_keep_their_scale()
    {
        LogicalType type = LogicalType.Decimal(15, 2);
        Value[] values = [ValueText.Parse("1.25", type), ValueText.Parse("2.50", type)];
        Assert.That(ValueText.Format(Evaluate.Aggregate("sum", type, values)), Is.EqualTo("3.75"));
        Assert.That(FunctionRegistry.BindAggregate("sum", [type], [null]).ReturnType,
            Is.EqualTo(LogicalType.Decimal(38, 2)));
        Assert.That(ValueText.Format(Evaluate.Aggregate("avg", type, values)), Is.EqualTo("1.875"));
    }

    [Test]
    public void Small_addends_survive_large_ones_that_cancel() =>
        Assert.That(ValueText.Format(
            Evaluate.Aggregate("sum", LogicalType.Float, [Value.OfFloat(1), Value.OfFloat(2)])), Is.EqualTo("3.0"));

    [Test]
    public void NaN_is_above_every_number()
    {
        Assert.That(ValueText.Format(Evaluate.Aggregate("max", Double, Real(1, double.NaN, double.PositiveInfinity))),
            Is.EqualTo("nan"));
        Assert.That(ValueText.Format(Evaluate.Aggregate("min", Double, Real(double.NaN, 1, 2))), Is.EqualTo("1.0"));
    }

    [Test]
    public void Strings_are_kept_beyond_their_vector()
    {
        Value[] values = Text("a long string that is not inline", null, "another long string that is not inline", "b");
        Assert.That(Evaluate.Aggregate("min", Varchar, values).Text, Is.EqualTo("a long string that is not inline"));
        Assert.That(Evaluate.Aggregate("max", Varchar, values).Text, Is.EqualTo("b"));
        Assert.That(Evaluate.Aggregate("last", Varchar, values).Text, Is.EqualTo("b"));
        Assert.That(Evaluate.Aggregate("string_agg", Varchar, values).Text,
            Is.EqualTo("a long string that is not inline,another long string that is not inline,b"));
    }

    [Test]
    public void Pairs_with_a_null_are_left_out()
    {
        Value[] y = Real(2, 4, null, 6), x = Real(1, 2, 3, 3);
        Assert.That(ValueText.Format(Evaluate.Aggregate("corr", [Double, Double], [y, x], 4)), Is.EqualTo("1.0"));
        Assert.That(ValueText.Format(Evaluate.Aggregate("regr_slope", [Double, Double], [y, x], 4)), Is.EqualTo("2.0"));
        Assert.That(ValueText.Format(Evaluate.Aggregate("regr_count", [Double, Double], [y, x], 4)), Is.EqualTo("3"));
    }

    [Test]
    public void Count_star_counts_rows_and_count_if_conditions()
    {
        Assert.That(Evaluate.Aggregate("count", [], [], 7).Integer, Is.EqualTo((Int128)7));
        Value[] flags = [Value.OfBool(true), Value.OfBool(false), Value.Null(LogicalType.Boolean), Value.OfBool(true)];
        Assert.That(Evaluate.Aggregate("count_if", LogicalType.Boolean, flags).Integer, Is.EqualTo((Int128)2));
        Assert.That(Evaluate.Aggregate("bool_and", LogicalType.Boolean, flags).Bool, Is.False);
        Assert.That(Evaluate.Aggregate("bool_or", LogicalType.Boolean, flags).Bool, Is.True);
    }
}
