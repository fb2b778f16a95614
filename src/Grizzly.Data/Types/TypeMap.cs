using System.Data;
using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>How SQL types, <see cref="DbType"/> and CLR types correspond.</summary>
internal static class TypeMap
{
    /// <summary>The natural CLR type of a SQL type: what GetValue returns.</summary>
    public static Type ClrTypeOf(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Boolean => typeof(bool),
        LogicalTypeId.TinyInt => typeof(sbyte),
        LogicalTypeId.SmallInt => typeof(short),
        LogicalTypeId.Integer => typeof(int),
        LogicalTypeId.BigInt => typeof(long),
        LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt => typeof(BigInteger), // what other tools know, Int128 few
        LogicalTypeId.UTinyInt => typeof(byte),
        LogicalTypeId.USmallInt => typeof(ushort),
        LogicalTypeId.UInteger => typeof(uint),
        LogicalTypeId.UBigInt => typeof(ulong),
        LogicalTypeId.Float => typeof(float),
        LogicalTypeId.Double => typeof(double),
        LogicalTypeId.Decimal => typeof(decimal),
        LogicalTypeId.Varchar => typeof(string),
        LogicalTypeId.Blob => typeof(byte[]),
        LogicalTypeId.Uuid => typeof(Guid),
        LogicalTypeId.Date => typeof(DateOnly),
        LogicalTypeId.Time => typeof(TimeOnly),
        LogicalTypeId.TimeTz => typeof(DateTimeOffset),
        LogicalTypeId.TimeNs => typeof(TimeOnly),
        _ when type.IsTimestamp => typeof(DateTime),
        LogicalTypeId.TimestampTz => typeof(DateTimeOffset),
        LogicalTypeId.Interval => typeof(TimeSpan),
        LogicalTypeId.Enum or LogicalTypeId.Json or LogicalTypeId.Bit => typeof(string),
        _ => type.IsNested ? NestedReads.ClrTypeOf(type) : typeof(object),
    };

    /// <summary>The DbType of a SQL type; Object where there is none.</summary>
    public static DbType DbTypeOf(GrizzlyType type) => type switch
    {
        GrizzlyType.Boolean => DbType.Boolean,
        GrizzlyType.TinyInt => DbType.SByte,
        GrizzlyType.SmallInt => DbType.Int16,
        GrizzlyType.Integer => DbType.Int32,
        GrizzlyType.BigInt => DbType.Int64,
        GrizzlyType.UTinyInt => DbType.Byte,
        GrizzlyType.USmallInt => DbType.UInt16,
        GrizzlyType.UInteger => DbType.UInt32,
        GrizzlyType.UBigInt => DbType.UInt64,
        GrizzlyType.HugeInt or GrizzlyType.UHugeInt => DbType.VarNumeric,
        GrizzlyType.Float => DbType.Single,
        GrizzlyType.Double => DbType.Double,
        GrizzlyType.Decimal => DbType.Decimal,
        GrizzlyType.Varchar => DbType.String,
        GrizzlyType.Blob => DbType.Binary,
        GrizzlyType.Uuid => DbType.Guid,
        GrizzlyType.Date => DbType.Date,
        GrizzlyType.Time => DbType.Time,
        GrizzlyType.Timestamp => DbType.DateTime2,
        GrizzlyType.TimestampTz => DbType.DateTimeOffset,
        _ => DbType.Object,
    };

    /// <summary>The SQL type of a DbType; Unknown for Object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The DbType is none.</exception>
    public static GrizzlyType FromDbType(DbType type) => type switch
    {
        DbType.AnsiString or DbType.AnsiStringFixedLength or DbType.String or DbType.StringFixedLength or DbType.Xml =>
            GrizzlyType.Varchar,
        DbType.Binary => GrizzlyType.Blob,
        DbType.Boolean => GrizzlyType.Boolean,
        DbType.SByte => GrizzlyType.TinyInt,
        DbType.Int16 => GrizzlyType.SmallInt,
        DbType.Int32 => GrizzlyType.Integer,
        DbType.Int64 => GrizzlyType.BigInt,
        DbType.Byte => GrizzlyType.UTinyInt,
        DbType.UInt16 => GrizzlyType.USmallInt,
        DbType.UInt32 => GrizzlyType.UInteger,
        DbType.UInt64 => GrizzlyType.UBigInt,
        DbType.Single => GrizzlyType.Float,
        DbType.Double => GrizzlyType.Double,
        DbType.Decimal or DbType.Currency or DbType.VarNumeric => GrizzlyType.Decimal,
        DbType.Guid => GrizzlyType.Uuid,
        DbType.Date => GrizzlyType.Date,
        DbType.Time => GrizzlyType.Time,
        DbType.DateTime or DbType.DateTime2 => GrizzlyType.Timestamp,
        DbType.DateTimeOffset => GrizzlyType.TimestampTz,
        DbType.Object => GrizzlyType.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such DbType"),
    };

    /// <summary>The type object of a type without parameters; null for Unknown and Decimal.</summary>
    public static LogicalType? LogicalTypeOf(GrizzlyType type) =>
        type is GrizzlyType.Unknown ? null : LogicalType.FromId((LogicalTypeId)type);
}
