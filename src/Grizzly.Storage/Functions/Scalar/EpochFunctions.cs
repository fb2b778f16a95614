using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Counts of seconds, milliseconds, microseconds and nanoseconds since 1970, both ways.</summary>
internal static unsafe class EpochFunctions
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, Timestamp = LogicalType.Timestamp;

    public static IEnumerable<ScalarFunction> All =>
    [
        Count("epoch_ms", "Milliseconds since 1970 (of a time: since midnight; of an interval: its length), or the "
            + "timestamp so many milliseconds after 1970.", 3,
            new Overload([BigInt], Timestamp, (in ScalarCall call, ColumnVector result) => Make(call, result, 3))
                { CanFail = true }),
        Count("epoch_us", "Microseconds since 1970 (of a time: since midnight; of an interval: its length).", 6),
        Count("epoch_ns", "Nanoseconds since 1970 (of a time: since midnight; of an interval: its length).", 9),
        Define.Function("make_timestamp_ms", "The timestamp so many milliseconds after 1970.",
            "make_timestamp_ms(1684509234845)", new Overload([BigInt], Timestamp,
                (in ScalarCall call, ColumnVector result) => Make(call, result, 3)) { CanFail = true }),
        Define.Function("make_timestamp_ns", "The timestamp so many nanoseconds after 1970.",
            "make_timestamp_ns(1684509234845000123)", new Overload([BigInt], LogicalType.TimestampNs,
                (in ScalarCall call, ColumnVector result) => Make(call, result, 9)) { CanFail = true }),
    ];

    private static ScalarFunction Count(string name, string description, int digits, params Overload[] more)
    {
        ScalarKernel kernel = (in ScalarCall call, ColumnVector result) => Count(call, result, digits);
        LogicalType[] sources =
            [LogicalType.Date, Timestamp, LogicalType.TimestampNs, LogicalType.TimestampTz, LogicalType.Time,
                LogicalType.TimeNs, LogicalType.TimeTz, LogicalType.Interval];
        return Define.Function(name, description, $"{name}(TIMESTAMP '2024-02-29')",
            [.. sources.Select(source => new Overload([source], BigInt, kernel) { CanFail = true }), .. more]);
    }

    /// <summary>Infinite moments have no count: NULL.</summary>
    private static void Count(in ScalarCall call, ColumnVector result, int digits)
    {
        ColumnVector input = call.Arguments[0];
        LogicalType type = input.Type;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            byte* at = input.AddressOf(i);
            Int128 value;
            int from = type.SecondDigits;
            switch (type.Physical)
            {
                case PhysicalType.Int32:
                    value = (Int128)(*(int*)at) * CivilDate.TicksPerDay;
                    if (!TemporalText.IsFinite(*(int*)at)) result.SetNull(i);
                    break;
                case PhysicalType.Interval:
                    value = ((IntervalValue*)at)->Normalized;
                    break;
                default:
                    value = *(long*)at;
                    if (type.HasInfinity && !TemporalText.IsFinite(*(long*)at)) result.SetNull(i);
                    if (type.Id == LogicalTypeId.TimeTz) value = ZonedTime.Decode((long)value).Ticks;
                    break;
            }
            if (result.IsNullAt(i)) continue;
            value = digits >= from
                ? value * TemporalText.UnitsPerSecond(digits - from)
                : FloorDivide(value, TemporalText.UnitsPerSecond(from - digits));
            ((long*)result.Data)[i] = value == (long)value
                ? (long)value : throw Errors.DatetimeOverflow($"the count does not fit {BigInt.Name}");
        }
    }

    private static void Make(in ScalarCall call, ColumnVector result, int digits)
    {
        var counts = new Column<long>(call.Arguments[0]);
        int to = result.Type.SecondDigits;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            Int128 value = counts[i];
            value = to >= digits
                ? value * TemporalText.UnitsPerSecond(to - digits)
                : FloorDivide(value, TemporalText.UnitsPerSecond(digits - to));
            ((long*)result.Data)[i] = value > -long.MaxValue && value < long.MaxValue
                ? (long)value : throw Errors.DatetimeOverflow("timestamp out of range");
        }
    }

    private static Int128 FloorDivide(Int128 value, Int128 unit)
    {
        Int128 rest = value % unit;
        return (rest < 0 ? value - rest - unit : value - rest) / unit;
    }
}
