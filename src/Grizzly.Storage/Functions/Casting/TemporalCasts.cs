using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Casts among DATE, TIME, TIMESTAMP and INTERVAL. A session's time zone is UTC, so TIMESTAMPTZ is cut up like
/// TIMESTAMP.</summary>
internal static class TemporalCasts
{
    public static (ScalarKernel Kernel, bool CanFail)? Find(LogicalType from, LogicalType to, bool isTry) =>
        (from.Id, to.Id) switch
    {
        (LogicalTypeId.Date, LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz) =>
            (CastLoops.Numbers<int, long, DateToTimestamp>(default, from, to, isTry), true),
        (LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz, LogicalTypeId.Date) =>
            (CastLoops.Numbers<long, int, TimestampToDate>(default, from, to, isTry), false),
        (LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz, LogicalTypeId.Time) =>
            (CastLoops.Numbers<long, long, TimestampToTime>(default, from, to, isTry), false),
        (LogicalTypeId.Time, LogicalTypeId.Interval) =>
            (CastLoops.Numbers<long, IntervalValue, TimeToInterval>(default, from, to, isTry), false),
        (LogicalTypeId.Interval, LogicalTypeId.Time) =>
            (CastLoops.Numbers<IntervalValue, long, IntervalToTime>(default, from, to, isTry), false),
        _ => null,
    };

    private readonly struct DateToTimestamp : ICast<int, long>
    {
        public bool TryCast(int value, out long result)
        {
            result = value * CivilDate.TicksPerDay;
            return Math.Abs((long)value) <= long.MaxValue / CivilDate.TicksPerDay;
        }
    }

    private readonly struct TimestampToDate : ICast<long, int>
    {
        public bool TryCast(long value, out int result)
        {
            result = (int)CivilDate.DayOf(value);
            return true;
        }
    }

    private readonly struct TimestampToTime : ICast<long, long>
    {
        public bool TryCast(long value, out long result)
        {
            result = value - CivilDate.DayOf(value) * CivilDate.TicksPerDay;
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
