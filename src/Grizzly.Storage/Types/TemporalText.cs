namespace Grizzly.Types;

/// <summary>DATE, TIME and the TIMESTAMPs to and from UTF-8 text (ISO 8601 as PostgreSQL and DuckDB write it), without
/// allocation.</summary>
/// <remarks>Formatters need 64 bytes and return the length written. Years before 1 carry " (BC)" after the date.
/// Fractions of a second have up to seven digits (nanoseconds: nine), without trailing zeros; further digits are
/// rounded on reading. The greatest value of DATE and of TIMESTAMPs is infinity, its negative -infinity.</remarks>
public static partial class TemporalText
{
    public const int MaxLength = 64;

    /// <summary>False for infinity and -infinity.</summary>
    public static bool IsFinite(int days) => days is not (int.MaxValue or -int.MaxValue);

    /// <summary>False for infinity and -infinity.</summary>
    public static bool IsFinite(long ticks) => ticks is not (long.MaxValue or -long.MaxValue);

    public static int FormatDate(int days, Span<byte> target) =>
        IsFinite(days) ? WriteDay(days, target) : WriteInfinity(days > 0, target);

    public static int FormatTime(long ticks, Span<byte> target) => WriteClock(ticks, 7, target);

    /// <summary>Nanoseconds since midnight.</summary>
    public static int FormatTimeNs(long nanoseconds, Span<byte> target) => WriteClock(nanoseconds, 9, target);

    public static int FormatTimestamp(long ticks, Span<byte> target) => FormatMoment(ticks, 7, target);

    /// <summary>A moment in units of a second divided by 10^digits.</summary>
    public static int FormatMoment(long value, int digits, Span<byte> target)
    {
        if (!IsFinite(value)) return WriteInfinity(value > 0, target);
        long perDay = 86_400 * UnitsPerSecond(digits), days = Math.DivRem(value, perDay, out long time);
        if (time < 0) (days, time) = (days - 1, time + perDay);
        int position = WriteDay(days, target);
        target[position++] = (byte)' ';
        return position + WriteClock(time, digits, target[position..]);
    }

    /// <summary>A TIMESTAMPTZ in UTC, with the suffix <c>+00</c>.</summary>
    public static int FormatTimestampTz(long ticks, Span<byte> target)
    {
        int position = FormatMoment(ticks, 7, target);
        if (!IsFinite(ticks)) return position;
        "+00"u8.CopyTo(target[position..]);
        return position + 3;
    }

    /// <summary>A TIMETZ: the local time and the offset, <c>+04:30</c>.</summary>
    public static int FormatTimeTz(long value, Span<byte> target)
    {
        ZonedTime time = ZonedTime.Decode(value);
        int position = WriteClock(time.Ticks, 7, target);
        return position + WriteOffset(time.OffsetSeconds, target[position..]);
    }

    /// <summary>An offset from UTC: +02, -03:30.</summary>
    internal static int WriteOffset(int seconds, Span<byte> target)
    {
        int position = 3, offset = Math.Abs(seconds);
        target[0] = seconds < 0 ? (byte)'-' : (byte)'+';
        TwoDigits(offset / 3600, target[1..]);
        for (int part = offset % 3600, unit = 60; part > 0; part %= unit, unit = 1)
        {
            target[position] = (byte)':';
            TwoDigits(part / unit, target[(position + 1)..]);
            position += 3;
            if (unit == 1) break;
        }
        return position;
    }

    internal static long UnitsPerSecond(int digits) => (long)PowersOfTen.Of(digits);

    internal static void TwoDigits(int value, Span<byte> target)
    {
        target[0] = (byte)('0' + value / 10);
        target[1] = (byte)('0' + value % 10);
    }

    /// <summary>Writes .f to .fffffffff without trailing zeros, or nothing; <paramref name="fraction"/> is below one
    /// second.</summary>
    internal static int WriteFraction(int fraction, Span<byte> target, int digits = 7)
    {
        if (fraction == 0) return 0;
        target[0] = (byte)'.';
        for (int i = digits; i >= 1; i--)
        {
            target[i] = (byte)('0' + fraction % 10);
            fraction /= 10;
        }
        int length = digits + 1;
        while (target[length - 1] == '0') length--;
        return length;
    }

    private static int WriteClock(long value, int digits, Span<byte> target)
    {
        long unit = UnitsPerSecond(digits), seconds = value / unit;
        TwoDigits((int)(seconds / 3600), target);
        target[2] = (byte)':';
        TwoDigits((int)(seconds / 60 % 60), target[3..]);
        target[5] = (byte)':';
        TwoDigits((int)(seconds % 60), target[6..]);
        return 8 + WriteFraction((int)(value % unit), target[8..], digits);
    }

    private static int WriteDay(long days, Span<byte> target)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
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
        position += 6;
        if (year > 0) return position;
        " (BC)"u8.CopyTo(target[position..]);
        return position + 5;
    }

    private static int WriteInfinity(bool isPositive, Span<byte> target)
    {
        ReadOnlySpan<byte> text = isPositive ? "infinity"u8 : "-infinity"u8;
        text.CopyTo(target);
        return text.Length;
    }
}
