using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>to_char, to_date, to_timestamp and to_number with PostgreSQL's templates.</summary>
internal static unsafe class TemplateFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("to_char", "A date, time, interval or number as text in a template (YYYY-MM-DD, 9G999D00).",
            "to_char(TIMESTAMP '2024-02-29 13:30:00', 'DD Mon YYYY, HH12:MI AM')",
            (types, _) => BindToChar(types, null),
            "to_char(DATE | TIME | TIMESTAMP | TIMESTAMP WITH TIME ZONE | INTERVAL, VARCHAR) -> VARCHAR",
            "to_char(number, VARCHAR) -> VARCHAR"),
        Define.Function("to_date", "The date that a text shows in a template.", "to_date('29.02.2024', 'DD.MM.YYYY')",
            new Overload([Text, Text], LogicalType.Date, ToDate)
                { CanFail = true, CreateState = () => new TemplateState<DateTemplate>(DateTemplate.Parse) }),
        Define.Function("to_timestamp", "The moment that a text shows in a template.",
            "to_timestamp('29.02.2024 13:30', 'DD.MM.YYYY HH24:MI')",
            new Overload([Text, Text], LogicalType.TimestampTz, (in ScalarCall call, ColumnVector result) =>
                ToTimestamp(call, result, null))
                { CanFail = true, CreateState = () => new TemplateState<DateTemplate>(DateTemplate.Parse) }),
        Define.Custom("to_number", "The number that a text shows in a template, which must be a constant.",
            "to_number('1,234.50', '9G999D99')", BindToNumber, "to_number(VARCHAR, VARCHAR) -> DECIMAL"),
    ];

    /// <summary>to_char(value, template); null where the types do not fit.</summary>
    /// <param name="zone">What clocks show a TIMESTAMPTZ; null for UTC.</param>
    public static BoundScalar? BindToChar(IReadOnlyList<LogicalType> types, TimeZoneInfo? zone)
    {
        if (types.Count != 2 || !(types[1].IsString || types[1].IsNull)) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Timestamp : types[0];
        if (type.IsNumeric)
            return Make("to_char", [type, Text], Text, () => new TemplateState<NumberTemplate>(NumberTemplate.Parse),
                NumberToChar);
        if (type.IsTimestamp) type = LogicalType.Timestamp;
        if (type.Id is not (LogicalTypeId.Date or LogicalTypeId.Time or LogicalTypeId.Timestamp
            or LogicalTypeId.TimestampTz or LogicalTypeId.Interval)) return null;
        return Make(zone is null ? "to_char" : $"to_char[{zone.Id}]", [type, Text], Text,
            () => new TemplateState<DateTemplate>(DateTemplate.Parse),
            (in ScalarCall call, ColumnVector result) => MomentToChar(call, result, zone));
    }

    /// <summary>to_timestamp(text, template) where clocks show a zone's time.</summary>
    public static BoundScalar ToTimestamp(TimeZoneInfo zone) => Make($"to_timestamp[{zone.Id}]", [Text, Text],
        LogicalType.TimestampTz, () => new TemplateState<DateTemplate>(DateTemplate.Parse),
        (in ScalarCall call, ColumnVector result) => ToTimestamp(call, result, zone));

    private static BoundScalar Make(string name, LogicalType[] arguments, LogicalType result, Func<object> state,
        ScalarKernel kernel) => new()
    {
        Name = name, ArgumentTypes = arguments, ReturnType = result, Kernel = kernel, CanFail = true,
        CreateState = state,
    };

    private static BoundScalar? BindToNumber(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || types.Any(one => !one.IsString && !one.IsNull)) return null;
        if (constants[1] is not { } constant)
            throw Errors.NotSupported("to_number with a template that is no constant",
                hint: "cast the result of replace or regexp_replace");
        NumberTemplate template = NumberTemplate.Parse(constant.IsNull ? "9" : constant.Text);
        LogicalType type = NumberTemplateReader.TypeOf(template);
        return new BoundScalar
        {
            Name = "to_number", ArgumentTypes = [Text, Text], ReturnType = type, CanFail = true,
            Kernel = (in ScalarCall call, ColumnVector result) => ToNumber(call, result, template),
        };
    }

    private static void NumberToChar(in ScalarCall call, ColumnVector result)
    {
        var state = (TemplateState<NumberTemplate>)call.State!;
        ColumnVector numbers = call.Arguments[0];
        var templates = new Column<StringView>(call.Arguments[1]);
        var writer = new NumberTemplateWriter();
        LogicalType type = numbers.Type;
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            NumberTemplate template = state.Of(templates.At(i));
            state.Builder.Clear();
            Value value = numbers.GetValue(i);
            // PostgreSQL writes powers of ten of its integer and smaller types by way of a double.
            bool isDouble = type.IsFloating || (template.HasExponent && type.IsInteger && type.SizeInBytes <= 4);
            if (isDouble)
            {
                writer.Write(template, type.IsFloating ? value.Floating : (double)value.Integer,
                    type.Id == LogicalTypeId.Float, state.Builder);
            }
            else
            {
                bool isNegative = type.Id != LogicalTypeId.UHugeInt && value.Integer < 0;
                UInt128 magnitude = isNegative ? 0 - value.Unsigned : value.Unsigned;
                writer.Write(template, magnitude, isNegative, type.Scale, state.Builder);
            }
            ((StringView*)result.Data)[i] = result.Arena.Add(state.Builder.Written);
        }
    }

    private static void MomentToChar(in ScalarCall call, ColumnVector result, TimeZoneInfo? zone)
    {
        var state = (TemplateState<DateTemplate>)call.State!;
        ColumnVector moments = call.Arguments[0];
        var templates = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            DateTemplate template = state.Of(templates.At(i));
            if (template.Nodes.Length == 0 || !TryShow(moments, i, zone, out ShownMoment moment))
            {
                result.SetNull(i);
                continue;
            }
            state.Builder.Clear();
            DateTemplateWriter.Write(template, moment, state.Builder);
            ((StringView*)result.Data)[i] = result.Arena.Add(state.Builder.Written);
        }
    }

    /// <summary>The parts of a moment; false for infinity.</summary>
    private static bool TryShow(ColumnVector moments, int row, TimeZoneInfo? zone, out ShownMoment moment)
    {
        byte* value = moments.AddressOf(row);
        moment = default;
        switch (moments.Type.Id)
        {
            case LogicalTypeId.Interval: moment = ShownMoment.Of(*(IntervalValue*)value); return true;
            case LogicalTypeId.Time: moment = ShownMoment.Of(new IntervalValue(0, 0, *(long*)value)); return true;
            case LogicalTypeId.Date:
                // A date is shown as its midnight, a TIMESTAMPTZ.
                moment = ShownMoment.Of(*(int*)value, 0) with { Zone = "UTC" };
                return TemporalText.IsFinite(*(int*)value);
            default: break;
        }
        long ticks = *(long*)value, offset = 0;
        if (!TemporalText.IsFinite(ticks)) return false;
        bool isZoned = moments.Type.Id == LogicalTypeId.TimestampTz;
        if (isZoned && zone is not null) offset = TimeZoneFunctions.OffsetAt(zone, ticks);
        long days = Math.DivRem(ticks, CivilDate.TicksPerDay, out long rest);
        rest += offset;
        while (rest < 0) (days, rest) = (days - 1, rest + CivilDate.TicksPerDay);
        if (rest >= CivilDate.TicksPerDay) (days, rest) = (days + 1, rest - CivilDate.TicksPerDay);
        moment = ShownMoment.Of(days, rest) with
        {
            Offset = (int)(offset / TimeSpan.TicksPerSecond), Zone = !isZoned ? "" : zone is null ? "UTC" : null,
        };
        return true;
    }

    private static void ToDate(in ScalarCall call, ColumnVector result)
    {
        var state = (TemplateState<DateTemplate>)call.State!;
        var texts = new Column<StringView>(call.Arguments[0]);
        var templates = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            DateTemplateReader.Read(state.Of(templates.At(i)), StringView.SpanOf(texts.At(i)), out int days, out _,
                out _);
            ((int*)result.Data)[i] = days;
        }
    }

    private static void ToTimestamp(in ScalarCall call, ColumnVector result, TimeZoneInfo? zone)
    {
        var state = (TemplateState<DateTemplate>)call.State!;
        var texts = new Column<StringView>(call.Arguments[0]);
        var templates = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            DateTemplateReader.Read(state.Of(templates.At(i)), StringView.SpanOf(texts.At(i)), out int days,
                out long rest, out int? offset);
            Int128 ticks = (Int128)days * CivilDate.TicksPerDay + rest - (offset ?? 0) * TimeSpan.TicksPerSecond;
            if (Int128.Abs(ticks) >= long.MaxValue - 2 * CivilDate.TicksPerDay)
                throw Errors.DatetimeOverflow("timestamp out of range");
            ((long*)result.Data)[i] = offset is null && zone is not null
                ? TimeZoneFunctions.ToUtc(zone, (long)ticks) : (long)ticks;
        }
    }

    private static void ToNumber(in ScalarCall call, ColumnVector result, NumberTemplate template)
    {
        var texts = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            Int128 number = NumberTemplateReader.Read(template, StringView.SpanOf(texts.At(i)));
            if (result.Physical == PhysicalType.Int64) ((long*)result.Data)[i] = (long)number;
            else ((Int128*)result.Data)[i] = number;
        }
    }
}
