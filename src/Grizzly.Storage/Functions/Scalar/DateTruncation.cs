using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Units of the calendar: the start of the one a moment lies in and how many lie between two
/// moments.</summary>
internal static class DateTruncation
{
    /// <summary>The first day of the unit; days of units of a day or less are themselves.</summary>
    public static long Day(long days, DateField unit)
    {
        CivilDate.FromDays(days, out int year, out int month, out _);
        return unit switch
        {
            DateField.Millennium => CivilDate.ToDays(FloorTo(year - 1, 1000) + 1, 1, 1),
            DateField.Century => CivilDate.ToDays(FloorTo(year - 1, 100) + 1, 1, 1),
            DateField.Decade => CivilDate.ToDays(FloorTo(year, 10), 1, 1),
            DateField.Year => CivilDate.ToDays(year, 1, 1),
            DateField.Quarter => CivilDate.ToDays(year, (month - 1) / 3 * 3 + 1, 1),
            DateField.Month => CivilDate.ToDays(year, month, 1),
            DateField.Week or DateField.YearWeek => days - CivilDate.IsoDayOfWeek(days) + 1,
            DateField.IsoYear => FirstDayOfIsoYear(days),
            DateField.Epoch or DateField.Era or DateField.Julian or >= DateField.Timezone => throw NotAUnit(unit),
            _ => days,
        };
    }

    /// <summary>The first moment of the unit.</summary>
    public static long Ticks(long ticks, DateField unit)
    {
        if (!TemporalText.IsFinite(ticks)) return ticks;
        long size = TicksOf(unit);
        if (size > 0) return FloorTo(ticks, size);
        return checked(Day(CivilDate.DayOf(ticks), unit) * CivilDate.TicksPerDay);
    }

    /// <summary>An interval without its smaller parts.</summary>
    public static IntervalValue Interval(in IntervalValue value, DateField unit)
    {
        int months = unit switch
        {
            DateField.Millennium => 12_000,
            DateField.Century => 1200,
            DateField.Decade => 120,
            DateField.Year => 12,
            DateField.Quarter => 3,
            DateField.Month => 1,
            _ => 0,
        };
        if (months > 0) return new IntervalValue(value.Months / months * months, 0, 0);
        if (unit == DateField.Week) return new IntervalValue(value.Months, value.Days / 7 * 7, 0);
        long size = TicksOf(unit);
        if (size == 0) throw NotAUnit(unit);
        return new IntervalValue(value.Months, value.Days, size >= CivilDate.TicksPerDay
            ? 0 : value.Ticks / size * size);
    }

    /// <summary>How often a unit begins after <paramref name="start"/> up to <paramref name="end"/>; negative if end is
    /// earlier.</summary>
    public static long Boundaries(long start, long end, DateField unit)
    {
        long size = TicksOf(unit);
        if (size > 0) return FloorTo(end, size) / size - FloorTo(start, size) / size;
        long startDay = CivilDate.DayOf(start), endDay = CivilDate.DayOf(end);
        if (unit is DateField.Week or DateField.YearWeek) return (Day(endDay, unit) - Day(startDay, unit)) / 7;
        if (unit == DateField.Quarter)
            return (DateFields.OfDay(endDay, DateField.Year) - DateFields.OfDay(startDay, DateField.Year)) * 4
                + DateFields.OfDay(endDay, unit) - DateFields.OfDay(startDay, unit);
        if (unit == DateField.Month) return MonthNumber(endDay) - MonthNumber(startDay);
        Day(startDay, unit);
        return DateFields.OfDay(endDay, unit) - DateFields.OfDay(startDay, unit);
    }

    /// <summary>How many whole units fit between two moments; negative if end is earlier.</summary>
    public static long WholeUnits(long start, long end, DateField unit)
    {
        if (end < start) return -WholeUnits(end, start, unit);
        long size = unit == DateField.Week ? 7 * CivilDate.TicksPerDay : TicksOf(unit);
        if (size > 0) return (long)(((Int128)end - start) / size);
        long months = MonthNumber(CivilDate.DayOf(end)) - MonthNumber(CivilDate.DayOf(start));
        if (DateArithmetic.Move(start, new IntervalValue((int)months, 0, 0), 1) > end) months--;
        return unit switch
        {
            DateField.Month => months,
            DateField.Quarter => months / 3,
            DateField.Year or DateField.IsoYear => months / 12,
            DateField.Decade => months / 120,
            DateField.Century => months / 1200,
            DateField.Millennium => months / 12_000,
            _ => throw NotAUnit(unit),
        };
    }

    /// <summary>Years, months, days and ticks from start to end, field by field; a day that is borrowed is one of the
    /// earlier moment's month (PostgreSQL's age).</summary>
    public static IntervalValue Age(long end, long start)
    {
        if (end < start)
        {
            IntervalValue mirrored = Age(start, end);
            return new IntervalValue(-mirrored.Months, -mirrored.Days, -mirrored.Ticks);
        }
        long startDay = CivilDate.DayOf(start), endDay = CivilDate.DayOf(end);
        CivilDate.FromDays(startDay, out int year, out int month, out int day);
        CivilDate.FromDays(endDay, out int endYear, out int endMonth, out int lastDay);
        int months = (endYear - year) * 12 + endMonth - month, days = lastDay - day;
        long ticks = end - endDay * CivilDate.TicksPerDay - (start - startDay * CivilDate.TicksPerDay);
        if (ticks < 0) (ticks, days) = (ticks + CivilDate.TicksPerDay, days - 1);
        if (days < 0) (days, months) = (days + CivilDate.DaysInMonth(year, month), months - 1);
        return new IntervalValue(months, days, ticks);
    }

    /// <summary>How many units begin between two days, also far outside of what timestamps reach.</summary>
    public static long DayBoundaries(int start, int end, DateField unit)
    {
        if (TicksOf(unit) is not (> 0 and < TimeSpan.TicksPerDay))
        {
            if (TicksOf(unit) > 0) return (long)end - start;
            if (unit is DateField.Week or DateField.YearWeek) return (Day(end, unit) - Day(start, unit)) / 7;
            if (unit == DateField.Month) return MonthNumber(end) - MonthNumber(start);
            if (unit == DateField.Quarter)
                return (DateFields.OfDay(end, DateField.Year) - DateFields.OfDay(start, DateField.Year)) * 4
                    + DateFields.OfDay(end, unit) - DateFields.OfDay(start, unit);
            Day(start, unit);
            return DateFields.OfDay(end, unit) - DateFields.OfDay(start, unit);
        }
        Int128 count = ((Int128)end - start) * (CivilDate.TicksPerDay / TicksOf(unit));
        return count == (long)count ? (long)count : throw Errors.DatetimeOverflow("date difference out of range");
    }

    /// <summary>Ticks of units of fixed length up to a day, 0 for the others.</summary>
    private static long TicksOf(DateField unit) => unit switch
    {
        DateField.Microsecond => TimeSpan.TicksPerMicrosecond,
        DateField.Millisecond => TimeSpan.TicksPerMillisecond,
        DateField.Second or DateField.Epoch => TimeSpan.TicksPerSecond,
        DateField.Minute => TimeSpan.TicksPerMinute,
        DateField.Hour => TimeSpan.TicksPerHour,
        DateField.Day or DateField.Dow or DateField.Doy or DateField.IsoDow or DateField.Julian => TimeSpan.TicksPerDay,
        _ => 0,
    };

    private static long FloorTo(long value, long size)
    {
        long quotient = value / size;
        if (value - quotient * size < 0) quotient--;
        return quotient * size;
    }

    private static long MonthNumber(long days)
    {
        CivilDate.FromDays(days, out int year, out int month, out _);
        return year * 12L + month;
    }

    private static long FirstDayOfIsoYear(long days)
    {
        CivilDate.IsoWeek(days, out int isoYear, out _);
        long fourth = CivilDate.ToDays(isoYear, 1, 4);
        return fourth - CivilDate.IsoDayOfWeek(fourth) + 1;
    }

    private static GrizzlyException NotAUnit(DateField unit) =>
        Errors.InvalidArgument($"{unit.ToString().ToLowerInvariant()} is not a unit of time");
}
