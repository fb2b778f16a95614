using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary><c>decimal_divide</c>: the exact quotient of decimals, rounded half away from zero to as many digits after
/// the point as the operand with more of them has, at least <see cref="LeastScale"/>.</summary>
internal static unsafe class DecimalDivision
{
    public const int LeastScale = 12;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("decimal_divide", "Exact quotient of decimals; by zero is an error.",
            "decimal_divide(1, 3)", Bind, "decimal_divide(DECIMAL(p,s), DECIMAL(q,t)) -> DECIMAL(38,max(s,t,12))"),
    ];

    /// <summary>value * 10^digits / divisor, rounded half away from zero.</summary>
    /// <exception cref="GrizzlyException">22012; 22003 where the quotient has more than 38 digits.</exception>
    public static Int128 Quotient(Int128 value, int digits, Int128 divisor)
    {
        if (divisor == 0) throw Errors.DivisionByZero();
        bool isNegative = Int128.IsNegative(value) != Int128.IsNegative(divisor);
        BigInteger numerator = BigInteger.Abs(value) * BigInteger.Pow(10, digits);
        (BigInteger quotient, BigInteger rest) = BigInteger.DivRem(numerator, BigInteger.Abs(divisor));
        if (rest * 2 >= BigInteger.Abs(divisor)) quotient++;
        if (quotient >= (BigInteger)PowersOfTen.Of(LogicalType.MaxDecimalPrecision))
            throw Errors.OutOfRange("the quotient has more than 38 digits");
        return (Int128)(isNegative ? -quotient : quotient);
    }

    private static BoundScalar? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types.All(type => type.IsDecimal || type.IsInteger || type.IsNull)) return null;
        int left = ScaleOf(types[0]), right = ScaleOf(types[1]);
        int scale = Math.Max(LeastScale, Math.Max(left, right));
        int digits = scale + right - left;
        int most = LogicalType.MaxDecimalPrecision;
        return new BoundScalar
        {
            Name = "decimal_divide",
            ArgumentTypes = [LogicalType.Decimal(most, left), LogicalType.Decimal(most, right)],
            ReturnType = LogicalType.Decimal(most, scale),
            CanFail = true,
            Kernel = (in ScalarCall call, ColumnVector result) => Divide(call, result, digits),
        };
    }

    private static int ScaleOf(LogicalType type) => type.IsDecimal ? type.Scale : 0;

    private static void Divide(in ScalarCall call, ColumnVector result, int digits)
    {
        var left = new Column<Int128>(call.Arguments[0]);
        var right = new Column<Int128>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((Int128*)result.Data)[i] = Quotient(left[i], digits, right[i]);
        }
    }
}
