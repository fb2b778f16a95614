namespace Grizzly.Types;

/// <summary>The units an interval may be written in.</summary>
public enum IntervalUnit : byte
{
    None,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

public static class IntervalUnits
{
    /// <summary>The unit a word names, in singular, plural or short form, in any case; None for other words.</summary>
    public static IntervalUnit Parse(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[16];
        if (word.Length is 0 or > 16) return IntervalUnit.None;
        for (int i = 0; i < word.Length; i++) lower[i] = (byte)(word[i] | 0x20);
        lower = lower[..word.Length];
        return true switch
        {
            _ when Is(lower, "microsecond"u8, "microseconds"u8, "us"u8, "usec"u8, "usecs"u8)
                || Is(lower, "usecond"u8, "useconds"u8, "usecond"u8, "usecond"u8, "usecond"u8) =>
                IntervalUnit.Microsecond,
            _ when Is(lower, "millisecond"u8, "milliseconds"u8, "ms"u8, "msec"u8, "msecs"u8)
                || Is(lower, "msecond"u8, "mseconds"u8, "msecond"u8, "msecond"u8, "msecond"u8) =>
                IntervalUnit.Millisecond,
            _ when Is(lower, "second"u8, "seconds"u8, "s"u8, "sec"u8, "secs"u8) => IntervalUnit.Second,
            _ when Is(lower, "minute"u8, "minutes"u8, "m"u8, "min"u8, "mins"u8) => IntervalUnit.Minute,
            _ when Is(lower, "hour"u8, "hours"u8, "h"u8, "hr"u8, "hrs"u8) => IntervalUnit.Hour,
            _ when Is(lower, "day"u8, "days"u8, "d"u8, "dayofmonth"u8, "dayofmonths"u8) => IntervalUnit.Day,
            _ when Is(lower, "week"u8, "weeks"u8, "w"u8, "weekofyear"u8, "weekofyears"u8) => IntervalUnit.Week,
            _ when Is(lower, "month"u8, "months"u8, "mon"u8, "mons"u8, "mm"u8) => IntervalUnit.Month,
            _ when Is(lower, "quarter"u8, "quarters"u8, "q"u8, "qtr"u8, "qtrs"u8) => IntervalUnit.Quarter,
            _ when Is(lower, "year"u8, "years"u8, "y"u8, "yr"u8, "yrs"u8) => IntervalUnit.Year,
            _ when Is(lower, "decade"u8, "decades"u8, "dec"u8, "decs"u8, "decs"u8) => IntervalUnit.Decade,
            _ when Is(lower, "century"u8, "centuries"u8, "c"u8, "cent"u8, "cents"u8) => IntervalUnit.Century,
            _ when Is(lower, "millennium"u8, "millennia"u8, "millenniums"u8, "mil"u8, "mils"u8)
                || lower.SequenceEqual("millenium"u8) => IntervalUnit.Millennium,
            _ => IntervalUnit.None,
        };
    }

    private static bool Is(
        ReadOnlySpan<byte> word, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c,
            ReadOnlySpan<byte> d, ReadOnlySpan<byte> e) =>
        word.SequenceEqual(a) || word.SequenceEqual(b) || word.SequenceEqual(c) || word.SequenceEqual(d)
            || word.SequenceEqual(e);
}
