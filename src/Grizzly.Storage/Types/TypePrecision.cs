namespace Grizzly.Types;

/// <summary>How precise numbers of a type are, as information_schema says it.</summary>
public static class TypePrecision
{
    /// <summary>Decimal digits of DECIMAL, bits of other numbers; null for everything else.</summary>
    public static int? Precision(LogicalType type)
    {
        if (type.IsDecimal) return type.Precision;
        if (type.IsInteger) return type.SizeInBytes * 8;
        return type.Id switch
        {
            LogicalTypeId.Float => 24,
            LogicalTypeId.Double => 53,
            _ => null,
        };
    }

    /// <summary>2 where the precision counts bits, 10 where it counts digits; null for what is no number.</summary>
    public static int? Radix(LogicalType type) => type.IsNumeric ? type.IsDecimal ? 10 : 2 : null;

    /// <summary>Digits after the point; null for what is no number.</summary>
    public static int? Scale(LogicalType type) => type.IsNumeric ? type.Scale : null;

    /// <summary>The type's oid in PostgreSQL, where it has the type; else 0.</summary>
    public static int PostgresOid(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Boolean => 16,
        LogicalTypeId.Blob => 17,
        LogicalTypeId.BigInt => 20,
        LogicalTypeId.SmallInt => 21,
        LogicalTypeId.Integer => 23,
        LogicalTypeId.Json => 114,
        LogicalTypeId.Float => 700,
        LogicalTypeId.Double => 701,
        LogicalTypeId.Varchar => 1043,
        LogicalTypeId.Date => 1082,
        LogicalTypeId.Time => 1083,
        LogicalTypeId.Timestamp => 1114,
        LogicalTypeId.TimestampTz => 1184,
        LogicalTypeId.Interval => 1186,
        LogicalTypeId.Bit => 1560,
        LogicalTypeId.Decimal => 1700,
        LogicalTypeId.Uuid => 2950,
        _ => 0,
    };
}
