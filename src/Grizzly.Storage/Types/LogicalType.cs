using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>A SQL type: one immutable descriptor object, compared by value. Thread-safe.</summary>
/// <remarks>
/// Physical layouts: DATE is int32 days since 1970-01-01; TIME, TIMESTAMP and TIMESTAMPTZ (UTC) are int64 counts of 100
/// ns ticks (since midnight,
/// since 1970-01-01); DECIMAL(p,s) is the unscaled integer, int64 for p &lt;= 18 and Int128 up to 38; UUID is the
/// big-endian UInt128 so that
/// it sorts as its text; VARCHAR is UTF-8.
/// </remarks>
public sealed partial class LogicalType : IEquatable<LogicalType>
{
    public const int MaxDecimalPrecision = 38;
    public const int MaxInt64DecimalPrecision = 18;

    public static readonly LogicalType Null = new(LogicalTypeId.Null, PhysicalType.Int32, "NULL");
    public static readonly LogicalType Boolean = new(LogicalTypeId.Boolean, PhysicalType.Bool, "BOOLEAN");
    public static readonly LogicalType TinyInt = new(LogicalTypeId.TinyInt, PhysicalType.Int8, "TINYINT");
    public static readonly LogicalType SmallInt = new(LogicalTypeId.SmallInt, PhysicalType.Int16, "SMALLINT");
    public static readonly LogicalType Integer = new(LogicalTypeId.Integer, PhysicalType.Int32, "INTEGER");
    public static readonly LogicalType BigInt = new(LogicalTypeId.BigInt, PhysicalType.Int64, "BIGINT");
    public static readonly LogicalType HugeInt = new(LogicalTypeId.HugeInt, PhysicalType.Int128, "HUGEINT");
    public static readonly LogicalType UTinyInt = new(LogicalTypeId.UTinyInt, PhysicalType.UInt8, "UTINYINT");
    public static readonly LogicalType USmallInt = new(LogicalTypeId.USmallInt, PhysicalType.UInt16, "USMALLINT");
    public static readonly LogicalType UInteger = new(LogicalTypeId.UInteger, PhysicalType.UInt32, "UINTEGER");
    public static readonly LogicalType UBigInt = new(LogicalTypeId.UBigInt, PhysicalType.UInt64, "UBIGINT");
    public static readonly LogicalType UHugeInt = new(LogicalTypeId.UHugeInt, PhysicalType.UInt128, "UHUGEINT");
    public static readonly LogicalType Float = new(LogicalTypeId.Float, PhysicalType.Float, "FLOAT");
    public static readonly LogicalType Double = new(LogicalTypeId.Double, PhysicalType.Double, "DOUBLE");
    public static readonly LogicalType Varchar = new(LogicalTypeId.Varchar, PhysicalType.String, "VARCHAR");
    public static readonly LogicalType Blob = new(LogicalTypeId.Blob, PhysicalType.String, "BLOB");
    public static readonly LogicalType Uuid = new(LogicalTypeId.Uuid, PhysicalType.UInt128, "UUID");
    public static readonly LogicalType Date = new(LogicalTypeId.Date, PhysicalType.Int32, "DATE");
    public static readonly LogicalType Time = new(LogicalTypeId.Time, PhysicalType.Int64, "TIME");
    public static readonly LogicalType Timestamp = new(LogicalTypeId.Timestamp, PhysicalType.Int64, "TIMESTAMP");
    public static readonly LogicalType TimestampTz =
        new(LogicalTypeId.TimestampTz, PhysicalType.Int64, "TIMESTAMP WITH TIME ZONE");
    public static readonly LogicalType Interval = new(LogicalTypeId.Interval, PhysicalType.Interval, "INTERVAL");

    public static readonly LogicalType Json = new(LogicalTypeId.Json, PhysicalType.String, "JSON");
    public static readonly LogicalType Bit = new(LogicalTypeId.Bit, PhysicalType.String, "BIT");

    public static readonly LogicalType TimeTz =
        new(LogicalTypeId.TimeTz, PhysicalType.Int64, "TIME WITH TIME ZONE");
    public static readonly LogicalType TimestampS = new(LogicalTypeId.TimestampS, PhysicalType.Int64, "TIMESTAMP_S");
    public static readonly LogicalType TimestampMs =
        new(LogicalTypeId.TimestampMs, PhysicalType.Int64, "TIMESTAMP_MS");
    public static readonly LogicalType TimestampNs =
        new(LogicalTypeId.TimestampNs, PhysicalType.Int64, "TIMESTAMP_NS");
    public static readonly LogicalType TimeNs = new(LogicalTypeId.TimeNs, PhysicalType.Int64, "TIME_NS");

    private static readonly LogicalType[] Decimals =
        new LogicalType[(MaxDecimalPrecision + 1) * (MaxDecimalPrecision + 1)];

    private LogicalType(LogicalTypeId id, PhysicalType physical, string name, int precision = 0, int scale = 0)
    {
        Id = id;
        Physical = physical;
        Name = name;
        Precision = (byte)precision;
        Scale = (byte)scale;
    }

    public LogicalTypeId Id { get; }

    public PhysicalType Physical { get; }

    /// <summary>The type as SQL writes it, for example <c>DECIMAL(15,2)</c>.</summary>
    public string Name { get; }

    /// <summary>Total decimal digits of a DECIMAL; 0 for every other type.</summary>
    public byte Precision { get; }

    /// <summary>Digits after the point of a DECIMAL; 0 for every other type.</summary>
    public byte Scale { get; }

    public int SizeInBytes => Physical.SizeOf();

    public bool IsNull => Id == LogicalTypeId.Null;

    /// <summary>Signed and unsigned integer types, 8 to 128 bits.</summary>
    public bool IsInteger => Id is >= LogicalTypeId.TinyInt and <= LogicalTypeId.UHugeInt;

    public bool IsSignedInteger => Id is >= LogicalTypeId.TinyInt and <= LogicalTypeId.HugeInt;

    public bool IsFloating => Id is LogicalTypeId.Float or LogicalTypeId.Double;

    public bool IsDecimal => Id == LogicalTypeId.Decimal;

    /// <summary>Integers, DECIMAL, FLOAT and DOUBLE.</summary>
    public bool IsNumeric => Id is >= LogicalTypeId.TinyInt and <= LogicalTypeId.Decimal;

    public bool IsString => Id is LogicalTypeId.Varchar;

    /// <summary>Dates, times and timestamps.</summary>
    public bool IsTemporal =>
        Id is >= LogicalTypeId.Date and <= LogicalTypeId.TimestampTz or >= LogicalTypeId.TimeTz;

    /// <summary>TIMESTAMP of any precision, without time zone.</summary>
    public bool IsTimestamp => Id is LogicalTypeId.Timestamp or >= LogicalTypeId.TimestampS
        and <= LogicalTypeId.TimestampNs;

    /// <summary>Types whose greatest value and its negative are infinity and -infinity.</summary>
    public bool HasInfinity => Id is LogicalTypeId.Date or LogicalTypeId.TimestampTz || IsTimestamp;

    /// <summary>Digits of a second of times and timestamps: 7, unless the type says otherwise.</summary>
    public int SecondDigits => Id switch
    {
        LogicalTypeId.TimestampS => 0,
        LogicalTypeId.TimestampMs => 3,
        LogicalTypeId.TimestampNs or LogicalTypeId.TimeNs => 9,
        _ => 7,
    };

    /// <summary>The shared descriptor of DECIMAL(precision, scale); 22023 where 1 &lt;= precision &lt;= 38 or 0 &lt;=
    /// scale &lt;= precision fails.</summary>
    public static LogicalType Decimal(int precision, int scale)
    {
        if (precision is < 1 or > MaxDecimalPrecision || scale < 0 || scale > precision)
            throw Errors.InvalidDecimalType(precision, scale);
        ref LogicalType? slot = ref Decimals[precision * (MaxDecimalPrecision + 1) + scale]!;
        return slot ??= new LogicalType(
            LogicalTypeId.Decimal,
            precision <= MaxInt64DecimalPrecision ? PhysicalType.Int64 : PhysicalType.Int128,
            $"DECIMAL({precision},{scale})",
            precision,
            scale);
    }

    /// <summary>The type of an id; null for unknown ids and for types with parameters: DECIMAL and what is made of
    /// other
    /// types.</summary>
    public static LogicalType? FromId(LogicalTypeId id) => id switch
    {
        LogicalTypeId.Null => Null,
        LogicalTypeId.Boolean => Boolean,
        LogicalTypeId.TinyInt => TinyInt,
        LogicalTypeId.SmallInt => SmallInt,
        LogicalTypeId.Integer => Integer,
        LogicalTypeId.BigInt => BigInt,
        LogicalTypeId.HugeInt => HugeInt,
        LogicalTypeId.UTinyInt => UTinyInt,
        LogicalTypeId.USmallInt => USmallInt,
        LogicalTypeId.UInteger => UInteger,
        LogicalTypeId.UBigInt => UBigInt,
        LogicalTypeId.UHugeInt => UHugeInt,
        LogicalTypeId.Float => Float,
        LogicalTypeId.Double => Double,
        LogicalTypeId.Varchar => Varchar,
        LogicalTypeId.Blob => Blob,
        LogicalTypeId.Uuid => Uuid,
        LogicalTypeId.Date => Date,
        LogicalTypeId.Time => Time,
        LogicalTypeId.Timestamp => Timestamp,
        LogicalTypeId.TimestampTz => TimestampTz,
        LogicalTypeId.Interval => Interval,
        LogicalTypeId.Json => Json,
        LogicalTypeId.Bit => Bit,
        LogicalTypeId.TimeTz => TimeTz,
        LogicalTypeId.TimestampS => TimestampS,
        LogicalTypeId.TimestampMs => TimestampMs,
        LogicalTypeId.TimestampNs => TimestampNs,
        LogicalTypeId.TimeNs => TimeNs,
        _ => null,
    };

    public bool Equals(LogicalType? other) =>
        ReferenceEquals(this, other) || (other is not null && Id == other.Id && Precision == other.Precision
            && Scale == other.Scale && (Id < LogicalTypeId.Enum || SameParts(other)));

    public override bool Equals(object? other) => Equals(other as LogicalType);

    public override int GetHashCode() => Id < LogicalTypeId.Enum
        ? HashCode.Combine(Id, Precision, Scale)
        : HashCode.Combine(Id, Length, Names.Count, Children.Count > 0 ? Children[0].GetHashCode() : 0);

    public override string ToString() => Name;

    public static bool operator ==(LogicalType? left, LogicalType? right) =>
        left is null ? right is null : left.Equals(right);

    public static bool operator !=(LogicalType? left, LogicalType? right) => !(left == right);
}
