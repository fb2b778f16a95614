using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Kernels;

namespace Grizzly.Storage;

/// <summary>
/// Codes (unsigned, 1 to 8 bytes each) to bytes and back: bit-packed, bit-packed after division, run lengths, or
/// deltas.
/// </summary>
/// <remarks>
/// Scheme byte, then: packed: width, bits. Scaled: divisor, width, bits of code / divisor. Runs: count of runs, packed
/// values, packed lengths - 1. Delta: for every 1,024 codes the first, the smallest difference, width, bits of
/// difference - smallest for the codes after the first. The scheme is chosen by a sample of eight stretches and, for
/// runs and deltas, kept only if really smaller.
/// </remarks>
internal static unsafe partial class IntegerCodec
{
    private const byte Packed = 0, Scaled = 1, Runs = 2, Delta = 3;
    private const int DeltaBlock = 1024;

    /// <summary>Writes <paramref name="count"/> codes.</summary>
    public static void Encode(byte* codes, int codeSize, int count, ByteWriter writer, MemoryAllocator allocator)
    {
        ulong largest = Largest(codes, codeSize, count);
        int width = WidthOf(largest);
        (double runShare, int deltaWidth, ulong divisor) = Sample(codes, codeSize, count);
        double packedBits = width, runBits = runShare * (width + 12), deltaBits = deltaWidth + 0.2;
        int start = writer.Length;
        long packedBytes = BitPacking.PackedBytes(count, width) + 2;
        if (count >= 64 && runBits < packedBits * 0.8 && runBits <= deltaBits)
        {
            EncodeRuns(codes, codeSize, count, width, writer, allocator);
            if (writer.Length - start < packedBytes) return;
            writer.Truncate(start);
        }
        else if (count >= 64 && deltaBits < packedBits * 0.8)
        {
            EncodeDelta(codes, codeSize, count, writer, allocator);
            if (writer.Length - start < packedBytes) return;
            writer.Truncate(start);
        }
        if (divisor > 1 && WidthOf(largest / divisor) + 2 <= width
            && TryEncodeScaled(codes, codeSize, count, divisor, WidthOf(largest / divisor), writer, allocator)) return;
        writer.Byte(Packed);
        WritePacked(codes, codeSize, count, width, writer);
    }

    /// <summary>
    /// Reads <paramref name="count"/> codes; the reader's bytes lie at <paramref name="origin"/>, readable 64 bytes
    /// past their end.
    /// </summary>
    /// <exception cref="GrizzlyException">XX001 where the bytes cannot be what <see cref="Encode"/> wrote.</exception>
    public static void Decode(
        ref ByteReader reader, byte* origin, byte* codes, int codeSize, int count, MemoryAllocator allocator)
    {
        switch (reader.Byte())
        {
            case Packed: ReadPacked(ref reader, origin, codes, codeSize, count); break;
            case Scaled:
                ulong divisor = reader.VarInt();
                ReadPacked(ref reader, origin, codes, codeSize, count);
                Multiply(codes, codeSize, count, divisor);
                break;
            case Runs: DecodeRuns(ref reader, origin, codes, codeSize, count, allocator); break;
            case Delta: DecodeDelta(ref reader, origin, codes, codeSize, count, allocator); break;
            default: throw Errors.Corrupted("a segment has an unknown integer encoding");
        }
    }

    public static int WidthOf(ulong largest) => 64 - BitOperations.LeadingZeroCount(largest);

    private static void WritePacked(byte* codes, int codeSize, int count, int width, ByteWriter writer)
    {
        writer.Byte((byte)width);
        int bytes = checked((int)BitPacking.PackedBytes(count, width));
        Span<byte> target = writer.Claim(bytes + 8);
        fixed (byte* at = target) BitPacking.Pack(codes, codeSize, count, width, at);
        writer.Truncate(writer.Length - 8);
    }

    private static void ReadPacked(ref ByteReader reader, byte* origin, byte* codes, int codeSize, int count)
    {
        byte* packed = SkipPacked(ref reader, origin, codeSize, count, out int width);
        BitPacking.Unpack(packed, count, width, codes, codeSize);
    }

    private static bool TryEncodeScaled(
        byte* codes, int codeSize, int count, ulong divisor, int width, ByteWriter writer, MemoryAllocator allocator)
    {
        using NativeBuffer scratch = allocator.Rent((long)count * codeSize);
        for (int i = 0; i < count; i++)
        {
            ulong code = KeySetFilter.CodeAt(codes, codeSize, i);
            (ulong quotient, ulong rest) = code <= uint.MaxValue ? Math.DivRem((uint)code, (uint)divisor)
                : Math.DivRem(code, divisor);
            if (rest != 0) return false;
            SegmentBuilder.StoreCode(scratch.Pointer, codeSize, i, quotient);
        }
        writer.Byte(Scaled);
        writer.VarInt(divisor);
        WritePacked(scratch.Pointer, codeSize, count, width, writer);
        return true;
    }

    private static void Multiply(byte* codes, int codeSize, int count, ulong divisor)
    {
        switch (codeSize)
        {
            case 1: for (int i = 0; i < count; i++) codes[i] = (byte)(codes[i] * divisor); break;
            case 2:
                for (int i = 0; i < count; i++) ((ushort*)codes)[i] = (ushort)(((ushort*)codes)[i] * divisor);
                break;
            case 4: for (int i = 0; i < count; i++) ((uint*)codes)[i] = (uint)(((uint*)codes)[i] * divisor); break;
            default: for (int i = 0; i < count; i++) ((ulong*)codes)[i] *= divisor; break;
        }
    }

    private static void EncodeRuns(
        byte* codes, int codeSize, int count, int width, ByteWriter writer, MemoryAllocator allocator)
    {
        using NativeBuffer values = allocator.Rent((long)count * codeSize), lengths = allocator.Rent(count * 4L);
        uint* length = (uint*)lengths.Pointer;
        int runs = 0;
        uint longest = 0;
        for (int i = 0; i < count;)
        {
            ulong code = KeySetFilter.CodeAt(codes, codeSize, i);
            int end = i + 1;
            while (end < count && KeySetFilter.CodeAt(codes, codeSize, end) == code) end++;
            SegmentBuilder.StoreCode(values.Pointer, codeSize, runs, code);
            length[runs] = (uint)(end - i - 1);
            longest = Math.Max(longest, length[runs]);
            runs++;
            i = end;
        }
        writer.Byte(Runs);
        writer.VarInt((ulong)runs);
        WritePacked(values.Pointer, codeSize, runs, width, writer);
        WritePacked((byte*)length, 4, runs, WidthOf(longest), writer);
    }

    private static void DecodeRuns(
        ref ByteReader reader, byte* origin, byte* codes, int codeSize, int count, MemoryAllocator allocator)
    {
        int runs = reader.Bounded(count);
        using NativeBuffer values = allocator.Rent((long)runs * codeSize + 64), lengths =
            allocator.Rent(runs * 4L + 64);
        ReadPacked(ref reader, origin, values.Pointer, codeSize, runs);
        ReadPacked(ref reader, origin, lengths.Pointer, 4, runs);
        uint* length = (uint*)lengths.Pointer;
        long at = 0;
        for (int run = 0; run < runs; run++)
        {
            long end = at + length[run] + 1L;
            if (end > count) throw Errors.Corrupted("a segment's runs exceed its rows");
            int rows = (int)(end - at);
            ulong value = KeySetFilter.CodeAt(values.Pointer, codeSize, run);
            switch (codeSize)
            {
                case 1: new Span<byte>(codes + at, rows).Fill((byte)value); break;
                case 2: new Span<ushort>((ushort*)codes + at, rows).Fill((ushort)value); break;
                case 4: new Span<uint>((uint*)codes + at, rows).Fill((uint)value); break;
                default: new Span<ulong>((ulong*)codes + at, rows).Fill(value); break;
            }
            at = end;
        }
        if (at != count) throw Errors.Corrupted("a segment's runs fall short of its rows");
    }

    private static void EncodeDelta(byte* codes, int codeSize, int count, ByteWriter writer, MemoryAllocator allocator)
    {
        writer.Byte(Delta);
        ulong* deltas = stackalloc ulong[DeltaBlock];
        for (int at = 0; at < count; at += DeltaBlock)
        {
            int rows = Math.Min(DeltaBlock, count - at);
            ulong previous = KeySetFilter.CodeAt(codes, codeSize, at);
            writer.VarInt(previous);
            long min = rows == 1 ? 0 : long.MaxValue, max = rows == 1 ? 0 : long.MinValue;
            for (int i = 1; i < rows; i++)
            {
                ulong code = KeySetFilter.CodeAt(codes, codeSize, at + i);
                long delta = (long)(code - previous);
                previous = code;
                deltas[i - 1] = (ulong)delta;
                min = Math.Min(min, delta);
                max = Math.Max(max, delta);
            }
            for (int i = 0; i < rows - 1; i++) deltas[i] -= (ulong)min;
            writer.VarSigned(min);
            WritePacked((byte*)deltas, 8, rows - 1, WidthOf((ulong)max - (ulong)min), writer);
        }
    }

    private static void DecodeDelta(
        ref ByteReader reader, byte* origin, byte* codes, int codeSize, int count, MemoryAllocator allocator)
    {
        using NativeBuffer scratch = allocator.Rent(DeltaBlock * 8 + 64);
        ulong* deltas = (ulong*)scratch.Pointer;
        for (int at = 0; at < count; at += DeltaBlock)
        {
            int rows = Math.Min(DeltaBlock, count - at);
            ulong first = reader.VarInt(), min = (ulong)reader.VarSigned();
            ReadPacked(ref reader, origin, (byte*)deltas, 8, rows - 1);
            byte* target = codes + (long)at * codeSize;
            SegmentBuilder.StoreCode(target, codeSize, 0, first);
            RunningSums.Run(deltas, min, first, target + codeSize, codeSize, rows - 1);
        }
    }

    private static ulong Largest(byte* codes, int codeSize, int count) => count == 0 ? 0 : codeSize switch
    {
        1 => MinMax.Of(codes, count).Max,
        2 => MinMax.Of((ushort*)codes, count).Max,
        4 => MinMax.Of((uint*)codes, count).Max,
        _ => MinMax.Of((ulong*)codes, count).Max,
    };

    /// <summary>
    /// From eight stretches of 128 codes: share of rows that start a run, bits of a delta, greatest common divisor.
    /// </summary>
    private static (double RunShare, int DeltaWidth, ulong Divisor) Sample(byte* codes, int codeSize, int count)
    {
        const int Stretches = 8, StretchRows = 128;
        long starts = 0, seen = 0;
        int deltaWidth = 0;
        ulong divisor = 0;
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            int from = (int)((long)stretch * count / Stretches), to = Math.Min(count, from + StretchRows);
            long min = long.MaxValue, max = long.MinValue;
            for (int i = from + 1; i < to; i++)
            {
                ulong code = KeySetFilter.CodeAt(codes, codeSize, i), before =
                    KeySetFilter.CodeAt(codes, codeSize, i - 1);
                long delta = (long)(code - before);
                if (delta != 0) starts++;
                min = Math.Min(min, delta);
                max = Math.Max(max, delta);
                seen++;
                if (divisor != 1) divisor = Gcd(divisor, code);
            }
            if (to > from + 1) deltaWidth = Math.Max(deltaWidth, WidthOf((ulong)max - (ulong)min));
        }
        return seen == 0 ? (1, 64, 1) : ((double)starts / seen, deltaWidth, divisor);
    }

    private static ulong Gcd(ulong left, ulong right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }
}
