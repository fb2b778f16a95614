using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Tests.Types;

public sealed class TextFormTests
{
    private static LogicalType TypeOf(string name) => name switch
    {
        "DECIMAL(5,2)" => LogicalType.Decimal(5, 2),
        "DECIMAL(18,0)" => LogicalType.Decimal(18, 0),
        "DECIMAL(38,0)" => LogicalType.Decimal(38, 0),
        "DECIMAL(38,38)" => LogicalType.Decimal(38, 38),
        _ => (LogicalType)typeof(LogicalType).GetField(name)!.GetValue(null)!,
    };

    [TestCase("TinyInt", "-128", "-128")]
    [TestCase("TinyInt", "127", "127")]
    [TestCase("SmallInt", " 32767 ", "32767")]
    [TestCase("Integer", "-2147483648", "-2147483648")]
    [TestCase("BigInt", "9223372036854775807", "9223372036854775807")]
    [TestCase("BigInt", "-9223372036854775808", "-9223372036854775808")]
    [TestCase("HugeInt", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727")]
    [TestCase("HugeInt", "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728")]
    [TestCase("UHugeInt", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455")]
    [TestCase("UBigInt", "18446744073709551615", "18446744073709551615")]
    [TestCase("Integer", "1e3", "1000")]
    [TestCase("Integer", "2.5", "3")]
    [TestCase("Integer", "-2.5", "-3")]
    [TestCase("DECIMAL(5,2)", "1.005", "1.01")]
    [TestCase("DECIMAL(5,2)", "-1.005", "-1.01")]
    [TestCase("DECIMAL(5,2)", "999.994", "999.99")]
    [TestCase("DECIMAL(5,2)", ".5", "0.50")]
    [TestCase("DECIMAL(5,2)", "-0.04e1", "-0.40")]
    [TestCase("DECIMAL(38,0)", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [TestCase("DECIMAL(38,38)", "0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001")]
    [TestCase("Double", "1", "1.0")]
    [TestCase("Double", "0.1", "0.1")]
    [TestCase("Double", "-0", "-0.0")]
    [TestCase("Double", "1e15", "1000000000000000.0")]
    [TestCase("Double", "1e16", "1e+16")]
    [TestCase("Double", "1.5e300", "1.5e+300")]
    [TestCase("Double", "0.0001", "0.0001")]
    [TestCase("Double", "0.00001", "1e-05")]
    [TestCase("Double", "123456.789", "123456.789")]
    [TestCase("Double", "Infinity", "inf")]
    [TestCase("Double", "1e400", "inf")]
    [TestCase("Double", "-inf", "-inf")]
    [TestCase("Double", "NaN", "nan")]
    [TestCase("Float", "0.1", "0.1")]
    [TestCase("Float", "16777216", "16777216.0")]
    [TestCase("Boolean", "YES", "true")]
    [TestCase("Boolean", "off", "false")]
    [TestCase("Date", "2024-02-29", "2024-02-29")]
    [TestCase("Date", "0001-01-01", "0001-01-01")]
    [TestCase("Date", "0044-03-15 BC", "0044-03-15 (BC)")]
    [TestCase("Date", "9999-12-31", "9999-12-31")]
    [TestCase("Date", "12345-06-07", "12345-06-07")]
    [TestCase("Date", "2024/2/9", "2024-02-09")]
    [TestCase("Time", "04:05:06.70", "04:05:06.7")]
    [TestCase("Time", "23:59:59.9999999", "23:59:59.9999999")]
    [TestCase("Timestamp", "2020-01-31T12:00:00.1234567", "2020-01-31 12:00:00.1234567")]
    [TestCase("Timestamp", "1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5")]
    [TestCase("Timestamp", "2020-01-31", "2020-01-31 00:00:00")]
    [TestCase("TimestampTz", "2020-01-31 12:00:00+02:30", "2020-01-31 09:30:00+00")]
    [TestCase("TimestampTz", "2020-01-31 12:00:00Z", "2020-01-31 12:00:00+00")]
    [TestCase("Interval", "1 year 2 months 3 days 04:05:06.5", "1 year 2 months 3 days 04:05:06.5")]
    [TestCase("Interval", "2 hours 30 minutes", "02:30:00")]
    [TestCase("Interval", "1 day ago", "-1 day")]
    [TestCase("Interval", "01:02:03", "01:02:03")]
    [TestCase("Interval", "-01:02:03", "-01:02:03")]
    [TestCase("Interval", "1.5 months", "1 month 15 days")]
    [TestCase("Interval", "P1Y2M3DT4H5M6S", "1 year 2 months 3 days 04:05:06")]
    [TestCase("Interval", "0 days", "00:00:00")]
    [TestCase("Uuid", "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [TestCase("Blob", "a\\x00'", "a\\x00\\x27")]
    public void Text_is_read_and_written(string type, string text, string expected)
    {
        Value value = ValueText.Parse(text, TypeOf(type));
        Assert.That(ValueText.Format(value), Is.EqualTo(expected));
        Assert.That(ValueText.Parse(expected, TypeOf(type)), Is.EqualTo(value), "what is written reads back");
    }

    [TestCase("TinyInt", "128", SqlStates.NumericValueOutOfRange)]
    [TestCase("UTinyInt", "-1", SqlStates.NumericValueOutOfRange)]
    [TestCase("HugeInt", "170141183460469231731687303715884105728", SqlStates.NumericValueOutOfRange)]
    [TestCase("Integer", "", SqlStates.InvalidTextRepresentation)]
    [TestCase("Integer", "12a", SqlStates.InvalidTextRepresentation)]
    [TestCase("Integer", "1e", SqlStates.InvalidTextRepresentation)]
    [TestCase("Integer", "1e99999999999", SqlStates.NumericValueOutOfRange)]
    [TestCase("DECIMAL(5,2)", "999.995", SqlStates.NumericValueOutOfRange)]
    [TestCase("DECIMAL(5,2)", "1..2", SqlStates.InvalidTextRepresentation)]
    [TestCase("Double", "1,5", SqlStates.InvalidTextRepresentation)]
    [TestCase("Boolean", "maybe", SqlStates.InvalidTextRepresentation)]
    [TestCase("Date", "2023-02-29", SqlStates.DatetimeFieldOverflow)]
    [TestCase("Date", "2023-02", SqlStates.InvalidDatetimeFormat)]
    [TestCase("Time", "24:00:01", SqlStates.DatetimeFieldOverflow)]
    [TestCase("Timestamp", "2023-02-02 12", SqlStates.InvalidDatetimeFormat)]
    [TestCase("Timestamp", "99999-01-01 00:00:00", SqlStates.DatetimeFieldOverflow)]
    [TestCase("Interval", "3 apples", SqlStates.InvalidDatetimeFormat)]
    [TestCase("Uuid", "a0eebc99", SqlStates.InvalidTextRepresentation)]
    [TestCase("Blob", "\\xZZ", SqlStates.InvalidTextRepresentation)]
    public void Bad_text_names_type_and_text(string type, string text, string state)
    {
        var error = Assert.Throws<GrizzlyException>(() => ValueText.Parse(text, TypeOf(type)));
        Assert.That(error!.SqlState, Is.EqualTo(state));
        Assert.That(error.Detail, Does.Contain(text).And.Contain(TypeOf(type).Name));
    }

    [Test]
    public void Random_values_survive_their_text_form([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        Span<byte> buffer = stackalloc byte[128];
        for (int i = 0; i < 5000; i++)
        {
            long bits = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            double number = BitConverter.Int64BitsToDouble(bits);
            float single = BitConverter.Int32BitsToSingle((int)bits);
            int days = (int)bits;
            var interval = new IntervalValue((int)bits, random.Next(int.MinValue, int.MaxValue), bits);
            Int128 wide = (Int128)bits * random.NextInt64();
            if (!double.IsNaN(number))
            {
                Assert.That(NumberText.ParseDouble(buffer[..NumberText.Format(number, buffer)], out double same),
                    Is.EqualTo(ParseResult.Ok));
                Assert.That(same, Is.EqualTo(number), Encoding.UTF8.GetString(buffer));
            }
            if (!float.IsNaN(single))
            {
                Assert.That(NumberText.ParseFloat(buffer[..NumberText.Format(single, buffer)], out float same),
                    Is.EqualTo(ParseResult.Ok));
                Assert.That(same, Is.EqualTo(single));
            }
            Assert.That(TemporalText.ParseDate(buffer[..TemporalText.FormatDate(days, buffer)], out int sameDays),
                Is.EqualTo(ParseResult.Ok));
            Assert.That(sameDays, Is.EqualTo(days));
            Assert.That(TemporalText.ParseTimestamp(buffer[..TemporalText.FormatTimestamp(bits, buffer)],
                out long sameTicks), Is.EqualTo(ParseResult.Ok));
            Assert.That(sameTicks, Is.EqualTo(bits));
            Assert.That(TemporalText.ParseTimestamp(buffer[..TemporalText.FormatTimestampTz(bits, buffer)],
                out sameTicks), Is.EqualTo(ParseResult.Ok));
            Assert.That(sameTicks, Is.EqualTo(bits));
            Assert.That(IntervalText.Parse(buffer[..IntervalText.Format(interval, buffer)],
                out IntervalValue sameInterval), Is.EqualTo(ParseResult.Ok));
            Assert.That(sameInterval, Is.EqualTo(interval));
            int scale = random.Next(39);
            if (Int128.Abs(wide) < PowersOfTen.Of(38))
            {
                Assert.That(NumberText.ParseDecimal(buffer[..NumberText.FormatDecimal(wide, scale, buffer)], 38, scale,
                    out Int128 sameWide), Is.EqualTo(ParseResult.Ok));
                Assert.That(sameWide, Is.EqualTo(wide));
            }
        }
    }

    [Test]
    public void Civil_dates_agree_with_the_framework()
    {
        DateTime epoch = DateTime.UnixEpoch;
        for (DateTime day = DateTime.MinValue.AddDays(7); day < DateTime.MaxValue.AddDays(-400); day = day.AddDays(31))
        {
            int days = (int)(day - epoch).TotalDays;
            CivilDate.FromDays(days, out int year, out int month, out int dayOfMonth);
            Assert.That((year, month, dayOfMonth), Is.EqualTo((day.Year, day.Month, day.Day)));
            Assert.That(CivilDate.ToDays(year, month, dayOfMonth), Is.EqualTo(days));
            Assert.That(CivilDate.IsoDayOfWeek(days) % 7, Is.EqualTo((int)day.DayOfWeek));
            CivilDate.IsoWeek(days, out int isoYear, out int week);
            Assert.That((isoYear, week), Is.EqualTo(
                (System.Globalization.ISOWeek.GetYear(day), System.Globalization.ISOWeek.GetWeekOfYear(day))));
        }
    }
}
