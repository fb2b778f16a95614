using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Upper bounds of bins of equal width, ascending, without duplicates. Nice bounds are multiples of 1, 2 or 5
/// times a power of ten (P. Heckbert, "Nice numbers for graph labels", 1990) or whole units of time.</summary>
internal static class BinBounds
{
    /// <summary>Integers are counted in parts of this size, since a step may be below 1.</summary>
    private const long Parts = 1_000_000;

    public static List<Int128> Integers(Int128 min, Int128 max, int bins, bool isNice)
    {
        Int128 span = max - min, step = 0, top = max * Parts;
        if (isNice)
        {
            step = NiceStep(Int128.Max(1, span * Parts / bins));
            if (step >= Parts) top = CeilingTo(max * Parts, step);
        }
        var result = new List<Int128>();
        for (int i = 0; ; i++)
        {
            if (!isNice && i == bins) break;
            Int128 bound = isNice ? top - i * step : top - span * Parts * i / bins;
            if (i > 0 && bound <= min * Parts) break;
            Int128 whole = FloorTo(bound, Parts) / Parts;
            if (result.Count == 0 || result[^1] != whole) result.Add(whole);
        }
        result.Reverse();
        return result;
    }

    public static List<double> Doubles(double min, double max, int bins, bool isNice)
    {
        double step = max / bins - min / bins;
        var result = new List<double>();
        if (step == 0) return [max];
        if (!isNice)
        {
            for (int i = 0; i < bins; i++) result.Add(max - i * step);
            result.Reverse();
            return result;
        }
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        step = Nice(step / power) * power;
        // Counting multiples keeps bounds round: 0.1 is not added up.
        double last = Math.Ceiling(max / step - 1e-9), first = Math.Floor(min / step + 1e-9) + 1;
        for (double multiple = first; multiple <= last && result.Count <= 4 * bins + 4; multiple++)
            result.Add(power < 1 ? multiple * Nice(step / power) / Math.Round(1 / power) : multiple * step);
        return result;
    }

    public static List<long> Timestamps(long min, long max, int bins, bool isNice)
    {
        if (!isNice || max - (Int128)min < (Int128)bins * TimeSpan.TicksPerSecond) return Exact(min, max, bins);
        IntervalValue age = DateTruncation.Age(max, min);
        int months = age.Months / bins;
        // What is left of months counts 30 days each.
        Int128 rest = ((Int128)(age.Months % bins * 30 + age.Days) * CivilDate.TicksPerDay + age.Ticks) / bins;
        int days = (int)(rest / CivilDate.TicksPerDay);
        IntervalValue step;
        long top;
        if (months >= 12)
        {
            step = new IntervalValue(months + (days > 15 ? 1 : 0), 0, 0);
            top = DateTruncation.Ticks(max, DateField.Month);
            if (top < max) top = DateArithmetic.Move(top, new IntervalValue(1, 0, 0), 1);
        }
        else if (months > 0 || days > 0)
        {
            step = new IntervalValue(months, days, 0);
            top = (long)CeilingTo(max, CivilDate.TicksPerDay);
        }
        else
        {
            long unit = rest >= TimeSpan.TicksPerHour ? TimeSpan.TicksPerHour
                : rest >= TimeSpan.TicksPerMinute ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerSecond;
            long half = unit == TimeSpan.TicksPerSecond ? unit : unit / 2;
            step = new IntervalValue(0, 0, (long)((rest + half / 2) / half * half));
            top = (long)CeilingTo(max, unit);
        }
        var result = new List<long>();
        for (long bound = top; bound > min && result.Count < bins; bound = DateArithmetic.Move(bound, step, -1))
            result.Add(bound);
        result.Reverse();
        return result;
    }

    /// <summary>Bounds in microseconds.</summary>
    private static List<long> Exact(long min, long max, int bins)
    {
        var result = new List<long>();
        for (int i = 0; i < bins; i++)
        {
            long bound = (long)FloorTo(max - ((Int128)max - min) * i / bins, TimeSpan.TicksPerMicrosecond);
            if (result.Count == 0 || result[^1] != bound) result.Add(bound);
        }
        result.Reverse();
        return result;
    }

    private static Int128 NiceStep(Int128 step)
    {
        Int128 power = 1;
        while (power * 10 <= step) power *= 10;
        return (Int128)(Nice((double)step / (double)power) * 2) * power / 2;
    }

    /// <summary>The nice number for one from 1 up to 10.</summary>
    private static double Nice(double number) => number < 1.5 ? 1 : number < 3 ? 2 : number < 7 ? 5 : 10;

    private static Int128 FloorTo(Int128 value, Int128 unit)
    {
        Int128 rest = value % unit;
        return rest < 0 ? value - rest - unit : value - rest;
    }

    private static Int128 CeilingTo(Int128 value, Int128 unit) => -FloorTo(-value, unit);
}
