using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>
/// Stored codes to column values: target[i] = low + code[i], modulo 2^width (so signed values work too).
/// </summary>
/// <remarks>Codes are readable and targets writable up to the next multiple of 64 bytes of codes; source and target do
/// not overlap.</remarks>
public static unsafe class Widen
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Dispatches on both widths (1, 2, 4, 8 bytes; the target at least as wide).</summary>
    public static void Run(byte* codes, int codeSize, byte* target, int targetSize, ulong low, int count)
    {
        switch (codeSize * 16 + targetSize)
        {
            case 0x11: Same((byte*)codes, (byte*)target, (byte)low, count); break;
            case 0x22: Same((ushort*)codes, (ushort*)target, (ushort)low, count); break;
            case 0x44: Same((uint*)codes, (uint*)target, (uint)low, count); break;
            case 0x88: Same((ulong*)codes, (ulong*)target, low, count); break;
            case 0x12: From8To16(codes, (ushort*)target, (ushort)low, count); break;
            case 0x14: From8To32(codes, (uint*)target, (uint)low, count); break;
            case 0x18: From8To64(codes, (ulong*)target, low, count); break;
            case 0x24: From16To32((ushort*)codes, (uint*)target, (uint)low, count); break;
            case 0x28: From16To64((ushort*)codes, (ulong*)target, low, count); break;
            default: From32To64((uint*)codes, (ulong*)target, low, count); break;
        }
    }

    /// <summary>target[i] = low + codes[rows[i]].</summary>
    public static void Gather(byte* codes, int codeSize, byte* target, int targetSize, ulong low, uint* rows, int count)
    {
        switch (codeSize * 16 + targetSize)
        {
            case 0x11: Gather((byte*)codes, (byte*)target, (byte)low, rows, count); break;
            case 0x22: Gather((ushort*)codes, (ushort*)target, (ushort)low, rows, count); break;
            case 0x44: Gather((uint*)codes, (uint*)target, (uint)low, rows, count); break;
            case 0x88: Gather((ulong*)codes, (ulong*)target, low, rows, count); break;
            case 0x12: Gather((byte*)codes, (ushort*)target, (ushort)low, rows, count); break;
            case 0x14: Gather((byte*)codes, (uint*)target, (uint)low, rows, count); break;
            case 0x18: Gather((byte*)codes, (ulong*)target, low, rows, count); break;
            case 0x24: Gather((ushort*)codes, (uint*)target, (uint)low, rows, count); break;
            case 0x28: Gather((ushort*)codes, (ulong*)target, low, rows, count); break;
            default: Gather((uint*)codes, (ulong*)target, low, rows, count); break;
        }
    }

    [MethodImpl(Hot)]
    private static void Gather<TFrom, TTo>(TFrom* codes, TTo* target, TTo low, uint* rows, int count)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        for (int i = 0; i < count; i++) target[i] = unchecked(TTo.CreateTruncating(codes[rows[i]]) + low);
    }

    [MethodImpl(Hot)]
    internal static void Scalar<TFrom, TTo>(TFrom* codes, TTo* target, TTo low, int count)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        for (int i = 0; i < count; i++) target[i] = unchecked(TTo.CreateTruncating(codes[i]) + low);
    }

    [MethodImpl(Hot)]
    private static void Same<T>(T* codes, T* target, T low, int count) where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<T> lows = Vector512.Create(low);
            for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
                (Vector512.Load(codes + i) + lows).Store(target + i);
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From8To16(byte* codes, ushort* target, ushort low, int count)
    {
        int i = 0;
        Vector512<ushort> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 32 <= count; i += 32)
            {
                (Vector256<ushort> a, Vector256<ushort> b) = Vector256.Widen(Vector256.Load(codes + i));
                (Vector512.Create(a, b) + lows).Store(target + i);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From8To32(byte* codes, uint* target, uint low, int count)
    {
        int i = 0;
        Vector512<uint> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 64 <= count; i += 64)
            {
                (Vector512<ushort> a, Vector512<ushort> b) = Vector512.Widen(Vector512.Load(codes + i));
                (Vector512<uint> a0, Vector512<uint> a1) = Vector512.Widen(a);
                (Vector512<uint> b0, Vector512<uint> b1) = Vector512.Widen(b);
                (a0 + lows).Store(target + i);
                (a1 + lows).Store(target + i + 16);
                (b0 + lows).Store(target + i + 32);
                (b1 + lows).Store(target + i + 48);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From8To64(byte* codes, ulong* target, ulong low, int count)
    {
        int i = 0;
        Vector512<ulong> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 32 <= count; i += 32)
            {
                Vector512<ushort> wide = Vector512.WidenLower(Vector256.Load(codes + i).ToVector512Unsafe());
                (Vector512<uint> a, Vector512<uint> b) = Vector512.Widen(wide);
                (Vector512<ulong> a0, Vector512<ulong> a1) = Vector512.Widen(a);
                (Vector512<ulong> b0, Vector512<ulong> b1) = Vector512.Widen(b);
                (a0 + lows).Store(target + i);
                (a1 + lows).Store(target + i + 8);
                (b0 + lows).Store(target + i + 16);
                (b1 + lows).Store(target + i + 24);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From16To32(ushort* codes, uint* target, uint low, int count)
    {
        int i = 0;
        Vector512<uint> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 32 <= count; i += 32)
            {
                (Vector512<uint> a, Vector512<uint> b) = Vector512.Widen(Vector512.Load(codes + i));
                (a + lows).Store(target + i);
                (b + lows).Store(target + i + 16);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From16To64(ushort* codes, ulong* target, ulong low, int count)
    {
        int i = 0;
        Vector512<ulong> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 32 <= count; i += 32)
            {
                (Vector512<uint> a, Vector512<uint> b) = Vector512.Widen(Vector512.Load(codes + i));
                (Vector512<ulong> a0, Vector512<ulong> a1) = Vector512.Widen(a);
                (Vector512<ulong> b0, Vector512<ulong> b1) = Vector512.Widen(b);
                (a0 + lows).Store(target + i);
                (a1 + lows).Store(target + i + 8);
                (b0 + lows).Store(target + i + 16);
                (b1 + lows).Store(target + i + 24);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }

    [MethodImpl(Hot)]
    private static void From32To64(uint* codes, ulong* target, ulong low, int count)
    {
        int i = 0;
        Vector512<ulong> lows = Vector512.Create(low);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 16 <= count; i += 16)
            {
                (Vector512<ulong> a, Vector512<ulong> b) = Vector512.Widen(Vector512.Load(codes + i));
                (a + lows).Store(target + i);
                (b + lows).Store(target + i + 8);
            }
        }
        Scalar(codes + i, target + i, low, count - i);
    }
}
