using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>timezone(zone, timestamp), which AT TIME ZONE calls: what clocks of a zone show, and what moment they
/// mean.</summary>
/// <remarks>Zones are those of the operating system's IANA database. Moments outside of the years 1 to 9999 have the
/// zone's base offset. A time that clocks skip counts from the offset before; of one that comes twice the first is
/// meant.</remarks>
internal static unsafe class TimeZoneFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("timezone", "A TIMESTAMPTZ as the TIMESTAMP that clocks of a time zone show, or the other way "
            + "round.", "timezone('UTC', TIMESTAMP '2024-02-29 12:00:00')",
            new Overload([Text, LogicalType.Timestamp], LogicalType.TimestampTz,
                (in ScalarCall call, ColumnVector result) => Run(call, result, toLocal: false)) { CanFail = true },
            new Overload([Text, LogicalType.TimestampTz], LogicalType.Timestamp,
                (in ScalarCall call, ColumnVector result) => Run(call, result, toLocal: true)) { CanFail = true },
            new Overload([Text, LogicalType.TimeTz], LogicalType.TimeTz, RunTimes) { CanFail = true }),
    ];

    private static void Run(in ScalarCall call, ColumnVector result, bool toLocal)
    {
        var moments = new Column<long>(call.Arguments[1]);
        (byte[] Name, TimeZoneInfo Zone)? known = null;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            long ticks = moments[i];
            TimeZoneInfo zone = Find(call, i, ref known);
            if (TemporalText.IsFinite(ticks))
                ticks = toLocal ? checked(ticks + OffsetAt(zone, ticks)) : ToUtc(zone, ticks);
            ((long*)result.Data)[i] = ticks;
        }
    }

    private static void RunTimes(in ScalarCall call, ColumnVector result)
    {
        var times = new Column<long>(call.Arguments[1]);
        (byte[] Name, TimeZoneInfo Zone)? known = null;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ZonedTime time = ZonedTime.Decode(times[i]);
            int offset = (int)(OffsetAt(Find(call, i, ref known), call.Context.StartTimestamp)
                / TimeSpan.TicksPerSecond);
            long local = time.Ticks + (offset - time.OffsetSeconds) * TimeSpan.TicksPerSecond;
            local = (local % CivilDate.TicksPerDay + CivilDate.TicksPerDay) % CivilDate.TicksPerDay;
            ((long*)result.Data)[i] = new ZonedTime(local, offset).Encode();
        }
    }

    private static TimeZoneInfo Find(in ScalarCall call, int row, ref (byte[] Name, TimeZoneInfo Zone)? known)
    {
        ReadOnlySpan<byte> name = StringView.SpanOf((StringView*)call.Arguments[0].AddressOf(row));
        if (known is { } last && name.SequenceEqual(last.Name)) return last.Zone;
        string text = System.Text.Encoding.UTF8.GetString(name);
        TimeZoneInfo zone = TryFind(text)
            ?? throw Errors.InvalidArgument($"time zone \"{Errors.Shorten(text)}\" does not exist");
        known = (name.ToArray(), zone);
        return zone;
    }

    /// <summary>The zone of an IANA name; null where there is none.</summary>
    public static TimeZoneInfo? TryFind(string name)
    {
        if (name.ToUpperInvariant() is "UTC" or "GMT" or "Z" or "ETC/UTC") return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null;
    }

    /// <summary>Ticks that clocks of the zone are ahead of UTC at a moment.</summary>
    public static long OffsetAt(TimeZoneInfo zone, long ticks)
    {
        long clr = ticks + DateTime.UnixEpoch.Ticks;
        return ticks > DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks || clr < 0
            ? zone.BaseUtcOffset.Ticks
            : zone.GetUtcOffset(new DateTime(clr, DateTimeKind.Utc)).Ticks;
    }

    /// <summary>The moment at which clocks of the zone show a time.</summary>
    public static long ToUtc(TimeZoneInfo zone, long local)
    {
        // The offset of the day before decides: it is that before a change.
        long early = OffsetAt(zone, local - CivilDate.TicksPerDay), moment = checked(local - early);
        long there = OffsetAt(zone, moment);
        return there == early ? moment : OffsetAt(zone, local - there) == there ? local - there : moment;
    }
}
