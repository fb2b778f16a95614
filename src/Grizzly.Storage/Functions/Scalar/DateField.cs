using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>A field of a date or time.</summary>
internal enum DateField : byte
{
    None,
    Millennium,
    Century,
    Decade,
    Year,
    IsoYear,
    Quarter,
    Month,
    Week,
    YearWeek,
    Day,
    Dow,
    IsoDow,
    Doy,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Epoch,
    Era,
    Julian,
    Timezone,
    TimezoneHour,
    TimezoneMinute,
    Nanosecond,
}

internal static unsafe class DateFields
{
    /// <summary>The field a word names, in any case; None for other words.</summary>
    public static DateField Parse(ReadOnlySpan<byte> word)
    {
        word = NumberText.Trim(word);
        if (AsciiText.EqualsIgnoreCase(word, "dow"u8) || AsciiText.EqualsIgnoreCase(word, "dayofweek"u8)
            || AsciiText.EqualsIgnoreCase(word, "weekday"u8))
            return DateField.Dow;
        if (AsciiText.EqualsIgnoreCase(word, "isodow"u8)) return DateField.IsoDow;
        if (AsciiText.EqualsIgnoreCase(word, "doy"u8)
            || AsciiText.EqualsIgnoreCase(word, "dayofyear"u8)) return DateField.Doy;
        if (AsciiText.EqualsIgnoreCase(word, "isoyear"u8)) return DateField.IsoYear;
        if (AsciiText.EqualsIgnoreCase(word, "yearweek"u8)) return DateField.YearWeek;
        if (AsciiText.EqualsIgnoreCase(word, "epoch"u8)) return DateField.Epoch;
        if (AsciiText.EqualsIgnoreCase(word, "era"u8)) return DateField.Era;
        if (AsciiText.EqualsIgnoreCase(word, "julian"u8)) return DateField.Julian;
        if (AsciiText.EqualsIgnoreCase(word, "timezone"u8)) return DateField.Timezone;
        if (AsciiText.EqualsIgnoreCase(word, "timezone_hour"u8)) return DateField.TimezoneHour;
        if (AsciiText.EqualsIgnoreCase(word, "timezone_minute"u8)) return DateField.TimezoneMinute;
        if (AsciiText.EqualsIgnoreCase(word, "nanosecond"u8) || AsciiText.EqualsIgnoreCase(word, "nanoseconds"u8)
            || AsciiText.EqualsIgnoreCase(word, "ns"u8)) return DateField.Nanosecond;
        return IntervalUnits.Parse(word) switch
        {
            IntervalUnit.Microsecond => DateField.Microsecond,
            IntervalUnit.Millisecond => DateField.Millisecond,
            IntervalUnit.Second => DateField.Second,
            IntervalUnit.Minute => DateField.Minute,
            IntervalUnit.Hour => DateField.Hour,
            IntervalUnit.Day => DateField.Day,
            IntervalUnit.Week => DateField.Week,
            IntervalUnit.Month => DateField.Month,
            IntervalUnit.Quarter => DateField.Quarter,
            IntervalUnit.Year => DateField.Year,
            IntervalUnit.Decade => DateField.Decade,
            IntervalUnit.Century => DateField.Century,
            IntervalUnit.Millennium => DateField.Millennium,
            _ => DateField.None,
        };
    }

    /// <summary>Whether values of that type have the field.</summary>
    public static bool Applies(DateField field, LogicalType source) => source.Id switch
    {
        LogicalTypeId.Time or LogicalTypeId.TimeNs or LogicalTypeId.TimeTz =>
            field is >= DateField.Hour and <= DateField.Epoch or >= DateField.Timezone,
        LogicalTypeId.Interval =>
            field is not (DateField.IsoYear or DateField.Week or DateField.YearWeek or DateField.Dow or DateField.IsoDow
            or DateField.Doy or DateField.Era or DateField.Julian or DateField.Timezone or DateField.TimezoneHour
            or DateField.TimezoneMinute),
        LogicalTypeId.Date => field is not (DateField.Timezone or DateField.TimezoneHour or DateField.TimezoneMinute),
        _ => true,
    };

    /// <summary>A field of a DATE, TIME, TIMESTAMP or INTERVAL at an address.</summary>
    public static long Get(byte* address, LogicalType source, DateField field)
    {
        switch (source.Id)
        {
            case LogicalTypeId.Date:
                return field is >= DateField.Hour and <= DateField.Microsecond or DateField.Nanosecond
                    ? 0 : OfDay(*(int*)address, field);
            case LogicalTypeId.Time: return OfTime(*(long*)address, field);
            case LogicalTypeId.Interval: return OfInterval(*(IntervalValue*)address, field);
            case LogicalTypeId.TimeNs: return OfNanoseconds(*(long*)address, field);
            case LogicalTypeId.TimeTz: return OfZonedTime(ZonedTime.Decode(*(long*)address), field);
        }
        long ticks = *(long*)address;
        if (source.Id == LogicalTypeId.TimestampNs)
        {
            if (field == DateField.Nanosecond) return FloorRest(ticks, 60_000_000_000);
            ticks = (ticks - FloorRest(ticks, 100)) / 100;
        }
        long days = CivilDate.DayOf(ticks);
        return field is >= DateField.Hour and <= DateField.Microsecond or DateField.Nanosecond
            ? OfTime(ticks - days * CivilDate.TicksPerDay, field)
            : OfDay(days, field);
    }

    /// <summary>Epoch (seconds since 1970) or Julian day with fraction.</summary>
    public static double GetDouble(byte* address, LogicalType source, DateField field)
    {
        const double TicksPerSecond = TimeSpan.TicksPerSecond;
        switch (source.Id)
        {
            case LogicalTypeId.Date:
                return field == DateField.Epoch ? *(int*)address * 86_400.0 : *(int*)address + 2_440_588.0;
            case LogicalTypeId.Interval:
                // A year counts 365.25 days and a month beyond whole years 30 days, as in PostgreSQL.
                IntervalValue interval = *(IntervalValue*)address;
                return (interval.Months / 12 * 365.25 + interval.Months % 12 * 30 + interval.Days) * 86_400.0
                    + interval.Ticks / TicksPerSecond;
        }
        long ticks = *(long*)address;
        if (source.SecondDigits == 9) ticks = (ticks - FloorRest(ticks, 100)) / 100;
        if (source.Id == LogicalTypeId.TimeTz)
        {
            ZonedTime time = ZonedTime.Decode(ticks);
            ticks = time.Ticks - time.OffsetSeconds * TimeSpan.TicksPerSecond;
        }
        return field == DateField.Epoch ? ticks / TicksPerSecond : ticks / (double)CivilDate.TicksPerDay + 2_440_588.0;
    }

    public static long OfDay(long days, DateField field)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
        switch (field)
        {
            case DateField.Millennium: return year > 0 ? (year + 999L) / 1000 : -((999L - (year - 1)) / 1000);
            case DateField.Century: return year > 0 ? (year + 99L) / 100 : -((99L - (year - 1)) / 100);
            case DateField.Decade: return year / 10;
            case DateField.Year: return year;
            case DateField.Quarter: return (month - 1) / 3 + 1;
            case DateField.Month: return month;
            case DateField.Day: return day;
            case DateField.Dow: return CivilDate.IsoDayOfWeek(days) % 7;
            case DateField.IsoDow: return CivilDate.IsoDayOfWeek(days);
            case DateField.Doy: return days - CivilDate.ToDays(year, 1, 1) + 1;
            case DateField.Era: return year > 0 ? 1 : 0;
            case DateField.Timezone or DateField.TimezoneHour or DateField.TimezoneMinute: return 0;
        }
        CivilDate.IsoWeek(days, out int isoYear, out int week);
        return field switch
        {
            DateField.Week => week,
            DateField.IsoYear => isoYear,
            _ => isoYear * 100L + (isoYear < 0 ? -week : week),
        };
    }

    private static long OfTime(long ticks, DateField field) => field switch
    {
        DateField.Hour => ticks / TimeSpan.TicksPerHour,
        DateField.Minute => ticks / TimeSpan.TicksPerMinute % 60,
        DateField.Second => ticks / TimeSpan.TicksPerSecond % 60,
        DateField.Millisecond => ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerMillisecond,
        DateField.Microsecond => ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond,
        DateField.Nanosecond => ticks % TimeSpan.TicksPerMinute * 100,
        _ => 0,
    };

    private static long OfNanoseconds(long value, DateField field) =>
        field == DateField.Nanosecond ? value % 60_000_000_000 : OfTime(value / 100, field);

    private static long OfZonedTime(ZonedTime time, DateField field) => field switch
    {
        DateField.Timezone => time.OffsetSeconds,
        DateField.TimezoneHour => time.OffsetSeconds / 3600,
        DateField.TimezoneMinute => time.OffsetSeconds / 60 % 60,
        _ => OfTime(time.Ticks, field),
    };

    private static long FloorRest(long value, long unit)
    {
        long rest = value % unit;
        return rest < 0 ? rest + unit : rest;
    }

    private static long OfInterval(in IntervalValue value, DateField field) => field switch
    {
        DateField.Millennium => value.Months / 12_000,
        DateField.Century => value.Months / 1200,
        DateField.Decade => value.Months / 120,
        DateField.Year => value.Months / 12,
        DateField.Quarter => value.Months % 12 / 3 + 1,
        DateField.Month => value.Months % 12,
        DateField.Day => value.Days,
        _ => OfTime(value.Ticks, field),
    };
}
