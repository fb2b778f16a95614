using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Storage;

/// <summary>
/// Every layout and every kind of data goes through collector, hot segment, disk bytes and back, and is scanned,
/// gathered, filtered.
/// </summary>
public sealed unsafe class SegmentTests
{
    private static readonly LogicalType[] Layouts =
    [
        LogicalType.Boolean, LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt,
            LogicalType.HugeInt,
        LogicalType.UTinyInt, LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt, LogicalType.UHugeInt,
            LogicalType.Float,
        LogicalType.Double, LogicalType.Interval, LogicalType.Varchar,
    ];

    private static readonly string[] Shapes =
        ["constant", "null", "small", "extreme", "random", "runs", "sorted", "scaled", "few", "some nulls", "empty"];

    private readonly MemoryAllocator _allocator = new(new MemoryTracker(1L << 30));

    [Test]
    public void Values_survive_every_form_at_every_length(
        [ValueSource(nameof(Layouts))] LogicalType type, [ValueSource(nameof(Shapes))] string shape)
    {
        int[] lengths = [.. Enumerable.Range(1, 200).Where(n => n < 20 || n % 9 is 0 or 1), 1023, 1024, 1025, 5000];
        foreach (int length in lengths) RoundTrip(type, shape, length);
    }

    [Test]
    public void A_full_row_group_survives([ValueSource(nameof(Layouts))] LogicalType type,
        [Values("random", "sorted", "few", "some nulls")] string shape) =>
        RoundTrip(type, shape, RowGroupLayout.MaxRows);

    [Test]
    public void Damaged_segments_raise_errors_and_nothing_worse([ValueSource(nameof(Layouts))] LogicalType type)
    {
        var random = new Random(5);
        foreach (string shape in Shapes)
        {
            Value[] values = Make(type, shape, 700, new Random(1));
            (HotSegment hot, _) = Build(type, values);
            var writer = new ByteWriter();
            SegmentCodec.Encode(hot, writer, _allocator);
            hot.Dispose();
            for (int round = 0; round < 150; round++)
            {
                byte[] bytes = [.. writer.Written, .. new byte[64]];
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                    bytes[random.Next(writer.Length)] ^= (byte)(1 << random.Next(8));
                int length = random.Next(3) == 0 ? random.Next(writer.Length) : writer.Length;
                try
                {
                    fixed (byte* at = bytes)
                    {
                        using HotSegment segment = SegmentCodec.Decode(at, length, type.Physical, values.Length,
                            _allocator);
                        ReadAll(segment, type);
                    }
                }
                catch (GrizzlyException error)
                {
                    Assert.That(error.SqlState, Is.EqualTo(SqlStates.DataCorrupted).Or.EqualTo(SqlStates.OutOfMemory),
                        error.Message);
                }
            }
        }
    }

    [Test]
    public void Filters_agree_with_comparing_values_one_by_one(
        [ValueSource(nameof(Layouts))] LogicalType type, [ValueSource(nameof(Shapes))] string shape)
    {
        var random = new Random(11);
        Value[] values = Make(type, shape, 3000, random);
        (HotSegment hot, ZoneMap zone) = Build(type, values);
        using HotSegment segment = hot;
        Value[] constants = [.. values.Where(v => !v.IsNull).Take(3),
            .. Make(type, "extreme", 6, random).Where(v => !v.IsNull),
            .. Make(type, "random", 3, random)];
        foreach (Value constant in constants)
        {
            foreach (ScanComparison comparison in Enum.GetValues<ScanComparison>())
                CheckFilter(segment, zone, ScanFilter.Compare(comparison, constant), values, v => !v.IsNull
                    && Holds(comparison, v, constant));
        }
        if (constants.Length > 1)
        {
            Value[] set = [.. constants.Take(4)];
            CheckFilter(segment, zone, ScanFilter.In(set), values, v => !v.IsNull
                && set.Any(c => Value.Compare(v, c) == 0));
            ScanFilter either = ScanFilter.Or(ScanFilter.Compare(ScanComparison.Less, set[0]), ScanFilter.IsNull);
            CheckFilter(segment, zone, either, values, v => v.IsNull || Value.Compare(v, set[0]) < 0);
            CheckFilter(segment, zone, ScanFilter.Between(set[0], set[1]), values,
                v => !v.IsNull && Value.Compare(v, set[0]) >= 0 && Value.Compare(v, set[1]) <= 0);
        }
        CheckFilter(segment, zone, ScanFilter.IsNull, values, v => v.IsNull);
        CheckFilter(segment, zone, ScanFilter.IsNotNull, values, v => !v.IsNull);
    }

    [Test]
    public void Join_filters_keep_every_key_and_few_others()
    {
        var random = new Random(3);
        Value[] values = Make(LogicalType.BigInt, "random", 5000,
            random).Concat(Make(LogicalType.BigInt, "small", 5000, random)).ToArray();
        (HotSegment hot, ZoneMap zone) = Build(LogicalType.BigInt, values);
        using HotSegment segment = hot;
        long[] keys = [.. values.Where((_, i) => i % 10 == 0).Select(v => (long)v.Integer)];
        var bloom = new BloomFilter(keys.Length, keys.Min(), keys.Max());
        foreach (long key in keys) bloom.Add(key);
        var present = keys.ToHashSet();
        bool[] passed = Apply(segment, bloom, values.Length);
        int extra = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (present.Contains((long)values[i].Integer)) Assert.That(passed[i], Is.True);
            else if (passed[i]) extra++;
        }
        Assert.That(extra, Is.LessThan(values.Length / 10));
        Assert.That(bloom.CanSkip(zone), Is.False);
        var bits = new ulong[4];
        for (int bit = 0; bit < 256; bit += 3) bits[bit >> 6] |= 1UL << (bit & 63);
        CheckFilter(segment, zone, new BitmapFilter(-50, bits), values, v => v.Integer >= -50 && v.Integer < 206
            && (v.Integer + 50) % 3 == 0);
    }

    private static bool Holds(ScanComparison comparison, in Value left, in Value right)
    {
        int order = Value.Compare(left, right);
        return comparison switch
        {
            ScanComparison.Equal => order == 0,
            ScanComparison.NotEqual => order != 0,
            ScanComparison.Less => order < 0,
            ScanComparison.LessOrEqual => order <= 0,
            ScanComparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool[] Apply(HotSegment segment, ScanFilter filter, int count)
    {
        var mask = new ulong[BitMask.Words(count)];
        fixed (ulong* bits = mask)
        {
            BitMask.SetFirst(bits, count);
            segment.Filter(filter, 0, count, bits);
        }
        return [.. Enumerable.Range(0, count).Select(i => (mask[i >> 6] >> (i & 63) & 1) != 0)];
    }

    private static void CheckFilter(
        HotSegment segment, ZoneMap zone, ScanFilter filter, Value[] values, Func<Value, bool> expected)
    {
        bool[] passed = Apply(segment, filter, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (passed[i] != expected(values[i])) Assert.Fail($"row {i} ({Show(values[i])}): passed = {passed[i]}");
        }
        if (filter.CanSkip(zone)) Assert.That(passed, Has.None.True, "a row group was skipped that has rows");
        if (filter.AlwaysTrue(zone)) Assert.That(passed, Has.None.False, "a filter was left out that drops rows");
    }

    private void RoundTrip(LogicalType type, string shape, int length)
    {
        var random = new Random(length);
        Value[] values = Make(type, shape, length, random);
        (HotSegment hot, ZoneMap zone) = Build(type, values);
        using (hot)
        {
            Assert.That(zone.NullCount, Is.EqualTo(values.Count(v => v.IsNull)));
            Compare(hot, type, values, random);
            var writer = new ByteWriter();
            SegmentCodec.Encode(hot, writer, _allocator);
            byte[] bytes = [.. writer.Written, .. new byte[64]];
            fixed (byte* at = bytes)
            {
                using HotSegment again = SegmentCodec.Decode(at, writer.Length, type.Physical, length, _allocator);
                Compare(again, type, values, random);
            }
        }
    }

    private static void Compare(HotSegment segment, LogicalType type, Value[] values, Random random)
    {
        Value[] scanned = ReadAll(segment, type);
        for (int i = 0; i < values.Length; i++)
        {
            if (!Same(scanned[i], values[i]))
                Assert.Fail($"row {i} of {values.Length}: {Show(scanned[i])} instead of {Show(values[i])}");
        }
        using var vector = new ColumnVector(type);
        uint[] rows = [.. Enumerable.Range(0,
            Math.Min(values.Length, 300)).Select(_ => (uint)random.Next(values.Length))];
        fixed (uint* at = rows) segment.Gather(at, rows.Length, vector);
        for (int i = 0; i < rows.Length; i++)
        {
            if (!Same(vector.GetValue(i), values[rows[i]]))
                Assert.Fail($"row {rows[i]} gathered: {Show(vector.GetValue(i))}");
        }
    }

    private static Value[] ReadAll(HotSegment segment, LogicalType type)
    {
        var values = new Value[segment.Count];
        using var vector = new ColumnVector(type);
        for (int start = 0; start < segment.Count; start += 1024)
        {
            int count = Math.Min(1024, segment.Count - start);
            segment.Scan(start, count, vector);
            for (int i = 0; i < count; i++) values[start + i] = vector.GetValue(i);
        }
        return values;
    }

    private (HotSegment Segment, ZoneMap Zone) Build(LogicalType type, Value[] values)
    {
        using var collector = new ColumnCollector(type.Physical, _allocator);
        using var vector = new ColumnVector(type);
        for (int start = 0; start < values.Length; start += 1000)
        {
            int count = Math.Min(1000, values.Length - start);
            vector.SetFlat();
            for (int i = 0; i < count; i++) vector.SetValue(i, values[start + i]);
            collector.Append(vector, 0, count);
        }
        return SegmentBuilder.Build(collector, _allocator, new DistinctSketch());
    }

    [Test]
    public unsafe void Texts_that_differ_anywhere_count_as_different([Range(0, 66, 3)] int place)
    {
        const int Texts = 900, Length = 70;
        byte[] bytes = new byte[Texts * Length + 8];
        uint[] offsets = [.. Enumerable.Range(0, Texts + 1).Select(i => (uint)(i * Length))];
        for (int i = 0; i < Texts; i++)
            System.Text.Encoding.ASCII.GetBytes($"{i:D4}", bytes.AsSpan(i * Length + place));
        var sketch = new DistinctSketch();
        fixed (byte* text = bytes)
        {
            fixed (uint* starts = offsets) sketch.AddStrings(text, starts, Texts);
        }
        Assert.That(sketch.Estimate(), Is.EqualTo(Texts).Within(15).Percent);
    }

    /// <summary>Bit for bit, so that -0 and 0 differ.</summary>
    private static bool Same(in Value left, in Value right) =>
        left.IsNull == right.IsNull && (left.IsNull
            || (left.Integer == right.Integer && left.Bytes.SequenceEqual(right.Bytes)));

    private static string Show(in Value value) =>
        value.IsNull ? "NULL" : $"{value.Integer} {Convert.ToHexString(value.Bytes)}";

    private static Value[] Make(LogicalType type, string shape, int count, Random random)
    {
        var values = new Value[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = shape switch
            {
                "null" => Value.Null(type),
                "some nulls" => random.Next(4) == 0 ? Value.Null(type) : One(type, "random", i, random),
                _ => One(type, shape, i, random),
            };
        }
        return values;
    }

    private static Value One(LogicalType type, string shape, int i, Random random)
    {
        if (type.Physical == PhysicalType.String) return Value.OfVarchar(Text(shape, i, random));
        if (type.Physical == PhysicalType.Interval)
        {
            return Value.OfInterval(shape switch
            {
                "constant" => new IntervalValue(1, 2, 3),
                "extreme" => new IntervalValue(int.MaxValue, int.MinValue,
                    random.Next(2) == 0 ? long.MinValue : long.MaxValue),
                _ => new IntervalValue(random.Next(12), random.Next(31), random.NextInt64(1000)),
            });
        }
        if (type.IsFloating)
        {
            double value = Floating(shape, i, random);
            return type.Physical == PhysicalType.Float ? Value.OfFloat((float)value) : Value.OfDouble(value);
        }
        (Int128 min, Int128 max) = OrderedKey.Domain(type.Physical);
        if (type.Physical == PhysicalType.UInt128) min = 0;
        Int128 integer = shape switch
        {
            "constant" => 1,
            "small" => random.Next(100),
            "extreme" => random.Next(3) switch { 0 => min, 1 => max, _ => max - 1 },
            "random" => (Int128)random.NextInt64(long.MinValue,
                long.MaxValue) * (type.SizeInBytes > 8 ? random.NextInt64() : 1),
            "runs" => i / 50,
            "sorted" => 1000 + i * 7L + random.Next(3),
            "scaled" => random.Next(100) * 100L,
            "few" => random.Next(3) * 1000L,
            _ => 0,
        };
        if (type.Physical == PhysicalType.UInt128)
            return Value.Of(type, (UInt128)(shape == "random" ? Int128.Abs(integer) : integer));
        if (integer < min || integer > max) integer = min + (Int128)((UInt128)(integer - min) % (UInt128)(max - min));
        return Value.Of(type, integer);
    }

    private static double Floating(string shape, int i, Random random) => shape switch
    {
        "constant" => 1.5,
        "small" or "scaled" => random.Next(10000) / 100.0,
        "extreme" => random.Next(7) switch
        {
            0 => double.NaN, 1 =>
                double.PositiveInfinity, 2 =>
                    double.NegativeInfinity, 3 => -0.0, 4 => float.Epsilon, 5 => float.MaxValue, _ => 0.0,
        },
        "runs" => i / 50,
        "sorted" => i * 0.25,
        "few" => random.Next(3) + 0.1,
        "random" => random.NextDouble() * Math.Pow(10, random.Next(-20, 20)),
        _ => 0,
    };

    private static string Text(string shape, int i, Random random) => shape switch
    {
        "constant" => "the same text in all rows",
        "small" => new string('x', random.Next(5)),
        "extreme" => random.Next(4) switch { 0 => "", 1 => "\0", 2 => "\uFFFF\U0001F43B", _ => new string('z', 3000) },
        "runs" => $"run {i / 50}",
        "sorted" => $"key {i:D9}",
        "scaled" => $"{random.Next(100) * 100}",
        "few" => random.Next(3) switch { 0 => "alpha", 1 => "beta beta beta beta", _ => "" },
        "random" => string.Join(' ', Enumerable.Range(0, random.Next(8)).Select(_ => Words[random.Next(Words.Length)])),
        _ => "",
    };

    private static readonly string[] Words =
        ["carefully", "quick", "requests", "bold", "Bär", "sleep", "deposits", "12345", "x"];
}
