namespace Grizzly.Types;

/// <summary>How values lie in memory. Kernels dispatch on this, once per vector; logical types never reach
/// them.</summary>
public enum PhysicalType : byte
{
    /// <summary>One byte per value, 0 or 1.</summary>
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    Float,
    Double,

    /// <summary>16 bytes: months (int32), days (int32), 100 ns ticks (int64). See
    /// <see cref="IntervalValue"/>.</summary>
    Interval,

    /// <summary>16-byte <see cref="StringView"/>: VARCHAR (UTF-8) and BLOB.</summary>
    String,
}

public static class PhysicalTypes
{
    /// <summary>Bytes per value.</summary>
    public static int SizeOf(this PhysicalType type) => type switch
    {
        PhysicalType.Bool or PhysicalType.Int8 or PhysicalType.UInt8 => 1,
        PhysicalType.Int16 or PhysicalType.UInt16 => 2,
        PhysicalType.Int32 or PhysicalType.UInt32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.UInt64 or PhysicalType.Double => 8,
        _ => 16,
    };

    /// <summary>True for signed and unsigned integers of 8 to 128 bits.</summary>
    public static bool IsInteger(this PhysicalType type) => type is >= PhysicalType.Int8 and <= PhysicalType.UInt128;

    /// <summary>True for integers whose values all fit a signed 64-bit integer.</summary>
    public static bool FitsInt64(this PhysicalType type) =>
        type is PhysicalType.Int8 or PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64
            or PhysicalType.UInt8 or PhysicalType.UInt16 or PhysicalType.UInt32 or PhysicalType.Bool;
}
