using System.Numerics;
using System.Runtime.CompilerServices;

namespace Grizzly.Functions;

/// <summary>Arithmetic on unscaled decimals.</summary>
internal static class DecimalMath
{
    /// <summary>value / divisor rounded half away from zero; divisor is positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T DivideRounded<T>(T value, T divisor) where T : IBinaryInteger<T>
    {
        T quotient = value / divisor;
        T remainder = value - quotient * divisor;
        if (T.IsNegative(value)) return -remainder >= divisor + remainder ? quotient - T.One : quotient;
        return remainder >= divisor - remainder ? quotient + T.One : quotient;
    }
}
