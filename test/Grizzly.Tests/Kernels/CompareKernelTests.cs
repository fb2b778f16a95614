using System.Runtime.InteropServices;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Kernels;

public sealed unsafe class CompareKernelTests
{
    private static readonly int[] Counts = [1, 2, 63, 64, 65, 127, 128, 1024];

    private static readonly LogicalType[] Types =
    [
        LogicalType.Boolean, LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt,
            LogicalType.HugeInt, LogicalType.UTinyInt,
        LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt, LogicalType.UHugeInt, LogicalType.Float,
            LogicalType.Double, LogicalType.Interval,
        LogicalType.Varchar,
    ];

    [Test]
    public void Every_type_operation_and_shape_agrees_with_single_comparisons(
        [ValueSource(nameof(Types))] LogicalType type, [Values] CompareOperation operation)
    {
        var random = new Random(7);
        using ColumnVector left = Fill(type, random), right = Fill(type, random);
        ulong* mask = stackalloc ulong[16];
        int size = type.SizeInBytes;
        foreach (int count in Counts)
        {
            for (int shape = 0; shape < 8; shape++)
            {
                bool leftConstant = (shape & 1) != 0, rightConstant = (shape & 2) != 0, simd = (shape & 4) != 0;
                new Span<ulong>(mask, 16).Fill(ulong.MaxValue);
                CompareKernels.Compare(type.Physical, operation, left.Data, leftConstant, right.Data, rightConstant,
                    count, mask, simd);
                for (int i = 0; i < (count + 63) / 64 * 64; i++)
                {
                    bool expected = false;
                    if (i < count)
                    {
                        Value l = ValueAccess.Read(left.Data + (leftConstant ? 0 : i) * size, type),
                            r = ValueAccess.Read(right.Data + (rightConstant ? 0 : i) * size, type);
                        int order = Value.Compare(l, r);
                        expected = operation switch
                        {
                            CompareOperation.Equal => order == 0,
                            CompareOperation.NotEqual => order != 0,
                            CompareOperation.Less => order < 0,
                            CompareOperation.LessOrEqual => order <= 0,
                            CompareOperation.Greater => order > 0,
                            _ => order >= 0,
                        };
                    }
                    if ((mask[i >> 6] >> (i & 63) & 1) != 0 != expected) Assert.Fail(
                        $"{type} {operation} row {i} of {count}, shape {shape}");
                }
            }
        }
    }

    [Test]
    public void Masks_turn_into_bools_and_selections_and_back([Values(0, 1, 63, 64, 65, 1000, 1024)] int count)
    {
        var random = new Random(count);
        var bools = (byte*)NativeMemory.AllocZeroed(1024 + 64);
        var back = (byte*)NativeMemory.AllocZeroed(1024 + 64);
        ulong* mask = stackalloc ulong[16];
        ushort* selection = stackalloc ushort[1025];
        ushort* scalar = stackalloc ushort[1025];
        foreach (double share in new[] { 0.0, 0.02, 0.5, 1.0 })
        {
            var expected = new List<ushort>();
            for (int i = 0; i < count; i++)
            {
                bools[i] = random.NextDouble() < share ? (byte)1 : (byte)0;
                if (bools[i] != 0) expected.Add((ushort)i);
            }
            MaskKernels.FromBools(bools, count, mask);
            Assert.That(MaskKernels.CountOnes(mask, count), Is.EqualTo(expected.Count));
            selection[count] = 0xBEEF;
            int found = MaskKernels.ToSelection(mask, count, selection);
            Assert.That(new Span<ushort>(selection, found).ToArray(), Is.EqualTo(expected));
            Assert.That(selection[count], Is.EqualTo(0xBEEF), "nothing is written past count entries");
            Assert.That(new Span<ushort>(scalar, MaskKernels.ToSelectionScalar(mask, count, scalar)).ToArray(),
                Is.EqualTo(expected));
            MaskKernels.ToBools(mask, count, back);
            Assert.That(new Span<byte>(back, count).SequenceEqual(new Span<byte>(bools, count)));
            MaskKernels.Not(mask, count);
            Assert.That(MaskKernels.CountOnes(mask, count), Is.EqualTo(count - expected.Count));
        }
        NativeMemory.Free(bools);
        NativeMemory.Free(back);
    }

    internal static ColumnVector Fill(LogicalType type, Random random)
    {
        var vector = new ColumnVector(type);
        vector.SetFlat();
        for (int i = 0; i < ColumnVector.MaxCapacity; i++) vector.SetValue(i, RandomValue(type, random));
        return vector;
    }

    private static Value RandomValue(LogicalType type, Random random)
    {
        (Int128 minimum, Int128 maximum) = IntegerRange.Of(type.Physical);
        switch (type.Id)
        {
            case LogicalTypeId.Double or LogicalTypeId.Float:
                double[] numbers = [0.0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
                    float.Epsilon, 3.5];
                double number = numbers[random.Next(numbers.Length)];
                return type.Id == LogicalTypeId.Float ? Value.OfFloat((float)number) : Value.OfDouble(number);
            case LogicalTypeId.Interval:
                return Value.OfInterval(new IntervalValue(random.Next(-1, 2), random.Next(-31, 32),
                    random.Next(-1, 2) * IntervalValue.TicksPerDay));
            case LogicalTypeId.Varchar:
                string[] texts = ["", "a", "ab", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmn", "abcd", "abce",
                    "a\0", "zzzzzzzzzzzzzzzzzzzzzzzz", "ä"];
                return Value.OfVarchar(texts[random.Next(texts.Length)]);
            case LogicalTypeId.UHugeInt:
                return Value.Of(type, random.Next(2) == 0
                    ? UInt128.MaxValue - (uint)random.Next(2) : (UInt128)random.Next(3));
            default:
                Int128 small = random.Next(-2, 3);
                return Value.Of(type, random.Next(6) switch
                {
                    0 => minimum,
                    1 => maximum,
                    _ => Int128.Clamp(small, minimum, maximum),
                });
        }
    }
}
