using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>
/// Views over strings that lie end to end: string i is bytes[offsets[i] .. offsets[i + 1]]. Bytes are readable 16 past
/// their end.
/// </summary>
public static unsafe class StringViews
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>views[i] = string first + i.</summary>
    [MethodImpl(Hot)]
    public static void Build(byte* bytes, uint* offsets, int count, StringView* views)
    {
        for (int i = 0; i < count; i++) Write(bytes + offsets[i], (int)(offsets[i + 1] - offsets[i]), views + i);
    }

    /// <summary>views[i] = string rows[i].</summary>
    [MethodImpl(Hot)]
    public static void Gather(byte* bytes, uint* offsets, uint* rows, int count, StringView* views)
    {
        for (int i = 0; i < count; i++)
        {
            uint start = offsets[rows[i]];
            Write(bytes + start, (int)(offsets[rows[i] + 1] - start), views + i);
        }
    }

    /// <summary>One view; reads 16 bytes at <paramref name="start"/> whatever the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* start, int length, StringView* view)
    {
        ulong* words = (ulong*)view;
        ulong first = *(ulong*)start;
        if (length > StringView.InlineLength)
        {
            words[0] = (uint)length | first << 32;
            words[1] = (ulong)start;
            return;
        }
        // Keep the first `length` of 12 bytes: 4 go into the upper half of the low word, 8 into the high word.
        uint prefix = (uint)first;
        ulong rest = *(ulong*)(start + 4);
        int prefixBits = Math.Min(length, 4) * 8, restBits = Math.Max(length - 4, 0) * 8;
        prefix &= (uint)((1UL << prefixBits) - 1);
        rest = restBits == 64 ? rest : rest & ((1UL << restBits) - 1);
        words[0] = (uint)length | (ulong)prefix << 32;
        words[1] = rest;
    }
}
