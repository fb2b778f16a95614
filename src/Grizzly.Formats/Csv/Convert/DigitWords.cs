using System.Runtime.CompilerServices;

namespace Grizzly.Formats;

/// <summary>Reads up to sixteen decimal digits in 64-bit words (D. Lemire, "Number parsing at a gigabyte per second",
/// 2021: eight digits by three multiplications).</summary>
internal static unsafe class DigitWords
{
    public const ulong Zeros = 0x3030_3030_3030_3030;

    /// <summary>The first <paramref name="length"/> (1 to 8) bytes as digit values behind leading zeros; bytes of the
    /// rest shift out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(byte* text, int length) => (*(ulong*)text ^ Zeros) << ((8 - length) * 8);

    /// <summary>Whether all eight bytes are 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreDigits(ulong digits) =>
        (((digits + 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080) == 0;

    /// <summary>Eight digit values, the lowest byte the most significant, as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Combine(ulong digits)
    {
        digits = digits * 10 + (digits >> 8);
        return (uint)(((digits & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064
            + ((digits >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001) >> 32);
    }

    /// <summary>The number written by 1 to 16 digits and nothing else; -1 for any other text.</summary>
    /// <remarks>A result by value: an out parameter passed on to a call would keep it out of registers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Parse(byte* text, int length)
    {
        if ((uint)(length - 1) >= 8) return ParseLong(text, length);
        ulong digits = Load(text, length);
        return AreDigits(digits) ? Combine(digits) : -1;
    }

    private static long ParseLong(byte* text, int length)
    {
        if ((uint)(length - 9) >= 8) return -1;
        ulong high = Load(text, length - 8), low = Load(text + length - 8, 8);
        return AreDigits(high) && AreDigits(low) ? Combine(high) * 100_000_000L + Combine(low) : -1;
    }
}
