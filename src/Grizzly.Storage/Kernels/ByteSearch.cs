using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Finds one byte string in another.</summary>
/// <remarks>
/// Compares 64 positions at a time with the needle's first and last byte and verifies what both agree on (W. Muła,
/// "SIMD-friendly
/// algorithms for substring searching"). Loads may run past the end of the text but never into the next page, so
/// padding is not needed.
/// </remarks>
public static unsafe class ByteSearch
{
    private const int PageBytes = 4096;

    /// <summary>The leftmost occurrence of the needle in [text, end), or null; an empty needle is found at
    /// once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* Find(byte* text, byte* end, byte* needle, int needleLength)
    {
        if (needleLength == 0) return text;
        byte* lastStart = end - needleLength;
        if (!Vector256.IsHardwareAccelerated) return FindScalar(text, end, needle, needleLength);
        Vector512<byte> first = Vector512.Create(needle[0]), last = Vector512.Create(needle[needleLength - 1]);
        while (text <= lastStart)
        {
            byte* lastByte = text + needleLength - 1;
            if (IsNearPageEnd(text) || IsNearPageEnd(lastByte))
            {
                if (end - lastByte < 64)
                {
                    // Few positions are left, at the end of a page: look at them one by one.
                    return FindScalar(text, end, needle, needleLength);
                }
            }
            ulong hits = (Vector512.Equals(Vector512.Load(text), first) & Vector512.Equals(Vector512.Load(lastByte),
                last)).ExtractMostSignificantBits();
            long positions = lastStart - text + 1;
            if (positions < 64) hits &= (1UL << (int)positions) - 1;
            for (; hits != 0; hits &= hits - 1)
            {
                byte* candidate = text + BitOperations.TrailingZeroCount(hits);
                if (needleLength <= 2 || Same(candidate + 1, needle + 1, needleLength - 2)) return candidate;
            }
            text += 64;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static byte* FindScalar(byte* text, byte* end, byte* needle, int needleLength)
    {
        for (byte* lastStart = end - needleLength; text <= lastStart; text++)
        {
            if (*text == *needle && Same(text, needle, needleLength)) return text;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNearPageEnd(byte* address) => ((nuint)address & (PageBytes - 1)) > PageBytes - 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(byte* left, byte* right, int length)
    {
        int i = 0;
        for (; i + 8 <= length; i += 8)
        {
            if (*(ulong*)(left + i) != *(ulong*)(right + i)) return false;
        }
        for (; i < length; i++)
        {
            if (left[i] != right[i]) return false;
        }
        return true;
    }
}
