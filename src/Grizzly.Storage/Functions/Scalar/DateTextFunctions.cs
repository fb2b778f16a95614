using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>strftime, strptime and try_strptime.</summary>
internal static unsafe class DateTextFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, Date = LogicalType.Date,
        Timestamp = LogicalType.Timestamp, TimestampTz = LogicalType.TimestampTz,
        TimestampNs = LogicalType.TimestampNs;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("strftime", "A date or timestamp as text in a format of % specifiers.",
            "strftime(DATE '2024-02-29', '%d.%m.%Y')",
            [.. new[] { Date, Timestamp, TimestampTz, TimestampNs }.SelectMany(type => new[]
            {
                new Overload([type, Text], Text, (in ScalarCall call, ColumnVector result) =>
                    Format(call, result, 0)) { CanFail = true },
                new Overload([Text, type], Text, (in ScalarCall call, ColumnVector result) =>
                    Format(call, result, 1)) { CanFail = true },
            })]),
        Define.Custom("strptime",
            "A timestamp read from text in a format of % specifiers, or in the first of several that fits; an error "
            + "where none does. With %z a TIMESTAMPTZ, with %n a TIMESTAMP_NS.",
            "strptime('29.02.2024', '%d.%m.%Y')", (types, constants) => Bind("strptime", types, constants, false),
            "strptime(VARCHAR, VARCHAR) -> TIMESTAMP", "strptime(VARCHAR, VARCHAR[]) -> TIMESTAMP"),
        Define.Custom("try_strptime",
            "A timestamp read from text in a format of % specifiers, or in the first of several that fits; NULL where "
            + "none does.", "try_strptime('x', '%d.%m.%Y')",
            (types, constants) => Bind("try_strptime", types, constants, true),
            "try_strptime(VARCHAR, VARCHAR) -> TIMESTAMP", "try_strptime(VARCHAR, VARCHAR[]) -> TIMESTAMP"),
    ];

    private static void Format(in ScalarCall call, ColumnVector result, int moment)
    {
        ColumnVector moments = call.Arguments[moment];
        var format = new Column<StringView>(call.Arguments[1 - moment]);
        bool isZoned = moments.Type.Id == LogicalTypeId.TimestampTz;
        long unit = TemporalText.UnitsPerSecond(moments.Type.SecondDigits), perDay = 86_400 * unit;
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            long days, rest = 0, value = 0;
            bool isFinite;
            if (moments.Physical == PhysicalType.Int32)
            {
                days = *(int*)moments.AddressOf(i);
                isFinite = TemporalText.IsFinite((int)days);
            }
            else
            {
                value = *(long*)moments.AddressOf(i);
                isFinite = TemporalText.IsFinite(value);
                days = Math.DivRem(value, perDay, out rest);
                if (rest < 0) (days, rest) = (days - 1, rest + perDay);
            }
            ((StringView*)result.Data)[i] = result.Arena.Add(isFinite
                ? DateFormat.Format(days, rest * (1_000_000_000 / unit), StringView.SpanOf(format.At(i)), isZoned)
                : days > 0 || value > 0 ? "infinity"u8 : "-infinity"u8);
        }
    }

    private static BoundScalar? Bind(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool isTry)
    {
        if (types.Count != 2 || !(types[0].IsString || types[0].IsNull)) return null;
        bool isList = types[1].IsList && types[1].Element.IsString;
        if (!isList && !types[1].IsString && !types[1].IsNull) return null;
        string[]? formats = constants[1] is { IsNull: false } constant ? FormatsOf(constant) : null;
        if (isList && formats is null && constants[1] is not { IsNull: true })
            throw Errors.InvalidArgument($"the formats of {name} must be a constant list");
        LogicalType type = formats?.Any(format => format.Contains("%z")) == true ? TimestampTz
            : formats?.Any(format => format.Contains("%n")) == true ? TimestampNs : Timestamp;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [Text, isList ? types[1] : Text],
            ReturnType = type,
            CanFail = !isTry || formats is null,
            Kernel = (in ScalarCall call, ColumnVector result) => Parse(call, result, formats, isTry),
        };
    }

    private static string[] FormatsOf(Value constant)
    {
        var formats = new List<string>();
        if (!constant.Type.IsList)
        {
            formats.Add(constant.Text);
        }
        else
        {
            var reader = new NestedReader(constant.Bytes);
            while (reader.Next(out bool isNull))
            {
                if (isNull) throw Errors.InvalidArgument("a date format must not be NULL");
                formats.Add(reader.Read(Text).Text);
            }
        }
        return formats.Count > 0 && formats.TrueForAll(format => format.Length > 0)
            ? [.. formats]
            : throw Errors.InvalidArgument("a date format must not be empty");
    }

    private static void Parse(in ScalarCall call, ColumnVector result, string[]? formats, bool isTry)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        long unit = TemporalText.UnitsPerSecond(result.Type.SecondDigits);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text.At(i));
            bool isRead = false;
            string[] tried = formats
                ?? [Encoding.UTF8.GetString(StringView.SpanOf((StringView*)call.Arguments[1].AddressOf(i)))];
            foreach (string format in tried)
            {
                if (!DateFormatReader.TryParse(bytes, format, out long days, out long nanoseconds)) continue;
                Int128 value = (Int128)days * 86_400 * unit + nanoseconds / (1_000_000_000 / unit);
                isRead = value > -long.MaxValue && value < long.MaxValue;
                ((long*)result.Data)[i] = (long)value;
                break;
            }
            if (isRead) continue;
            if (!isTry) throw Errors.InvalidDatetime(result.Type.Name, AsciiText.ForMessage(bytes));
            result.SetNull(i);
        }
    }
}
