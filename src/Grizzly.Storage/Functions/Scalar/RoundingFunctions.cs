using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>abs, sign, round, ceil, floor, trunc: exact on integers and decimals.</summary>
/// <remarks>round(x) on numbers rounds half away from zero (DuckDB and C's round); round(DECIMAL, n) keeps n places and
/// the type's scale falls to n.</remarks>
internal static unsafe class RoundingFunctions
{
    private enum Mode : byte
    {
        Round,
        Ceiling,
        Floor,
        Truncate,
    }

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("abs", "Magnitude.", "abs(-5)", BindAbs, "abs(number) -> same") with { Aliases = ["@"] },
        Define.Custom("sign", "-1, 0 or 1.", "sign(-2.5)", BindSign, "sign(number) -> TINYINT"),
        Define.Custom("round",
            "Nearest number with so many decimals (0 if left out; negative: tens, hundreds), halves away from zero.",
            "round(2.567, 2)", BindRound, "round(number)", "round(number, places)"),
        Define.Custom("ceil", "Smallest whole number not below.", "ceil(2.1)", (t, _) =>
            BindWhole("ceil", Mode.Ceiling, t), "ceil(number)") with { Aliases = ["ceiling"] },
        Define.Custom("floor", "Largest whole number not above.", "floor(-2.1)", (t, _) =>
            BindWhole("floor", Mode.Floor, t), "floor(number)"),
        Define.Custom("trunc", "Without the decimals after so many (0 if left out; negative: tens, hundreds).",
            "trunc(-2.9)", BindTruncate, "trunc(number)", "trunc(number, places)"),
    ];

    private static LogicalType? Number(LogicalType type) =>
        type.IsNull ? LogicalType.Double : type.IsNumeric ? type : null;

    private static BoundScalar Make(string name, LogicalType[] arguments, LogicalType result, ScalarKernel kernel,
        bool canFail = false) =>
        new() { Name = name, ArgumentTypes = arguments, ReturnType = result, Kernel = kernel, CanFail = canFail };

    private static BoundScalar? BindAbs(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1 || Number(types[0]) is not { } type) return null;
        ScalarKernel kernel = type.Physical switch
        {
            PhysicalType.Float => ScalarLoops.Unary<float, float, AbsFloating<float>>,
            PhysicalType.Double => ScalarLoops.Unary<double, double, AbsFloating<double>>,
            _ => IntegerVisit.Visit<AbsVisitor, ScalarKernel>(type.Physical, default),
        };
        return Make("abs", [type], type, kernel, type.IsSignedInteger);
    }

    private static BoundScalar? BindSign(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1 || Number(types[0]) is not { } type) return null;
        ScalarKernel kernel = type.Physical switch
        {
            PhysicalType.Float => ScalarLoops.Unary<float, sbyte, Sign<float>>,
            PhysicalType.Double => ScalarLoops.Unary<double, sbyte, Sign<double>>,
            _ => IntegerVisit.Visit<SignVisitor, ScalarKernel>(type.Physical, default),
        };
        return Make("sign", [type], LogicalType.TinyInt, kernel);
    }

    private static BoundScalar? BindRound(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1) return BindWhole("round", Mode.Round, types);
        if (types.Count != 2 || Number(types[0]) is not { } type
            || !(types[1].IsInteger || types[1].IsNull)) return null;
        if (type.IsDecimal && constants[1] is { IsNull: false } places)
        {
            int kept = (int)Int128.Clamp(places.Integer, -38, type.Scale);
            int scale = Math.Max(0, kept);
            LogicalType result = LogicalType.Decimal(
                Math.Min(LogicalType.MaxDecimalPrecision, type.Precision + (kept < type.Scale ? 1 : 0)), scale);
            return Make("round", [type, LogicalType.Integer], result, RoundDecimal(type, result, Mode.Round, kept),
                true);
        }
        if (type.IsInteger) return Make("round", [LogicalType.HugeInt, LogicalType.Integer], LogicalType.HugeInt,
            RoundIntegers, true);
        return Make("round", [LogicalType.Double, LogicalType.Integer], LogicalType.Double, ScalarLoops.Binary<double,
            int, double, RoundTo>);
    }

    private static BoundScalar? BindTruncate(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1) return BindWhole("trunc", Mode.Truncate, types);
        if (types.Count != 2 || Number(types[0]) is not { } type
            || !(types[1].IsInteger || types[1].IsNull)) return null;
        LogicalType places = LogicalType.Integer;
        if (type.IsDecimal && constants[1] is { IsNull: false } constant)
        {
            int kept = (int)Int128.Clamp(constant.Integer, -38, type.Scale);
            LogicalType result = LogicalType.Decimal(type.Precision, Math.Max(0, kept));
            return Make("trunc", [type, places], result, RoundDecimal(type, result, Mode.Truncate, kept), true);
        }
        if (type.IsInteger) return Make("trunc", [type, places], type,
            IntegerVisit.Visit<TruncateVisitor, ScalarKernel>(type.Physical, default));
        bool isSingle = type.Id == LogicalTypeId.Float;
        return Make("trunc", [isSingle ? type : LogicalType.Double, places], isSingle ? type : LogicalType.Double,
            isSingle ? ScalarLoops.Binary<float, int, float, TruncateTo<float>>
                : ScalarLoops.Binary<double, int, double, TruncateTo<double>>);
    }

    private static BoundScalar? BindWhole(string name, Mode mode, IReadOnlyList<LogicalType> types)
    {
        if (types.Count != 1 || Number(types[0]) is not { } type) return null;
        if (type.IsInteger) return DivisionFunctions.BindIdentity(type) with { Name = name };
        if (type.IsDecimal)
        {
            int precision = Math.Min(LogicalType.MaxDecimalPrecision,
                Math.Max(1, type.Precision - type.Scale + (mode == Mode.Truncate ? 0 : 1)));
            LogicalType result = LogicalType.Decimal(type.Scale == 0 ? type.Precision : precision, 0);
            return Make(name, [type], result, RoundDecimal(type, result, mode, 0));
        }
        bool single = type.Id == LogicalTypeId.Float;
        ScalarKernel kernel = mode switch
        {
            Mode.Round => single
                ? ScalarLoops.Unary<float, float, Round<float>> : ScalarLoops.Unary<double, double, Round<double>>,
            Mode.Ceiling => single
                ? ScalarLoops.Unary<float, float, Ceiling<float>> : ScalarLoops.Unary<double, double, Ceiling<double>>,
            Mode.Floor => single
                ? ScalarLoops.Unary<float, float, Floor<float>> : ScalarLoops.Unary<double, double, Floor<double>>,
            _ => single ? ScalarLoops.Unary<float, float, Truncate<float>>
                : ScalarLoops.Unary<double, double, Truncate<double>>,
        };
        return Make(name, [type], type, kernel);
    }

    /// <summary>Keeps so many places of a decimal; a negative number rounds digits before the point.</summary>
    private static ScalarKernel RoundDecimal(LogicalType from, LogicalType to, Mode mode, int places)
    {
        int dropped = from.Scale - places;
        bool fromNarrow = from.Physical == PhysicalType.Int64, toNarrow = to.Physical == PhysicalType.Int64;
        Int128 factor = dropped > 38 ? 0 : PowersOfTen.Of(Math.Max(0, dropped));
        Int128 restore = places < 0 ? PowersOfTen.Of(-places) : 1;
        Int128 bound = PowersOfTen.Of(to.Precision);
        return (in ScalarCall call, ColumnVector result) =>
        {
            byte* data = call.Arguments[0].Data;
            int step = call.Arguments[0].IsConstant ? 0 : 1;
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                Int128 value = fromNarrow ? ((long*)data)[i * step] : ((Int128*)data)[i * step];
                Int128 rounded = factor == 0 ? 0 : Divide(value, factor, mode) * restore;
                if (rounded >= bound || rounded <= -bound) throw Errors.OutOfRange(
                    $"the rounded value is out of range for type {to.Name}");
                if (toNarrow) ((long*)result.Data)[i] = (long)rounded;
                else ((Int128*)result.Data)[i] = rounded;
            }
        };
    }

    private static Int128 Divide(Int128 value, Int128 factor, Mode mode)
    {
        if (mode == Mode.Round) return DecimalMath.DivideRounded(value, factor);
        (Int128 quotient, Int128 remainder) = Int128.DivRem(value, factor);
        if (mode == Mode.Ceiling && remainder > 0) return quotient + 1;
        return mode == Mode.Floor && remainder < 0 ? quotient - 1 : quotient;
    }

    private static void RoundIntegers(in ScalarCall call, ColumnVector result)
    {
        var values = new Column<Int128>(call.Arguments[0]);
        var places = new Column<int>(call.Arguments[1]);
        var output = (Int128*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            int digits = -places[i];
            if (digits <= 0) output[i] = values[i];
            else if (digits > 38) output[i] = 0;
            else output[i] = checked(
                DecimalMath.DivideRounded(values[i], PowersOfTen.Of(digits)) * PowersOfTen.Of(digits));
        }
    }

    private readonly struct TruncateVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            ScalarLoops.Binary<T, int, T, TruncateInteger<T>>;
    }

    private readonly struct TruncateInteger<T> : IBinary<T, int, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T value, int places)
        {
            if (places >= 0) return value;
            if (places < -38) return T.Zero;
            Int128 power = PowersOfTen.Of(-places);
            // A power beyond the type's range leaves nothing.
            T unit = T.CreateSaturating(power);
            return Int128.CreateSaturating(unit) == power ? value - value % unit : T.Zero;
        }
    }

    private readonly struct TruncateTo<T> : IBinary<T, int, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value, int places)
        {
            if (!T.IsFinite(value)) return value;
            T factor = T.CreateTruncating(Math.Pow(10, Math.Abs((double)places)));
            T result = places < 0 ? T.Truncate(value / factor) * factor : T.Truncate(value * factor) / factor;
            return T.IsFinite(result) ? result : places < 0 ? T.Zero : value;
        }
    }

    private readonly struct AbsVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.UnaryChecked<T, T, AbsInteger<T>>;
    }

    private readonly struct SignVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Unary<T, sbyte, Sign<T>>;
    }

    private readonly struct AbsInteger<T> : IUnary<T, T> where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        public static T Invoke(T value)
        {
            if (!T.IsNegative(value)) return value;
            return value == T.MinValue ? throw Errors.OutOfRange($"abs({value}) is out of range") : -value;
        }
    }

    private readonly struct AbsFloating<T> : IUnary<T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value) => T.Abs(value);
    }

    private readonly struct Sign<T> : IUnary<T, sbyte> where T : INumber<T>
    {
        public static sbyte Invoke(T value) => value > T.Zero ? (sbyte)1 : value < T.Zero ? (sbyte)-1 : (sbyte)0;
    }

    private readonly struct Round<T> : IUnary<T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value) => T.Round(value, MidpointRounding.AwayFromZero);
    }

    private readonly struct Ceiling<T> : IUnary<T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value) => T.Ceiling(value);
    }

    private readonly struct Floor<T> : IUnary<T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value) => T.Floor(value);
    }

    private readonly struct Truncate<T> : IUnary<T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T value) => T.Truncate(value);
    }

    private readonly struct RoundTo : IBinary<double, int, double>
    {
        public static double Invoke(double value, int places)
        {
            if (!double.IsFinite(value)) return value;
            if (places < 0)
            {
                double unit = Math.Pow(10, -(double)places);
                double tens = Math.Round(value / unit, MidpointRounding.AwayFromZero) * unit;
                return double.IsFinite(tens) ? tens : 0;
            }
            double factor = Math.Pow(10, places);
            double rounded = Math.Round(value * factor, MidpointRounding.AwayFromZero) / factor;
            return double.IsFinite(rounded) ? rounded : value;
        }
    }
}
