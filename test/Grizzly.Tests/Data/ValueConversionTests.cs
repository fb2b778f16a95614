using System.Numerics;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Types;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Every type, both ways: parameter in, stored in a column, read back; and what must not convert.</summary>
public sealed class ValueConversionTests
{
    private enum Colour : short
    {
        Red = -1,
        Green = 7,
    }

    private static IEnumerable<TestCaseData> RoundTrips()
    {
        (string Type, object[] Values)[] types =
        [
            ("BOOLEAN", [true, false]),
            ("TINYINT", [sbyte.MinValue, sbyte.MaxValue, (sbyte)0]),
            ("SMALLINT", [short.MinValue, short.MaxValue]),
            ("INTEGER", [int.MinValue, int.MaxValue, 0]),
            ("BIGINT", [long.MinValue, long.MaxValue]),
            ("HUGEINT", [(BigInteger)Int128.MinValue, (BigInteger)Int128.MaxValue, BigInteger.Zero]),
            ("UTINYINT", [byte.MinValue, byte.MaxValue]),
            ("USMALLINT", [ushort.MinValue, ushort.MaxValue]),
            ("UINTEGER", [uint.MinValue, uint.MaxValue]),
            ("UBIGINT", [ulong.MinValue, ulong.MaxValue]),
            ("UHUGEINT", [BigInteger.Zero, (BigInteger)UInt128.MaxValue]),
            ("FLOAT", [float.MinValue, float.MaxValue, float.Epsilon, float.NaN, float.NegativeInfinity, 1.5f]),
            ("DOUBLE", [double.MinValue, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, 0.1]),
            ("DECIMAL(15,2)", [1.50m, -9999999999999.99m, 0.00m]),
            ("DECIMAL(38,10)", [0.0000000001m, -123456789012345678.0123456789m]),
            ("VARCHAR",
                ["", "x", "twelve bytes", "longer than twelve bytes", "Größe 🐻 \0 end", new string('y', 100_000)]),
            ("BLOB", [Array.Empty<byte>(), new byte[] { 0, 1, 255 }, new byte[70_000]]),
            ("UUID", [Guid.Empty, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.AllBitsSet]),
            ("DATE", [DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1970, 1, 1)]),
            ("TIME", [TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(12, 34, 56)]),
            ("TIMESTAMP", [DateTime.MinValue, DateTime.MaxValue, new DateTime(2024, 2, 29, 1, 2, 3, 4).AddTicks(5)]),
            ("TIMESTAMPTZ", [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch.AddTicks(1)]),
            ("INTERVAL", [TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MinValue, new TimeSpan(3, 4, 5, 6, 7)]),
        ];
        foreach ((string type, object[] values) in types)
        {
            for (int i = 0; i < values.Length; i++) yield return new TestCaseData(
                type, values[i]).SetArgDisplayNames(type, i.ToString());
        }
    }

    [TestCaseSource(nameof(RoundTrips))]
    public void A_value_comes_back_as_it_went_in(string type, object value)
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run($"CREATE TABLE t (v {type})");
        connection.Run("INSERT INTO t VALUES (?), (NULL), ($2)", value, null);
        using GrizzlyCommand command = connection.Command("SELECT v FROM t");
        using GrizzlyDataReader reader = command.ExecuteReader();
        Assert.That(reader.GetFieldType(0), Is.EqualTo(value.GetType()));
        Assert.That(reader.Read());
        Assert.That(reader.IsDBNull(0), Is.False);
        Assert.That(reader.GetValue(0), Is.EqualTo(value));
        for (int i = 0; i < 2; i++)
        {
            Assert.That(reader.Read());
            Assert.That(reader.IsDBNull(0));
            Assert.That(reader.GetValue(0), Is.EqualTo(DBNull.Value));
            Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<string>(0));
        }
        Assert.That(reader.Read(), Is.False);
    }

    [TestCaseSource(nameof(RoundTrips))]
    public void The_text_of_a_value_reads_back_as_the_value(string type, object value)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command($"SELECT CAST($1 AS {type})", value);
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        string text = reader.GetText(0)!;
        reader.Close();
        if (value is string or byte[]) return; // a text is its own; BLOB's text escapes
        Assert.That(connection.Scalar($"SELECT CAST($1 AS {type})", text), Is.EqualTo(value));
    }

    [Test]
    public void Typed_getters_convert_where_nothing_is_lost()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(
            "SELECT 7::TINYINT, 300::SMALLINT, 5::HUGEINT, 12::DECIMAL(9,0), 1.5::DECIMAL(9,2), "
            + "2.5::FLOAT, DATE '2024-02-29', 'x', 'Green'");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(reader.GetInt32(0), Is.EqualTo(7));
        Assert.That(reader.GetFieldValue<ulong>(0), Is.EqualTo(7UL));
        Assert.That(reader.GetInt64(1), Is.EqualTo(300L));
        Assert.That(() => reader.GetFieldValue<sbyte>(1),
            Throws.TypeOf<OverflowException>().With.Message.Contains("300"));
        Assert.That(reader.GetInt32(2), Is.EqualTo(5));
        Assert.That(reader.GetFieldValue<BigInteger>(2), Is.EqualTo(new BigInteger(5)));
        Assert.That(reader.GetFieldValue<Int128>(2), Is.EqualTo((Int128)5));
        Assert.That(reader.GetFieldValue<UInt128>(2), Is.EqualTo((UInt128)5));
        Assert.That(reader.GetInt32(3), Is.EqualTo(12));
        Assert.That(() => reader.GetInt32(4), Throws.TypeOf<InvalidCastException>());
        Assert.That(reader.GetDouble(4), Is.EqualTo(1.5));
        Assert.That(reader.GetDecimal(0), Is.EqualTo(7m));
        Assert.That(reader.GetDouble(5), Is.EqualTo(2.5));
        Assert.That(() => reader.GetDecimal(5), Throws.TypeOf<InvalidCastException>());
        Assert.That(reader.GetDateTime(6), Is.EqualTo(new DateTime(2024, 2, 29)));
        Assert.That(reader.GetChar(7), Is.EqualTo('x'));
        Assert.That(reader.GetFieldValue<Colour>(8), Is.EqualTo(Colour.Green));
        Assert.That(reader.GetFieldValue<Colour?>(0), Is.EqualTo(Colour.Green));
        Assert.That(reader.GetFieldValue<int?>(0), Is.EqualTo(7));
        Assert.That(reader.GetFieldValue<object>(7), Is.EqualTo("x"));
        Assert.That(() => reader.GetString(0), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => reader.GetBoolean(0), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => reader.GetGuid(7), Throws.TypeOf<InvalidCastException>());
    }

    [Test]
    public void A_nullable_type_takes_null()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT CAST(NULL AS INTEGER)");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(reader.GetFieldValue<int?>(0), Is.Null);
        Assert.That(reader.GetFieldValue<Colour?>(0), Is.Null);
        Assert.That(reader.GetFieldValue<object>(0), Is.EqualTo(DBNull.Value));
        Assert.That(() => reader.GetInt32(0), Throws.TypeOf<InvalidCastException>().With.Message.Contains("NULL"));
    }

    [Test]
    public void Decimals_beyond_the_clr_are_errors_and_trailing_zeros_are_not()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(
            "SELECT '12345678901234567890123456789012345678'::DECIMAL(38,0), "
            + "'1.5'::DECIMAL(38,37), '-0.5'::DECIMAL(38,30)");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(() => reader.GetDecimal(0), Throws.TypeOf<OverflowException>());
        Assert.That(() => reader.GetValue(0), Throws.TypeOf<OverflowException>());
        Assert.That(reader.GetFieldValue<BigInteger>(0),
            Is.EqualTo(BigInteger.Parse("12345678901234567890123456789012345678")));
        Assert.That(reader.GetDecimal(1), Is.EqualTo(1.5m));
        Assert.That(reader.GetDecimal(2), Is.EqualTo(-0.5m));
    }

    [Test]
    public void Intervals_with_months_are_read_as_intervals()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT INTERVAL '14 months 3 days'");
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(reader.GetInterval(0), Is.EqualTo(new IntervalValue(14, 3, 0)));
        Assert.That(reader.GetValue(0), Is.EqualTo(reader.GetInterval(0)));
        Assert.That(() => reader.GetTimeSpan(0), Throws.TypeOf<OverflowException>());
        Assert.That(reader.GetText(0), Is.EqualTo(reader.GetInterval(0).ToString()));
    }

    private static IEnumerable<TestCaseData> NaturalTypes() =>
    [
        new(Colour.Green, "SMALLINT", "7"), new('c', "VARCHAR", "c"), new((Half)1.5, "FLOAT", "1.5"),
        new(new BigInteger(12), "HUGEINT", "12"), new(1.50m, "DECIMAL(9,2)", "1.50"),
        new(12345678901.5m, "DECIMAL(18,1)", "12345678901.5"),
        new(decimal.MaxValue, "DECIMAL(29,0)", "79228162514264337593543950335"),
        new(new ReadOnlyMemory<byte>([65]), "BLOB", "A"), new("text".ToCharArray(), "VARCHAR", "text"),
        new(new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), "TIMESTAMP WITH TIME ZONE", "2024-01-02 03:04:05+00"),
        new(new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Local), "TIMESTAMP", "2024-01-02 03:04:05"),
        new(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "TIMESTAMP WITH TIME ZONE",
            "2024-01-02 01:04:05+00"),
        new(TimeSpan.FromHours(27), "INTERVAL", "1 day 03:00:00"),
    ];

    [TestCaseSource(nameof(NaturalTypes))]
    public void A_parameter_has_the_type_of_its_value(object value, string type, string text)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $1", value);
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Assert.That(reader.GetDataTypeName(0), Is.EqualTo(type));
        Assert.That(reader.GetText(0), Is.EqualTo(text));
    }

    private static IEnumerable<TestCaseData> ExplicitTypes() =>
    [
        new(GrizzlyType.BigInt, "42", 42L), new(GrizzlyType.TinyInt, 5, (sbyte)5), new(GrizzlyType.Varchar, 12, "12"),
        new(GrizzlyType.Double, 1, 1.0), new(GrizzlyType.Time, TimeSpan.FromHours(1), new TimeOnly(1, 0)),
        new(GrizzlyType.Date, new DateTime(2024, 5, 6, 7, 8, 9), new DateOnly(2024, 5, 6)),
        new(GrizzlyType.Decimal, 3, 3m),
        new(GrizzlyType.Timestamp, DateTime.UnixEpoch, new DateTime(1970, 1, 1)), new(GrizzlyType.Integer, true, 1),
        new(GrizzlyType.Uuid, "00112233-4455-6677-8899-aabbccddeeff",
            Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
    ];

    [TestCaseSource(nameof(ExplicitTypes))]
    public void A_parameter_takes_the_type_it_is_given(GrizzlyType type, object value, object expected)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $p");
        command.Parameters.Add(new GrizzlyParameter("p", type, value));
        Assert.That(command.ExecuteScalar(), Is.EqualTo(expected));
    }

    [Test]
    public void Values_that_do_not_fit_their_type_are_refused()
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command("SELECT $p");
        command.Parameters.Add(new GrizzlyParameter("p", GrizzlyType.TinyInt, 1000));
        Assert.That(Assert.Throws<GrizzlyException>(() => command.ExecuteScalar())!.SqlState, Is.EqualTo("22003"));
        command.Parameters[0] = new GrizzlyParameter("p", "half \ud83d");
        Assert.That(Assert.Throws<GrizzlyException>(() => command.ExecuteScalar())!.SqlState, Is.EqualTo("22021"));
    }
}
