using Apache.Arrow;
using Apache.Arrow.Scalars;
using Apache.Arrow.Types;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Data.Arrow;

/// <summary>The values of Arrow arrays, as the provider takes them.</summary>
internal static class ArrowRows
{
    /// <summary>Gives an appender's column the values of an array: in one copy where it has no NULL and the type is the
    /// column's own, else value by value.</summary>
    public static void SetColumn(GrizzlyAppender appender, int column, IArrowArray array)
    {
        bool isDense = array.NullCount == 0;
        switch (array)
        {
            case Int8Array values when isDense: appender.SetColumn(column, values.Values); break;
            case Int16Array values when isDense: appender.SetColumn(column, values.Values); break;
            case Int32Array values when isDense: appender.SetColumn(column, values.Values); break;
            case Int64Array values when isDense: appender.SetColumn(column, values.Values); break;
            case UInt8Array values when isDense: appender.SetColumn(column, values.Values); break;
            case UInt16Array values when isDense: appender.SetColumn(column, values.Values); break;
            case UInt32Array values when isDense: appender.SetColumn(column, values.Values); break;
            case UInt64Array values when isDense: appender.SetColumn(column, values.Values); break;
            case FloatArray values when isDense: appender.SetColumn(column, values.Values); break;
            case DoubleArray values when isDense: appender.SetColumn(column, values.Values); break;
            case Date32Array values when isDense:
                appender.SetColumn<DateOnly>(column, [.. values.Values.ToArray().Select(Day)]);
                break;
            case StringArray values:
                appender.SetColumn<string?>(column, [.. Enumerable.Range(0, values.Length).Select(row =>
                    values.IsNull(row) ? null : values.GetString(row))]);
                break;
            default:
                appender.SetColumn<object?>(column, [.. Enumerable.Range(0, array.Length).Select(row =>
                    ValueAt(array, row))]);
                break;
        }
    }

    /// <summary>One value; null for NULL.</summary>
    public static object? ValueAt(IArrowArray array, int row)
    {
        if (array.IsNull(row)) return null;
        return array switch
        {
            BooleanArray values => values.GetValue(row),
            Int8Array values => values.GetValue(row),
            Int16Array values => values.GetValue(row),
            Int32Array values => values.GetValue(row),
            Int64Array values => values.GetValue(row),
            UInt8Array values => values.GetValue(row),
            UInt16Array values => values.GetValue(row),
            UInt32Array values => values.GetValue(row),
            UInt64Array values => values.GetValue(row),
            HalfFloatArray values => (float)values.GetValue(row)!.Value,
            FloatArray values => values.GetValue(row),
            DoubleArray values => values.GetValue(row),
            Decimal128Array values => values.GetString(row),
            Decimal256Array values => values.GetString(row),
            StringArray values => values.GetString(row),
            LargeStringArray values => values.GetString(row),
            StringViewArray values => values.GetString(row),
            Apache.Arrow.Arrays.FixedSizeBinaryArray values => FixedBytes(values, row),
            BinaryArray values => values.GetBytes(row).ToArray(),
            LargeBinaryArray values => values.GetBytes(row).ToArray(),
            BinaryViewArray values => values.GetBytes(row).ToArray(),
            Date32Array values => values.GetDateOnly(row),
            Date64Array values => values.GetDateOnly(row),
            Time32Array values => values.GetTime(row),
            Time64Array values => values.GetTime(row),
            TimestampArray values => Moment(values, row),
            DurationArray values => values.GetTimeSpan(row),
            MonthDayNanosecondIntervalArray values => Interval(values.GetValue(row)!.Value),
            YearMonthIntervalArray values => new IntervalValue(values.GetValue(row)!.Value.Months, 0, 0),
            DayTimeIntervalArray values => Interval(values.GetValue(row)!.Value),
            MapArray values => Entries(values, row),
            ListArray values => Elements(values.GetSlicedValues(row)),
            LargeListArray values => Elements(values.GetSlicedValues(row)),
            FixedSizeListArray values => Elements(values.GetSlicedValues(row)),
            StructArray values => Fields(values, row),
            DictionaryArray values => Entry(values, row),
            _ => throw new GrizzlyException(SqlStates.FeatureNotSupported,
                $"Arrow arrays of type {array.Data.DataType.Name} are not supported"),
        };
    }

    private static DateOnly Day(int days) =>
        DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + days);

    private static object FixedBytes(Apache.Arrow.Arrays.FixedSizeBinaryArray values, int row)
    {
        ReadOnlySpan<byte> bytes = values.GetBytes(row);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : bytes.ToArray();
    }

    private static object Moment(TimestampArray values, int row)
    {
        var type = (TimestampType)values.Data.DataType;
        Int128 value = values.GetValue(row)!.Value;
        Int128 ticks = type.Unit switch
        {
            TimeUnit.Second => value * TimeSpan.TicksPerSecond,
            TimeUnit.Millisecond => value * TimeSpan.TicksPerMillisecond,
            TimeUnit.Microsecond => value * TimeSpan.TicksPerMicrosecond,
            _ => value % 100 == 0 ? value / 100 : throw new GrizzlyException(SqlStates.DatetimeFieldOverflow,
                "a timestamp of an Arrow array has parts of 100 nanoseconds"),
        };
        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw new GrizzlyException(
                SqlStates.DatetimeFieldOverflow, "a timestamp of an Arrow array is out of range");
        return type.Timezone is null
            ? new DateTime((long)ticks, DateTimeKind.Unspecified) : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    private static IntervalValue Interval(MonthDayNanosecondInterval interval) =>
        interval.Nanoseconds % 100 == 0
            ? new IntervalValue(interval.Months, interval.Days, interval.Nanoseconds / 100)
            : throw new GrizzlyException(SqlStates.DatetimeFieldOverflow,
                "an interval of an Arrow array has parts of 100 nanoseconds");

    private static IntervalValue Interval(DayTimeInterval interval) =>
        new(0, interval.Days, interval.Milliseconds * TimeSpan.TicksPerMillisecond);

    private static List<object?> Elements(IArrowArray elements) =>
        [.. Enumerable.Range(0, elements.Length).Select(i => ValueAt(elements, i))];

    private static Dictionary<object, object?> Entries(MapArray map, int row)
    {
        int start = map.ValueOffsets[row], end = map.ValueOffsets[row + 1];
        var entries = new Dictionary<object, object?>();
        for (int i = start; i < end; i++) entries.Add(ValueAt(map.Keys, i)!, ValueAt(map.Values, i));
        return entries;
    }

    private static Dictionary<string, object?> Fields(StructArray values, int row)
    {
        var type = (StructType)values.Data.DataType;
        var fields = new Dictionary<string, object?>();
        for (int i = 0; i < values.Fields.Count; i++) fields.Add(type.Fields[i].Name, ValueAt(values.Fields[i], row));
        return fields;
    }

    private static object? Entry(DictionaryArray values, int row) =>
        ValueAt(values.Dictionary, Convert.ToInt32(ValueAt(values.Indices, row)));
}
