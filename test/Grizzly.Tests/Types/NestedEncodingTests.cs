using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Tests.Types;

public sealed class NestedEncodingTests
{
    private const int Seed = 20_261;

    private static readonly LogicalType[] Simple =
    [
        LogicalType.Boolean, LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt,
        LogicalType.HugeInt, LogicalType.UTinyInt, LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt,
        LogicalType.UHugeInt, LogicalType.Float, LogicalType.Double, LogicalType.Decimal(9, 2), LogicalType.Decimal(30,
            5),
        LogicalType.Varchar, LogicalType.Blob, LogicalType.Uuid, LogicalType.Date, LogicalType.Time,
            LogicalType.Timestamp,
        LogicalType.TimestampTz, LogicalType.Interval, LogicalType.Enum(["a", "b", "c"]),
    ];

    [Test]
    public void Bytes_order_and_equal_as_values_do_and_come_back()
    {
        var random = new Random(Seed);
        foreach (LogicalType type in Simple)
        {
            for (int i = 0; i < 500; i++)
            {
                Value left = Make(type, random), right = random.Next(3) == 0 ? left : Make(type, random);
                byte[] l = Encode(left), r = Encode(right);
                int expected = Value.Compare(left, right), actual = l.AsSpan().SequenceCompareTo(r);
                if (type.Id != LogicalTypeId.Interval || expected != 0)
                    Assert.That(Math.Sign(actual), Is.EqualTo(Math.Sign(expected)),
                        $"{type}: {ValueText.Format(left)} {ValueText.Format(right)}");
                var reader = new NestedReader(l);
                Assert.That(reader.ReadField(type), Is.EqualTo(left), type.Name);
                Assert.That(reader.Position, Is.EqualTo(l.Length), type.Name);
            }
        }
    }

    [Test]
    public void Lists_order_by_elements_then_by_length_and_null_comes_last()
    {
        string[] ascending = ["[]", "[0]", "[0, 0]", "[0, NULL]", "[1]", "[NULL]"];
        LogicalType list = LogicalType.List(LogicalType.Integer);
        Value[] values = [.. ascending.Select(text => ValueText.Parse(text, list))];
        for (int i = 0; i < values.Length; i++)
        {
            for (int k = 0; k < values.Length; k++)
                Assert.That(Math.Sign(Value.Compare(values[i], values[k])), Is.EqualTo(i.CompareTo(k)), $"{i} {k}");
        }
    }

    [Test]
    public void Minus_zero_and_every_nan_are_one_value()
    {
        Assert.That(Encode(Value.OfDouble(-0.0)), Is.EqualTo(Encode(Value.OfDouble(0.0))));
        double other = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) ^ 12345);
        Assert.That(Encode(Value.OfDouble(other)), Is.EqualTo(Encode(Value.OfDouble(double.NaN))));
        Assert.That(Encode(Value.OfFloat(-0f)), Is.EqualTo(Encode(Value.OfFloat(0f))));
    }

    [Test]
    public void Damaged_bytes_raise_XX001_and_nothing_else()
    {
        var random = new Random(Seed);
        LogicalType type = LogicalType.List(LogicalType.Struct(["a", "b", "c", "u"],
        [
            LogicalType.Varchar, LogicalType.List(LogicalType.Integer), LogicalType.Map(LogicalType.Varchar,
                LogicalType.Double),
            LogicalType.Union(["n", "s"], [LogicalType.Integer, LogicalType.Varchar]),
        ]));
        byte[] bytes = ValueText.Parse(
            "[{a: x, b: [1, 2], c: {k=1.5}, u: 7}, NULL, {a: a longer text, b: [], c: {}, u: NULL}]", type).ByteArray;
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = random.Next(2) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
            for (int k = random.Next(3); k >= 0 && damaged.Length > 0; k--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                ValueText.Format(Value.Of(type, damaged));
            }
            catch (GrizzlyException error)
            {
                Assert.That(error.SqlState, Is.EqualTo(SqlStates.DataCorrupted), $"seed {Seed}, round {i}");
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(1000));
    }

    [TestCase("[1, NULL]", "INTEGER[]")]
    [TestCase("[[], NULL, ['NULL', '', 'a, b', 'it\\'s', back\\slash]]", "VARCHAR[][]")]
    public void Texts_come_back_as_they_were(string text, string name)
    {
        LogicalType element = name.StartsWith("INTEGER") ? LogicalType.Integer : LogicalType.List(LogicalType.Varchar);
        LogicalType type = LogicalType.List(element);
        Assert.That(type.Name, Is.EqualTo(name));
        Assert.That(ValueText.Format(ValueText.Parse(text, type)), Is.EqualTo(text));
    }

    [Test]
    public void Types_equal_by_structure_and_come_back_from_bytes()
    {
        LogicalType[] types =
        [
            LogicalType.List(LogicalType.Decimal(5, 2)), LogicalType.Array(LogicalType.Integer, 3),
            LogicalType.Struct(["a", "b c"], [LogicalType.Integer, LogicalType.List(LogicalType.Varchar)]),
            LogicalType.Struct(["", ""], [LogicalType.Integer, LogicalType.Date]),
            LogicalType.Map(LogicalType.Varchar, LogicalType.Json), LogicalType.Enum(["sad", "it's"]),
            LogicalType.Union(["n", "s"], [LogicalType.Integer, LogicalType.Varchar]), LogicalType.Json,
                LogicalType.Bit,
        ];
        foreach (LogicalType type in types)
        {
            var writer = new ByteWriter();
            CatalogCodec.WriteType(writer, type);
            var reader = new ByteReader(writer.Written);
            LogicalType read = CatalogCodec.ReadType(ref reader);
            Assert.That(read, Is.EqualTo(type));
            Assert.That(read.GetHashCode(), Is.EqualTo(type.GetHashCode()));
            Assert.That(read.Name, Is.EqualTo(type.Name));
            Assert.That(types.Count(other => other == type), Is.EqualTo(1));
        }
        Assert.That(types[2].Name, Is.EqualTo("STRUCT(a INTEGER, \"b c\" VARCHAR[])"));
        Assert.That(types[5].Name, Is.EqualTo("ENUM('sad', 'it''s')"));
    }

    [Test]
    public void Damaged_types_raise_XX001()
    {
        var random = new Random(Seed);
        LogicalType type = LogicalType.Struct(["a", "b"],
            [LogicalType.Array(LogicalType.Enum(["x", "y"]), 4), LogicalType.Map(LogicalType.Varchar,
                LogicalType.Integer)]);
        var writer = new ByteWriter();
        CatalogCodec.WriteType(writer, type);
        byte[] bytes = writer.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. bytes[..random.Next(1, bytes.Length + 1)]];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var reader = new ByteReader(damaged);
            try
            {
                CatalogCodec.ReadType(ref reader);
            }
            catch (GrizzlyException error)
            {
                Assert.That(error.SqlState, Is.EqualTo(SqlStates.DataCorrupted), $"seed {Seed}, round {i}");
            }
        }
        byte[] deep = new byte[3 * 100_000];
        for (int i = 0; i < deep.Length; i += 3) deep[i] = (byte)LogicalTypeId.List;
        Assert.That(Assert.Throws<GrizzlyException>(() =>
        {
            var reader = new ByteReader(deep);
            CatalogCodec.ReadType(ref reader);
        })!.SqlState, Is.EqualTo(SqlStates.DataCorrupted));
    }

    private static byte[] Encode(Value value)
    {
        var writer = new NestedWriter();
        writer.Element(value);
        return writer.ToArray();
    }

    private static Value Make(LogicalType type, Random random)
    {
        var bytes = new byte[random.Next(20)];
        switch (type.Physical)
        {
            case PhysicalType.String:
                for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next(4);
                return Value.Of(type, bytes);
            case PhysicalType.Float: return Value.OfFloat((float)(random.NextDouble() * random.Next(-3, 4)));
            case PhysicalType.Double: return Value.OfDouble(random.NextDouble() * random.Next(-3, 4));
            case PhysicalType.Interval:
                return Value.OfInterval(new IntervalValue(random.Next(-3, 4), random.Next(-40, 40),
                    random.NextInt64(-99, 99)));
            case PhysicalType.Bool: return Value.OfBool(random.Next(2) == 0);
            case PhysicalType.UInt128: return Value.Of(type, (UInt128)(ulong)random.NextInt64() << random.Next(64));
        }
        if (type.IsEnum) return Value.Of(type, (Int128)random.Next(3));
        (Int128 minimum, Int128 maximum) = IntegerRange.Of(type.Physical);
        Int128 number = (Int128)random.NextInt64() * random.Next(-2, 3);
        return Value.Of(type, Int128.Clamp(random.Next(4) == 0 ? number % 10 : number, minimum, maximum));
    }
}
