using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>Plain horizontal bit packing: value i occupies bits [i * width, (i + 1) * width), low bits first.</summary>
/// <remarks>
/// 8 values of any width fill whole bytes, so groups of 16 (or 8) start on byte boundaries and one byte permute, one
/// variable shift and one mask unpack a group: up to 25 bits in 32-bit lanes, up to 57 in 64-bit lanes; wider values go
/// one by one. Packed bytes must be readable 64 bytes past their end.
/// </remarks>
public static unsafe class BitPacking
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Bytes that <paramref name="count"/> values of <paramref name="width"/> bits take.</summary>
    public static long PackedBytes(long count, int width) => (count * width + 7) >> 3;

    /// <summary>
    /// Packs codes of 1, 2, 4 or 8 bytes; <paramref name="target"/> has <see cref="PackedBytes"/> + 8 bytes. Codes fit
    /// the width.
    /// </summary>
    public static void Pack(byte* codes, int codeSize, int count, int width, byte* target)
    {
        switch (codeSize)
        {
            case 1: Pack((byte*)codes, count, width, target); break;
            case 2: Pack((ushort*)codes, count, width, target); break;
            case 4: Pack((uint*)codes, count, width, target); break;
            default: Pack((ulong*)codes, count, width, target); break;
        }
    }

    /// <summary>
    /// Unpacks into codes of 1, 2, 4 or 8 bytes (wide enough for the width); the target is writable 64 bytes past its
    /// end.
    /// </summary>
    public static void Unpack(byte* packed, int count, int width, byte* codes, int codeSize)
    {
        if (width == 0)
        {
            new Span<byte>(codes, count * codeSize).Clear();
            return;
        }
        int done = 0;
        if (Avx512Vbmi.IsSupported && width <= 25) done = Unpack32(packed, count, width, codes, codeSize);
        else if (Avx512Vbmi.IsSupported && width <= 57 && codeSize >= 4)
            done = Unpack64(packed, count, width, codes, codeSize);
        UnpackScalar(packed, done, count, width, codes, codeSize);
    }

    /// <summary>Unpacks values [from, count).</summary>
    [MethodImpl(Hot)]
    internal static void UnpackScalar(byte* packed, int from, int count, int width, byte* codes, int codeSize)
    {
        switch (codeSize)
        {
            case 1: for (int i = from; i < count; i++) codes[i] = (byte)ReadOne(packed, i, width); break;
            case 2: for (int i = from; i < count; i++) ((ushort*)codes)[i] = (ushort)ReadOne(packed, i, width); break;
            case 4: for (int i = from; i < count; i++) ((uint*)codes)[i] = (uint)ReadOne(packed, i, width); break;
            default: for (int i = from; i < count; i++) ((ulong*)codes)[i] = ReadOne(packed, i, width); break;
        }
    }

    /// <summary>Value <paramref name="index"/> alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadOne(byte* packed, long index, int width)
    {
        long bit = index * width;
        int shift = (int)(bit & 7);
        byte* at = packed + (bit >> 3);
        ulong value = *(ulong*)at >> shift;
        if (shift + width > 64) value |= (ulong)at[8] << (64 - shift);
        return width == 64 ? value : value & ((1UL << width) - 1);
    }

    [MethodImpl(Hot)]
    private static void Pack<T>(T* codes, int count, int width, byte* target)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        ulong pending = 0;
        int bits = 0;
        for (int i = 0; i < count; i++)
        {
            ulong code = ulong.CreateTruncating(codes[i]);
            pending |= code << bits;
            bits += width;
            if (bits < 64) continue;
            *(ulong*)target = pending;
            target += 8;
            bits -= 64;
            // A shift by 64 is a shift by 0 in the processor: nothing is left over then.
            pending = bits == 0 ? 0 : code >> (width - bits);
        }
        for (; bits > 0; bits -= 8)
        {
            *target++ = (byte)pending;
            pending >>= 8;
        }
    }

    [MethodImpl(Hot)]
    private static int Unpack32(byte* packed, int count, int width, byte* codes, int codeSize)
    {
        byte* picks = stackalloc byte[64];
        uint* shifts = stackalloc uint[16];
        for (int lane = 0; lane < 16; lane++)
        {
            int bit = lane * width;
            shifts[lane] = (uint)(bit & 7);
            for (int b = 0; b < 4; b++) picks[lane * 4 + b] = (byte)((bit >> 3) + b);
        }
        Vector512<byte> pick = Vector512.Load(picks);
        Vector512<uint> shift = Vector512.Load(shifts), keep = Vector512.Create((1u << width) - 1);
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector512<uint> lanes = Avx512Vbmi.PermuteVar64x8(Vector512.Load(packed), pick).AsUInt32();
            lanes = Avx512F.ShiftRightLogicalVariable(lanes, shift) & keep;
            switch (codeSize)
            {
                case 1: Avx512F.ConvertToVector128Byte(lanes).Store(codes + i); break;
                case 2: Avx512F.ConvertToVector256UInt16(lanes).Store((ushort*)codes + i); break;
                case 4: lanes.Store((uint*)codes + i); break;
                default:
                    Vector512.WidenLower(lanes).Store((ulong*)codes + i);
                    Vector512.WidenUpper(lanes).Store((ulong*)codes + i + 8);
                    break;
            }
            packed += 2 * width;
        }
        return i;
    }

    [MethodImpl(Hot)]
    private static int Unpack64(byte* packed, int count, int width, byte* codes, int codeSize)
    {
        byte* picks = stackalloc byte[64];
        ulong* shifts = stackalloc ulong[8];
        for (int lane = 0; lane < 8; lane++)
        {
            int bit = lane * width;
            shifts[lane] = (ulong)(bit & 7);
            for (int b = 0; b < 8; b++) picks[lane * 8 + b] = (byte)Math.Min(63, (bit >> 3) + b);
        }
        Vector512<byte> pick = Vector512.Load(picks);
        Vector512<ulong> shift = Vector512.Load(shifts), keep = Vector512.Create((1UL << width) - 1);
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<ulong> lanes = Avx512Vbmi.PermuteVar64x8(Vector512.Load(packed), pick).AsUInt64();
            lanes = Avx512F.ShiftRightLogicalVariable(lanes, shift) & keep;
            if (codeSize == 4) Avx512F.ConvertToVector256UInt32(lanes).Store((uint*)codes + i);
            else lanes.Store((ulong*)codes + i);
            packed += width;
        }
        return i;
    }
}
