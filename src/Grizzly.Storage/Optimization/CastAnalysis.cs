using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>Casts that keep every value and their order, and their inverse on constants.</summary>
internal static class CastAnalysis
{
    private const long TicksPerDay = 864_000_000_000;

    public static bool IsLossless(LogicalType from, LogicalType to)
    {
        if (from == to) return true;
        if (from.IsInteger && to.IsInteger) return MinOf(to) <= MinOf(from) && FitsAbove(from, to);
        if (from.IsInteger && to.IsDecimal) return to.Precision - to.Scale >= DigitsOf(from);
        if (from.IsInteger && to.IsFloating) return from.SizeInBytes < (to.Id == LogicalTypeId.Double ? 8 : 4);
        if (from.IsDecimal && to.IsDecimal) return to.Scale >= from.Scale
            && to.Precision - to.Scale >= from.Precision - from.Scale;
        return (from.Id, to.Id) is (LogicalTypeId.Float, LogicalTypeId.Double) or (LogicalTypeId.Date,
            LogicalTypeId.Timestamp);
    }

    /// <summary>
    /// The value of the narrower type that a lossless cast turns into <paramref name="value"/>, or null if there is
    /// none.
    /// </summary>
    public static Value? Undo(LogicalType from, Value value)
    {
        LogicalType to = value.Type;
        if (value.IsNull) return Value.Null(from);
        if (from.IsInteger && (to.IsInteger || to.IsDecimal))
        {
            if (to.Id == LogicalTypeId.UHugeInt && value.Integer < 0) return null;
            Int128 power = PowerOfTen(to.Scale);
            if (value.Integer % power != 0) return null;
            Int128 integer = value.Integer / power;
            return integer >= MinOf(from) && integer <= MaxOf(from) ? Value.Of(from, integer) : null;
        }
        if (from.IsDecimal && to.IsDecimal)
        {
            Int128 power = PowerOfTen(to.Scale - from.Scale);
            if (value.Integer % power != 0) return null;
            Int128 unscaled = value.Integer / power, limit = PowerOfTen(from.Precision);
            return unscaled > -limit && unscaled < limit ? Value.Of(from, unscaled) : null;
        }
        if (from.Id == LogicalTypeId.Date && to.Id == LogicalTypeId.Timestamp)
        {
            Int128 days = value.Integer / TicksPerDay;
            return value.Integer % TicksPerDay == 0 && days >= int.MinValue && days <= int.MaxValue
                ? Value.Of(from, days) : null;
        }
        return null;
    }

    public static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++) power *= 10;
        return power;
    }

    private static bool FitsAbove(LogicalType from, LogicalType to)
    {
        if (to.Id == LogicalTypeId.UHugeInt) return true;
        return from.Id != LogicalTypeId.UHugeInt && MaxOf(to) >= MaxOf(from);
    }

    private static int DigitsOf(LogicalType integer) => integer.SizeInBytes switch
    {
        1 => 3,
        2 => 5,
        4 => 10,
        8 => integer.IsSignedInteger ? 19 : 20,
        _ => 39,
    };

    private static Int128 MinOf(LogicalType integer) =>
        !integer.IsSignedInteger ? 0 : integer.SizeInBytes == 16 ? Int128.MinValue
            : -(Int128.One << (integer.SizeInBytes * 8 - 1));

    private static Int128 MaxOf(LogicalType integer)
    {
        int bits = integer.SizeInBytes * 8 - (integer.IsSignedInteger ? 1 : 0);
        return bits >= 127 ? Int128.MaxValue : (Int128.One << bits) - 1;
    }
}
