using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Casts among dates, times, timestamps and INTERVAL. A session's time zone is UTC, so TIMESTAMPTZ is cut up
/// like TIMESTAMP. Infinity stays infinity; coarser units are rounded to.</summary>
internal static class TemporalCasts
{
    public static (ScalarKernel Kernel, bool CanFail)? Find(LogicalType from, LogicalType to, bool isTry)
    {
        bool fromMoment = IsMoment(from), toMoment = IsMoment(to);
        if (fromMoment && toMoment)
            return (CastLoops.Numbers<long, long, Rescale>(new(from.SecondDigits, to.SecondDigits), from, to, isTry),
                to.SecondDigits > from.SecondDigits);
        if (from.Id == LogicalTypeId.Date && toMoment)
            return (CastLoops.Numbers<int, long, DateToMoment>(new(to.SecondDigits), from, to, isTry), true);
        if (fromMoment && to.Id == LogicalTypeId.Date)
            return (CastLoops.Numbers<long, int, MomentToDate>(new(from.SecondDigits), from, to, isTry), true);
        if (fromMoment && IsTime(to))
            return (CastLoops.Numbers<long, long, MomentToTime>(new(from, to), from, to, isTry), true);
        if (IsTime(from) && IsTime(to))
            return (CastLoops.Numbers<long, long, TimeToTime>(new(from, to), from, to, isTry), false);
        return (from.Id, to.Id) switch
        {
            (LogicalTypeId.Time, LogicalTypeId.Interval) =>
                (CastLoops.Numbers<long, IntervalValue, TimeToInterval>(default, from, to, isTry), false),
            (LogicalTypeId.Interval, LogicalTypeId.Time) =>
                (CastLoops.Numbers<IntervalValue, long, IntervalToTime>(default, from, to, isTry), false),
            _ => null,
        };
    }

    private static bool IsMoment(LogicalType type) => type.IsTimestamp || type.Id == LogicalTypeId.TimestampTz;

    private static bool IsTime(LogicalType type) =>
        type.Id is LogicalTypeId.Time or LogicalTypeId.TimeNs or LogicalTypeId.TimeTz;

    /// <summary>Another number of digits of a second, halves rounded away from zero.</summary>
    private static long Digits(long value, int from, int to)
    {
        if (to >= from) return value * TemporalText.UnitsPerSecond(to - from);
        return (long)DecimalMath.DivideRounded(value, TemporalText.UnitsPerSecond(from - to));
    }

    private readonly struct Rescale(int from, int to) : ICast<long, long>
    {
        public bool TryCast(long value, out long result)
        {
            result = value;
            if (!TemporalText.IsFinite(value)) return true;
            result = Digits(value, from, to);
            return to <= from || Int128.Abs(value) * TemporalText.UnitsPerSecond(to - from) < long.MaxValue;
        }
    }

    private readonly struct DateToMoment(int digits) : ICast<int, long>
    {
        private readonly long _perDay = 86_400 * TemporalText.UnitsPerSecond(digits);

        public bool TryCast(int value, out long result)
        {
            result = value > 0 ? long.MaxValue : -long.MaxValue;
            if (!TemporalText.IsFinite(value)) return true;
            result = value * _perDay;
            return Math.Abs((long)value) <= long.MaxValue / _perDay;
        }
    }

    private readonly struct MomentToDate(int digits) : ICast<long, int>
    {
        private readonly long _perDay = 86_400 * TemporalText.UnitsPerSecond(digits);

        public bool TryCast(long value, out int result)
        {
            result = value > 0 ? int.MaxValue : -int.MaxValue;
            if (!TemporalText.IsFinite(value)) return true;
            long days = Math.DivRem(value, _perDay, out long rest);
            if (rest < 0) days--;
            result = (int)days;
            return days is > -int.MaxValue and < int.MaxValue;
        }
    }

    private readonly struct MomentToTime(LogicalType from, LogicalType to) : ICast<long, long>
    {
        private readonly int _from = from.SecondDigits;
        private readonly int _to = to.SecondDigits;
        private readonly bool _isZoned = to.Id == LogicalTypeId.TimeTz;

        public bool TryCast(long value, out long result)
        {
            result = 0;
            if (!TemporalText.IsFinite(value)) return false;
            long perDay = 86_400 * TemporalText.UnitsPerSecond(_from), rest = value % perDay;
            if (rest < 0) rest += perDay;
            result = Digits(rest, _from, _to);
            if (_isZoned) result = new ZonedTime(result, 0).Encode();
            return true;
        }
    }

    private readonly struct TimeToTime(LogicalType from, LogicalType to) : ICast<long, long>
    {
        private readonly int _from = from.SecondDigits;
        private readonly int _to = to.SecondDigits;
        private readonly bool _fromZoned = from.Id == LogicalTypeId.TimeTz;
        private readonly bool _toZoned = to.Id == LogicalTypeId.TimeTz;

        public bool TryCast(long value, out long result)
        {
            if (_fromZoned) value = ZonedTime.Decode(value).Ticks;
            result = Digits(value, _from, _to);
            if (_toZoned) result = new ZonedTime(result, 0).Encode();
            return true;
        }
    }

    private readonly struct TimeToInterval : ICast<long, IntervalValue>
    {
        public bool TryCast(long value, out IntervalValue result)
        {
            result = new IntervalValue(0, 0, value);
            return true;
        }
    }

    private readonly struct IntervalToTime : ICast<IntervalValue, long>
    {
        public bool TryCast(IntervalValue value, out long result)
        {
            result = value.Ticks - CivilDate.DayOf(value.Ticks) * CivilDate.TicksPerDay;
            return true;
        }
    }
}
