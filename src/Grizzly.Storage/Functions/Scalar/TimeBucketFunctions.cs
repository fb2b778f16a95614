using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>time_bucket: the start of the bucket of a width in which a moment lies.</summary>
/// <remarks>Widths are months, or days and time. Buckets of months start at 2000-01-01, others at Monday 2000-01-03,
/// moved by an interval or aligned to an origin. Infinite moments are their own bucket; an infinite origin gives
/// NULL.</remarks>
internal static unsafe class TimeBucketFunctions
{
    private const long Monday2000 = 10_959 * CivilDate.TicksPerDay, January2000Months = 30 * 12;

    private static readonly LogicalType Date = LogicalType.Date, Timestamp = LogicalType.Timestamp,
        TimestampTz = LogicalType.TimestampTz, Interval = LogicalType.Interval;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("time_bucket", "Start of the bucket of that width; buckets are moved by an interval or aligned "
            + "to an origin.", "time_bucket(INTERVAL '2 weeks', DATE '2024-02-29')",
            Make(Date), Make(Timestamp), Make(TimestampTz), MakeMoved(Date), MakeMoved(Timestamp),
            MakeMoved(TimestampTz), MakeAligned(Date), MakeAligned(Timestamp), MakeAligned(TimestampTz)),
    ];

    private static Overload Make(LogicalType type) => new([Interval, type], type, Plain) { CanFail = true };

    private static Overload MakeMoved(LogicalType type) =>
        new([Interval, type, Interval], type, Moved) { CanFail = true };

    private static Overload MakeAligned(LogicalType type) =>
        new([Interval, type, type], type, Aligned) { CanFail = true };

    private static void Plain(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            IntervalValue width = WidthAt(call, i);
            if (TryTicks(call.Arguments[1], i, out long ticks)) Store(result, i, Bucket(width, ticks, null));
            else Keep(call.Arguments[1], result, i);
        }
    }

    private static void Moved(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            IntervalValue width = WidthAt(call, i), shift = *(IntervalValue*)call.Arguments[2].AddressOf(i);
            if (!TryTicks(call.Arguments[1], i, out long ticks))
            {
                Keep(call.Arguments[1], result, i);
                continue;
            }
            long bucket = Bucket(width, DateArithmetic.Move(ticks, shift, -1), null);
            Store(result, i, DateArithmetic.Move(bucket, shift, 1));
        }
    }

    private static void Aligned(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            IntervalValue width = WidthAt(call, i);
            if (!TryTicks(call.Arguments[2], i, out long origin)) result.SetNull(i);
            else if (TryTicks(call.Arguments[1], i, out long ticks)) Store(result, i, Bucket(width, ticks, origin));
            else Keep(call.Arguments[1], result, i);
        }
    }

    private static IntervalValue WidthAt(in ScalarCall call, int row)
    {
        IntervalValue width = *(IntervalValue*)call.Arguments[0].AddressOf(row);
        if (width.Months != 0 && (width.Days != 0 || width.Ticks != 0))
            throw Errors.InvalidArgument("the width of time_bucket must not mix months with days or time");
        if (width.Normalized <= 0) throw Errors.InvalidArgument("the width of time_bucket must be above 0");
        return width;
    }

    /// <summary>False for infinite moments.</summary>
    private static bool TryTicks(ColumnVector vector, int row, out long ticks)
    {
        byte* at = vector.AddressOf(row);
        if (vector.Physical == PhysicalType.Int32)
        {
            int days = *(int*)at;
            bool isFinite = TemporalText.IsFinite(days);
            ticks = isFinite ? DateArithmetic.ToTicks(days) : 0;
            return isFinite;
        }
        ticks = *(long*)at;
        return TemporalText.IsFinite(ticks);
    }

    private static void Keep(ColumnVector source, ColumnVector result, int row)
    {
        if (result.Physical == PhysicalType.Int32) ((int*)result.Data)[row] = *(int*)source.AddressOf(row);
        else ((long*)result.Data)[row] = *(long*)source.AddressOf(row);
    }

    private static void Store(ColumnVector result, int row, long ticks)
    {
        if (result.Physical == PhysicalType.Int32) ((int*)result.Data)[row] = (int)CivilDate.DayOf(ticks);
        else ((long*)result.Data)[row] = ticks;
    }

    private static long Bucket(in IntervalValue width, long ticks, long? origin)
    {
        if (width.Months > 0)
        {
            long start = origin is { } first ? MonthOf(first) : January2000Months, month = MonthOf(ticks);
            long months = start + FloorTo(month - start, width.Months);
            long year = 1970 + FloorTo(months, 12) / 12;
            Int128 day = CivilDate.ToDays(year, (int)(months - FloorTo(months, 12)) + 1, 1);
            return ToTicks(day * CivilDate.TicksPerDay);
        }
        Int128 length = (Int128)width.Days * CivilDate.TicksPerDay + width.Ticks;
        Int128 from = origin ?? Monday2000, distance = ticks - from, rest = distance % length;
        return ToTicks(ticks - (rest < 0 ? rest + length : rest));
    }

    private static long ToTicks(Int128 ticks)
    {
        long result = (long)ticks;
        return result == ticks ? result : throw Errors.DatetimeOverflow("timestamp out of range");
    }

    /// <summary>Months since 1970-01.</summary>
    private static long MonthOf(long ticks)
    {
        CivilDate.FromDays(CivilDate.DayOf(ticks), out int year, out int month, out _);
        return (year - 1970) * 12L + month - 1;
    }

    private static long FloorTo(long value, long unit)
    {
        long rest = value % unit;
        return rest < 0 ? value - rest - unit : value - rest;
    }
}
