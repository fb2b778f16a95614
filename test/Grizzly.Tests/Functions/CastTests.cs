using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Functions;

public sealed class CastTests
{
    private static readonly LogicalType[] All =
    [
        LogicalType.Boolean, LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt,
            LogicalType.HugeInt, LogicalType.UTinyInt,
        LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt, LogicalType.UHugeInt, LogicalType.Float,
            LogicalType.Double,
        LogicalType.Decimal(9, 2), LogicalType.Decimal(30, 5), LogicalType.Varchar, LogicalType.Blob, LogicalType.Uuid,
            LogicalType.Date, LogicalType.Time,
        LogicalType.Timestamp, LogicalType.TimestampTz, LogicalType.Interval,
    ];

    private static LogicalType Named(string name) =>
        name.StartsWith('D') && name.Contains(',')
            ? LogicalType.Decimal(int.Parse(name[1..name.IndexOf(',')]), int.Parse(name[(name.IndexOf(',') + 1)..]))
            : (LogicalType)typeof(LogicalType).GetField(name)!.GetValue(null)!;

    [TestCase("Double", "2.5", "Integer", "2")]
    [TestCase("Double", "3.5", "Integer", "4")]
    [TestCase("Double", "-2.5", "BigInt", "-2")]
    [TestCase("D9,2", "2.50", "Integer", "3")]
    [TestCase("D9,2", "-2.50", "Integer", "-3")]
    [TestCase("D9,2", "-2.49", "TinyInt", "-2")]
    [TestCase("D9,3", "1.005", "D9,2", "1.01")]
    [TestCase("D9,2", "1.25", "D30,5", "1.25000")]
    [TestCase("D30,5", "1.25000", "D9,2", "1.25")]
    [TestCase("Integer", "7", "D9,2", "7.00")]
    [TestCase("Double", "1.255", "D9,1", "1.3")]
    [TestCase("BigInt", "-1", "HugeInt", "-1")]
    [TestCase("UBigInt", "18446744073709551615", "Double", "1.8446744073709552e+19")]
    [TestCase("Boolean", "true", "Integer", "1")]
    [TestCase("Double", "0.5", "Boolean", "true")]
    [TestCase("Date", "1969-12-31", "Timestamp", "1969-12-31 00:00:00")]
    [TestCase("Timestamp", "1969-12-31 23:00:00", "Date", "1969-12-31")]
    [TestCase("Timestamp", "1969-12-31 23:00:00", "Time", "23:00:00")]
    [TestCase("Timestamp", "2020-01-01 00:00:00", "TimestampTz", "2020-01-01 00:00:00+00")]
    [TestCase("Varchar", " 42 ", "Integer", "42")]
    [TestCase("D9,2", "-0.05", "Varchar", "-0.05")]
    [TestCase("Float", "0.1", "Double", "0.10000000149011612")]
    [TestCase("Blob", "a\\x00", "Varchar", "a\\x00")]
    [TestCase("Varchar", "1 day", "Interval", "1 day")]
    public void A_value_is_cast(string from, string text, string to, string expected) =>
        Assert.That(ValueText.Format(Evaluate.Cast(ValueText.Parse(text, Named(from)), Named(to))),
            Is.EqualTo(expected));

    [TestCase("Integer", "128", "TinyInt", SqlStates.NumericValueOutOfRange)]
    [TestCase("Integer", "-1", "UBigInt", SqlStates.NumericValueOutOfRange)]
    [TestCase("Double", "9223372036854775808", "BigInt", SqlStates.NumericValueOutOfRange)]
    [TestCase("Double", "nan", "Integer", SqlStates.NumericValueOutOfRange)]
    [TestCase("Double", "1e300", "Float", SqlStates.NumericValueOutOfRange)]
    [TestCase("Double", "1e300", "D9,2", SqlStates.NumericValueOutOfRange)]
    [TestCase("Integer", "10000000", "D9,2", SqlStates.NumericValueOutOfRange)]
    [TestCase("D9,2", "9999999.99", "D9,3", SqlStates.NumericValueOutOfRange)]
    [TestCase("Varchar", "abc", "Integer", SqlStates.InvalidTextRepresentation)]
    [TestCase("Varchar", "abc", "Date", SqlStates.InvalidDatetimeFormat)]
    public void A_value_that_does_not_fit_raises_an_error_or_becomes_null(string from, string text, string to,
        string state)
    {
        Value value = ValueText.Parse(text, Named(from));
        Assert.That(Assert.Throws<GrizzlyException>(() =>
            Evaluate.Cast(value, Named(to)))!.SqlState, Is.EqualTo(state));
        Assert.That(Evaluate.Cast(value, Named(to), isTry: true).IsNull, Is.True);
    }

    [Test]
    public void Every_type_goes_to_text_and_back_and_null_stays_null([ValueSource(nameof(All))] LogicalType type)
    {
        if (type != LogicalType.Varchar)
        {
            Assert.That(Casts.Bind(type, LogicalType.Varchar, false), Is.Not.Null);
            Assert.That(Casts.Bind(LogicalType.Varchar, type, false), Is.Not.Null);
        }
        foreach (LogicalType to in All)
        {
            if (Casts.Bind(type, to, false) is null) continue;
            Assert.That(Evaluate.Cast(Value.Null(type), to).IsNull, Is.True, $"{type} to {to}");
        }
        Assert.That(Evaluate.Cast(Value.Null(LogicalType.Null), type).IsNull, Is.True);
    }

    [Test]
    public void Numbers_cast_to_every_number_exactly_or_not_at_all()
    {
        LogicalType[] numbers = [.. All.Where(type => type.IsInteger || type.IsDecimal)];
        string[] texts = ["0", "1", "-1", "127", "128", "-128", "255", "65535", "2147483647", "-2147483648",
            "9223372036854775807", "18446744073709551615"];
        foreach (LogicalType from in numbers)
        {
            foreach (string text in texts)
            {
                if (ValueText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), from,
                    out Value value) != ParseResult.Ok) continue;
                foreach (LogicalType to in numbers)
                {
                    Value expected = ValueText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), to,
                        out Value parsed) == ParseResult.Ok ? parsed : Value.Null(to);
                    Assert.That(ValueText.Format(Evaluate.Cast(value, to, isTry: true)),
                        Is.EqualTo(ValueText.Format(expected)), $"{text} from {from} to {to}");
                }
            }
        }
    }

    [Test]
    public void Types_without_a_cast_say_so() =>
        Assert.That(Casts.Bind(LogicalType.Date, LogicalType.Integer, false), Is.Null);
}
