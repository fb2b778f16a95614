using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>
/// ALP (Afroozeh, Kuffó, Boncz, SIGMOD 2023): floating-point numbers that were decimals become integers, value *
/// 10^exponent / 10^factor, and go through <see cref="IntegerCodec"/>; the few that do not come back bit for bit are
/// kept apart.
/// </summary>
/// <remarks>Layout: exponent, factor, smallest integer (8 bytes), code size, codes, count of exceptions, their rows
/// and 8-byte values.</remarks>
internal static unsafe class DecimalCodec
{
    private const int MaxExponent = 18;
    private const int SampleRows = 128;
    private const int RestoreRows = 1024;
    private const double MaxExceptionShare = 0.1;

    private static readonly double[] Powers =
        [.. Enumerable.Range(0, MaxExponent + 1).Select(i => double.Parse($"1e{i}",
        System.Globalization.CultureInfo.InvariantCulture))];

    private static readonly double[] Inverses =
        [.. Enumerable.Range(0, MaxExponent + 1).Select(i => double.Parse($"1e-{i}",
        System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Writes the values, or nothing (false) where too many are not decimals.</summary>
    public static bool TryEncode(
        PhysicalType type, byte* values, int count, ByteWriter writer, MemoryAllocator allocator)
    {
        if (!TryFindExponents(type, values, count, out int exponent, out int factor)) return false;
        using NativeBuffer integers = allocator.Rent(count * 8L);
        long* coded = (long*)integers.Pointer;
        var exceptions = new List<int>();
        long min = long.MaxValue, max = long.MinValue;
        for (int i = 0; i < count; i++)
        {
            if (TryConvert(Read(type, values, i), exponent, factor, type, out long integer))
            {
                coded[i] = integer;
                min = Math.Min(min, integer);
                max = Math.Max(max, integer);
            }
            else
            {
                exceptions.Add(i);
                if (exceptions.Count > count * MaxExceptionShare) return false;
            }
        }
        if (min > max) return false;
        foreach (int row in exceptions) coded[row] = min;
        for (int i = 0; i < count; i++) coded[i] -= min;
        int codeSize = SegmentBuilder.CodeSizeFor((ulong)(max - min));
        if (codeSize < 8) Kernels.NarrowDown.Run((byte*)coded, 8, (byte*)coded, codeSize, 0, count);
        writer.Byte((byte)exponent);
        writer.Byte((byte)factor);
        writer.Int64(min);
        writer.Byte((byte)codeSize);
        IntegerCodec.Encode((byte*)coded, codeSize, count, writer, allocator);
        writer.VarInt((ulong)exceptions.Count);
        foreach (int row in exceptions)
        {
            writer.VarInt((ulong)row);
            if (type == PhysicalType.Double) writer.UInt64(((ulong*)values)[row]);
            else writer.UInt32(((uint*)values)[row]);
        }
        return true;
    }

    /// <summary>Reads what <see cref="TryEncode"/> wrote; XX001 where it cannot have.</summary>
    public static void Decode(
        ref ByteReader reader, byte* origin, PhysicalType type, byte* values, int count, MemoryAllocator allocator)
    {
        (int exponent, int factor, long min, int codeSize) = ReadParameters(ref reader);
        using NativeBuffer codes = allocator.Rent((long)count * codeSize + 64);
        IntegerCodec.Decode(ref reader, origin, codes.Pointer, codeSize, count, allocator);
        Restore(codes.Pointer, codeSize, min, exponent, factor, type, values, count);
        int exceptions = reader.Bounded(count);
        for (int i = 0; i < exceptions; i++)
        {
            int row = reader.Bounded(count - 1);
            ReadException(ref reader, type, values, row);
        }
    }

    /// <summary>values[i] = row rows[i] of <paramref name="count"/>; false where codes cannot be read alone.</summary>
    public static bool TryDecodeRows(
        ref ByteReader reader, byte* origin, PhysicalType type, byte* values, int count, ReadOnlySpan<uint> rows)
    {
        (int exponent, int factor, long min, int codeSize) = ReadParameters(ref reader);
        ulong* codes = stackalloc ulong[rows.Length + 8];
        if (!IntegerCodec.TryDecodeRows(ref reader, origin, codeSize, count, rows, new Span<ulong>(codes, rows.Length)))
            return false;
        Restore((byte*)codes, 8, min, exponent, factor, type, values, rows.Length);
        int exceptions = reader.Bounded(count);
        double exception;
        for (int i = 0; i < exceptions; i++)
        {
            int row = reader.Bounded(count - 1), size = type.SizeOf();
            ReadException(ref reader, type, (byte*)&exception, 0);
            for (int at = 0; at < rows.Length; at++)
            {
                if (rows[at] == row) Buffer.MemoryCopy(&exception, values + at * size, size, size);
            }
        }
        return true;
    }

    private static (int Exponent, int Factor, long Min, int CodeSize) ReadParameters(ref ByteReader reader)
    {
        int exponent = reader.Byte(), factor = reader.Byte();
        long min = reader.Int64();
        int codeSize = reader.Byte();
        if (exponent > MaxExponent || factor > exponent || codeSize is not (1 or 2 or 4 or 8))
            throw Errors.Corrupted("a segment of decimals has impossible parameters");
        return (exponent, factor, min, codeSize);
    }

    private static void ReadException(ref ByteReader reader, PhysicalType type, byte* values, int row)
    {
        if (type == PhysicalType.Double) ((ulong*)values)[row] = reader.UInt64();
        else ((uint*)values)[row] = reader.UInt32();
    }

    private static void Restore(
        byte* codes, int codeSize, long min, int exponent, int factor, PhysicalType type, byte* values, int count)
    {
        double up = Powers[factor], down = Inverses[exponent];
        long* integers = stackalloc long[RestoreRows];
        for (int at = 0; at < count; at += RestoreRows)
        {
            int rows = Math.Min(RestoreRows, count - at);
            Kernels.Widen.Run(codes + (long)at * codeSize, codeSize, (byte*)integers, 8, (ulong)min, rows);
            if (type == PhysicalType.Double) Kernels.DecimalScaling.Run(integers, up, down, (double*)values + at, rows);
            else Kernels.DecimalScaling.Run(integers, up, down, (float*)values + at, rows);
        }
    }

    private static bool TryFindExponents(
        PhysicalType type, byte* values, int count, out int bestExponent, out int bestFactor)
    {
        (bestExponent, bestFactor) = (0, 0);
        int step = Math.Max(1, count / SampleRows), bestHits = -1;
        ulong bestSpan = ulong.MaxValue;
        int tried = 0;
        for (int row = 0; row < count; row += step) tried++;
        for (int exponent = 0; exponent <= MaxExponent; exponent++)
        {
            for (int factor = 0; factor <= exponent; factor++)
            {
                int hits = 0;
                long min = long.MaxValue, max = long.MinValue;
                for (int row = 0; row < count; row += step)
                {
                    if (!TryConvert(Read(type, values, row), exponent, factor, type, out long integer)) continue;
                    hits++;
                    min = Math.Min(min, integer);
                    max = Math.Max(max, integer);
                }
                ulong span = hits == 0 ? ulong.MaxValue : (ulong)(max - min);
                if (hits < bestHits || (hits == bestHits && span >= bestSpan)) continue;
                (bestHits, bestSpan, bestExponent, bestFactor) = (hits, span, exponent, factor);
            }
        }
        return bestHits >= tried * (1 - MaxExceptionShare) && bestSpan < 1UL << 48;
    }

    private static double Read(PhysicalType type, byte* values, int row) =>
        type == PhysicalType.Double ? ((double*)values)[row] : ((float*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryConvert(double value, int exponent, int factor, PhysicalType type, out long integer)
    {
        // Adding and taking away 2^52 + 2^51 rounds to the nearest integer while the sum stays below 2^53.
        const double Rounder = 6755399441055744.0;
        double scaled = value * Powers[exponent] * Inverses[factor];
        integer = 0;
        if (!(Math.Abs(scaled) < 1L << 51)) return false;
        integer = (long)(scaled + Rounder - Rounder);
        double restored = integer * Powers[factor] * Inverses[exponent];
        return type == PhysicalType.Double
            ? BitConverter.DoubleToInt64Bits(restored) == BitConverter.DoubleToInt64Bits(value)
            : BitConverter.SingleToInt32Bits((float)restored) == BitConverter.SingleToInt32Bits((float)value);
    }
}
