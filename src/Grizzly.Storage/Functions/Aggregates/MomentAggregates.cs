using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Running mean and sums of the second to fourth powers of the deviations (P. Pébay, SAND2008-6212).</summary>
internal struct FourMomentState
{
    public long Count;
    public double Mean;
    public double Second;
    public double Third;
    public double Fourth;

    public void Add(double value)
    {
        var one = new FourMomentState { Count = 1, Mean = value };
        one.Combine(ref this);
    }

    public readonly void Combine(ref FourMomentState target)
    {
        if (Count == 0) return;
        double a = target.Count, b = Count, n = a + b;
        double delta = Mean - target.Mean, step = delta / n, product = delta * step * a * b;
        double second = target.Second + Second + product;
        double third = target.Third + Third + product * step * (a - b) + 3 * step * (a * Second - b * target.Second);
        target.Fourth += Fourth + product * step * step * (a * a - a * b + b * b)
            + 6 * step * step * (a * a * Second + b * b * target.Second)
            + 4 * step * (a * Third - b * target.Third);
        (target.Second, target.Third) = (second, third);
        target.Mean += step * b;
        target.Count += Count;
    }
}

/// <summary>skewness and kurtosis.</summary>
internal static unsafe class MomentAggregates
{
    private static readonly LogicalType Double = LogicalType.Double;

    public static IEnumerable<AggregateFunction> All =>
    [
        Make<Skewness>("skewness", "Skewness of a sample; NULL for fewer than 3 values, NaN where they do not differ."),
        Make<SampleKurtosis>("kurtosis", "Excess kurtosis of a sample (Fisher's definition with bias correction)."),
        Make<PopulationKurtosis>("kurtosis_pop", "Excess kurtosis of a population (without bias correction)."),
    ];

    private static AggregateFunction Make<TShape>(string name, string description) where TShape : struct, IShape =>
        new(name, description, $"{name}(x)", (types, constants) =>
            OverloadResolver.Cost(types, Define.Literals(constants), [Double], false) < 0
                ? null
                : NumericAggregates.Make(name, Double, Double,
                    new UnaryAggregate<FourMomentState, double, Shape<TShape>>()))
        {
            Signatures = [$"{name}(DOUBLE) -> DOUBLE"],
        };

    private interface IShape
    {
        /// <summary>The result, or null for NULL.</summary>
        static abstract double? Of(in FourMomentState state);
    }

    private readonly struct Shape<TShape> : IAggregateOperation<FourMomentState, double> where TShape : struct, IShape
    {
        public static void Add(ref FourMomentState state, double value) => state.Add(value);

        public static void Combine(ref FourMomentState source, ref FourMomentState target) =>
            source.Combine(ref target);

        public static void Finish(ref FourMomentState state, ColumnVector result, int row, double parameter)
        {
            if (state.Count > 1 && !double.IsFinite(state.Fourth))
                throw Errors.OutOfRange("a moment is out of range for type DOUBLE");
            if (TShape.Of(state) is { } value) ((double*)result.Data)[row] = value;
            else result.SetNull(row);
        }
    }

    private readonly struct Skewness : IShape
    {
        public static double? Of(in FourMomentState state)
        {
            if (state.Count <= 2) return null;
            double n = state.Count, variance = state.Second / n;
            if (variance <= 0) return double.NaN;
            return Math.Sqrt(n * (n - 1)) / (n - 2) * (state.Third / n) / Math.Pow(variance, 1.5);
        }
    }

    private readonly struct SampleKurtosis : IShape
    {
        public static double? Of(in FourMomentState state)
        {
            double n = state.Count;
            if (state.Count <= 3 || state.Second <= 0) return null;
            double variance = state.Second / n, ratio = state.Fourth / n / (variance * variance);
            return (n - 1) * ((n + 1) * ratio - 3 * (n - 1)) / ((n - 2) * (n - 3));
        }
    }

    private readonly struct PopulationKurtosis : IShape
    {
        public static double? Of(in FourMomentState state)
        {
            if (state.Count <= 1 || state.Second <= 0) return null;
            double variance = state.Second / state.Count;
            return state.Fourth / state.Count / (variance * variance) - 3;
        }
    }
}
