using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Vectors;

/// <summary>Copies, fills and gathers by value width (1, 2, 4, 8 or 16 bytes). Sources and targets do not
/// overlap.</summary>
public static unsafe class VectorCopy
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Repeats the value at <paramref name="value"/> <paramref name="count"/> times.</summary>
    public static void Fill(byte* target, byte* value, int count, int size)
    {
        switch (size)
        {
            case 1: new Span<byte>(target, count).Fill(*value); break;
            case 2: new Span<ushort>(target, count).Fill(*(ushort*)value); break;
            case 4: new Span<uint>(target, count).Fill(*(uint*)value); break;
            case 8: new Span<ulong>(target, count).Fill(*(ulong*)value); break;
            default: new Span<Vector128<byte>>(target, count).Fill(Vector128.Load(value)); break;
        }
    }

    /// <summary>target[i] = source[codes[i]].</summary>
    public static void GatherCodes(byte* target, byte* source, uint* codes, int count, int size)
    {
        switch (size)
        {
            case 1: GatherCodes<byte>(target, source, codes, count); break;
            case 2: GatherCodes<ushort>(target, source, codes, count); break;
            case 4: GatherCodes<uint>(target, source, codes, count); break;
            case 8: GatherCodes<ulong>(target, source, codes, count); break;
            default: GatherCodes<Vector128<byte>>(target, source, codes, count); break;
        }
    }

    /// <summary>target[i] = source[selection[i]]; target may be source (selection ascending).</summary>
    public static void Gather(byte* target, byte* source, ushort* selection, int count, int size)
    {
        switch (size)
        {
            case 1: Gather<byte>(target, source, selection, count); break;
            case 2: Gather<ushort>(target, source, selection, count); break;
            case 4: Gather<uint>(target, source, selection, count); break;
            case 8: Gather<ulong>(target, source, selection, count); break;
            default: Gather<Vector128<byte>>(target, source, selection, count); break;
        }
    }

    /// <summary>Gathers bits: target bit i = source bit selection[i]. Target has whole words for
    /// <paramref name="count"/> bits.</summary>
    [MethodImpl(Hot)]
    public static void GatherBits(ulong* target, ulong* source, ushort* selection, int count)
    {
        for (int word = 0; word * 64 < count; word++)
        {
            int end = Math.Min(64, count - word * 64);
            ulong bits = 0;
            for (int i = 0; i < end; i++)
            {
                int row = selection[word * 64 + i];
                bits |= (source[row >> 6] >> (row & 63) & 1) << i;
            }
            target[word] = bits;
        }
    }

    /// <summary>Copies <paramref name="count"/> bits from bit <paramref name="sourceStart"/> to bit 0 of the target;
    /// unused bits of the last word are unspecified.</summary>
    [MethodImpl(Hot)]
    public static void CopyBits(ulong* target, ulong* source, long sourceStart, int count)
    {
        int shift = (int)(sourceStart & 63);
        source += sourceStart >> 6;
        int words = (count + 63) >> 6;
        if (shift == 0)
        {
            Buffer.MemoryCopy(source, target, words * 8, words * 8);
            return;
        }
        int last = (shift + count - 1) >> 6;
        for (int i = 0; i < words; i++)
        {
            ulong high = i + 1 <= last ? source[i + 1] << (64 - shift) : 0;
            target[i] = source[i] >> shift | high;
        }
    }

    [MethodImpl(Hot)]
    private static void GatherCodes<T>(byte* target, byte* source, uint* codes, int count) where T : unmanaged
    {
        T* to = (T*)target;
        T* from = (T*)source;
        for (int i = 0; i < count; i++) to[i] = from[codes[i]];
    }

    [MethodImpl(Hot)]
    private static void Gather<T>(byte* target, byte* source, ushort* selection, int count) where T : unmanaged
    {
        T* to = (T*)target;
        T* from = (T*)source;
        for (int i = 0; i < count; i++) to[i] = from[selection[i]];
    }
}
