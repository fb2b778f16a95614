using System.Numerics;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Kernels;

public sealed unsafe class ArithmeticKernelTests
{
    private static readonly LogicalType[] Types =
    [
        LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt, LogicalType.HugeInt,
            LogicalType.UTinyInt, LogicalType.USmallInt,
        LogicalType.UInteger, LogicalType.UBigInt, LogicalType.UHugeInt,
    ];

    [Test]
    public void Integers_are_exact_or_the_first_valid_overflow_is_found([ValueSource(nameof(Types))] LogicalType type,
        [Values] ArithmeticOperation operation)
    {
        var random = new Random(11);
        using var left = new ColumnVector(type);
        using var right = new ColumnVector(type);
        using var result = new ColumnVector(type);
        BigInteger minimum = type.Id == LogicalTypeId.UHugeInt ? 0 : (BigInteger)IntegerRange.Of(type.Physical).Minimum;
        BigInteger maximum = type.Id == LogicalTypeId.UHugeInt
            ? (BigInteger)UInt128.MaxValue : (BigInteger)IntegerRange.Of(type.Physical).Maximum;
        foreach (int count in new[] { 1, 2, 7, 8, 9, 63, 64, 65, 1024 })
        {
            for (int trial = 0; trial < 40; trial++)
            {
                left.SetFlat();
                right.SetFlat();
                result.SetFlat();
                ulong* validity = trial % 3 == 0 ? null : result.MakeValidity();
                bool leftConstant = trial % 4 == 1, rightConstant = trial % 4 == 2;
                double extremes = trial < 10 ? 0 : 0.002;
                var lefts = new BigInteger[count];
                var rights = new BigInteger[count];
                for (int i = 0; i < count; i++)
                {
                    lefts[i] = leftConstant && i > 0 ? lefts[0] : Pick(random, minimum, maximum, extremes);
                    rights[i] = rightConstant && i > 0 ? rights[0] : Pick(random, minimum, maximum, extremes);
                    left.SetValue(i, Make(type, lefts[i]));
                    right.SetValue(i, Make(type, rights[i]));
                    if (validity is not null && random.Next(3) == 0) result.SetNull(i);
                }
                int expected = -1;
                for (int i = count - 1; i >= 0; i--)
                {
                    BigInteger exact = Exact(operation, lefts[i], rights[i]);
                    if ((exact < minimum || exact > maximum) && !result.IsNullAt(i)) expected = i;
                }
                int found = ArithmeticKernels.Run(operation, type.Physical, left.Data, leftConstant, right.Data,
                    rightConstant, result.Data, count, validity);
                Assert.That(found, Is.EqualTo(expected), $"{type} {operation} count {count} trial {trial}");
                if (expected >= 0) continue;
                for (int i = 0; i < count; i++)
                {
                    if (result.IsNullAt(i)) continue;
                    Assert.That(result.GetValue(i), Is.EqualTo(Make(type, Exact(operation, lefts[i], rights[i]))));
                }
            }
        }
    }

    [Test]
    public void Products_next_to_the_limit_of_int64_are_told_apart()
    {
        (long, long, bool)[] cases =
        [
            (3037000499, 3037000499, true), (3037000500, 3037000500, false), (long.MinValue, 1, true),
                (long.MinValue, -1, false), (long.MaxValue, 1, true),
            (long.MaxValue, -1, true), (1L << 32, 1L << 31, false), (-(1L << 32), 1L << 31, true),
                (long.MaxValue, long.MaxValue, false), (7, long.MaxValue / 7, true),
        ];
        using var left = new ColumnVector(LogicalType.BigInt);
        using var right = new ColumnVector(LogicalType.BigInt);
        using var result = new ColumnVector(LogicalType.BigInt);
        foreach ((long l, long r, bool fits) in cases)
        {
            foreach (int count in new[] { 1, 8, 16 })
            {
                new Span<long>(left.SetFlat(), count).Fill(l);
                new Span<long>(right.SetFlat(), count).Fill(r);
                result.SetFlat();
                int row = ArithmeticKernels.Run(ArithmeticOperation.Multiply, PhysicalType.Int64, left.Data, false,
                    right.Data, false, result.Data, count, null);
                Assert.That(row, Is.EqualTo(fits ? -1 : 0), $"{l} * {r}");
                if (fits) Assert.That(*(long*)result.Data, Is.EqualTo(l * r));
            }
        }
    }

    [Test]
    public void Sums_are_exact_in_lanes_and_beyond([Values(0, 1, 7, 8, 9, 65, 1024)] int count,
        [Values(20, 51, 52, 53, 63)] int bits)
    {
        var random = new Random(count + bits);
        using var vector = new ColumnVector(LogicalType.BigInt);
        vector.SetFlat();
        vector.MakeValidity();
        Int128 all = 0, valid = 0;
        for (int i = 0; i < count; i++)
        {
            long value = random.NextInt64(long.MinValue, long.MaxValue) >> (64 - bits);
            ((long*)vector.Data)[i] = value;
            all += value;
            if (random.Next(2) == 0) vector.SetNull(i);
            else valid += value;
        }
        Assert.That(SumKernels.Sum((long*)vector.Data, null, count), Is.EqualTo(all));
        Assert.That(SumKernels.Sum((long*)vector.Data, vector.Validity, count), Is.EqualTo(valid));
    }

    [Test]
    public void Equal_values_hash_alike_in_every_type_and_null_has_one_hash()
    {
        ulong* first = stackalloc ulong[1024];
        ulong* second = stackalloc ulong[1024];
        foreach (LogicalType type in new[]
        {
            LogicalType.Boolean, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt, LogicalType.HugeInt,
                LogicalType.Float, LogicalType.Double,
            LogicalType.Interval, LogicalType.Varchar,
        })
        {
            using ColumnVector vector = CompareKernelTests.Fill(type, new Random(3));
            vector.MakeValidity();
            vector.SetNull(5);
            HashKernels.Hash(type.Physical, vector.Data, vector.Validity, 1024, first, false);
            for (int i = 0; i < 1024; i++)
            {
                HashKernels.Hash(type.Physical, vector.Data + i * type.SizeInBytes, null, 1, second, false);
                if (i == 5) Assert.That(first[i], Is.EqualTo(HashKernels.NullHash));
                else Assert.That(first[i], Is.EqualTo(second[0]), $"{type} row {i}");
            }
            var seen = new Dictionary<ulong, Value>();
            for (int i = 0; i < 1024; i++)
            {
                if (i == 5) continue;
                Value value = vector.GetValue(i);
                if (seen.TryGetValue(first[i], out Value other)) Assert.That(Value.Compare(value, other), Is.Zero,
                    $"{type}: different values share a hash");
                else Assert.That(seen.Values.All(o =>
                    Value.Compare(o, value) != 0), $"{type}: equal values hash apart");
                seen[first[i]] = value;
            }
            new Span<ulong>(first, 1024).CopyTo(new Span<ulong>(second, 1024));
            HashKernels.Hash(type.Physical, vector.Data, vector.Validity, 1024, second, true);
            for (int i = 0; i < 1024; i++) Assert.That(second[i], Is.EqualTo(HashKernels.Combine(first[i], first[i])));
        }
    }

    private static BigInteger Exact(ArithmeticOperation operation, BigInteger left, BigInteger right) =>
        operation switch
    {
        ArithmeticOperation.Add => left + right,
        ArithmeticOperation.Subtract => left - right,
        _ => left * right,
    };

    private static BigInteger Pick(Random random, BigInteger minimum, BigInteger maximum, double extremes)
    {
        if (random.NextDouble() < extremes) return random.Next(2) == 0 ? minimum : maximum;
        return random.Next(minimum < 0 ? -8 : 3, 9) + (minimum < 0 ? 0 : random.Next(3));
    }

    private static Value Make(LogicalType type, BigInteger value) =>
        type.Id == LogicalTypeId.UHugeInt ? Value.Of(type, (UInt128)value) : Value.Of(type, (Int128)value);
}
