using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Casts between TIMESTAMPTZ and what clocks show, in a session whose clocks do not show UTC.</summary>
/// <remarks>A TIMESTAMPTZ is a moment, and its ticks count in UTC everywhere. The zone only matters where a moment is
/// shown, read, cut or counted in days: there the binder puts a call that knows the zone in the place of a plain cast.
/// What runs does not know of sessions.</remarks>
internal sealed class ZonedTimes(TimeZoneInfo zone)
{
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The cast; null where the zone does not matter to it.</summary>
    public BoundExpression? Cast(Coercion types, BoundExpression expression, LogicalType target, bool isTry)
    {
        LogicalType from = expression.Type;
        if (from.Id == LogicalTypeId.TimestampTz)
        {
            if (target.IsString) return Call(ZonedKernels.ToText(Zone), expression);
            bool isLocal = target.IsTimestamp
                || target.Id is LogicalTypeId.Date or LogicalTypeId.Time or LogicalTypeId.TimeNs;
            return isLocal ? types.Cast(ToLocal(expression), target, isTry) : null;
        }
        if (target.Id != LogicalTypeId.TimestampTz) return null;
        if (from.IsString) return Call(ZonedKernels.FromText(Zone, isTry), expression);
        return from.IsTimestamp || from.Id == LogicalTypeId.Date
            ? Call(ZonedKernels.FromLocal(Zone), types.Cast(expression, LogicalType.Timestamp, isTry)) : null;
    }

    /// <summary>What clocks show at a moment.</summary>
    public BoundExpression ToLocal(BoundExpression moment) => Call(ZonedKernels.ToLocal(Zone), moment);

    public static BoundCall Call(BoundScalar function, params BoundExpression[] arguments) =>
        new(function, arguments) { Span = arguments[0].Span };
}
