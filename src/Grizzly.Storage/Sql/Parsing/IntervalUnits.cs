namespace Grizzly.Sql;

/// <summary>The words for units of time in INTERVAL, singular and plural.</summary>
internal static class IntervalUnits
{
    public static bool TryFind(ReadOnlySpan<char> word, out IntervalUnit unit)
    {
        Span<char> lower = stackalloc char[16];
        unit = IntervalUnit.None;
        if (word.Length > lower.Length) return false;
        int length = word.ToLowerInvariant(lower);
        unit = lower[..length] switch
        {
            "year" or "years" => IntervalUnit.Year,
            "month" or "months" => IntervalUnit.Month,
            "day" or "days" => IntervalUnit.Day,
            "hour" or "hours" => IntervalUnit.Hour,
            "minute" or "minutes" => IntervalUnit.Minute,
            "second" or "seconds" => IntervalUnit.Second,
            "millisecond" or "milliseconds" => IntervalUnit.Millisecond,
            "microsecond" or "microseconds" => IntervalUnit.Microsecond,
            "week" or "weeks" => IntervalUnit.Week,
            "quarter" or "quarters" => IntervalUnit.Quarter,
            "decade" or "decades" => IntervalUnit.Decade,
            "century" or "centuries" => IntervalUnit.Century,
            "millennium" or "millennia" or "millenniums" or "millenium" => IntervalUnit.Millennium,
            _ => IntervalUnit.None,
        };
        return unit != IntervalUnit.None;
    }

    /// <summary>YEAR TO MONTH and so on; None for a pair that SQL does not have.</summary>
    public static IntervalUnit Range(IntervalUnit first, IntervalUnit last) => (first, last) switch
    {
        (IntervalUnit.Year, IntervalUnit.Month) => IntervalUnit.YearToMonth,
        (IntervalUnit.Day, IntervalUnit.Hour) => IntervalUnit.DayToHour,
        (IntervalUnit.Day, IntervalUnit.Minute) => IntervalUnit.DayToMinute,
        (IntervalUnit.Day, IntervalUnit.Second) => IntervalUnit.DayToSecond,
        (IntervalUnit.Hour, IntervalUnit.Minute) => IntervalUnit.HourToMinute,
        (IntervalUnit.Hour, IntervalUnit.Second) => IntervalUnit.HourToSecond,
        (IntervalUnit.Minute, IntervalUnit.Second) => IntervalUnit.MinuteToSecond,
        _ => IntervalUnit.None,
    };

    /// <summary>The SQL text of a unit, in capitals.</summary>
    public static string Text(IntervalUnit unit) => unit switch
    {
        IntervalUnit.YearToMonth => "YEAR TO MONTH",
        IntervalUnit.DayToHour => "DAY TO HOUR",
        IntervalUnit.DayToMinute => "DAY TO MINUTE",
        IntervalUnit.DayToSecond => "DAY TO SECOND",
        IntervalUnit.HourToMinute => "HOUR TO MINUTE",
        IntervalUnit.HourToSecond => "HOUR TO SECOND",
        IntervalUnit.MinuteToSecond => "MINUTE TO SECOND",
        _ => unit.ToString().ToUpperInvariant(),
    };
}
