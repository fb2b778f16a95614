using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>The SQL types a parameter can be given explicitly; the numbers are those of <see
/// cref="LogicalTypeId"/>.</summary>
public enum GrizzlyType
{
    /// <summary>The type follows from the value.</summary>
    Unknown = LogicalTypeId.Null,
    Boolean = LogicalTypeId.Boolean,
    TinyInt = LogicalTypeId.TinyInt,
    SmallInt = LogicalTypeId.SmallInt,
    Integer = LogicalTypeId.Integer,
    BigInt = LogicalTypeId.BigInt,
    HugeInt = LogicalTypeId.HugeInt,
    UTinyInt = LogicalTypeId.UTinyInt,
    USmallInt = LogicalTypeId.USmallInt,
    UInteger = LogicalTypeId.UInteger,
    UBigInt = LogicalTypeId.UBigInt,
    UHugeInt = LogicalTypeId.UHugeInt,
    Float = LogicalTypeId.Float,
    Double = LogicalTypeId.Double,
    Decimal = LogicalTypeId.Decimal,
    Varchar = LogicalTypeId.Varchar,
    Blob = LogicalTypeId.Blob,
    Uuid = LogicalTypeId.Uuid,
    Date = LogicalTypeId.Date,
    Time = LogicalTypeId.Time,
    Timestamp = LogicalTypeId.Timestamp,
    TimestampTz = LogicalTypeId.TimestampTz,
    Interval = LogicalTypeId.Interval,
    Json = LogicalTypeId.Json,
    Bit = LogicalTypeId.Bit,
    TimeTz = LogicalTypeId.TimeTz,
    TimestampS = LogicalTypeId.TimestampS,
    TimestampMs = LogicalTypeId.TimestampMs,
    TimestampNs = LogicalTypeId.TimestampNs,
    TimeNs = LogicalTypeId.TimeNs,
}
