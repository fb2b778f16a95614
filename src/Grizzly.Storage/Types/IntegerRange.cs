namespace Grizzly.Types;

/// <summary>The smallest and largest value of the integer layouts.</summary>
public static class IntegerRange
{
    /// <summary>UInt128's upper half does not fit and is cut to Int128.MaxValue.</summary>
    public static (Int128 Minimum, Int128 Maximum) Of(PhysicalType type) => type switch
    {
        PhysicalType.Bool => (0, 1),
        PhysicalType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        PhysicalType.Int16 => (short.MinValue, short.MaxValue),
        PhysicalType.Int32 => (int.MinValue, int.MaxValue),
        PhysicalType.Int64 => (long.MinValue, long.MaxValue),
        PhysicalType.UInt8 => (0, byte.MaxValue),
        PhysicalType.UInt16 => (0, ushort.MaxValue),
        PhysicalType.UInt32 => (0, uint.MaxValue),
        PhysicalType.UInt64 => (0, ulong.MaxValue),
        PhysicalType.UInt128 => (0, Int128.MaxValue),
        _ => (Int128.MinValue, Int128.MaxValue),
    };
}
