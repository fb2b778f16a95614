using System.Runtime.CompilerServices;

namespace Grizzly.Types;

/// <summary>10^0 to 10^38 in the widths decimals use.</summary>
public static class PowersOfTen
{
    private static readonly Int128[] Wide = MakeWide();

    private static ReadOnlySpan<long> Narrow =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
            100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    private static ReadOnlySpan<double> Floating =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
            1e20, 1e21, 1e22,
        1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36, 1e37, 1e38,
    ];

    /// <summary>10^exponent, 0 &lt;= exponent &lt;= 38.</summary>
    public static Int128 Of(int exponent) => Wide[exponent];

    /// <summary>10^exponent, 0 &lt;= exponent &lt;= 18.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of64(int exponent) => Narrow[exponent];

    /// <summary>10^exponent, 0 &lt;= exponent &lt;= 38, correctly rounded.</summary>
    public static double OfDouble(int exponent) => Floating[exponent];

    /// <summary>Decimal digits of a magnitude; 1 for zero.</summary>
    public static int DigitsOf(Int128 value)
    {
        UInt128 magnitude = value < 0 ? (UInt128)(-(value + 1)) + 1 : (UInt128)value;
        int digits = 1;
        while (digits <= 38 && magnitude >= (UInt128)Wide[digits]) digits++;
        return digits;
    }

    private static Int128[] MakeWide()
    {
        var result = new Int128[LogicalType.MaxDecimalPrecision + 1];
        result[0] = 1;
        for (int i = 1; i < result.Length; i++) result[i] = result[i - 1] * 10;
        return result;
    }
}
