using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Trigonometric functions of degrees. Angles of which school knows the values (0, 30, 45, 60 and 90 degrees
/// and their mirror images) give these exactly, as in PostgreSQL. What lies outside a function's domain raises 22003,
/// NaN stays NaN.</summary>
internal static class DegreeFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        MathFunctions.Partial<Sine>("sind", "Sine of an angle in degrees.", "sind(30)"),
        MathFunctions.Partial<Cosine>("cosd", "Cosine of an angle in degrees.", "cosd(60)"),
        MathFunctions.Partial<Tangent>("tand", "Tangent of an angle in degrees.", "tand(45)"),
        MathFunctions.Partial<Cotangent>("cotd", "Cotangent of an angle in degrees.", "cotd(45)"),
        MathFunctions.Partial<ArcSine>("asind", "Arc sine in degrees.", "asind(0.5)"),
        MathFunctions.Partial<ArcCosine>("acosd", "Arc cosine in degrees.", "acosd(0.5)"),
        MathFunctions.Partial<ArcTangent>("atand", "Arc tangent in degrees.", "atand(1)"),
        Define.Function("atan2d", "Angle of the point (x, y), given as y, x, in degrees.", "atan2d(1, 1)",
            new Overload([LogicalType.Double, LogicalType.Double], LogicalType.Double,
                ScalarLoops.Binary<double, double, double, ArcTangentOfTwo>)),
    ];

    /// <summary>The sine of an angle of at most 360 degrees.</summary>
    private static double SineOf(double degrees)
    {
        if (degrees < 0) return -SineOf(-degrees);
        if (degrees > 180) return -SineOf(degrees - 180);
        if (degrees > 90) degrees = 180 - degrees;
        return degrees switch
        {
            30 => 0.5,
            90 => 1,
            _ => Math.Sin(double.DegreesToRadians(degrees)),
        };
    }

    private static double CosineOf(double degrees) =>
        Math.Abs(degrees) is 90 or 270 ? 0
        : Math.Abs(degrees) is 60 or 300 ? 0.5
        : Math.Abs(degrees) is 120 or 240 ? -0.5
        : Math.Cos(double.DegreesToRadians(degrees));

    private static double Reduce(double degrees) =>
        double.IsInfinity(degrees) ? throw Errors.OutOfRange("input is out of range") : degrees % 360;

    private static double TangentOf(double degrees) => Math.Abs(degrees) switch
    {
        0 or 180 => 0,
        45 or 225 => Math.CopySign(1, degrees),
        135 or 315 => -Math.CopySign(1, degrees),
        90 or 270 => degrees is 90 or -270 ? double.PositiveInfinity : double.NegativeInfinity,
        _ => SineOf(degrees) / CosineOf(degrees),
    };

    private static double WithinOne(double value) =>
        Math.Abs(value) > 1 ? throw Errors.OutOfRange("input is out of range") : value;

    private readonly struct Sine : IUnary<double, double>
    {
        public static double Invoke(double value) => SineOf(Reduce(value));
    }

    private readonly struct Cosine : IUnary<double, double>
    {
        public static double Invoke(double value) => CosineOf(Reduce(value));
    }

    private readonly struct Tangent : IUnary<double, double>
    {
        public static double Invoke(double value) => TangentOf(Reduce(value));
    }

    private readonly struct Cotangent : IUnary<double, double>
    {
        public static double Invoke(double value) => 1 / TangentOf(Reduce(value));
    }

    private readonly struct ArcSine : IUnary<double, double>
    {
        public static double Invoke(double value) => Math.Abs(value) == 0.5
            ? Math.CopySign(30, value) : double.RadiansToDegrees(Math.Asin(WithinOne(value)));
    }

    private readonly struct ArcCosine : IUnary<double, double>
    {
        public static double Invoke(double value) => value == 0.5 ? 60 : value == -0.5 ? 120
            : double.RadiansToDegrees(Math.Acos(WithinOne(value)));
    }

    private readonly struct ArcTangent : IUnary<double, double>
    {
        public static double Invoke(double value) => double.RadiansToDegrees(Math.Atan(value));
    }

    private readonly struct ArcTangentOfTwo : IBinary<double, double, double>
    {
        public static double Invoke(double y, double x) => double.RadiansToDegrees(Math.Atan2(y, x));
    }
}
