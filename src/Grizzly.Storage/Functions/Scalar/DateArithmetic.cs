using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>+ - * / where one operand is a date, a time, a timestamp or an interval.</summary>
/// <remarks>Adding an interval moves by months first (a day past the month's end becomes its last day), then days, then
/// ticks, as PostgreSQL does.
/// DATE - DATE counts days; TIMESTAMP - TIMESTAMP gives days and ticks without months.</remarks>
internal static class DateArithmetic
{
    private static readonly LogicalType Date = LogicalType.Date, Timestamp = LogicalType.Timestamp,
        TimestampTz = LogicalType.TimestampTz;
    private static readonly LogicalType Time = LogicalType.Time, Interval = LogicalType.Interval,
        Integer = LogicalType.Integer;
    private static readonly LogicalType BigInt = LogicalType.BigInt, Double = LogicalType.Double;

    private static readonly Overload[] Additions =
    [
        Make([Date, Integer], Date, ScalarLoops.BinaryChecked<int, int, int, DatePlusDays>),
        Make([Integer, Date], Date, ScalarLoops.BinaryChecked<int, int, int, DatePlusDays>),
        Make([Date, BigInt], Date, ScalarLoops.BinaryChecked<int, long, int, DatePlusLong>),
        Make([BigInt, Date], Date, ScalarLoops.BinaryChecked<long, int, int, LongPlusDate>),
        Make([Date, Interval], Timestamp, ScalarLoops.BinaryChecked<int, IntervalValue, long, DatePlusInterval>),
        Make([Interval, Date], Timestamp, ScalarLoops.BinaryChecked<IntervalValue, int, long, IntervalPlusDate>),
        Make([Timestamp, Interval], Timestamp, ScalarLoops.BinaryChecked<long, IntervalValue, long,
            TimestampPlusInterval>),
        Make([Interval, Timestamp], Timestamp, ScalarLoops.BinaryChecked<IntervalValue, long, long,
            IntervalPlusTimestamp>),
        Make([TimestampTz, Interval], TimestampTz, ScalarLoops.BinaryChecked<long, IntervalValue, long,
            TimestampPlusInterval>),
        Make([Interval, TimestampTz], TimestampTz, ScalarLoops.BinaryChecked<IntervalValue, long, long,
            IntervalPlusTimestamp>),
        Make([Date, Time], Timestamp, ScalarLoops.BinaryChecked<int, long, long, DatePlusTime>),
        Make([Time, Date], Timestamp, ScalarLoops.BinaryChecked<long, int, long, TimePlusDate>),
        Make([Time, Interval], Time, ScalarLoops.Binary<long, IntervalValue, long, TimePlusInterval>),
        Make([Interval, Time], Time, ScalarLoops.Binary<IntervalValue, long, long, IntervalPlusTime>),
        Make([LogicalType.TimeTz, Interval], LogicalType.TimeTz,
            ScalarLoops.Binary<long, IntervalValue, long, ZonedPlusInterval>),
        Make([Interval, LogicalType.TimeTz], LogicalType.TimeTz,
            ScalarLoops.Binary<IntervalValue, long, long, IntervalPlusZoned>),
        Make([Date, LogicalType.TimeTz], TimestampTz, ScalarLoops.BinaryChecked<int, long, long, DatePlusZoned>),
        Make([LogicalType.TimeTz, Date], TimestampTz, ScalarLoops.BinaryChecked<long, int, long, ZonedPlusDate>),
        Make([Interval, Interval], Interval, ScalarLoops.BinaryChecked<IntervalValue, IntervalValue, IntervalValue,
            IntervalPlusInterval>),
    ];

    private static readonly Overload[] Subtractions =
    [
        Make([Date, Date], BigInt, ScalarLoops.Binary<int, int, long, DateMinusDate>) with { CanFail = false },
        Make([Date, Integer], Date, ScalarLoops.BinaryChecked<int, int, int, DateMinusDays>),
        Make([Date, BigInt], Date, ScalarLoops.BinaryChecked<int, long, int, DateMinusLong>),
        Make([Date, Interval], Timestamp, ScalarLoops.BinaryChecked<int, IntervalValue, long, DateMinusInterval>),
        Make([Timestamp, Interval], Timestamp, ScalarLoops.BinaryChecked<long, IntervalValue, long,
            TimestampMinusInterval>),
        Make([TimestampTz, Interval], TimestampTz, ScalarLoops.BinaryChecked<long, IntervalValue, long,
            TimestampMinusInterval>),
        Make([Timestamp, Timestamp], Interval, ScalarLoops.BinaryChecked<long, long, IntervalValue,
            TimestampMinusTimestamp>),
        Make([TimestampTz, TimestampTz], Interval, ScalarLoops.BinaryChecked<long, long, IntervalValue,
            TimestampMinusTimestamp>),
        Make([Time, Interval], Time, ScalarLoops.Binary<long, IntervalValue, long, TimeMinusInterval>),
        Make([LogicalType.TimeTz, Interval], LogicalType.TimeTz,
            ScalarLoops.Binary<long, IntervalValue, long, ZonedMinusInterval>),
        Make([Time, Time], Interval, ScalarLoops.Binary<long, long, IntervalValue, TimeMinusTime>),
        Make([Interval, Interval], Interval, ScalarLoops.BinaryChecked<IntervalValue, IntervalValue, IntervalValue,
            IntervalMinusInterval>),
    ];

    private static readonly Overload[] Multiplications =
    [
        Make([Interval, BigInt], Interval, ScalarLoops.BinaryChecked<IntervalValue, long, IntervalValue,
            IntervalTimesLong>),
        Make([BigInt, Interval], Interval, ScalarLoops.BinaryChecked<long, IntervalValue, IntervalValue,
            LongTimesInterval>),
        Make([Interval, Double], Interval, ScalarLoops.BinaryChecked<IntervalValue, double, IntervalValue,
            IntervalTimesDouble>),
        Make([Double, Interval], Interval, ScalarLoops.BinaryChecked<double, IntervalValue, IntervalValue,
            DoubleTimesInterval>),
    ];

    private static readonly Overload[] Divisions =
    [
        Make([Interval, Double], Interval, DivideIntervals),
    ];

    private static readonly ScalarFunction Plus = Define.Function("+", "", "", Additions),
        Minus = Define.Function("-", "", "", Subtractions);
    private static readonly ScalarFunction Times = Define.Function("*", "", "", Multiplications),
        Over = Define.Function("/", "", "", Divisions);

    public static BoundScalar? BindAdd(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        Plus.Bind(types, constants);

    public static BoundScalar? BindSubtract(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        Minus.Bind(types, constants);

    public static BoundScalar? BindMultiply(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        Times.Bind(types, constants);

    public static BoundScalar? BindDivide(IReadOnlyList<LogicalType> types) =>
        Over.Bind(types, new Value?[types.Count]);

    /// <summary>timestamp + sign * interval; 22008 where the result leaves the range of timestamps.</summary>
    public static long Move(long ticks, in IntervalValue interval, int sign)
    {
        if (!TemporalText.IsFinite(ticks)) return ticks;
        long days = CivilDate.DayOf(ticks);
        long time = ticks - days * CivilDate.TicksPerDay;
        if (interval.Months != 0
            && !CivilDate.TryAddMonths(days, (long)interval.Months * sign, out days)) throw OutOfRange();
        long movedDays = days + (long)interval.Days * sign;
        // 4.3e18 for the days and 1.2e18 for the ticks stay inside int64.
        if (Math.Abs(movedDays) < 5_000_000 && interval.Ticks is > -(1L << 60) and < 1L << 60)
            return movedDays * CivilDate.TicksPerDay + time + interval.Ticks * sign;
        Int128 moved = ((Int128)days + (long)interval.Days * sign) * CivilDate.TicksPerDay + time
            + (Int128)interval.Ticks * sign;
        long result = (long)moved;
        return result == moved && TemporalText.IsFinite(result) && result != long.MinValue
            ? result : throw OutOfRange();
    }

    public static long ToTicks(int days)
    {
        if (!TemporalText.IsFinite(days)) return days > 0 ? long.MaxValue : -long.MaxValue;
        long ticks = days * CivilDate.TicksPerDay;
        return ticks / CivilDate.TicksPerDay == days ? ticks : throw OutOfRange();
    }

    public static IntervalValue MakeInterval(Int128 months, Int128 days, Int128 ticks)
    {
        var value = new IntervalValue((int)months, (int)days, (long)ticks);
        return value.Months == months && value.Days == days && value.Ticks == ticks
            ? value : throw Errors.DatetimeOverflow("interval out of range");
    }

    private static Overload Make(LogicalType[] parameters, LogicalType result, ScalarKernel kernel) =>
        new(parameters, result, kernel) { CanFail = true };

    private static GrizzlyException OutOfRange() => Errors.DatetimeOverflow("timestamp out of range");

    private static int ToDate(long days) =>
        days is > -int.MaxValue and < int.MaxValue ? (int)days : throw Errors.DatetimeOverflow("date out of range");

    private static long WrapTime(Int128 ticks)
    {
        long rest = (long)(ticks % CivilDate.TicksPerDay);
        return rest < 0 ? rest + CivilDate.TicksPerDay : rest;
    }

    private static IntervalValue Scale(in IntervalValue value, double factor, bool isDivision = false)
    {
        // Parts of months become days of 30 to a month, parts of days time; both are rounded to 1e-6 (PostgreSQL).
        double months = isDivision ? value.Months / factor : value.Months * factor,
            days = isDivision ? value.Days / factor : value.Days * factor,
            time = isDivision ? value.Ticks / factor : value.Ticks * factor;
        double wholeMonths = Math.Truncate(months), wholeDays = Math.Truncate(days);
        double monthDays = Math.Round((months - wholeMonths) * 30, 6), monthWhole = Math.Truncate(monthDays);
        double seconds = Math.Round((days - wholeDays + monthDays - monthWhole) * 86_400, 6);
        double carried = Math.Truncate(seconds / 86_400);
        wholeDays += monthWhole + carried;
        double ticks = Math.Round((time + (seconds - carried * 86_400) * TimeSpan.TicksPerSecond) / 10) * 10;
        if (value.Ticks % 10 != 0) ticks = Math.Round(time + (seconds - carried * 86_400) * TimeSpan.TicksPerSecond);
        if (!(Math.Abs(wholeMonths) < int.MaxValue && Math.Abs(wholeDays) < int.MaxValue && Math.Abs(ticks) < 9.2e18))
            throw Errors.DatetimeOverflow("interval out of range");
        return new IntervalValue((int)wholeMonths, (int)wholeDays, (long)ticks);
    }

    private readonly struct DatePlusDays : IBinary<int, int, int>
    {
        public static int Invoke(int left, int right) =>
            TemporalText.IsFinite(left) ? ToDate((long)left + right) : left;
    }

    private readonly struct DatePlusLong : IBinary<int, long, int>
    {
        public static int Invoke(int left, long right) =>
            TemporalText.IsFinite(left) ? ToDate(left + Math.Clamp(right, -1L << 40, 1L << 40)) : left;
    }

    private readonly struct LongPlusDate : IBinary<long, int, int>
    {
        public static int Invoke(long left, int right) => DatePlusLong.Invoke(right, left);
    }

    private readonly struct DateMinusDays : IBinary<int, int, int>
    {
        public static int Invoke(int left, int right) =>
            TemporalText.IsFinite(left) ? ToDate((long)left - right) : left;
    }

    private readonly struct DateMinusLong : IBinary<int, long, int>
    {
        public static int Invoke(int left, long right) =>
            TemporalText.IsFinite(left) ? ToDate(left - Math.Clamp(right, -1L << 40, 1L << 40)) : left;
    }

    private readonly struct DateMinusDate : IBinary<int, int, long>
    {
        public static long Invoke(int left, int right) => (long)left - right;
    }

    private readonly struct DatePlusInterval : IBinary<int, IntervalValue, long>
    {
        public static long Invoke(int left, IntervalValue right) => Move(ToTicks(left), right, 1);
    }

    private readonly struct IntervalPlusDate : IBinary<IntervalValue, int, long>
    {
        public static long Invoke(IntervalValue left, int right) => Move(ToTicks(right), left, 1);
    }

    private readonly struct DateMinusInterval : IBinary<int, IntervalValue, long>
    {
        public static long Invoke(int left, IntervalValue right) => Move(ToTicks(left), right, -1);
    }

    private readonly struct TimestampPlusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right) => Move(left, right, 1);
    }

    private readonly struct IntervalPlusTimestamp : IBinary<IntervalValue, long, long>
    {
        public static long Invoke(IntervalValue left, long right) => Move(right, left, 1);
    }

    private readonly struct TimestampMinusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right) => Move(left, right, -1);
    }

    private readonly struct TimestampMinusTimestamp : IBinary<long, long, IntervalValue>
    {
        public static IntervalValue Invoke(long left, long right)
        {
            if (!TemporalText.IsFinite(left) || !TemporalText.IsFinite(right))
                throw Errors.DatetimeOverflow("infinite timestamps cannot be subtracted");
            Int128 ticks = (Int128)left - right;
            Int128 days = ticks / CivilDate.TicksPerDay;
            return MakeInterval(0, days, ticks - days * CivilDate.TicksPerDay);
        }
    }

    private readonly struct DatePlusTime : IBinary<int, long, long>
    {
        public static long Invoke(int left, long right) => Move(ToTicks(left), new IntervalValue(0, 0, right), 1);
    }

    private readonly struct TimePlusDate : IBinary<long, int, long>
    {
        public static long Invoke(long left, int right) => DatePlusTime.Invoke(right, left);
    }

    private readonly struct ZonedPlusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right)
        {
            ZonedTime time = ZonedTime.Decode(left);
            return (time with { Ticks = WrapTime((Int128)time.Ticks + right.Ticks) }).Encode();
        }
    }

    private readonly struct IntervalPlusZoned : IBinary<IntervalValue, long, long>
    {
        public static long Invoke(IntervalValue left, long right) => ZonedPlusInterval.Invoke(right, left);
    }

    private readonly struct ZonedMinusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right)
        {
            ZonedTime time = ZonedTime.Decode(left);
            return (time with { Ticks = WrapTime((Int128)time.Ticks - right.Ticks) }).Encode();
        }
    }

    private readonly struct DatePlusZoned : IBinary<int, long, long>
    {
        public static long Invoke(int left, long right)
        {
            ZonedTime time = ZonedTime.Decode(right);
            return Move(ToTicks(left),
                new IntervalValue(0, 0, time.Ticks - time.OffsetSeconds * TimeSpan.TicksPerSecond), 1);
        }
    }

    private readonly struct ZonedPlusDate : IBinary<long, int, long>
    {
        public static long Invoke(long left, int right) => DatePlusZoned.Invoke(right, left);
    }

    private readonly struct TimePlusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right) => WrapTime((Int128)left + right.Ticks);
    }

    private readonly struct IntervalPlusTime : IBinary<IntervalValue, long, long>
    {
        public static long Invoke(IntervalValue left, long right) => WrapTime((Int128)right + left.Ticks);
    }

    private readonly struct TimeMinusInterval : IBinary<long, IntervalValue, long>
    {
        public static long Invoke(long left, IntervalValue right) => WrapTime((Int128)left - right.Ticks);
    }

    private readonly struct TimeMinusTime : IBinary<long, long, IntervalValue>
    {
        public static IntervalValue Invoke(long left, long right) => new(0, 0, left - right);
    }

    private readonly struct IntervalPlusInterval : IBinary<IntervalValue, IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue left, IntervalValue right) =>
            MakeInterval((Int128)left.Months + right.Months, (Int128)left.Days + right.Days, (Int128)left.Ticks
                + right.Ticks);
    }

    private readonly struct IntervalMinusInterval : IBinary<IntervalValue, IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue left, IntervalValue right) =>
            MakeInterval((Int128)left.Months - right.Months, (Int128)left.Days - right.Days,
                (Int128)left.Ticks - right.Ticks);
    }

    private readonly struct IntervalTimesLong : IBinary<IntervalValue, long, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue left, long right) =>
            MakeInterval((Int128)left.Months * right, (Int128)left.Days * right, (Int128)left.Ticks * right);
    }

    private readonly struct LongTimesInterval : IBinary<long, IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(long left, IntervalValue right) => IntervalTimesLong.Invoke(right, left);
    }

    private readonly struct IntervalTimesDouble : IBinary<IntervalValue, double, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue left, double right) => Scale(left, right);
    }

    private readonly struct DoubleTimesInterval : IBinary<double, IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(double left, IntervalValue right) => Scale(right, left);
    }

    /// <summary>NULL for a division by zero.</summary>
    private static unsafe void DivideIntervals(in ScalarCall call, ColumnVector result)
    {
        var left = new Column<IntervalValue>(call.Arguments[0]);
        var right = new Column<double>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            if (right[i] == 0) result.SetNull(i);
            else ((IntervalValue*)result.Data)[i] = Scale(left[i], right[i], true);
        }
    }
}
