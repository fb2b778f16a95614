using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Storage knows layouts only; vectors want a logical type: any with the layout will do.</summary>
internal static class LogicalTypes
{
    public static LogicalType AnyOf(PhysicalType type) => type switch
    {
        PhysicalType.Bool => LogicalType.Boolean,
        PhysicalType.Int8 => LogicalType.TinyInt,
        PhysicalType.Int16 => LogicalType.SmallInt,
        PhysicalType.Int32 => LogicalType.Integer,
        PhysicalType.Int64 => LogicalType.BigInt,
        PhysicalType.Int128 => LogicalType.HugeInt,
        PhysicalType.UInt8 => LogicalType.UTinyInt,
        PhysicalType.UInt16 => LogicalType.USmallInt,
        PhysicalType.UInt32 => LogicalType.UInteger,
        PhysicalType.UInt64 => LogicalType.UBigInt,
        PhysicalType.UInt128 => LogicalType.UHugeInt,
        PhysicalType.Float => LogicalType.Float,
        PhysicalType.Double => LogicalType.Double,
        PhysicalType.Interval => LogicalType.Interval,
        _ => LogicalType.Blob,
    };
}
