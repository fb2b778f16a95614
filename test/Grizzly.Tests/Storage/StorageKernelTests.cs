using Grizzly.Kernels;

namespace Grizzly.Tests.Storage;

/// <summary>SIMD kernels against their scalar twins.</summary>
public sealed unsafe class StorageKernelTests
{
    [Test]
    public void Bit_packing_restores_every_width_and_length([Values(1, 2, 4, 8)] int codeSize)
    {
        var random = new Random(codeSize);
        for (int width = 0; width <= codeSize * 8; width++)
        {
            foreach (int count in new[] { 0, 1, 7, 8, 15, 16, 17, 63, 64, 65, 200, 1000 })
            {
                byte[] codes = new byte[count * codeSize + 64], again = new byte[count * codeSize + 128];
                byte[] packed = new byte[BitPacking.PackedBytes(count, width) + 72];
                ulong keep = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
                for (int i = 0; i < count; i++)
                {
                    ulong code = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & keep;
                    BitConverter.GetBytes(code).AsSpan(0, codeSize).CopyTo(codes.AsSpan(i * codeSize));
                }
                fixed (byte* from = codes, middle = packed, to = again)
                {
                    BitPacking.Pack(from, codeSize, count, width, middle);
                    BitPacking.Unpack(middle, count, width, to, codeSize);
                    Assert.That(again.AsSpan(0, count * codeSize).SequenceEqual(codes.AsSpan(0, count * codeSize)),
                        $"width {width}, {count} codes");
                    again.AsSpan().Clear();
                    BitPacking.UnpackScalar(middle, 0, count, width, to, codeSize);
                    Assert.That(again.AsSpan(0, count * codeSize).SequenceEqual(codes.AsSpan(0, count * codeSize)),
                        $"scalar, width {width}");
                }
            }
        }
    }

    [Test]
    public void Range_filters_agree_with_the_scalar_twin()
    {
        Check<byte>();
        Check<ushort>();
        Check<uint>();
        Check<ulong>();
    }

    private static void Check<T>(
        ) where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IUnsignedNumber<T>
    {
        var random = new Random(7);
        for (int count = 0; count <= 200; count++)
        {
            var data = new T[count + 64];
            for (int i = 0; i < data.Length; i++) data[i] = T.CreateTruncating(random.NextInt64());
            T low = data[random.Next(data.Length)], span = T.CreateTruncating(random.NextInt64());
            bool negate = random.Next(2) == 0;
            ulong[] wide = new ulong[5], narrow = new ulong[5], scalar = new ulong[5];
            fixed (T* at = data)
            fixed (ulong* a = wide, b = narrow, c = scalar)
            {
                BitMask.SetFirst(a, count);
                BitMask.SetFirst(b, count);
                BitMask.SetFirst(c, count);
                NarrowFilter.Range(at, count, low, span, negate, a);
                NarrowFilter.Range256(at, count, low, span, negate, b);
                NarrowFilter.RangeScalar(at, count, low, span, negate, c);
            }
            Assert.That(wide, Is.EqualTo(scalar));
            Assert.That(narrow, Is.EqualTo(scalar));
        }
    }

    [Test]
    public void Selections_list_the_set_bits()
    {
        var random = new Random(9);
        for (int words = 0; words <= 17; words++)
        {
            var mask = new ulong[words + 1];
            for (int i = 0; i < words; i++)
                mask[i] = (ulong)random.NextInt64() & (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            ushort[] fast = new ushort[words * 64 + 32], slow = new ushort[words * 64 + 32];
            uint[] rows = new uint[words * 64 + 1];
            fixed (ulong* bits = mask)
            fixed (ushort* a = fast, b = slow)
            fixed (uint* r = rows)
            {
                int count = BitMask.ToSelection(bits, words, a);
                Assert.That(BitMask.ToSelectionScalar(bits, words, b), Is.EqualTo(count));
                Assert.That(BitMask.ToRows(bits, words, 100, r), Is.EqualTo(count));
                Assert.That(BitMask.Count(bits, words), Is.EqualTo(count));
                Assert.That(fast.AsSpan(0, count).SequenceEqual(slow.AsSpan(0, count)), Is.True);
                for (int i = 0; i < count; i++) Assert.That(rows[i], Is.EqualTo(slow[i] + 100u));
            }
        }
    }

    [Test]
    public void Narrowing_and_widening_are_inverse(
        [Values(1, 2, 4, 8)] int codeSize, [Values(1, 2, 4, 8)] int valueSize)
    {
        if (codeSize > valueSize) return;
        var random = new Random(codeSize * 10 + valueSize);
        foreach (int count in new[] { 0, 1, 31, 64, 65, 200, 1024 })
        {
            byte[] codes = new byte[count * codeSize + 64], values = new byte[1024 * valueSize + 64], again =
                new byte[count * codeSize + 64];
            random.NextBytes(codes.AsSpan(0, count * codeSize));
            ulong low = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            fixed (byte* from = codes, middle = values, to = again)
            {
                Widen.Run(from, codeSize, middle, valueSize, low, count);
                NarrowDown.Run(middle, valueSize, to, codeSize, low, count);
            }
            Assert.That(again.AsSpan(0, count * codeSize).SequenceEqual(codes.AsSpan(0, count * codeSize)), Is.True,
                $"{count} rows");
        }
    }
}
