using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>
/// Column values to stored codes: codes[i] = values[i] - low, which fits the code's width. The opposite of <see
/// cref="Widen"/>.
/// </summary>
public static unsafe class NarrowDown
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Dispatches on both widths (1, 2, 4, 8 bytes; codes at most as wide as values).</summary>
    public static void Run(byte* values, int valueSize, byte* codes, int codeSize, ulong low, int count)
    {
        switch (valueSize * 16 + codeSize)
        {
            case 0x11: Scalar((byte*)values, (byte*)codes, (byte)low, 0, count); break;
            case 0x21: Scalar((ushort*)values, (byte*)codes, (ushort)low, 0, count); break;
            case 0x22: Scalar((ushort*)values, (ushort*)codes, (ushort)low, 0, count); break;
            case 0x41:
                Scalar((uint*)values, (byte*)codes, (uint)low, From32((uint*)values, codes, 1, (uint)low, count),
                    count);
                break;
            case 0x42:
                Scalar((uint*)values, (ushort*)codes, (uint)low, From32((uint*)values, codes, 2, (uint)low, count),
                    count);
                break;
            case 0x44:
                Scalar((uint*)values, (uint*)codes, (uint)low, From32((uint*)values, codes, 4, (uint)low, count),
                    count);
                break;
            case 0x81:
                Scalar((ulong*)values, (byte*)codes, low, From64((ulong*)values, codes, 1, low, count), count);
                break;
            case 0x82:
                Scalar((ulong*)values, (ushort*)codes, low, From64((ulong*)values, codes, 2, low, count), count);
                break;
            case 0x84:
                Scalar((ulong*)values, (uint*)codes, low, From64((ulong*)values, codes, 4, low, count), count);
                break;
            default:
                Scalar((ulong*)values, (ulong*)codes, low, From64((ulong*)values, codes, 8, low, count), count);
                break;
        }
    }

    [MethodImpl(Hot)]
    private static void Scalar<TFrom, TTo>(TFrom* values, TTo* codes, TFrom low, int from, int count)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        for (int i = from; i < count; i++) codes[i] = TTo.CreateTruncating(unchecked(values[i] - low));
    }

    [MethodImpl(Hot)]
    private static int From32(uint* values, byte* codes, int codeSize, uint low, int count)
    {
        if (!Avx512F.IsSupported) return 0;
        Vector512<uint> lows = Vector512.Create(low);
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector512<uint> code = Vector512.Load(values + i) - lows;
            switch (codeSize)
            {
                case 1: Avx512F.ConvertToVector128Byte(code).Store(codes + i); break;
                case 2: Avx512F.ConvertToVector256UInt16(code).Store((ushort*)codes + i); break;
                default: code.Store((uint*)codes + i); break;
            }
        }
        return i;
    }

    [MethodImpl(Hot)]
    private static int From64(ulong* values, byte* codes, int codeSize, ulong low, int count)
    {
        if (!Avx512F.IsSupported) return 0;
        Vector512<ulong> lows = Vector512.Create(low);
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector512<ulong> code = Vector512.Load(values + i) - lows;
            switch (codeSize)
            {
                case 1: *(ulong*)(codes + i) = Avx512F.ConvertToVector128Byte(code).AsUInt64()[0]; break;
                case 2: Avx512F.ConvertToVector128UInt16(code).Store((ushort*)codes + i); break;
                case 4: Avx512F.ConvertToVector256UInt32(code).Store((uint*)codes + i); break;
                default: code.Store((ulong*)codes + i); break;
            }
        }
        return i;
    }
}
