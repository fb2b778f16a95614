using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The converter of each type.</summary>
internal static class FieldConverters
{
    private static readonly TextConverter Text = new();

    /// <summary>The converter of a type under the options of a scan.</summary>
    public static FieldConverter For(LogicalType type, CsvReadOptions options)
    {
        if (options.DecimalMark is { } mark && (type.IsFloating || type.IsDecimal))
            return new DecimalMarkConverter(mark);
        if (options.DateFormat is { } date && type.Id == LogicalTypeId.Date) return new FormattedMomentConverter(date);
        if (options.TimestampFormat is { } moment && (type.IsTimestamp || type.Id == LogicalTypeId.TimestampTz))
            return new FormattedMomentConverter(moment);
        return For(type);
    }

    public static FieldConverter For(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Varchar => Text,
        LogicalTypeId.Blob => new BlobConverter(),
        LogicalTypeId.Boolean => new FieldConverter<byte, BooleanParser>(default),
        LogicalTypeId.TinyInt => new FieldConverter<sbyte, IntegerParser<sbyte>>(default),
        LogicalTypeId.SmallInt => new FieldConverter<short, IntegerParser<short>>(default),
        LogicalTypeId.Integer => new FieldConverter<int, IntegerParser<int>>(default),
        LogicalTypeId.BigInt => new FieldConverter<long, IntegerParser<long>>(default),
        LogicalTypeId.HugeInt => new FieldConverter<Int128, IntegerParser<Int128>>(default),
        LogicalTypeId.UTinyInt => new FieldConverter<byte, IntegerParser<byte>>(default),
        LogicalTypeId.USmallInt => new FieldConverter<ushort, IntegerParser<ushort>>(default),
        LogicalTypeId.UInteger => new FieldConverter<uint, IntegerParser<uint>>(default),
        LogicalTypeId.UBigInt => new FieldConverter<ulong, IntegerParser<ulong>>(default),
        LogicalTypeId.UHugeInt => new FieldConverter<UInt128, IntegerParser<UInt128>>(default),
        LogicalTypeId.Float => new FieldConverter<float, FloatParser>(default),
        LogicalTypeId.Double => new FieldConverter<double, DoubleParser>(default),
        LogicalTypeId.Decimal when type.Physical == PhysicalType.Int64 =>
            new FieldConverter<long, DecimalParser<long>>(new(type)),
        LogicalTypeId.Decimal => new FieldConverter<Int128, DecimalParser<Int128>>(new(type)),
        LogicalTypeId.Date => new FieldConverter<int, DateParser>(new()),
        LogicalTypeId.Time => new FieldConverter<long, TimeParser>(default),
        LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz => new FieldConverter<long, TimestampParser>(new()),
        LogicalTypeId.Interval => new FieldConverter<IntervalValue, IntervalParser>(default),
        LogicalTypeId.Uuid => new FieldConverter<UInt128, UuidParser>(default),
        _ => ValueConverter.Instance,
    };
}
