using System.Globalization;
using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Magnitudes as decimal digits, rounded to so many. Floating-point numbers are rounded by their exact value,
/// halves to even digits as C's printf does; integers and decimals half away from zero.</summary>
internal static class ExactDigits
{
    /// <summary>Digits before the point of the greatest double, and the point.</summary>
    private const int MaxWholeLength = 310;

    private const int MaxInt128Length = 39;
    private const int ExponentBias = 1075;

    /// <summary>Writes a finite magnitude with a fixed number of digits after the point.</summary>
    public static void Fixed(double magnitude, int places, TextBuilder target)
    {
        Span<char> format = stackalloc char[12];
        target.Formatted(magnitude, Format(format, 'F', places), MaxWholeLength + places);
        if (IsTie(magnitude, places)) MakeEven(target.From(target.Length - 1));
    }

    /// <summary>Writes a finite magnitude as d.ddde+dd.</summary>
    /// <returns>The exponent.</returns>
    public static int Scientific(double magnitude, int places, TextBuilder target)
    {
        Span<char> format = stackalloc char[12];
        int start = target.Length;
        target.Formatted(magnitude, Format(format, 'E', places), places + 16);
        Span<byte> text = target.From(start);
        int at = text.IndexOf((byte)'E');
        int exponent = int.Parse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (IsTie(magnitude, places - exponent)) MakeEven(text[(at - 1)..]);
        target.Cut(start + at);
        Exponent(exponent, target);
        return exponent;
    }

    /// <summary>Writes a decimal's magnitude as d.ddde+dd.</summary>
    public static void Scientific(UInt128 magnitude, int scale, int places, TextBuilder target)
    {
        int exponent = magnitude == 0 ? 0 : DigitsOf(magnitude) - 1 - scale, start = target.Length;
        UInt128 rounded = Round(magnitude, scale, Math.Min(places - exponent, 38));
        if (magnitude != 0 && DigitsOf(rounded) > places + 1 && places - exponent <= scale)
            (rounded, exponent) = (rounded / 10, exponent + 1);
        target.Formatted(rounded, default, MaxInt128Length);
        target.Repeat((byte)'0', places + 1 - (target.Length - start));
        if (places > 0) target.Insert(start + 1, (byte)'.', 1);
        Exponent(exponent, target);
    }

    /// <summary>Writes a decimal's magnitude with a fixed number of digits after the point.</summary>
    /// <param name="scale">May lie below zero: then the magnitude counts tens, hundreds, ….</param>
    public static void Fixed(UInt128 magnitude, int scale, int places, TextBuilder target)
    {
        int kept = Math.Min(places, Math.Max(scale, 0)), start = target.Length;
        UInt128 rounded = Round(magnitude, scale, kept);
        target.Formatted(rounded, default, MaxInt128Length);
        if (rounded != 0) target.Repeat((byte)'0', -scale);
        target.Insert(start, (byte)'0', kept + 1 - (target.Length - start));
        if (places == 0) return;
        target.Insert(target.Length - kept, (byte)'.', 1);
        target.Repeat((byte)'0', places - kept);
    }

    /// <summary>The magnitude at another scale, or as it is where that has no fewer digits; halves away from
    /// zero.</summary>
    public static UInt128 Round(UInt128 magnitude, int scale, int places)
    {
        int dropped = scale - places;
        if (dropped <= 0) return magnitude;
        if (dropped > 38) return 0;
        var unit = (UInt128)PowersOfTen.Of(dropped);
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem(magnitude, unit);
        return rest >= unit - rest ? quotient + 1 : quotient;
    }

    public static int DigitsOf(UInt128 magnitude)
    {
        int digits = 1;
        for (; magnitude >= 10; magnitude /= 10) digits++;
        return digits;
    }

    public static void Exponent(int exponent, TextBuilder target)
    {
        target.Append((byte)'e');
        target.Append(exponent < 0 ? (byte)'-' : (byte)'+');
        target.Number(Math.Abs(exponent), 2);
    }

    private static ReadOnlySpan<char> Format(Span<char> format, char letter, int places)
    {
        format[0] = letter;
        places.TryFormat(format[1..], out int length, default, CultureInfo.InvariantCulture);
        return format[..(length + 1)];
    }

    /// <summary>Whether a number lies exactly between two that have so many decimal places: whether twice the number
    /// times 10^places is an odd integer.</summary>
    private static bool IsTie(double magnitude, int places)
    {
        if (magnitude == 0) return false;
        long bits = BitConverter.DoubleToInt64Bits(magnitude);
        int stored = (int)(bits >> 52) & 0x7FF;
        ulong mantissa = (ulong)bits & ((1UL << 52) - 1);
        if (stored == 0) stored = 1;
        else mantissa |= 1UL << 52;
        if (stored - ExponentBias + BitOperations.TrailingZeroCount(mantissa) + places + 1 != 0) return false;
        // Tens that are divided away must be in the number.
        for (int i = places; i < 0; i++)
        {
            if (mantissa % 5 != 0) return false;
            mantissa /= 5;
        }
        return true;
    }

    /// <summary>A tie was rounded away from zero: from an odd digit it goes back to the even one below.</summary>
    private static void MakeEven(Span<byte> digit) => digit[0] &= 0xFE;
}
