using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Storage;

/// <summary>Rows read alone out of a stored segment are those of the whole segment.</summary>
public sealed unsafe class StoredRowsTests
{
    [Test]
    public void Single_rows_equal_those_of_the_whole_segment(
        [Values("packed", "scaled", "delta", "constant delta", "runs", "decimals", "exceptions")] string shape,
        [Values(false, true)] bool hasNulls)
    {
        var random = new Random(shape.Length);
        bool isFloating = shape is "decimals" or "exceptions" or "constant delta";
        LogicalType type = isFloating ? LogicalType.Double : LogicalType.BigInt;
        const int rows = 5000;
        using var allocator = new MemoryAllocator(new MemoryTracker(1L << 30));
        using var collector = new ColumnCollector(type.Physical, allocator);
        using var vector = new ColumnVector(type);
        for (int start = 0; start < rows; start += 1000)
        {
            byte* data = vector.SetFlat();
            for (int i = 0; i < 1000; i++)
            {
                Write(data, i, shape, start + i, random);
                if (hasNulls && random.Next(5) == 0) vector.SetNull(i);
            }
            collector.Append(vector, 0, 1000);
        }
        (HotSegment hot, _) = SegmentBuilder.Build(collector, allocator, new DistinctSketch());
        using (hot) CompareRows(hot, type, rows, mustDecode: shape != "runs", allocator, random);
    }

    [Test]
    public void Running_sums_agree_with_the_scalar_twin([Values(4, 8)] int codeSize)
    {
        var random = new Random(codeSize);
        ulong* deltas = stackalloc ulong[1040];
        ulong* wide = stackalloc ulong[1040];
        ulong* scalar = stackalloc ulong[1040];
        foreach (int count in new[] { 0, 1, 7, 8, 9, 63, 64, 1000 })
        {
            for (int i = 0; i < count; i++) deltas[i] = (ulong)random.NextInt64();
            RunningSums.Run(deltas, 3, 7, (byte*)wide, codeSize, count);
            if (codeSize == 4) RunningSums.Scalar(deltas, 0, 3, 7, (uint*)scalar, count);
            else RunningSums.Scalar(deltas, 0, 3, 7, scalar, count);
            var expected = new ReadOnlySpan<byte>(scalar, count * codeSize);
            Assert.That(expected.SequenceEqual(new ReadOnlySpan<byte>(wide, count * codeSize)), $"{count} sums");
        }
    }

    private static void Write(byte* data, int at, string shape, int row, Random random)
    {
        switch (shape)
        {
            case "packed": ((long*)data)[at] = random.Next(1_000_000); break;
            case "scaled": ((long*)data)[at] = random.Next(1000) * 86_400_000L; break;
            case "delta": ((long*)data)[at] = row * 1_000_003L + random.Next(7); break;
            case "runs": ((long*)data)[at] = row / 300 * 77_777L; break;
            case "constant delta": ((double*)data)[at] = row * 0.25; break;
            case "decimals": ((double*)data)[at] = random.Next(100_000) / 100.0; break;
            default: ((double*)data)[at] = row % 40 == 3 ? Math.Sqrt(row) : random.Next(100_000) / 100.0; break;
        }
    }

    private static void CompareRows(
        HotSegment hot, LogicalType type, int rows, bool mustDecode, MemoryAllocator allocator, Random random)
    {
        var writer = new ByteWriter(1 << 16);
        SegmentCodec.Encode(hot, writer, allocator);
        int length = writer.Length;
        byte[] bytes = [.. writer.Written.ToArray(), .. new byte[64]];
        using ColumnVector expected = new(type), actual = new(type);
        uint* all = stackalloc uint[8];
        for (uint i = 0; i < 8; i++) all[i] = i;
        for (int round = 0; round < 200; round++)
        {
            uint[] asked = [.. Enumerable.Range(0, 1 + round % 8).Select(_ => (uint)random.Next(rows))];
            if (round == 0) asked = [0, 0, (uint)rows - 1];
            fixed (byte* at = bytes)
            fixed (uint* some = asked)
            {
                using HotSegment? read = SegmentCodec.TryDecodeRows(at, length, type.Physical, rows, asked, allocator);
                if (read is null)
                {
                    Assert.That(mustDecode, Is.False, "the form can be read in parts");
                    return;
                }
                hot.Gather(some, asked.Length, expected);
                read.Gather(all, asked.Length, actual);
            }
            for (int i = 0; i < asked.Length; i++)
                Assert.That(actual.GetValue(i), Is.EqualTo(expected.GetValue(i)), $"row {asked[i]}");
        }
    }
}
