using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Shifts of 128-bit integers, and the sign bit and neighbours of floating-point numbers.</summary>
internal static class BitShiftFunctions
{
    private static readonly LogicalType HugeInt = LogicalType.HugeInt, Float = LogicalType.Float,
        Double = LogicalType.Double, Boolean = LogicalType.Boolean;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("<<", "Shift left; bits that would be lost are an error.", "1::HUGEINT << 100",
            new Overload([HugeInt, HugeInt], HugeInt, ScalarLoops.BinaryChecked<Int128, Int128, Int128, ShiftLeft>)
                { CanFail = true }),
        Define.Function(">>", "Shift right.", "1024::HUGEINT >> 3",
            new Overload([HugeInt, HugeInt], HugeInt, ScalarLoops.Binary<Int128, Int128, Int128, ShiftRight>)),
        Define.Function("signbit", "Whether the sign bit of a number is set, also of -0 and NaN.", "signbit(-0.0)",
            new Overload([Float], Boolean, ScalarLoops.Unary<float, byte, SignOfFloat>),
            new Overload([Double], Boolean, ScalarLoops.Unary<double, byte, SignOfDouble>)),
        Define.Function("nextafter", "The next floating-point number from one toward another.",
            "nextafter(1::FLOAT, 2::FLOAT)",
            new Overload([Float, Float], Float, ScalarLoops.Binary<float, float, float, NextFloat>),
            new Overload([Double, Double], Double, ScalarLoops.Binary<double, double, double, NextDouble>)),
    ];

    private readonly struct ShiftLeft : IBinary<Int128, Int128, Int128>
    {
        public static Int128 Invoke(Int128 value, Int128 places)
        {
            if (value == 0 || places == 0) return value;
            if (value < 0 || places < 0 || places > 126 || value << (int)places >> (int)places != value
                || value << (int)places < 0)
                throw Errors.OutOfRange($"{value} << {places} is out of range");
            return value << (int)places;
        }
    }

    private readonly struct ShiftRight : IBinary<Int128, Int128, Int128>
    {
        public static Int128 Invoke(Int128 value, Int128 places) =>
            places < 0 || places > 127 ? 0 : value >> (int)places;
    }

    private readonly struct SignOfFloat : IUnary<float, byte>
    {
        public static byte Invoke(float value) => float.IsNegative(value) ? (byte)1 : (byte)0;
    }

    private readonly struct SignOfDouble : IUnary<double, byte>
    {
        public static byte Invoke(double value) => double.IsNegative(value) ? (byte)1 : (byte)0;
    }

    private readonly struct NextFloat : IBinary<float, float, float>
    {
        public static float Invoke(float from, float to) => float.IsNaN(from) || float.IsNaN(to) ? float.NaN
            : from == to ? to : from < to ? MathF.BitIncrement(from) : MathF.BitDecrement(from);
    }

    private readonly struct NextDouble : IBinary<double, double, double>
    {
        public static double Invoke(double from, double to) => double.IsNaN(from) || double.IsNaN(to) ? double.NaN
            : from == to ? to : from < to ? Math.BitIncrement(from) : Math.BitDecrement(from);
    }
}
