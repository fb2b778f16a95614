using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The formatter of each type.</summary>
internal static class FieldFormatters
{
    public static FieldFormatter For(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Varchar or LogicalTypeId.Json => new TextFormatter(),
        LogicalTypeId.Blob => new BlobFormatter(),
        LogicalTypeId.Boolean => new FieldFormatter<byte, BooleanForm>(default),
        LogicalTypeId.Null or LogicalTypeId.Integer => new FieldFormatter<int, IntegerForm<int>>(default),
        LogicalTypeId.TinyInt => new FieldFormatter<sbyte, IntegerForm<sbyte>>(default),
        LogicalTypeId.SmallInt => new FieldFormatter<short, IntegerForm<short>>(default),
        LogicalTypeId.BigInt => new FieldFormatter<long, IntegerForm<long>>(default),
        LogicalTypeId.HugeInt => new FieldFormatter<Int128, WideForm>(default),
        LogicalTypeId.UTinyInt => new FieldFormatter<byte, IntegerForm<byte>>(default),
        LogicalTypeId.USmallInt => new FieldFormatter<ushort, IntegerForm<ushort>>(default),
        LogicalTypeId.UInteger => new FieldFormatter<uint, IntegerForm<uint>>(default),
        LogicalTypeId.UBigInt => new FieldFormatter<ulong, UnsignedForm>(default),
        LogicalTypeId.UHugeInt => new FieldFormatter<UInt128, UnsignedWideForm>(default),
        LogicalTypeId.Float => new FieldFormatter<float, FloatForm>(default),
        LogicalTypeId.Double => new FieldFormatter<double, DoubleForm>(default),
        LogicalTypeId.Decimal when type.Physical == PhysicalType.Int64 => new FieldFormatter<long,
        DecimalForm<long>>(new(type.Scale)),
        LogicalTypeId.Decimal => new FieldFormatter<Int128, DecimalForm<Int128>>(new(type.Scale)),
        LogicalTypeId.Date => new FieldFormatter<int, DateForm>(default),
        LogicalTypeId.Time => new FieldFormatter<long, TimeForm>(default),
        LogicalTypeId.Timestamp => new FieldFormatter<long, TimestampForm>(default),
        LogicalTypeId.TimestampTz => new FieldFormatter<long, TimestampTzForm>(default),
        LogicalTypeId.Interval => new FieldFormatter<IntervalValue, IntervalForm>(default),
        LogicalTypeId.Uuid => new FieldFormatter<UInt128, UuidForm>(default),
        _ => new ValueFormatter(),
    };

    private readonly struct IntegerForm<T> : ITextForm<T> where T : unmanaged, IBinaryInteger<T>
    {
        public int Format(T value, Span<byte> target) => NumberText.Format(long.CreateTruncating(value), target);
    }

    private readonly struct UnsignedForm : ITextForm<ulong>
    {
        public int Format(ulong value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct WideForm : ITextForm<Int128>
    {
        public int Format(Int128 value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct UnsignedWideForm : ITextForm<UInt128>
    {
        public int Format(UInt128 value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct DecimalForm<T>(int scale) : ITextForm<T> where T : unmanaged, IBinaryInteger<T>
    {
        public int Format(T value, Span<byte> target) =>
            NumberText.FormatDecimal(Int128.CreateTruncating(value), scale, target);
    }

    private readonly struct BooleanForm : ITextForm<byte>
    {
        public int Format(byte value, Span<byte> target) => BinaryText.Format(value != 0, target);
    }

    private readonly struct FloatForm : ITextForm<float>
    {
        public int Format(float value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct DoubleForm : ITextForm<double>
    {
        public int Format(double value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct DateForm : ITextForm<int>
    {
        public int Format(int value, Span<byte> target) => TemporalText.FormatDate(value, target);
    }

    private readonly struct TimeForm : ITextForm<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTime(value, target);
    }

    private readonly struct TimestampForm : ITextForm<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTimestamp(value, target);
    }

    private readonly struct TimestampTzForm : ITextForm<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTimestampTz(value, target);
    }

    private readonly struct IntervalForm : ITextForm<IntervalValue>
    {
        public int Format(IntervalValue value, Span<byte> target) => IntervalText.Format(value, target);
    }

    private readonly struct UuidForm : ITextForm<UInt128>
    {
        public int Format(UInt128 value, Span<byte> target) => BinaryText.FormatUuid(value, target);
    }
}
