using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Functions of floating-point numbers. What lies outside a function's domain raises 22003, NaN stays
/// NaN.</summary>
internal static class MathFunctions
{
    private static readonly LogicalType Double = LogicalType.Double;

    public static IEnumerable<ScalarFunction> All =>
    [
        Total<Exponential>("exp", "e to a power.", "exp(1)"),
        Total<CubeRoot>("cbrt", "Cube root.", "cbrt(27)"),
        Partial<Sine>("sin", "Sine of an angle in radians.", "sin(0.5)"),
        Partial<Cosine>("cos", "Cosine of an angle in radians.", "cos(0.5)"),
        Partial<Tangent>("tan", "Tangent of an angle in radians.", "tan(0.5)"),
        Partial<Cotangent>("cot", "Cotangent of an angle in radians.", "cot(0.5)"),
        Total<ArcTangent>("atan", "Arc tangent.", "atan(0.5)"),
        Total<HyperbolicSine>("sinh", "Hyperbolic sine.", "sinh(0.5)"),
        Total<HyperbolicCosine>("cosh", "Hyperbolic cosine.", "cosh(0.5)"),
        Total<HyperbolicTangent>("tanh", "Hyperbolic tangent.", "tanh(0.5)"),
        Total<InverseSine>("asinh", "Inverse hyperbolic sine.", "asinh(0.5)"),
        Total<Degrees>("degrees", "Radians as degrees.", "degrees(pi())"),
        Total<Radians>("radians", "Degrees as radians.", "radians(180)"),
        Partial<SquareRoot>("sqrt", "Square root.", "sqrt(16)"),
        Partial<NaturalLogarithm>("ln", "Natural logarithm.", "ln(2)"),
        Partial<Logarithm2>("log2", "Logarithm to base 2.", "log2(8)"),
        Partial<Logarithm10>("log10", "Logarithm to base 10.", "log10(1000)"),
        Partial<ArcSine>("asin", "Arc sine.", "asin(0.5)"),
        Partial<ArcCosine>("acos", "Arc cosine.", "acos(0.5)"),
        Partial<InverseCosine>("acosh", "Inverse hyperbolic cosine.", "acosh(2)"),
        Partial<InverseTangent>("atanh", "Inverse hyperbolic tangent.", "atanh(0.5)"),
        Partial<Gamma>("gamma", "Gamma function.", "gamma(5.5)"),
        Partial<LogGamma>("lgamma", "Logarithm of the gamma function.", "lgamma(5.5)"),
        Define.Function("log", "Logarithm to base 10, or to a base given first.", "log(2, 8)",
            new Overload([Double], Double, ScalarLoops.UnaryChecked<double, double, Logarithm10>) { CanFail = true },
            new Overload([Double, Double], Double, ScalarLoops.BinaryChecked<double, double, double,
                LogarithmOf>) { CanFail = true }),
        Define.Function("pow", "A number to a power.", "pow(2, 10)",
            new Overload([Double, Double], Double, ScalarLoops.BinaryChecked<double, double, double,
                Power>) { CanFail = true })
            with { Aliases = ["power", "^", "**"] },
        Define.Function("atan2", "Angle of the point (x, y), given y first.", "atan2(1, 1)",
            new Overload([Double, Double], Double, ScalarLoops.Binary<double, double, double, ArcTangent2>)),
        Define.Function("pi", "The number pi.", "pi()", new Overload([], Double, FillPi)),
        Define.Function("isnan", "Whether a number is NaN.", "isnan('nan'::DOUBLE)",
            new Overload([Double], LogicalType.Boolean, ScalarLoops.Unary<double, byte, IsNaN>)),
        Define.Function("isinf", "Whether a number is infinite.", "isinf('inf'::DOUBLE)",
            new Overload([Double], LogicalType.Boolean, ScalarLoops.Unary<double, byte, IsInfinite>),
            new Overload([LogicalType.Date], LogicalType.Boolean, ScalarLoops.Unary<int, byte, IsEndlessDay>),
            new Overload([LogicalType.Timestamp], LogicalType.Boolean, ScalarLoops.Unary<long, byte, IsEndless>),
            new Overload([LogicalType.TimestampTz], LogicalType.Boolean, ScalarLoops.Unary<long, byte, IsEndless>)),
        Define.Function("isfinite", "Whether a number or time is neither infinite nor NaN.", "isfinite(1.0)",
            new Overload([Double], LogicalType.Boolean, ScalarLoops.Unary<double, byte, IsFinite>),
            new Overload([LogicalType.Date], LogicalType.Boolean, ScalarLoops.Unary<int, byte, IsFiniteDay>),
            new Overload([LogicalType.Timestamp], LogicalType.Boolean, ScalarLoops.Unary<long, byte, IsFiniteTime>),
            new Overload([LogicalType.TimestampTz], LogicalType.Boolean, ScalarLoops.Unary<long, byte, IsFiniteTime>)),
    ];

    private static ScalarFunction Total<TOperation>(string name, string description, string example)
        where TOperation : struct, IUnary<double, double> =>
        Define.Function(name, description, example,
            new Overload([Double], Double, ScalarLoops.Unary<double, double, TOperation>));

    /// <summary>A function of a DOUBLE that raises errors for some.</summary>
    public static ScalarFunction Partial<TOperation>(string name, string description, string example)
        where TOperation : struct, IUnary<double, double> =>
        Define.Function(name, description, example,
            new Overload([Double], Double, ScalarLoops.UnaryChecked<double, double, TOperation>) { CanFail = true });

    private static unsafe void FillPi(in ScalarCall call, Vectors.ColumnVector result) =>
        new Span<double>(result.Data, call.Count).Fill(Math.PI);

    private static double Require(bool inDomain, string function, double value, double result) =>
        inDomain || double.IsNaN(value) ? result : throw Errors.OutOfRange(
            $"cannot take {function} of {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    private readonly struct Exponential : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Exp(x);
    }

    private readonly struct CubeRoot : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Cbrt(x);
    }

    private readonly struct Sine : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(double.IsFinite(x), "the sine", x, Math.Sin(x));
    }

    private readonly struct Cosine : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(double.IsFinite(x), "the cosine", x, Math.Cos(x));
    }

    private readonly struct Tangent : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(double.IsFinite(x), "the tangent", x, Math.Tan(x));
    }

    private readonly struct Cotangent : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(double.IsFinite(x), "the cotangent", x, 1 / Math.Tan(x));
    }

    private readonly struct ArcTangent : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Atan(x);
    }

    private readonly struct HyperbolicSine : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Sinh(x);
    }

    private readonly struct HyperbolicCosine : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Cosh(x);
    }

    private readonly struct HyperbolicTangent : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Tanh(x);
    }

    private readonly struct InverseSine : IUnary<double, double>
    {
        public static double Invoke(double x) => Math.Asinh(x);
    }

    private readonly struct Degrees : IUnary<double, double>
    {
        public static double Invoke(double x) => x * (180 / Math.PI);
    }

    private readonly struct Radians : IUnary<double, double>
    {
        public static double Invoke(double x) => x * (Math.PI / 180);
    }

    private readonly struct SquareRoot : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(x >= 0, "the square root", x, Math.Sqrt(x));
    }

    private readonly struct NaturalLogarithm : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(x > 0, "the logarithm", x, Math.Log(x));
    }

    private readonly struct Logarithm2 : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(x > 0, "the logarithm", x, Math.Log2(x));
    }

    private readonly struct Logarithm10 : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(x > 0, "the logarithm", x, Math.Log10(x));
    }

    private readonly struct ArcSine : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(Math.Abs(x) <= 1, "the arc sine", x, Math.Asin(x));
    }

    private readonly struct ArcCosine : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(Math.Abs(x) <= 1, "the arc cosine", x, Math.Acos(x));
    }

    private readonly struct InverseCosine : IUnary<double, double>
    {
        public static double Invoke(double x) => Require(x >= 1, "the inverse hyperbolic cosine", x, Math.Acosh(x));
    }

    private readonly struct InverseTangent : IUnary<double, double>
    {
        public static double Invoke(double x) =>
            Require(Math.Abs(x) <= 1, "the inverse hyperbolic tangent", x, Math.Atanh(x));
    }

    private readonly struct Gamma : IUnary<double, double>
    {
        public static double Invoke(double x) =>
            Require(x != 0, "gamma", x, x < 0 && x == Math.Floor(x) ? double.NaN : GammaFunction.Gamma(x));
    }

    private readonly struct LogGamma : IUnary<double, double>
    {
        public static double Invoke(double x) =>
            Require(x != 0, "lgamma", x,
                x < 0 && x == Math.Floor(x) ? double.PositiveInfinity : GammaFunction.LogGamma(x));
    }

    private readonly struct LogarithmOf : IBinary<double, double, double>
    {
        public static double Invoke(double b, double x)
        {
            Require(b > 0, "the logarithm to base", b, 0);
            if (b == 1) throw Errors.DivisionByZero();
            return Require(x > 0, "the logarithm", x, Math.Log(x) / Math.Log(b));
        }
    }

    private readonly struct Power : IBinary<double, double, double>
    {
        public static double Invoke(double x, double y)
        {
            return Math.Pow(x, y);
        }
    }

    private readonly struct ArcTangent2 : IBinary<double, double, double>
    {
        public static double Invoke(double y, double x) => Math.Atan2(y, x);
    }

    private readonly struct IsNaN : IUnary<double, byte>
    {
        public static byte Invoke(double x) => double.IsNaN(x) ? (byte)1 : (byte)0;
    }

    private readonly struct IsInfinite : IUnary<double, byte>
    {
        public static byte Invoke(double x) => double.IsInfinity(x) ? (byte)1 : (byte)0;
    }

    private readonly struct IsEndlessDay : IUnary<int, byte>
    {
        public static byte Invoke(int value) => (byte)(TemporalText.IsFinite(value) ? 0 : 1);
    }

    private readonly struct IsEndless : IUnary<long, byte>
    {
        public static byte Invoke(long value) => (byte)(TemporalText.IsFinite(value) ? 0 : 1);
    }

    private readonly struct IsFiniteDay : IUnary<int, byte>
    {
        public static byte Invoke(int value) => (byte)(TemporalText.IsFinite(value) ? 1 : 0);
    }

    private readonly struct IsFiniteTime : IUnary<long, byte>
    {
        public static byte Invoke(long value) => (byte)(TemporalText.IsFinite(value) ? 1 : 0);
    }

    private readonly struct IsFinite : IUnary<double, byte>
    {
        public static byte Invoke(double x) => double.IsFinite(x) ? (byte)1 : (byte)0;
    }
}
