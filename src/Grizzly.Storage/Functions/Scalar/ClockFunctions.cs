using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>The clock as it goes, waiting, and the time inside of UUIDs.</summary>
internal static unsafe class ClockFunctions
{
    /// <summary>100 ns from 15 October 1582, where UUIDs begin to count, to 1970.</summary>
    private const long GregorianTicks = 122_192_928_000_000_000;

    private static readonly LogicalType Uuid = LogicalType.Uuid;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("clock_timestamp", "The time it is, also within a statement.", "clock_timestamp()",
            new Overload([], LogicalType.TimestampTz, Clock) { Volatility = Volatility.Volatile }),
        Define.Function("pg_sleep", "Waits so many seconds; NULL.", "pg_sleep(0.1)",
            new Overload([LogicalType.Double], LogicalType.Null, Sleep)
            {
                Volatility = Volatility.Volatile, CanFail = true,
            }),
        Define.Function("uuid_extract_version", "The version of a UUID of RFC 9562's kind, else NULL.",
            "uuid_extract_version(uuidv7())", new Overload([Uuid], LogicalType.USmallInt, Version)),
        Define.Function("uuid_extract_timestamp", "When a UUID of version 1 or 7 was made, else NULL.",
            "uuid_extract_timestamp(uuidv7())", new Overload([Uuid], LogicalType.TimestampTz, Made)),
    ];

    private static void Clock(in ScalarCall call, ColumnVector result)
    {
        long now = DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks;
        new Span<long>(result.Data, call.Count).Fill(now);
    }

    private static void Sleep(in ScalarCall call, ColumnVector result)
    {
        var seconds = new Column<double>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            result.SetNull(i);
            long end = Environment.TickCount64 + (long)Math.Clamp(seconds[i] * 1000, 0, int.MaxValue);
            for (long rest; (rest = end - Environment.TickCount64) > 0;)
            {
                LongWork.ThrowIfCancelled();
                Thread.Sleep((int)Math.Min(rest, 20));
            }
        }
    }

    private static void Version(in ScalarCall call, ColumnVector result)
    {
        var uuid = new Column<UInt128>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            ((ushort*)result.Data)[i] = (ushort)VersionOf(uuid[i]);
            if (!IsStandard(uuid[i])) result.SetNull(i);
        }
    }

    private static void Made(in ScalarCall call, ColumnVector result)
    {
        var uuid = new Column<UInt128>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            long? ticks = IsStandard(uuid[i]) ? TicksOf(uuid[i]) : null;
            ((long*)result.Data)[i] = ticks ?? 0;
            if (ticks is null) result.SetNull(i);
        }
    }

    private static int VersionOf(UInt128 uuid) => (int)(uuid >> 76) & 15;

    /// <summary>The variant that RFC 9562 describes.</summary>
    private static bool IsStandard(UInt128 uuid) => ((int)(uuid >> 62) & 3) == 2;

    private static long? TicksOf(UInt128 uuid)
    {
        switch (VersionOf(uuid))
        {
            case 7: return (long)(uuid >> 80) * TimeSpan.TicksPerMillisecond;
            case 1:
                ulong head = (ulong)(uuid >> 64);
                ulong ticks = ((head & 0xFFF) << 48) | ((head >> 16 & 0xFFFF) << 32) | head >> 32;
                return (long)ticks - GregorianTicks;
            default: return null;
        }
    }
}
