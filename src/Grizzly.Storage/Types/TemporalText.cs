namespace Grizzly.Types;

/// <summary>DATE, TIME, TIMESTAMP and TIMESTAMPTZ to and from UTF-8 text (ISO 8601 as PostgreSQL and DuckDB write it),
/// without allocation.</summary>
/// <remarks>Formatters need 64 bytes and return the length written. Years before 1 carry the suffix " BC". Fractions of
/// a second have up to
/// seven digits, without trailing zeros; further digits are rounded on reading.</remarks>
public static class TemporalText
{
    public const int MaxLength = 64;

    public static int FormatDate(int days, Span<byte> target)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
        int position = WriteDate(year, month, day, target);
        return position + WriteEra(year, target[position..]);
    }

    public static int FormatTime(long ticks, Span<byte> target)
    {
        long seconds = ticks / TimeSpan.TicksPerSecond;
        TwoDigits((int)(seconds / 3600), target);
        target[2] = (byte)':';
        TwoDigits((int)(seconds / 60 % 60), target[3..]);
        target[5] = (byte)':';
        TwoDigits((int)(seconds % 60), target[6..]);
        return 8 + WriteFraction((int)(ticks % TimeSpan.TicksPerSecond), target[8..]);
    }

    public static int FormatTimestamp(long ticks, Span<byte> target)
    {
        long days = CivilDate.DayOf(ticks);
        CivilDate.FromDays(days, out int year, out int month, out int day);
        int position = WriteDate(year, month, day, target);
        target[position++] = (byte)' ';
        position += FormatTime(ticks - days * CivilDate.TicksPerDay, target[position..]);
        return position + WriteEra(year, target[position..]);
    }

    /// <summary>A TIMESTAMPTZ in UTC, with the suffix <c>+00</c>.</summary>
    public static int FormatTimestampTz(long ticks, Span<byte> target)
    {
        long days = CivilDate.DayOf(ticks);
        CivilDate.FromDays(days, out int year, out int month, out int day);
        int position = WriteDate(year, month, day, target);
        target[position++] = (byte)' ';
        position += FormatTime(ticks - days * CivilDate.TicksPerDay, target[position..]);
        "+00"u8.CopyTo(target[position..]);
        position += 3;
        return position + WriteEra(year, target[position..]);
    }

    /// <summary>A date; a time after it is checked and dropped.</summary>
    public static ParseResult ParseDate(ReadOnlySpan<byte> text, out int days)
    {
        text = NumberText.Trim(text);
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
        text = NumberText.Trim(text);
        ParseResult result = ReadTime(ref text, out ticks);
        if (result == ParseResult.Ok && !text.IsEmpty) return ParseResult.Invalid;
        return result == ParseResult.Ok && ticks >= CivilDate.TicksPerDay ? ParseResult.OutOfRange : result;
    }

    /// <summary>A timestamp; an offset (Z, UTC, +02, +02:30, +0230) is taken off, so that the result is UTC.</summary>
    public static ParseResult ParseTimestamp(ReadOnlySpan<byte> text, out long ticks)
    {
        text = NumberText.Trim(text);
        ticks = 0;
        ParseResult result = ReadDate(ref text, out int days);
        if (result != ParseResult.Ok) return result;
        long time = 0, offset = 0;
        if (!text.IsEmpty)
        {
            if (!SkipDateSeparator(ref text)) return ParseResult.Invalid;
            result = ReadTime(ref text, out time);
            if (result != ParseResult.Ok) return result;
            result = ReadOffset(ref text, out offset);
            if (result != ParseResult.Ok) return result;
            bool isBc = TakeEra(ref text);
            if (!text.IsEmpty) return ParseResult.Invalid;
            if (isBc && !TryMakeBc(ref days)) return ParseResult.OutOfRange;
        }
        Int128 total = (Int128)days * CivilDate.TicksPerDay + time - offset;
        ticks = (long)total;
        return total == ticks ? ParseResult.Ok : ParseResult.OutOfRange;
    }

    internal static void TwoDigits(int value, Span<byte> target)
    {
        target[0] = (byte)('0' + value / 10);
        target[1] = (byte)('0' + value % 10);
    }

    /// <summary>Writes .f to .fffffff without trailing zeros, or nothing; <paramref name="ticks"/> is below one
    /// second.</summary>
    internal static int WriteFraction(int ticks, Span<byte> target)
    {
        if (ticks == 0) return 0;
        target[0] = (byte)'.';
        for (int i = 7; i >= 1; i--)
        {
            target[i] = (byte)('0' + ticks % 10);
            ticks /= 10;
        }
        int length = 8;
        while (target[length - 1] == '0') length--;
        return length;
    }

    /// <summary>Reads hh:mm[:ss[.fraction]]; the hour may be up to 24 (24:00:00 is the end of the day).</summary>
    internal static ParseResult ReadTime(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!TryReadNumber(ref text, 2, out int hour) || !TryTake(ref text, (byte)':')
            || !TryReadNumber(ref text, 2, out int minute))
            return ParseResult.Invalid;
        int second = 0;
        long fraction = 0;
        if (TryTake(ref text, (byte)':'))
        {
            if (!TryReadNumber(ref text, 2, out second)) return ParseResult.Invalid;
            if (TryTake(ref text, (byte)'.') && !TryReadFraction(ref text, out fraction)) return ParseResult.Invalid;
        }
        if (hour > 24 || minute > 59 || second > 59) return ParseResult.OutOfRange;
        ticks = (hour * 3600L + minute * 60 + second) * TimeSpan.TicksPerSecond + fraction;
        return ticks > CivilDate.TicksPerDay ? ParseResult.OutOfRange : ParseResult.Ok;
    }

    /// <summary>Reads the digits after a point as ticks, rounding at the eighth.</summary>
    internal static bool TryReadFraction(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int i = 0;
        long unit = TimeSpan.TicksPerSecond;
        for (; i < text.Length && NumberText.IsDigit(text[i]); i++)
        {
            if (i < 7)
            {
                unit /= 10;
                ticks += (text[i] - '0') * unit;
            }
            else if (i == 7 && text[i] >= '5')
            {
                ticks++;
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
            || text[0] is not ((byte)'-' or (byte)'/')) return ParseResult.Invalid;
        byte separator = text[0];
        text = text[1..];
        if (!TryReadNumber(ref text, 2, out int month) || !TryTake(ref text, separator)
            || !TryReadNumber(ref text, 2, out int day))
            return ParseResult.Invalid;
        if (TakeEra(ref text))
        {
            if (negative || year == 0) return ParseResult.OutOfRange;
            year = 1 - year;
        }
        return CivilDate.TryToDays(negative ? -year : year, month, day, out days)
            ? ParseResult.Ok : ParseResult.OutOfRange;
    }

    private static bool TakeEra(ref ReadOnlySpan<byte> text)
    {
        if (AsciiText.EqualsIgnoreCase(text, " BC"u8) || AsciiText.EqualsIgnoreCase(text, " (BC)"u8))
        {
            text = [];
            return true;
        }
        return false;
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
        if (!TryReadNumber(ref rest, 2, out int hour)) return ParseResult.Invalid;
        if (TryTake(ref rest, (byte)':'))
        {
            if (!TryReadNumber(ref rest, 2, out minute)) return ParseResult.Invalid;
            if (TryTake(ref rest, (byte)':') && !TryReadNumber(ref rest, 2, out second)) return ParseResult.Invalid;
        }
        else if (!rest.IsEmpty && NumberText.IsDigit(rest[0]) && !TryReadNumber(ref rest, 2, out minute))
        {
            return ParseResult.Invalid;
        }
        if (hour > 15 || minute > 59 || second > 59) return ParseResult.OutOfRange;
        ticks = (hour * 3600L + minute * 60 + second) * TimeSpan.TicksPerSecond;
        if (negative) ticks = -ticks;
        text = rest;
        return ParseResult.Ok;
    }

    private static int WriteDate(int year, int month, int day, Span<byte> target)
    {
        int shown = year > 0 ? year : 1 - year;
        int position = 0;
        if (shown > 9999)
        {
            position = NumberText.Format((long)shown, target);
        }
        else
        {
            TwoDigits(shown / 100, target);
            TwoDigits(shown % 100, target[2..]);
            position = 4;
        }
        target[position] = (byte)'-';
        TwoDigits(month, target[(position + 1)..]);
        target[position + 3] = (byte)'-';
        TwoDigits(day, target[(position + 4)..]);
        return position + 6;
    }

    private static int WriteEra(int year, Span<byte> target)
    {
        if (year > 0) return 0;
        " BC"u8.CopyTo(target);
        return 3;
    }
}
