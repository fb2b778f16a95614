using System.Runtime.CompilerServices;

namespace Grizzly.Types;

/// <summary>Days since 1970-01-01 to year, month, day of the proleptic Gregorian calendar and back.</summary>
/// <remarks>Era arithmetic over 400-year cycles that begin on 1 March (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
/// Years are astronomical: 0 is 1 BC, -1 is 2 BC.</remarks>
public static class CivilDate
{
    public const long TicksPerDay = TimeSpan.TicksPerDay;

    private const int DaysPerEra = 146_097;
    private const int EpochShift = 719_468;

    private static ReadOnlySpan<byte> MonthLengths => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Days since 1970-01-01; month is 1 to 12, day may lie outside its month.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToDays(long year, int month, int day)
    {
        if (month <= 2) year--;
        long era = (year >= 0 ? year : year - 399) / 400;
        int yearOfEra = (int)(year - era * 400);
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - EpochShift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromDays(long days, out int year, out int month, out int day)
    {
        long shifted = days + EpochShift;
        long era = (shifted >= 0 ? shifted : shifted - (DaysPerEra - 1)) / DaysPerEra;
        uint dayOfEra = (uint)(shifted - era * DaysPerEra);
        uint yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint shiftedMonth = (5 * dayOfYear + 2) / 153;
        day = (int)(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
        month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        year = (int)(yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    }

    public static bool IsLeapYear(long year) => (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysInMonth(long year, int month) =>
        month == 2 && IsLeapYear(year) ? 29 : MonthLengths[month - 1];

    /// <summary>False where month or day do not exist or the day number leaves int32.</summary>
    public static bool TryToDays(long year, int month, int day, out int days)
    {
        days = 0;
        if (month is < 1 or > 12 || day < 1 || year is < -6_000_000 or > 6_000_000
            || day > DaysInMonth(year, month)) return false;
        long result = ToDays(year, month, day);
        days = (int)result;
        // The extremes stand for infinity.
        return result is > -int.MaxValue and < int.MaxValue;
    }

    /// <summary>Monday is 1, Sunday 7.</summary>
    public static int IsoDayOfWeek(long days)
    {
        int remainder = (int)((days + 3) % 7);
        return (remainder < 0 ? remainder + 7 : remainder) + 1;
    }

    public static int DayOfYear(long days)
    {
        FromDays(days, out int year, out _, out _);
        return (int)(days - ToDays(year, 1, 1)) + 1;
    }

    /// <summary>Week 1 is the one with the year's first Thursday (ISO 8601).</summary>
    public static void IsoWeek(long days, out int isoYear, out int week)
    {
        long thursday = days - IsoDayOfWeek(days) + 4;
        FromDays(thursday, out isoYear, out _, out _);
        week = (int)((thursday - ToDays(isoYear, 1, 1)) / 7) + 1;
    }

    /// <summary>The day number of a timestamp, rounded toward the past.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DayOf(long ticks)
    {
        long day = ticks / TicksPerDay;
        return ticks - day * TicksPerDay < 0 ? day - 1 : day;
    }

    /// <summary>Adds months to a day number; a day past the end of its month becomes the last day. False where the
    /// result leaves int32 days.</summary>
    public static bool TryAddMonths(long days, long months, out long result)
    {
        FromDays(days, out int year, out int month, out int day);
        long total = year * 12L + (month - 1) + months;
        long newYear = total >= 0 ? total / 12 : (total - 11) / 12;
        int newMonth = (int)(total - newYear * 12) + 1;
        result = ToDays(newYear, newMonth, Math.Min(day, DaysInMonth(newYear, newMonth)));
        return result == (int)result;
    }
}
