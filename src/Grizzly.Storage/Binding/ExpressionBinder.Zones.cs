using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Functions of moments whose results depend on the time zone of the session.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>Functions that look at the calendar and the clock: of a TIMESTAMPTZ, at those of the zone.</summary>
    private static readonly HashSet<string> Local = new(StringComparer.OrdinalIgnoreCase)
    {
        "date_part", "datepart", "extract", "date_trunc", "datetrunc", "date_diff", "datediff", "date_sub", "datesub",
        "age", "last_day", "dayname", "monthname", "strftime", "time_bucket", "millennium", "century", "decade", "year",
        "isoyear", "quarter", "month", "week", "weekofyear", "yearweek", "day", "dayofmonth", "dayofweek", "dow",
        "weekday", "isodow", "dayofyear", "doy", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond",
        "era", "julian",
    };

    private BoundExpression? BindZoned(ZonedTimes zone, string name, BoundExpression[] arguments, SourceSpan span)
    {
        name = name.ToLowerInvariant();
        if (arguments.Length == 0) return BindZonedClock(name, span);
        if (name is "to_char" or "to_timestamp" && arguments.Length == 2) return BindTemplate(zone, name, arguments);
        bool isMoment = arguments.Any(argument => argument.Type.Id == LogicalTypeId.TimestampTz);
        if (!isMoment) return null;
        if (name is "+" or "-" or "date_add" && arguments.Length == 2) return BindZonedMove(zone, name, arguments);
        if (name is "timezone_hour" or "timezone_minute") return BindOffset(zone, name, arguments[0], span);
        if (!Local.Contains(name)) return null;
        if (name is "date_part" or "datepart" or "extract" && arguments.Length == 2)
        {
            if (arguments[0] is not BoundConstant { Value.IsNull: false } part)
                throw Errors.NotSupported(
                    $"{name} of a TIMESTAMPTZ with a part that is no constant, in a time zone other than UTC", span);
            DateField field = part.Type.IsString ? DateFields.Parse(part.Value.Bytes) : DateField.None;
            if (field == DateField.Epoch) return null;
            if (field is DateField.Timezone or DateField.TimezoneHour or DateField.TimezoneMinute)
                return BindOffset(zone, part.Value.Text.Trim().ToLowerInvariant(), arguments[1], span);
        }
        if (name == "age" && arguments.Length == 1)
        {
            BoundExpression today = Context.Types.Cast(BindFunction("current_date", [], span), LogicalType.Timestamp);
            arguments = [today, arguments[0]];
        }
        BoundExpression[] local = [.. arguments.Select(argument => argument.Type.Id == LogicalTypeId.TimestampTz
            ? Context.Types.Cast(argument, LogicalType.Timestamp) : argument)];
        if (TryBindFunction(name, local, span) is not { } result) return null;
        bool isBack = name is "date_trunc" or "datetrunc" or "time_bucket";
        return isBack ? Context.Types.Cast(result, LogicalType.TimestampTz) with { Span = span } : result;
    }

    /// <summary>Texts in a template show, and are read as, what clocks of the zone show.</summary>
    private BoundExpression? BindTemplate(ZonedTimes zone, string name, BoundExpression[] arguments)
    {
        BoundExpression[] given = [.. arguments.Select(argument => argument.Type.Id == LogicalTypeId.Date
            ? Context.Types.Cast(argument, LogicalType.TimestampTz) : argument)];
        bool isMoment = given[0].Type.Id == LogicalTypeId.TimestampTz && given[1].Type.IsString;
        bool isText = Array.TrueForAll(given, argument => argument.Type.IsString);
        BoundScalar? function = name == "to_timestamp"
            ? isText ? TemplateFunctions.ToTimestamp(zone.Zone) : null
            : isMoment ? TemplateFunctions.BindToChar([given[0].Type, given[1].Type], zone.Zone) : null;
        return function is null ? null : ConstantFolding.TryFold(ZonedTimes.Call(function, given), Context);
    }

    /// <summary>The transaction's start as clocks of the zone show it.</summary>
    private BoundExpression? BindZonedClock(string name, SourceSpan span)
    {
        LogicalType? type = name switch
        {
            "current_date" or "today" => LogicalType.Date,
            "current_time" or "localtime" or "get_current_time" => LogicalType.Time,
            "localtimestamp" or "current_localtimestamp" => LogicalType.Timestamp,
            _ => null,
        };
        return type is null ? null : Context.Types.Cast(BindFunction("now", [], span), type) with { Span = span };
    }

    private BoundExpression? BindZonedMove(ZonedTimes zone, string name, BoundExpression[] arguments)
    {
        bool isBehind = name == "+" && arguments[1].Type.Id == LogicalTypeId.TimestampTz;
        (BoundExpression moment, BoundExpression interval) = isBehind
            ? (arguments[1], arguments[0]) : (arguments[0], arguments[1]);
        return moment.Type.Id == LogicalTypeId.TimestampTz && interval.Type.Id == LogicalTypeId.Interval
            ? ConstantFolding.TryFold(
                ZonedTimes.Call(ZonedKernels.Add(zone.Zone, name == "-" ? -1 : 1), moment, interval), Context)
            : null;
    }

    /// <summary>Seconds, whole hours or the minutes beside them that the zone is ahead of UTC.</summary>
    private BoundExpression BindOffset(ZonedTimes zone, string unit, BoundExpression moment, SourceSpan span)
    {
        BoundExpression seconds = ZonedTimes.Call(ZonedKernels.Offset(zone.Zone), moment);
        BoundExpression Number(long value) => new BoundConstant(Value.OfBigInt(value)) { Span = span };
        BoundExpression offset = unit switch
        {
            "timezone_hour" => BindOperator("//", [seconds, Number(3600)], span),
            "timezone_minute" => BindOperator(
                "//", [BindOperator("%", [seconds, Number(3600)], span), Number(60)], span),
            _ => seconds,
        };
        return ConstantFolding.TryFold(offset, Context);
    }
}
