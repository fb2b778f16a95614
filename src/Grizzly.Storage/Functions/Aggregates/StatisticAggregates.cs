using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Running mean and sum of squared deviations (B. P. Welford, Technometrics 1962; merged after Chan, Golub and
/// LeVeque).</summary>
internal struct VarianceState
{
    public long Count;
    public double Mean;
    public double Deviations;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        Count++;
        double delta = value - Mean;
        Mean += delta / Count;
        Deviations += delta * (value - Mean);
    }

    public void Combine(ref VarianceState target)
    {
        if (Count == 0) return;
        long count = target.Count + Count;
        double delta = Mean - target.Mean;
        target.Deviations += Deviations + delta * delta * target.Count * Count / count;
        target.Mean += delta * Count / count;
        target.Count = count;
    }
}

internal interface IMoment
{
    /// <summary>The result for a state, or NaN for NULL where <paramref name="isNull"/>.</summary>
    static abstract double Finish(in VarianceState state, out bool isNull);
}

internal readonly unsafe struct Moment<TMoment> : IAggregateOperation<VarianceState, double>
    where TMoment : struct, IMoment
{
    public static void Add(ref VarianceState state, double value) => state.Add(value);

    public static void Combine(ref VarianceState source, ref VarianceState target) => source.Combine(ref target);

    public static void Finish(ref VarianceState state, ColumnVector result, int row, double parameter)
    {
        double value = TMoment.Finish(state, out bool isNull);
        if (!isNull && !double.IsFinite(value)) throw Errors.OutOfRange("the variance is out of range for type DOUBLE");
        if (isNull) result.SetNull(row);
        else ((double*)result.Data)[row] = value;
    }
}

/// <summary>stddev, variance, covariance, correlation and regression.</summary>
internal static class StatisticAggregates
{
    private static readonly LogicalType Double = LogicalType.Double;

    public static IEnumerable<AggregateFunction> All =>
    [
        Make<SampleVariance>("var_samp", "Variance of a sample.", ["variance"]),
        Make<PopulationVariance>("var_pop", "Variance of a population.", []),
        Make<SampleDeviation>("stddev_samp", "Standard deviation of a sample.", ["stddev"]),
        Make<PopulationDeviation>("stddev_pop", "Standard deviation of a population.", []),
        Make<StandardError>("sem", "Standard error of the mean.", []),
        MakePair("covar_pop", "Covariance of a population.", PairResult.CovarianceOfPopulation),
        MakePair("covar_samp", "Covariance of a sample.", PairResult.CovarianceOfSample),
        MakePair("corr", "Correlation coefficient.", PairResult.Correlation),
        MakePair("regr_slope", "Slope of the least-squares line through (x, y), given y first.", PairResult.Slope),
        MakePair("regr_intercept", "Where the least-squares line meets the y axis.", PairResult.Intercept),
        MakePair("regr_r2", "Square of the correlation coefficient.", PairResult.RSquared),
        MakePair("regr_count", "Number of pairs.", PairResult.Count),
        MakePair("regr_avgx", "Mean of x.", PairResult.MeanX),
        MakePair("regr_avgy", "Mean of y.", PairResult.MeanY),
        MakePair("regr_sxx", "Sum of the squared deviations of x.", PairResult.SquaresX),
        MakePair("regr_syy", "Sum of the squared deviations of y.", PairResult.SquaresY),
        MakePair("regr_sxy", "Sum of the products of both deviations.", PairResult.Products),
    ];

    private static AggregateFunction Make<TMoment>(string name, string description, string[] aliases)
        where TMoment : struct, IMoment =>
        new(name, description, $"{name}(x)", (types, constants) =>
            OverloadResolver.Cost(types, Define.Literals(constants), [Double], false) < 0
            ? null : NumericAggregates.Make(name, Double, Double, new UnaryAggregate<VarianceState, double,
                Moment<TMoment>>()))
        {
            Aliases = aliases,
            Signatures = [$"{name}(DOUBLE) -> DOUBLE"],
        };

    private static AggregateFunction MakePair(string name, string description, PairResult result) =>
        new(name, description, $"{name}(y, x)", (types, constants) =>
            OverloadResolver.Cost(types, Define.Literals(constants), [Double, Double], false) < 0
            ? null : new BoundAggregateFunction
            {
                Name = name,
                ArgumentTypes = [Double, Double],
                ReturnType = result == PairResult.Count ? LogicalType.BigInt : Double,
                Kernel = new PairAggregate(result),
                IsCount = result == PairResult.Count,
            })
        {
            Signatures = [$"{name}(DOUBLE, DOUBLE) -> {(result == PairResult.Count ? "BIGINT" : "DOUBLE")}"],
        };

    private readonly struct SampleVariance : IMoment
    {
        public static double Finish(in VarianceState state, out bool isNull)
        {
            isNull = state.Count < 2;
            return state.Deviations / (state.Count - 1);
        }
    }

    private readonly struct PopulationVariance : IMoment
    {
        public static double Finish(in VarianceState state, out bool isNull)
        {
            isNull = state.Count < 1;
            return state.Deviations / state.Count;
        }
    }

    private readonly struct SampleDeviation : IMoment
    {
        public static double Finish(in VarianceState state, out bool isNull) =>
            Math.Sqrt(SampleVariance.Finish(state, out isNull));
    }

    private readonly struct StandardError : IMoment
    {
        public static double Finish(in VarianceState state, out bool isNull) =>
            PopulationDeviation.Finish(state, out isNull) / Math.Sqrt(state.Count);
    }

    private readonly struct PopulationDeviation : IMoment
    {
        public static double Finish(in VarianceState state, out bool isNull) =>
            Math.Sqrt(PopulationVariance.Finish(state, out isNull));
    }
}
