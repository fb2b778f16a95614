namespace Grizzly.Types;

/// <summary>Reading.</summary>
public static partial class TemporalText
{
    private const int MaxOffsetHours = 15;

    /// <summary>A date; a time after it is checked and dropped.</summary>
    public static ParseResult ParseDate(ReadOnlySpan<byte> text, out int days)
    {
        text = NumberText.Trim(text);
        if (TrySpecial(text, out bool isPositive, out bool isEpoch))
        {
            days = isEpoch ? 0 : isPositive ? int.MaxValue : -int.MaxValue;
            return ParseResult.Ok;
        }
        ParseResult result = ReadDate(ref text, out days);
        if (result != ParseResult.Ok || text.IsEmpty) return result;
        if (!SkipDateSeparator(ref text)) return ParseResult.Invalid;
        result = ReadTime(ref text, out _);
        if (result != ParseResult.Ok) return result;
        result = ReadOffset(ref text, out _);
        return result == ParseResult.Ok && !text.IsEmpty ? ParseResult.Invalid : result;
    }

    public static ParseResult ParseTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ParseResult result = ParseTime(text, 7, out ticks);
        return result == ParseResult.Ok && ticks >= CivilDate.TicksPerDay ? ParseResult.OutOfRange : result;
    }

    /// <summary>A time in units of a second divided by 10^digits, up to 24:00:00; a date before it is checked and
    /// dropped.</summary>
    public static ParseResult ParseTime(ReadOnlySpan<byte> text, int digits, out long value)
    {
        text = NumberText.Trim(text);
        ReadOnlySpan<byte> withDate = text;
        value = 0;
        if (ReadDate(ref withDate, out _) == ParseResult.Ok)
        {
            if (withDate.IsEmpty) return ParseResult.Ok;
            if (!SkipDateSeparator(ref withDate)) return ParseResult.Invalid;
            text = withDate;
        }
        ParseResult result = ReadTime(ref text, out value, digits);
        return result == ParseResult.Ok && !text.IsEmpty ? ParseResult.Invalid : result;
    }

    /// <summary>A TIMETZ; without an offset it is UTC.</summary>
    public static ParseResult ParseTimeTz(ReadOnlySpan<byte> text, out long value)
    {
        text = NumberText.Trim(text);
        value = 0;
        ReadOnlySpan<byte> withDate = text;
        if (ReadDate(ref withDate, out _) == ParseResult.Ok && !withDate.IsEmpty)
        {
            if (!SkipDateSeparator(ref withDate)) return ParseResult.Invalid;
            text = withDate;
        }
        ParseResult result = ReadTime(ref text, out long ticks);
        if (result != ParseResult.Ok) return result;
        result = ReadOffset(ref text, out long offset);
        if (result != ParseResult.Ok) return result;
        value = new ZonedTime(ticks, (int)(offset / TimeSpan.TicksPerSecond)).Encode();
        return text.IsEmpty ? ParseResult.Ok : ParseResult.Invalid;
    }

    /// <summary>A timestamp; an offset (Z, UTC, +02, +02:30, +0230) is taken off, so that the result is UTC.</summary>
    public static ParseResult ParseTimestamp(ReadOnlySpan<byte> text, out long ticks) =>
        ParseMoment(text, 7, out ticks);

    /// <summary>A moment in units of a second divided by 10^digits, rounded to them.</summary>
    public static ParseResult ParseMoment(ReadOnlySpan<byte> text, int digits, out long value) =>
        ParseMoment(text, digits, out value, out _);

    /// <summary>As the other; <paramref name="hasOffset"/> says whether the text names its offset from UTC.</summary>
    public static ParseResult ParseMoment(ReadOnlySpan<byte> text, int digits, out long value, out bool hasOffset)
    {
        text = NumberText.Trim(text);
        value = 0;
        hasOffset = false;
        if (TrySpecial(text, out bool isPositive, out bool isEpoch))
        {
            value = isEpoch ? 0 : isPositive ? long.MaxValue : -long.MaxValue;
            return ParseResult.Ok;
        }
        ParseResult result = ReadDate(ref text, out int days);
        if (result != ParseResult.Ok) return result;
        long time = 0, offset = 0, unit = UnitsPerSecond(digits);
        if (!text.IsEmpty)
        {
            if (!SkipDateSeparator(ref text)) return ParseResult.Invalid;
            result = ReadTime(ref text, out time, digits);
            if (result != ParseResult.Ok) return result;
            int left = text.Length;
            result = ReadOffset(ref text, out offset);
            if (result != ParseResult.Ok) return result;
            hasOffset = text.Length < left;
            bool isBc = TakeEra(ref text);
            if (!text.IsEmpty) return ParseResult.Invalid;
            if (isBc && !TryMakeBc(ref days)) return ParseResult.OutOfRange;
        }
        Int128 total = ((Int128)days * 86_400 - offset / TimeSpan.TicksPerSecond) * unit + time;
        value = (long)total;
        return total == value && value != long.MinValue && IsFinite(value) ? ParseResult.Ok : ParseResult.OutOfRange;
    }

    /// <summary>Reads hh:mm[:ss[.fraction]] in units of a second divided by 10^digits; the hour may be up to 24
    /// (24:00:00 is the end of the day), and what follows a last colon left out.</summary>
    internal static ParseResult ReadTime(ref ReadOnlySpan<byte> text, out long value, int digits = 7)
    {
        value = 0;
        if (!TryReadNumber(ref text, 2, out int hour) || !TryTake(ref text, (byte)':')) return ParseResult.Invalid;
        int second = 0, minute = 0;
        long fraction = 0, unit = UnitsPerSecond(digits);
        if (!text.IsEmpty)
        {
            if (!TryReadNumber(ref text, 2, out minute)) return ParseResult.Invalid;
            if (TryTake(ref text, (byte)':') && !text.IsEmpty)
            {
                if (!TryReadNumber(ref text, 2, out second)) return ParseResult.Invalid;
                if (TryTake(ref text, (byte)'.') && !TryReadFraction(ref text, out fraction, digits))
                    return ParseResult.Invalid;
            }
        }
        if (hour > 24 || minute > 59 || second > 59) return ParseResult.OutOfRange;
        value = (hour * 3600L + minute * 60 + second) * unit + fraction;
        return value > 86_400 * unit ? ParseResult.OutOfRange : ParseResult.Ok;
    }

    /// <summary>Reads the digits after a point in units of a second divided by 10^digits, rounding at the next
    /// one.</summary>
    internal static bool TryReadFraction(ref ReadOnlySpan<byte> text, out long value, int digits = 7)
    {
        value = 0;
        int i = 0;
        long unit = UnitsPerSecond(digits);
        for (; i < text.Length && NumberText.IsDigit(text[i]); i++)
        {
            if (i < digits)
            {
                unit /= 10;
                value += (text[i] - '0') * unit;
            }
            else if (i == digits && text[i] >= '5')
            {
                value++;
            }
        }
        text = text[i..];
        return i > 0;
    }

    internal static bool TryTake(ref ReadOnlySpan<byte> text, byte c)
    {
        if (text.IsEmpty || text[0] != c) return false;
        text = text[1..];
        return true;
    }

    /// <summary>infinity, -infinity and epoch.</summary>
    private static bool TrySpecial(ReadOnlySpan<byte> text, out bool isPositive, out bool isEpoch)
    {
        isPositive = isEpoch = false;
        if (text.Length is < 3 or > 9 || NumberText.IsDigit(text[0])) return false;
        isEpoch = AsciiText.EqualsIgnoreCase(text, "epoch"u8);
        isPositive = AsciiText.EqualsIgnoreCase(text, "infinity"u8) || AsciiText.EqualsIgnoreCase(text, "inf"u8);
        return isEpoch || isPositive || AsciiText.EqualsIgnoreCase(text, "-infinity"u8)
            || AsciiText.EqualsIgnoreCase(text, "-inf"u8);
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> text, int maxDigits, out int value)
    {
        value = 0;
        int i = 0;
        while (i < text.Length && i < maxDigits && NumberText.IsDigit(text[i])) value = value * 10 + text[i++] - '0';
        text = text[i..];
        return i > 0;
    }

    private static ParseResult ReadDate(ref ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        bool negative = TryTake(ref text, (byte)'-');
        if (!TryReadNumber(ref text, 7, out int year) || text.IsEmpty
            || text[0] is not ((byte)'-' or (byte)'/' or (byte)' ' or (byte)'\\')) return ParseResult.Invalid;
        byte separator = text[0];
        text = text[1..];
        if (!TryReadNumber(ref text, 2, out int month) || !TryTake(ref text, separator)
            || !TryReadNumber(ref text, 2, out int day) || (!text.IsEmpty && NumberText.IsDigit(text[0])))
            return ParseResult.Invalid;
        if (TakeEra(ref text))
        {
            if (negative || year == 0) return ParseResult.OutOfRange;
            year = 1 - year;
        }
        return CivilDate.TryToDays(negative ? -year : year, month, day, out days)
            ? ParseResult.Ok : ParseResult.OutOfRange;
    }

    /// <summary>" (BC)", or " BC" at the end.</summary>
    private static bool TakeEra(ref ReadOnlySpan<byte> text)
    {
        if (text.Length >= 5 && AsciiText.EqualsIgnoreCase(text[..5], " (BC)"u8))
        {
            text = text[5..];
            return true;
        }
        if (!AsciiText.EqualsIgnoreCase(text, " BC"u8)) return false;
        text = [];
        return true;
    }

    private static bool TryMakeBc(ref int days)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
        return year > 0 && CivilDate.TryToDays(1 - year, month, day, out days);
    }

    private static bool SkipDateSeparator(ref ReadOnlySpan<byte> text)
    {
        if (text[0] is not ((byte)' ' or (byte)'T' or (byte)'t')) return false;
        text = text[1..];
        while (!text.IsEmpty && text[0] == ' ') text = text[1..];
        return true;
    }

    private static ParseResult ReadOffset(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty || AsciiText.EqualsIgnoreCase(text, " BC"u8)
            || AsciiText.EqualsIgnoreCase(text, " (BC)"u8)) return ParseResult.Ok;
        ReadOnlySpan<byte> rest = text[0] == ' ' ? text[1..] : text;
        if (rest.IsEmpty) return ParseResult.Invalid;
        if ((rest[0] | 0x20) == 'z' && rest.Length == 1 || AsciiText.EqualsIgnoreCase(rest, "UTC"u8)
            || AsciiText.EqualsIgnoreCase(rest, "GMT"u8))
        {
            text = [];
            return ParseResult.Ok;
        }
        if (rest[0] is not ((byte)'+' or (byte)'-')) return ParseResult.Invalid;
        bool negative = rest[0] == '-';
        rest = rest[1..];
        int minute = 0, second = 0;
        if (rest.Length < 2 || !TryReadNumber(ref rest, 2, out int hour)) return ParseResult.Invalid;
        if (TryTake(ref rest, (byte)':'))
        {
            if (!TryReadNumber(ref rest, 2, out minute)) return ParseResult.Invalid;
            if (TryTake(ref rest, (byte)':') && !TryReadNumber(ref rest, 2, out second)) return ParseResult.Invalid;
        }
        else if (!rest.IsEmpty && NumberText.IsDigit(rest[0]) && !TryReadNumber(ref rest, 2, out minute))
        {
            return ParseResult.Invalid;
        }
        if (hour > MaxOffsetHours || minute > 59 || second > 59) return ParseResult.OutOfRange;
        ticks = (hour * 3600L + minute * 60 + second) * TimeSpan.TicksPerSecond;
        if (negative) ticks = -ticks;
        text = rest;
        return ParseResult.Ok;
    }
}
