using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Numbers that have names in statistics: error functions, buckets; and the scale of a decimal.</summary>
internal static unsafe class NumericFunctions
{
    private static readonly LogicalType Double = LogicalType.Double, Integer = LogicalType.Integer;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("erf", "Error function.", "erf(0.5)",
            new Overload([Double], Double, ScalarLoops.Unary<double, double, ErrorFunction>)),
        Define.Function("erfc", "1 less the error function, exact also where that is near 1.", "erfc(5)",
            new Overload([Double], Double, ScalarLoops.Unary<double, double, Complement>)),
        Define.Function("round_even", "Rounded to a number of decimals, halves to the even neighbour.",
            "round_even(2.5, 0)",
            new Overload([Double, Integer], Double, ScalarLoops.Binary<double, int, double, RoundEven>),
            new Overload([Double], Double, ScalarLoops.Unary<double, double, RoundWhole>))
            with { Aliases = ["roundbankers"] },
        Define.Custom("scale", "Digits after the point of a DECIMAL, 0 of an integer.", "scale(1.50)", BindScale,
            "scale(DECIMAL) -> INTEGER"),
        Define.Function("width_bucket", "The number, from 1, of the bucket of n equal ones between two bounds that a "
            + "number is in; 0 below, n + 1 above.", "width_bucket(5.3, 0, 10, 5)",
            new Overload([Double, Double, Double, Integer], Integer, Bucket) { CanFail = true }),
        Define.Custom("num_nulls", "How many arguments are NULL.", "num_nulls(1, NULL)",
            (types, _) => BindNulls("num_nulls", types, true), "num_nulls(any, ...) -> INTEGER"),
        Define.Custom("num_nonnulls", "How many arguments are not NULL.", "num_nonnulls(1, NULL)",
            (types, _) => BindNulls("num_nonnulls", types, false), "num_nonnulls(any, ...) -> INTEGER"),
    ];

    private static BoundScalar? BindScale(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types is not [var type] || !(type.IsDecimal || type.IsInteger)) return null;
        int scale = type.Scale;
        return new BoundScalar
        {
            Name = "scale",
            ArgumentTypes = [type],
            ReturnType = Integer,
            Kernel = (in ScalarCall call, ColumnVector result) => new Span<int>(result.Data, call.Count).Fill(scale),
        };
    }

    private static BoundScalar BindNulls(string name, IReadOnlyList<LogicalType> types, bool counted) => new()
    {
        Name = name,
        ArgumentTypes = types,
        ReturnType = Integer,
        Nulls = NullHandling.Custom,
        Kernel = (in ScalarCall call, ColumnVector result) =>
        {
            for (int i = 0; i < call.Count; i++)
            {
                int count = 0;
                foreach (ColumnVector argument in call.Arguments) count += argument.IsNullAt(i) == counted ? 1 : 0;
                ((int*)result.Data)[i] = count;
            }
        },
    };

    private static void Bucket(in ScalarCall call, ColumnVector result)
    {
        var value = new Column<double>(call.Arguments[0]);
        var low = new Column<double>(call.Arguments[1]);
        var high = new Column<double>(call.Arguments[2]);
        var count = new Column<int>(call.Arguments[3]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((int*)result.Data)[i] = BucketOf(value[i], low[i], high[i], count[i]);
        }
    }

    /// <exception cref="GrizzlyException">2201G: no bucket, no room between the bounds, or a bound that is no finite
    /// number.</exception>
    private static int BucketOf(double value, double low, double high, int count)
    {
        if (count < 1 || count == int.MaxValue) throw Wrong("count must be greater than zero");
        if (double.IsNaN(value) || double.IsNaN(low) || double.IsNaN(high))
            throw Wrong("operand, lower bound, and upper bound cannot be NaN");
        if (double.IsInfinity(low) || double.IsInfinity(high)) throw Wrong("lower and upper bounds must be finite");
        if (low == high) throw Wrong("lower bound cannot equal upper bound");
        bool ascends = low < high;
        if (ascends ? value < low : value > low) return 0;
        if (ascends ? value >= high : value <= high) return count + 1;
        double part = (value / 2 - low / 2) / (high / 2 - low / 2);
        return Math.Min((int)Math.Floor(part * count), count - 1) + 1;
    }

    private static GrizzlyException Wrong(string text) => new(SqlStates.InvalidArgumentForWidthBucket, text);

    /// <summary>The complementary error function from 1 on, by its continued fraction.</summary>
    private static double Tail(double x)
    {
        double fraction = x;
        for (int k = 200; k >= 1; k--) fraction = x + k / 2.0 / fraction;
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }

    private static double ErrorOf(double x)
    {
        if (x < 0) return -ErrorOf(-x);
        if (double.IsNaN(x)) return x;
        if (x >= 2) return 1 - Tail(x);
        double term = x, sum = x;
        for (int n = 1; n < 100 && term > sum * 1e-17; n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private readonly struct ErrorFunction : IUnary<double, double>
    {
        public static double Invoke(double value) => ErrorOf(value);
    }

    private readonly struct Complement : IUnary<double, double>
    {
        public static double Invoke(double value) => value >= 1 ? Tail(value) : 1 - ErrorOf(value);
    }

    private readonly struct RoundWhole : IUnary<double, double>
    {
        public static double Invoke(double value) => Math.Round(value, MidpointRounding.ToEven);
    }

    private readonly struct RoundEven : IBinary<double, int, double>
    {
        public static double Invoke(double value, int decimals)
        {
            if (decimals is >= 0 and <= 15) return Math.Round(value, decimals, MidpointRounding.ToEven);
            if (decimals > 15) return value;
            double unit = Math.Pow(10, -(double)decimals);
            return double.IsInfinity(unit) ? 0 : Math.Round(value / unit, MidpointRounding.ToEven) * unit;
        }
    }
}
