using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// The casts of constants that INSERT lists are full of, without the machinery of vectors. Only what succeeds exactly:
/// everything else, errors included, is left to the general way.
/// </summary>
internal static class ConstantCasts
{
    public static bool TryCast(in Value value, LogicalType target, out Value result)
    {
        result = default;
        if (value.IsNull) return false;
        if (value.Type.IsString)
            return !target.IsNull && ValueText.TryParse(value.Bytes, target, out result) == ParseResult.Ok;
        if (!value.Type.IsInteger && !value.Type.IsDecimal) return false;
        if (value.Type.Id == LogicalTypeId.UHugeInt) return false;
        if (target.IsInteger && value.Type.IsInteger) return TryInteger(value.Integer, target, out result);
        return target.IsDecimal && TryDecimal(value, target, out result);
    }

    private static bool TryInteger(Int128 value, LogicalType target, out Value result)
    {
        result = default;
        if (target.Id == LogicalTypeId.UHugeInt) return false;
        (Int128 minimum, Int128 maximum) = IntegerRange.Of(target.Physical);
        if (value < minimum || value > maximum) return false;
        result = Value.Of(target, value);
        return true;
    }

    /// <summary>To as many or more digits after the point: the unscaled number times a power of ten.</summary>
    private static bool TryDecimal(in Value value, LogicalType target, out Value result)
    {
        result = default;
        int steps = target.Scale - value.Type.Scale;
        if (steps < 0) return false;
        Int128 limit = 1;
        for (int i = 0; i < target.Precision; i++) limit *= 10;
        Int128 unscaled = value.Integer;
        for (int i = 0; i < steps; i++)
        {
            if (Int128.Abs(unscaled) >= limit) return false;
            unscaled *= 10;
        }
        if (unscaled >= limit || unscaled <= -limit) return false;
        result = Value.Of(target, unscaled);
        return true;
    }
}
