using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>A moment or an interval by its parts, as a template shows it.</summary>
/// <remarks>Years are astronomical (0 is 1 BC). The parts of an interval may lie outside of the calendar's bounds and
/// below zero.</remarks>
internal readonly record struct ShownMoment(
    long Year, int Month, long Day, long Hour, int Minute, int Second, int Ticks)
{
    /// <summary>Days since 1970-01-01; for an interval, its days where a year has 360 and a month 30.</summary>
    public long Days { get; init; }

    public bool IsInterval { get; init; }

    /// <summary>Seconds that the clock is ahead of UTC.</summary>
    public int Offset { get; init; }

    /// <summary>The zone's abbreviation; empty for values without a zone, null where nobody knows it.</summary>
    public string? Zone { get; init; } = "";

    /// <summary>Microseconds of the second.</summary>
    public int Microseconds => Ticks / 10;

    /// <param name="days">Days since 1970-01-01.</param>
    /// <param name="ticks">100 ns since midnight.</param>
    public static ShownMoment Of(long days, long ticks)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
        return OfParts(year, month, day, ticks) with { Days = days };
    }

    public static ShownMoment Of(IntervalValue interval)
    {
        (int years, int months) = Math.DivRem(interval.Months, 12);
        return OfParts(years, months, interval.Days, interval.Ticks) with
        {
            Days = interval.Months * 30L + interval.Days, IsInterval = true,
        };
    }

    private static ShownMoment OfParts(long year, int month, int day, long ticks)
    {
        long seconds = ticks / TimeSpan.TicksPerSecond;
        return new ShownMoment(year, month, day, seconds / 3600, (int)(seconds / 60 % 60), (int)(seconds % 60),
            (int)(ticks % TimeSpan.TicksPerSecond));
    }
}

/// <summary>to_char of moments and intervals.</summary>
internal static class DateTemplateWriter
{
    private static readonly string[] RomanMonths =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

    /// <exception cref="GrizzlyException">22007 for a pattern that means nothing for an interval, 0A000 for the
    /// abbreviation of a time zone that is not known.</exception>
    public static void Write(DateTemplate template, in ShownMoment moment, TextBuilder target)
    {
        foreach (ref readonly DateNode node in template.Nodes.AsSpan())
        {
            if (node.Pattern == DatePattern.Literal)
            {
                target.Append(node.Bytes);
                continue;
            }
            if (moment.IsInterval && NeedsCalendar(node.Pattern))
                throw Errors.InvalidTemplate($"pattern \"{node.Word}\" means nothing for an interval");
            int start = target.Length;
            if (!TryName(node, moment, target) && Number(node, moment, target) && node.Ordinal is { } ordinal)
                target.Ordinal(target.From(start), ordinal[0] == 'T');
        }
    }

    private static bool NeedsCalendar(DatePattern pattern) => pattern is DatePattern.Era or DatePattern.MonthName
        or DatePattern.MonthAbbreviation or DatePattern.DayName or DatePattern.DayAbbreviation
        or DatePattern.DayOfWeek or DatePattern.IsoDayOfWeek or DatePattern.IsoYear or DatePattern.IsoWeek
        or DatePattern.IsoDayOfYear or DatePattern.Julian or DatePattern.ZoneName or DatePattern.ZoneHour
        or DatePattern.ZoneMinute or DatePattern.ZoneOffset;

    /// <summary>Patterns that are words or signs; false for numbers.</summary>
    private static bool TryName(in DateNode node, in ShownMoment moment, TextBuilder target)
    {
        bool isPadded = !node.IsFilled && !node.IsTranslated;
        string written = node.Word;
        switch (node.Pattern)
        {
            case DatePattern.Meridiem:
                Word(node.Word.Length > 2
                    ? moment.Hour % 24 >= 12 ? "P.M." : "A.M." : moment.Hour % 24 >= 12 ? "PM" : "AM", 0);
                return true;
            case DatePattern.Era:
                Word(node.Word.Length > 2 ? moment.Year <= 0 ? "B.C." : "A.D." : moment.Year <= 0 ? "BC" : "AD", 0);
                return true;
            case DatePattern.MonthName: Word(DateFormat.Months[moment.Month - 1], isPadded ? 9 : 0); return true;
            case DatePattern.MonthAbbreviation: Word(DateFormat.Months[moment.Month - 1][..3], 0); return true;
            case DatePattern.DayName: Word(DateFormat.Days[Weekday(moment)], isPadded ? 9 : 0); return true;
            case DatePattern.DayAbbreviation: Word(DateFormat.Days[Weekday(moment)][..3], 0); return true;
            case DatePattern.RomanMonth:
                if (RomanMonth(moment) is > 0 and var month) Word(RomanMonths[month - 1], node.IsFilled ? 0 : 4);
                return true;
            case DatePattern.ZoneName:
                Word(moment.Zone ?? throw Errors.NotSupported(
                    $"pattern \"{node.Word}\" in a time zone other than UTC", hint: "use OF, or TZH and TZM"), 0);
                return true;
            case DatePattern.ZoneHour:
                Sign(moment.Offset);
                target.Number(Math.Abs(moment.Offset) / 3600, 2);
                return true;
            case DatePattern.ZoneMinute: target.Number(Math.Abs(moment.Offset) / 60 % 60, 2); return true;
            case DatePattern.ZoneOffset:
                Sign(moment.Offset);
                target.Number(Math.Abs(moment.Offset) / 3600, node.IsFilled ? 0 : 2);
                if (Math.Abs(moment.Offset) / 60 % 60 is > 0 and var minutes)
                {
                    target.Append((byte)':');
                    target.Number(minutes, 2);
                }
                return true;
            case DatePattern.Exact: return true;
            default: return false;
        }

        void Sign(int offset) => target.Append(offset < 0 ? (byte)'-' : (byte)'+');

        void Word(string name, int width) => WriteName(written, name, width, target);
    }

    /// <summary>Writes a name as the pattern is written: in capitals, in small letters, or with a capital.</summary>
    private static void WriteName(string written, string name, int width, TextBuilder target)
    {
        bool isLower = char.IsAsciiLetterLower(written[0]);
        bool isUpper = !isLower && written.Length > 1 && !char.IsAsciiLetterLower(written[1]);
        foreach (char letter in name)
        {
            target.Append((byte)(isLower ? char.ToLowerInvariant(letter)
                : isUpper ? char.ToUpperInvariant(letter) : letter));
        }
        target.Repeat((byte)' ', width - name.Length);
    }

    private static int Weekday(in ShownMoment moment) => CivilDate.IsoDayOfWeek(moment.Days) % 7;

    /// <summary>1 to 12; of an interval, the month counted back from the year's end where it is below zero; 0 for
    /// none.</summary>
    private static int RomanMonth(in ShownMoment moment) => moment.Month switch
    {
        > 0 => moment.Month,
        < 0 => 13 + moment.Month,
        _ => moment.Year > 0 ? 12 : moment.Year < 0 ? 1 : 0,
    };

    /// <summary>False where nothing is shown.</summary>
    private static bool Number(in DateNode node, in ShownMoment moment, TextBuilder target)
    {
        int width = node.IsFilled ? 0 : node.Word.Length;
        switch (node.Pattern)
        {
            case DatePattern.Hour12:
                long hour = moment.Hour % 12;
                target.Number(hour == 0 ? 12 : hour, node.IsFilled ? 0 : 2);
                break;
            case DatePattern.Hour24: target.Number(moment.Hour, node.IsFilled ? 0 : 2); break;
            case DatePattern.Minute: target.Number(moment.Minute, width); break;
            case DatePattern.Second: target.Number(moment.Second, width); break;
            case DatePattern.Millisecond: target.Number(moment.Microseconds / 1000, 3); break;
            case DatePattern.Microsecond: target.Number(moment.Microseconds, 6); break;
            case DatePattern.Fraction:
                int digits = node.Word[^1] - '0';
                target.Number(moment.Microseconds / PowersOfTen.Of64(6 - digits), digits);
                break;
            case DatePattern.SecondOfDay:
                target.Number(moment.Hour * 3600 + moment.Minute * 60 + moment.Second, 0);
                break;
            case DatePattern.Month: target.Number(moment.Month, width); break;
            case DatePattern.Day: target.Number(moment.Day, width); break;
            case DatePattern.DayOfYear:
                target.Number(moment.IsInterval ? moment.Days : CivilDate.DayOfYear(moment.Days), width);
                break;
            case DatePattern.DayOfWeek: target.Number(Weekday(moment) + 1, 0); break;
            case DatePattern.IsoDayOfWeek: target.Number(CivilDate.IsoDayOfWeek(moment.Days), 0); break;
            case DatePattern.WeekOfMonth: target.Number((moment.Day - 1) / 7 + 1, 0); break;
            case DatePattern.WeekOfYear:
                long day = moment.IsInterval ? moment.Days : CivilDate.DayOfYear(moment.Days);
                target.Number((day - 1) / 7 + 1, width);
                break;
            case DatePattern.Quarter:
                if (moment.Month == 0) return false;
                target.Number((moment.Month - 1) / 3 + 1, 0);
                break;
            case DatePattern.Julian: target.Number(moment.Days + DateTemplateReader.JulianEpoch, 0); break;
            case DatePattern.Century: target.Number(Century(moment), width); break;
            case DatePattern.IsoWeek or DatePattern.IsoDayOfYear or DatePattern.IsoYear:
                CivilDate.IsoWeek(moment.Days, out int isoYear, out int week);
                if (node.Pattern == DatePattern.IsoWeek) target.Number(week, width);
                else if (node.Pattern == DatePattern.IsoYear) Year(node, isoYear, false, target);
                else target.Number((week - 1) * 7 + CivilDate.IsoDayOfWeek(moment.Days), node.IsFilled ? 0 : 3);
                break;
            default: Year(node, moment.Year, moment.IsInterval, target); break;
        }
        return true;
    }

    private static long Century(in ShownMoment moment) => moment.IsInterval ? moment.Year / 100
        : moment.Year > 0 ? (moment.Year - 1) / 100 + 1 : moment.Year / 100 - 1;

    /// <summary>The last digits of a year, as many as the pattern has letters; of four, the whole year.</summary>
    private static void Year(in DateNode node, long year, bool isInterval, TextBuilder target)
    {
        if (!isInterval && year <= 0) year = 1 - year;
        if (node.Pattern == DatePattern.GroupedYear)
        {
            if (year < 0) target.Append((byte)'-');
            target.Number(Math.Abs(year) / 1000, 0);
            target.Append((byte)',');
            target.Number(Math.Abs(year % 1000), 3);
            return;
        }
        int digits = node.Word.Length;
        target.Number(digits < 4 ? year % PowersOfTen.Of64(digits) : year, node.IsFilled ? 0 : digits);
    }
}
