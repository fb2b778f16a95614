using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What casts and functions of TIMESTAMPTZ do where the session's clocks do not show UTC.</summary>
internal static unsafe class ZonedKernels
{
    private static readonly LogicalType Text = LogicalType.Varchar, Moment = LogicalType.TimestampTz,
        Local = LogicalType.Timestamp;

    /// <summary>TIMESTAMPTZ to TIMESTAMP: what clocks of the zone show.</summary>
    public static BoundScalar ToLocal(TimeZoneInfo zone) => Make("local_time", zone, [Moment], Local,
        (in ScalarCall call, ColumnVector result) => Map(call, result, ticks =>
            Shift(ticks, TimeZoneFunctions.OffsetAt(zone, ticks))));

    /// <summary>TIMESTAMP to TIMESTAMPTZ: the moment at which clocks of the zone show it.</summary>
    public static BoundScalar FromLocal(TimeZoneInfo zone) => Make("moment_of_local_time", zone, [Local], Moment,
        (in ScalarCall call, ColumnVector result) => Map(call, result, ticks =>
            ToUtc(zone, ticks)));

    /// <summary>TIMESTAMPTZ to VARCHAR: the local time with its offset.</summary>
    public static BoundScalar ToText(TimeZoneInfo zone) => Make("local_text", zone, [Moment], Text,
        (in ScalarCall call, ColumnVector result) =>
        {
            var moments = new Column<long>(call.Arguments[0]);
            Span<byte> buffer = stackalloc byte[64];
            for (int i = 0; i < call.Count; i++)
            {
                ((StringView*)result.Data)[i] = default;
                if (result.IsNullAt(i)) continue;
                long ticks = moments[i], offset = 0;
                bool isFinite = TemporalText.IsFinite(ticks);
                if (isFinite) ticks = Shift(ticks, offset = TimeZoneFunctions.OffsetAt(zone, ticks));
                int length = TemporalText.FormatTimestamp(ticks, buffer);
                if (isFinite)
                    length += TemporalText.WriteOffset((int)(offset / TimeSpan.TicksPerSecond), buffer[length..]);
                ((StringView*)result.Data)[i] = result.Arena.Add(buffer[..length]);
            }
        });

    /// <summary>VARCHAR to TIMESTAMPTZ: a text without an offset is a local time.</summary>
    public static BoundScalar FromText(TimeZoneInfo zone, bool isTry) => Make("moment_of_text", zone, [Text], Moment,
        (in ScalarCall call, ColumnVector result) =>
        {
            var texts = new Column<StringView>(call.Arguments[0]);
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                ReadOnlySpan<byte> text = StringView.SpanOf(texts.At(i));
                ParseResult parsed = TemporalText.ParseMoment(text, 7, out long ticks, out bool hasOffset);
                if (parsed != ParseResult.Ok)
                {
                    if (!isTry) throw Errors.InvalidText(parsed, Moment, text);
                    result.SetNull(i);
                    continue;
                }
                if (!hasOffset && TemporalText.IsFinite(ticks)) ticks = ToUtc(zone, ticks);
                ((long*)result.Data)[i] = ticks;
            }
        });

    /// <summary>TIMESTAMPTZ + INTERVAL: months and days as the calendar of the zone counts them, then time as it
    /// passes. As in PostgreSQL.</summary>
    /// <param name="sign">1, or -1 to subtract.</param>
    public static BoundScalar Add(TimeZoneInfo zone, int sign) => Make(
        "add_in_zone", zone, [Moment, LogicalType.Interval], Moment,
        (in ScalarCall call, ColumnVector result) =>
        {
            var moments = new Column<long>(call.Arguments[0]);
            var intervals = new Column<IntervalValue>(call.Arguments[1]);
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                ((long*)result.Data)[i] = TemporalText.IsFinite(moments[i])
                    ? Move(zone, moments[i], intervals[i], sign) : moments[i];
            }
        });

    /// <summary>Seconds that clocks of the zone are ahead of UTC.</summary>
    public static BoundScalar Offset(TimeZoneInfo zone) => Make("offset_in_zone", zone, [Moment], LogicalType.BigInt,
        (in ScalarCall call, ColumnVector result) => Map(call, result, ticks =>
            TimeZoneFunctions.OffsetAt(zone, ticks) / TimeSpan.TicksPerSecond));

    private static long Move(TimeZoneInfo zone, long moment, IntervalValue interval, int sign)
    {
        if (interval.Months != 0 || interval.Days != 0)
        {
            long local = Shift(moment, TimeZoneFunctions.OffsetAt(zone, moment));
            local = DateArithmetic.Move(local, new IntervalValue(interval.Months, interval.Days, 0), sign);
            moment = ToUtc(zone, local);
        }
        return DateArithmetic.Move(moment, new IntervalValue(0, 0, interval.Ticks), sign);
    }

    private static long ToUtc(TimeZoneInfo zone, long local) =>
        Math.Abs(local) < long.MaxValue - 2 * CivilDate.TicksPerDay
            ? TimeZoneFunctions.ToUtc(zone, local) : throw Errors.DatetimeOverflow("timestamp out of range");

    private static long Shift(long ticks, long by)
    {
        Int128 moved = (Int128)ticks + by;
        return moved == (long)moved && TemporalText.IsFinite((long)moved)
            ? (long)moved : throw Errors.DatetimeOverflow("timestamp out of range");
    }

    private static void Map(in ScalarCall call, ColumnVector result, Func<long, long> convert)
    {
        var input = new Column<long>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            long ticks = input[i];
            ((long*)result.Data)[i] = TemporalText.IsFinite(ticks) ? convert(ticks) : ticks;
        }
    }

    /// <summary>The zone is part of the name, as two calls are one where names and arguments are the same.</summary>
    private static BoundScalar Make(
        string name, TimeZoneInfo zone, LogicalType[] arguments, LogicalType result, ScalarKernel kernel) => new()
    {
        Name = $"{name}[{zone.Id}]", ArgumentTypes = arguments, ReturnType = result, Kernel = kernel, CanFail = true,
    };
}
