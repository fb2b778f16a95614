using Apache.Arrow;
using Apache.Arrow.Types;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Data.Arrow;

/// <summary>Which Arrow type the values of an SQL type become.</summary>
/// <remarks>
/// Times and moments are nanoseconds (TIMESTAMP_S and TIMESTAMP_MS their own units), so moments outside of the years
/// 1677 to 2262 are errors, as is everything else that would lose something. HUGEINT is decimal128(38, 0). UUID is
/// fixed-size binary of 16 bytes, big-endian, as Arrow's canonical extension arrow.uuid has it. ENUM, JSON, BIT, TIMETZ
/// and UNION are their text.
/// </remarks>
internal static class ArrowTypes
{
    public const int HugeDigits = 38;

    public static Field FieldOf(string name, LogicalType type) => type.Id switch
    {
        LogicalTypeId.Uuid => new Field(name, TypeOf(type), true, Extension("arrow.uuid")),
        LogicalTypeId.Json => new Field(name, TypeOf(type), true, Extension("arrow.json")),
        _ => new Field(name, TypeOf(type), true),
    };

    public static IArrowType TypeOf(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Null => NullType.Default,
        LogicalTypeId.Boolean => BooleanType.Default,
        LogicalTypeId.TinyInt => Int8Type.Default,
        LogicalTypeId.SmallInt => Int16Type.Default,
        LogicalTypeId.Integer => Int32Type.Default,
        LogicalTypeId.BigInt => Int64Type.Default,
        LogicalTypeId.UTinyInt => UInt8Type.Default,
        LogicalTypeId.USmallInt => UInt16Type.Default,
        LogicalTypeId.UInteger => UInt32Type.Default,
        LogicalTypeId.UBigInt => UInt64Type.Default,
        LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt => new Decimal128Type(HugeDigits, 0),
        LogicalTypeId.Float => FloatType.Default,
        LogicalTypeId.Double => DoubleType.Default,
        LogicalTypeId.Decimal => new Decimal128Type(type.Precision, type.Scale),
        LogicalTypeId.Blob => BinaryType.Default,
        LogicalTypeId.Uuid => new FixedSizeBinaryType(16),
        LogicalTypeId.Date => Date32Type.Default,
        LogicalTypeId.Time or LogicalTypeId.TimeNs => new Time64Type(TimeUnit.Nanosecond),
        LogicalTypeId.Timestamp or LogicalTypeId.TimestampNs =>
            new TimestampType(TimeUnit.Nanosecond, timezone: (string?)null),
        LogicalTypeId.TimestampMs => new TimestampType(TimeUnit.Millisecond, timezone: (string?)null),
        LogicalTypeId.TimestampS => new TimestampType(TimeUnit.Second, timezone: (string?)null),
        LogicalTypeId.TimestampTz => new TimestampType(TimeUnit.Nanosecond, "UTC"),
        LogicalTypeId.Interval => new IntervalType(Apache.Arrow.Types.IntervalUnit.MonthDayNanosecond),
        LogicalTypeId.List => new ListType(FieldOf("item", type.Element)),
        LogicalTypeId.Array => new FixedSizeListType(FieldOf("item", type.Element), type.Length),
        LogicalTypeId.Struct => new StructType([.. type.Children.Select((child, i) =>
            FieldOf(type.IsRow ? $"{i + 1}" : type.Names[i], child))]),
        LogicalTypeId.Map => new MapType(
            new Field("key", TypeOf(type.Children[0]), false), FieldOf("value", type.Children[1])),
        LogicalTypeId.Varchar or LogicalTypeId.Json or LogicalTypeId.Enum or LogicalTypeId.Bit or LogicalTypeId.TimeTz
            or LogicalTypeId.Union => StringType.Default,
        _ => throw new GrizzlyException(
            SqlStates.FeatureNotSupported, $"type {type.Name} has no counterpart in Apache Arrow"),
    };

    private static Dictionary<string, string> Extension(string name) => new() { ["ARROW:extension:name"] = name };
}
