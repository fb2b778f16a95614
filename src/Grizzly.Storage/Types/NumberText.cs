using System.Buffers.Text;
using System.Globalization;

namespace Grizzly.Types;

/// <summary>Numbers to and from UTF-8 text, independent of culture, without allocation.</summary>
/// <remarks>Formatters write at the start of the target (at least <see cref="MaxLength"/> bytes) and return the length.
/// Parsers skip ASCII white space around the number. Floating-point text is the shortest that reads back to the same
/// number, with a point or an exponent always present (1.0, 1e+16, inf, -inf, nan), as DuckDB prints it.</remarks>
public static class NumberText
{
    public const int MaxLength = 64;

    public static int Format(long value, Span<byte> target)
    {
        Utf8Formatter.TryFormat(value, target, out int length);
        return length;
    }

    public static int Format(ulong value, Span<byte> target)
    {
        Utf8Formatter.TryFormat(value, target, out int length);
        return length;
    }

    public static int Format(Int128 value, Span<byte> target)
    {
        if (value >= long.MinValue && value <= long.MaxValue) return Format((long)value, target);
        if (value > 0) return Format((UInt128)value, target);
        target[0] = (byte)'-';
        return 1 + Format(Magnitude(value), target[1..]);
    }

    public static int Format(UInt128 value, Span<byte> target)
    {
        const ulong Chunk = 10_000_000_000_000_000_000;
        if (value <= ulong.MaxValue) return Format((ulong)value, target);
        (UInt128 high, UInt128 low) = UInt128.DivRem(value, Chunk);
        int length = Format(high, target);
        ulong rest = (ulong)low;
        for (int i = 18; i >= 0; i--)
        {
            target[length + i] = (byte)('0' + rest % 10);
            rest /= 10;
        }
        return length + 19;
    }

    /// <summary>An unscaled decimal with its point put in; always a digit before the point.</summary>
    public static int FormatDecimal(Int128 unscaled, int scale, Span<byte> target)
    {
        if (scale == 0) return Format(unscaled, target);
        int position = 0;
        if (unscaled < 0) target[position++] = (byte)'-';
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = Format(Magnitude(unscaled), digits);
        int whole = count - scale;
        if (whole <= 0)
        {
            target[position++] = (byte)'0';
            target[position++] = (byte)'.';
            target.Slice(position, -whole).Fill((byte)'0');
            position -= whole;
            digits[..count].CopyTo(target[position..]);
            return position + count;
        }
        digits[..whole].CopyTo(target[position..]);
        position += whole;
        target[position++] = (byte)'.';
        digits[whole..count].CopyTo(target[position..]);
        return position + scale;
    }

    public static int Format(double value, Span<byte> target)
    {
        Span<byte> shortest = stackalloc byte[MaxLength];
        if (!double.IsFinite(value)) return FormatSpecial(value, target);
        value.TryFormat(shortest, out int length, default, CultureInfo.InvariantCulture);
        return LayOut(shortest[..length], target);
    }

    public static int Format(float value, Span<byte> target)
    {
        Span<byte> shortest = stackalloc byte[MaxLength];
        if (!float.IsFinite(value)) return FormatSpecial(value, target);
        value.TryFormat(shortest, out int length, default, CultureInfo.InvariantCulture);
        return LayOut(shortest[..length], target);
    }

    /// <summary>An integer in the range [minimum, maximum]; a fraction or an exponent is accepted and rounded half away
    /// from zero.</summary>
    public static ParseResult ParseInteger(ReadOnlySpan<byte> text, Int128 minimum, Int128 maximum, out Int128 value)
    {
        text = Trim(text);
        value = 0;
        if (text.Length is > 0 and <= 18 && TryParseShort(text, out long small))
        {
            value = small;
            return value < minimum || value > maximum ? ParseResult.OutOfRange : ParseResult.Ok;
        }
        if (TryParseRadix(text, out UInt128 digits))
        {
            value = (Int128)digits;
            return digits <= (UInt128)maximum ? ParseResult.Ok : ParseResult.OutOfRange;
        }
        ParseResult result = ParseMagnitude(text, 0, out bool negative, out UInt128 magnitude);
        if (result != ParseResult.Ok) return result;
        UInt128 limit = negative ? Magnitude(minimum) : (UInt128)maximum;
        if (negative && minimum > 0 || magnitude > limit) return magnitude == 0
            ? ParseResult.Ok : ParseResult.OutOfRange;
        value = negative ? (Int128)(0 - magnitude) : (Int128)magnitude;
        return ParseResult.Ok;
    }

    public static ParseResult ParseUInt128(ReadOnlySpan<byte> text, out UInt128 value)
    {
        ParseResult result = ParseMagnitude(Trim(text), 0, out bool negative, out value);
        return result == ParseResult.Ok && negative && value != 0 ? ParseResult.OutOfRange : result;
    }

    /// <summary>A decimal as its unscaled integer; digits beyond the scale are rounded half away from zero.</summary>
    public static ParseResult ParseDecimal(ReadOnlySpan<byte> text, int precision, int scale, out Int128 unscaled)
    {
        ParseResult result = ParseMagnitude(Trim(text), scale, out bool negative, out UInt128 magnitude);
        unscaled = 0;
        if (result != ParseResult.Ok) return result;
        if (magnitude >= (UInt128)PowersOfTen.Of(precision)) return ParseResult.OutOfRange;
        unscaled = negative ? -(Int128)magnitude : (Int128)magnitude;
        return ParseResult.Ok;
    }

    public static ParseResult ParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        text = Trim(text);
        if (TryParseSpecial(text, out value)) return ParseResult.Ok;
        if (text.IsEmpty || !HasOnlyNumberCharacters(text)
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture,
                out value)) return ParseResult.Invalid;
        return ParseResult.Ok;
    }

    public static ParseResult ParseFloat(ReadOnlySpan<byte> text, out float value)
    {
        text = Trim(text);
        if (TryParseSpecial(text, out double special))
        {
            value = (float)special;
            return ParseResult.Ok;
        }
        value = 0;
        if (text.IsEmpty || !HasOnlyNumberCharacters(text)
            || !float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture,
                out value)) return ParseResult.Invalid;
        return ParseResult.Ok;
    }

    /// <summary>Drops ASCII white space at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    internal static bool IsSpace(byte c) => c is (byte)' ' or (>= 9 and <= 13);

    internal static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    internal static UInt128 Magnitude(Int128 value) => value < 0 ? 0 - (UInt128)value : (UInt128)value;

    private static bool TryParseShort(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        int i = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (i == text.Length) return false;
        for (; i < text.Length; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9) return false;
            value = value * 10 + digit;
        }
        if (text[0] == '-') value = -value;
        return true;
    }

    /// <summary>0x and 0b with at least one digit, single underscores between digits allowed; false also for more than
    /// 128 bits.</summary>
    private static bool TryParseRadix(ReadOnlySpan<byte> text, out UInt128 value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != '0' || (text[1] | 0x20) is not ('x' or 'b') || text[^1] == '_') return false;
        int bits = (text[1] | 0x20) == 'x' ? 4 : 1;
        for (int i = 2; i < text.Length; i++)
        {
            if (text[i] == '_' && i > 2 && text[i - 1] != '_') continue;
            int digit = BinaryText.HexValue(text[i]);
            if (digit < 0 || digit >> bits != 0 || value >> (128 - bits) != 0) return false;
            value = value << bits | (uint)digit;
        }
        return true;
    }

    /// <summary>Reads sign, digits, fraction and exponent and gives the magnitude times 10^scale, rounded half away
    /// from zero.</summary>
    private static ParseResult ParseMagnitude(ReadOnlySpan<byte> text, int scale, out bool negative,
        out UInt128 magnitude)
    {
        magnitude = 0;
        int i = 0;
        negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) i++;
        int kept = 0, dropped = 0, fraction = 0;
        int firstDropped = -1;
        bool sawDigit = false, sawPoint = false;
        for (; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }
            int digit = c - '0';
            if ((uint)digit > 9)
            {
                // A single underscore between digits, as in number literals.
                if (c == '_' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit((char)text[i - 1])
                    && char.IsAsciiDigit((char)text[i + 1])) continue;
                break;
            }
            sawDigit = true;
            if (sawPoint) fraction++;
            if (kept < 38)
            {
                magnitude = magnitude * 10 + (uint)digit;
                if (magnitude != 0) kept++;
            }
            else
            {
                if (firstDropped < 0) firstDropped = digit;
                dropped++;
            }
        }
        if (!sawDigit || !TryParseExponent(text[i..], out int exponent)) return ParseResult.Invalid;
        long shift = (long)dropped - fraction + exponent + scale;
        return Rescale(ref magnitude, shift, firstDropped, dropped);
    }

    private static ParseResult Rescale(ref UInt128 magnitude, long shift, int firstDropped, int dropped)
    {
        if (magnitude == 0) return ParseResult.Ok;
        if (shift == 1 && dropped == 1 && magnitude <= (UInt128.MaxValue - (uint)firstDropped) / 10)
        {
            // 39 digits still fit where they begin low enough (the extremes of HUGEINT and UHUGEINT).
            magnitude = magnitude * 10 + (uint)firstDropped;
            return ParseResult.Ok;
        }
        if (shift == 0)
        {
            if (firstDropped >= 5) magnitude++;
            return ParseResult.Ok;
        }
        if (shift > 0)
        {
            if (dropped > 0 || shift > 38
                || magnitude > UInt128.MaxValue / (UInt128)PowersOfTen.Of((int)shift)) return ParseResult.OutOfRange;
            magnitude *= (UInt128)PowersOfTen.Of((int)shift);
            return ParseResult.Ok;
        }
        if (shift < -38)
        {
            magnitude = 0;
            return ParseResult.Ok;
        }
        UInt128 power = (UInt128)PowersOfTen.Of((int)-shift);
        (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(magnitude, power);
        magnitude = remainder >= power - remainder ? quotient + 1 : quotient;
        return ParseResult.Ok;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        if ((text[0] | 0x20) != 'e' || text.Length < 2) return false;
        bool negative = text[1] == '-';
        int i = text[1] is (byte)'-' or (byte)'+' ? 2 : 1;
        if (i == text.Length) return false;
        for (; i < text.Length; i++)
        {
            if (!IsDigit(text[i])) return false;
            exponent = Math.Min(exponent * 10 + text[i] - '0', 100_000);
        }
        if (negative) exponent = -exponent;
        return true;
    }

    private static bool HasOnlyNumberCharacters(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExcept("0123456789+-.eE"u8) < 0;

    private static bool TryParseSpecial(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty) return false;
        bool negative = text[0] == '-';
        ReadOnlySpan<byte> word = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (AsciiText.EqualsIgnoreCase(word, "nan"u8)) value = double.NaN;
        else if (AsciiText.EqualsIgnoreCase(word, "inf"u8) || AsciiText.EqualsIgnoreCase(word, "infinity"u8))
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        else return false;
        return true;
    }

    private static int FormatSpecial(double value, Span<byte> target)
    {
        ReadOnlySpan<byte> text = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        text.CopyTo(target);
        return text.Length;
    }

    /// <summary>Takes the digits and the exponent out of .NET's shortest form and lays them out plainly for exponents
    /// -4 to 15.</summary>
    private static int LayOut(ReadOnlySpan<byte> shortest, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        int position = 0, count = 0, point = -1, exponent = 0;
        bool started = false;
        int leadingZeros = 0;
        for (int i = 0; i < shortest.Length; i++)
        {
            byte c = shortest[i];
            if (c == '-')
            {
                target[position++] = c;
            }
            else if (c == '.')
            {
                point = count;
            }
            else if (c is (byte)'E' or (byte)'e')
            {
                Utf8Parser.TryParse(shortest[(i + 1)..], out exponent, out _);
                break;
            }
            else if (c != '0' || started)
            {
                started = true;
                digits[count++] = c;
            }
            else if (point >= 0)
            {
                leadingZeros++;
            }
        }
        if (point < 0) point = count;
        if (count == 0)
        {
            "0.0"u8.CopyTo(target[position..]);
            return position + 3;
        }
        int decimalExponent = point - leadingZeros - 1 + exponent;
        while (count > 1 && digits[count - 1] == '0') count--;
        return decimalExponent is >= -4 and < 16
            ? position + LayOutFixed(digits[..count], decimalExponent, target[position..])
            : position + LayOutScientific(digits[..count], decimalExponent, target[position..]);
    }

    private static int LayOutFixed(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        int position = 0;
        if (exponent < 0)
        {
            "0."u8.CopyTo(target);
            position = 2;
            for (int i = exponent + 1; i < 0; i++) target[position++] = (byte)'0';
            digits.CopyTo(target[position..]);
            return position + digits.Length;
        }
        for (int i = 0; i <= exponent; i++) target[position++] = i < digits.Length ? digits[i] : (byte)'0';
        target[position++] = (byte)'.';
        if (digits.Length <= exponent + 1)
        {
            target[position++] = (byte)'0';
            return position;
        }
        digits[(exponent + 1)..].CopyTo(target[position..]);
        return position + digits.Length - exponent - 1;
    }

    private static int LayOutScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        int position = 0;
        target[position++] = digits[0];
        if (digits.Length > 1)
        {
            target[position++] = (byte)'.';
            digits[1..].CopyTo(target[position..]);
            position += digits.Length - 1;
        }
        target[position++] = (byte)'e';
        target[position++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int magnitude = Math.Abs(exponent);
        if (magnitude < 10) target[position++] = (byte)'0';
        return position + Format((long)magnitude, target[position..]);
    }
}
