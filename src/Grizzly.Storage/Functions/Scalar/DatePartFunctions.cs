using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>The fields of dates, times, timestamps and intervals: <c>date_part('year', ts)</c>, <c>year(ts)</c> and so
/// on.</summary>
/// <remarks>Fields are BIGINT (epoch and julian DOUBLE), as in DuckDB; <c>second</c> is whole seconds,
/// <c>millisecond</c> and
/// <c>microsecond</c> include them. Sunday is day 0 of dow and 7 of isodow.</remarks>
internal static unsafe class DatePartFunctions
{
    private static readonly LogicalType[] Sources =
        [LogicalType.Date, LogicalType.Timestamp, LogicalType.TimestampTz, LogicalType.Interval, LogicalType.Time,
            LogicalType.TimeTz, LogicalType.TimeNs, LogicalType.TimestampNs];

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("date_part",
            "A field of a date, time, timestamp or interval; extract(field FROM value) calls it.",
                "date_part('year', DATE '2024-02-29')",
            BindDatePart, "date_part(VARCHAR, DATE | TIME | TIMESTAMP | INTERVAL) -> BIGINT",
            "date_part(VARCHAR[], DATE | TIME | TIMESTAMP | INTERVAL) -> STRUCT") with { Aliases =
                ["datepart", "extract"] },
        .. Enum.GetValues<DateField>().Where(part =>
            part is not (DateField.None or DateField.Timezone)).Select(MakeField),
    ];

    private static ScalarFunction MakeField(DateField field)
    {
        string name = field switch
        {
            DateField.Dow => "dayofweek",
            DateField.Doy => "dayofyear",
            DateField.TimezoneHour => "timezone_hour",
            DateField.TimezoneMinute => "timezone_minute",
            _ => field.ToString().ToLowerInvariant(),
        };
        var aliases = field switch
        {
            DateField.Day => ["dayofmonth"],
            DateField.Dow => ["dow", "weekday"],
            DateField.Doy => ["doy"],
            DateField.Week => ["weekofyear"],
            _ => Array.Empty<string>(),
        };
        return Define.Custom(name, $"The field {name} of a date, time, timestamp or interval.",
            $"{name}(TIMESTAMP '2024-02-29 12:30:45')",
            (types, constants) => types.Count == 1 ? Bind(name, field, types[0], constants[0]) : null,
            $"{name}(DATE | TIME | TIMESTAMP | INTERVAL) -> {(IsDouble(field) ? "DOUBLE" : "BIGINT")}") with
                { Aliases = aliases };
    }

    private static LogicalType? SourceOf(LogicalType type, bool isLiteral)
    {
        if (type.IsNull || (type.IsString && isLiteral)) return LogicalType.Timestamp;
        if (type.IsTimestamp && type.Id != LogicalTypeId.TimestampNs) return LogicalType.Timestamp;
        return Array.IndexOf(Sources, type) >= 0 ? type : null;
    }

    private static BoundScalar? Bind(string name, DateField field, LogicalType type, Value? constant)
    {
        if (SourceOf(type, constant is not null) is not { } source || !DateFields.Applies(field, source)) return null;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [source],
            ReturnType = IsDouble(field) ? LogicalType.Double : LogicalType.BigInt,
            Kernel = (in ScalarCall call, ColumnVector result) =>
                Run(call.Arguments[0], source, field, call.Count, result),
        };
    }

    private static BoundScalar? BindDatePart(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || SourceOf(types[1], constants[1] is not null) is not { } source) return null;
        if (types[0].IsList) return DatePartStruct.Bind(types[0], constants[0], source);
        if (!types[0].IsString && !types[0].IsNull) return null;
        if (constants[0] is { IsNull: false } name)
        {
            DateField field = FieldOf(name.Bytes, source);
            return new BoundScalar
            {
                Name = "date_part",
                ArgumentTypes = [LogicalType.Varchar, source],
                ReturnType = IsDouble(field) ? LogicalType.Double : LogicalType.BigInt,
                Kernel = (in ScalarCall call, ColumnVector result) =>
                    Run(call.Arguments[1], source, field, call.Count, result),
            };
        }
        return new BoundScalar
        {
            Name = "date_part",
            ArgumentTypes = [LogicalType.Varchar, source],
            ReturnType = LogicalType.Double,
            CanFail = true,
            Kernel = (in ScalarCall call, ColumnVector result) => RunByName(call, source, result),
        };
    }

    /// <summary>The field a word names; 22023 where values of the type have none.</summary>
    internal static DateField FieldOf(ReadOnlySpan<byte> word, LogicalType source)
    {
        DateField field = DateFields.Parse(word);
        return field != DateField.None && DateFields.Applies(field, source) ? field : throw Errors.InvalidArgument(
            $"\"{AsciiText.ForMessage(word)}\" is not a field of {source.Name}");
    }

    /// <summary>Sets rows NULL whose date or timestamp is infinite: they have no fields.</summary>
    private static void ClearInfinite(ColumnVector input, LogicalType source, int count, ColumnVector result)
    {
        if (!source.HasInfinity) return;
        for (int i = 0; i < count; i++)
        {
            if (result.IsNullAt(i)) continue;
            byte* at = input.AddressOf(i);
            bool isFinite = source.Physical == PhysicalType.Int32
                ? TemporalText.IsFinite(*(int*)at) : TemporalText.IsFinite(*(long*)at);
            if (!isFinite) result.SetNull(i);
        }
    }

    internal static bool IsDouble(DateField field) => field is DateField.Epoch or DateField.Julian;

    internal static void Run(ColumnVector input, LogicalType source, DateField field, int count, ColumnVector result)
    {
        int step = input.IsConstant ? 0 : 1;
        long* whole = (long*)result.Data;
        double* real = (double*)result.Data;
        if (field is DateField.Year or DateField.Month or DateField.Day)
        {
            if (source.Id == LogicalTypeId.Date)
            {
                RunDate((int*)input.Data, step, field, count, whole);
                ClearInfinite(input, source, count, result);
                return;
            }
        }
        ClearInfinite(input, source, count, result);
        for (int i = 0; i < count; i++)
        {
            if (result.IsNullAt(i)) continue;
            byte* address = input.Data + (long)i * step * source.SizeInBytes;
            if (IsDouble(field)) real[i] = DateFields.GetDouble(address, source, field);
            else whole[i] = DateFields.Get(address, source, field);
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(
        System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static void RunDate(int* days, int step, DateField field, int count, long* result)
    {
        for (int i = 0; i < count; i++)
        {
            CivilDate.FromDays(days[i * step], out int year, out int month, out int day);
            result[i] = field == DateField.Year ? year : field == DateField.Month ? month : day;
        }
    }

    private static void RunByName(in ScalarCall call, LogicalType source, ColumnVector result)
    {
        var names = new Column<StringView>(call.Arguments[0]);
        ColumnVector input = call.Arguments[1];
        ClearInfinite(input, source, call.Count, result);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            DateField field = FieldOf(StringView.SpanOf(names.At(i)), source);
            ((double*)result.Data)[i] = IsDouble(field)
                ? DateFields.GetDouble(input.AddressOf(i), source, field)
                    : DateFields.Get(input.AddressOf(i), source, field);
        }
    }
}
