using Grizzly.Common;
using Grizzly.Kernels;

namespace Grizzly.Storage;

/// <summary>Single codes out of stored bytes, for the first lookups in a segment that is not in memory.</summary>
internal static unsafe partial class IntegerCodec
{
    /// <summary>
    /// codes[i] = code of row rows[i] of <paramref name="count"/>; leaves the reader behind all codes, as
    /// <see cref="Decode"/> does. False where the scheme cannot be read in parts (run lengths).
    /// </summary>
    /// <exception cref="GrizzlyException">XX001 where the bytes cannot be what <see cref="Encode"/> wrote.</exception>
    public static bool TryDecodeRows(
        ref ByteReader reader, byte* origin, int codeSize, int count, ReadOnlySpan<uint> rows, scoped Span<ulong> codes)
    {
        ulong divisor = 1;
        switch (reader.Byte())
        {
            case Packed: break;
            case Scaled: divisor = reader.VarInt(); break;
            case Delta:
                DecodeDeltaRows(ref reader, origin, count, rows, codes);
                return true;
            default: return false;
        }
        byte* packed = SkipPacked(ref reader, origin, codeSize, count, out int width);
        for (int i = 0; i < rows.Length; i++)
            codes[i] = width == 0 ? 0 : BitPacking.ReadOne(packed, rows[i], width) * divisor;
        return true;
    }

    private static void DecodeDeltaRows(
        ref ByteReader reader, byte* origin, int count, ReadOnlySpan<uint> rows, scoped Span<ulong> codes)
    {
        for (int at = 0; at < count; at += DeltaBlock)
        {
            int blockRows = Math.Min(DeltaBlock, count - at);
            ulong first = reader.VarInt(), min = (ulong)reader.VarSigned();
            byte* packed = SkipPacked(ref reader, origin, 8, blockRows - 1, out int width);
            for (int i = 0; i < rows.Length; i++)
            {
                long within = (long)rows[i] - at;
                if (within < 0 || within >= blockRows) continue;
                ulong code = unchecked(first + min * (ulong)within);
                for (int step = 0; width > 0 && step < within; step++)
                    code = unchecked(code + BitPacking.ReadOne(packed, step, width));
                codes[i] = code;
            }
        }
    }

    /// <summary>Where packed values lie; the reader goes behind them.</summary>
    private static byte* SkipPacked(ref ByteReader reader, byte* origin, int codeSize, int count, out int width)
    {
        width = reader.Byte();
        if (width > codeSize * 8) throw Errors.Corrupted("a segment's bit width exceeds its codes");
        byte* packed = origin + reader.Position;
        reader.Raw(checked((int)BitPacking.PackedBytes(count, width)));
        return packed;
    }
}
