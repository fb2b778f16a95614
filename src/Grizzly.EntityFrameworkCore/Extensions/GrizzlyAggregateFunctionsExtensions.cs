namespace Grizzly.EntityFrameworkCore;

/// <summary>Aggregates over a group that LINQ has no operators for, for use in queries only:
/// <c>EF.Functions.Median(group.Select(order =&gt; order.Total))</c>. NULLs are left out; without values the result is
/// NULL.</summary>
/// <remarks>All raise <see cref="InvalidOperationException"/> outside of queries.</remarks>
public static class GrizzlyAggregateFunctionsExtensions
{
    /// <summary>The value in the middle, or the mean of the two.</summary>
    public static double? Median<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(Median));

    /// <summary>The value below which a fraction (0 to 1) of all are, between two values interpolated: PERCENTILE_CONT.
    /// </summary>
    public static double? PercentileCont<T>(this DbFunctions _, IEnumerable<T> values, double fraction) =>
        throw GrizzlyWindow.OnClient(nameof(PercentileCont));

    /// <summary>The first value below which, or at which, at least a fraction (0 to 1) of all are: PERCENTILE_DISC.
    /// </summary>
    public static T PercentileDisc<T>(this DbFunctions _, IEnumerable<T> values, double fraction) =>
        throw GrizzlyWindow.OnClient(nameof(PercentileDisc));

    /// <summary>The most frequent value.</summary>
    public static T Mode<T>(this DbFunctions _, IEnumerable<T> values) => throw GrizzlyWindow.OnClient(nameof(Mode));

    /// <summary>The standard deviation of a sample: NULL for one value.</summary>
    public static double? StandardDeviationSample<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(StandardDeviationSample));

    /// <summary>The standard deviation of all values there are.</summary>
    public static double? StandardDeviationPopulation<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(StandardDeviationPopulation));

    /// <summary>The variance of a sample: NULL for one value.</summary>
    public static double? VarianceSample<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(VarianceSample));

    /// <summary>The variance of all values there are.</summary>
    public static double? VariancePopulation<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(VariancePopulation));

    /// <summary>About how many different values there are (HyperLogLog): cheap where there are many.</summary>
    public static long ApproximateCountDistinct<T>(this DbFunctions _, IEnumerable<T> values) =>
        throw GrizzlyWindow.OnClient(nameof(ApproximateCountDistinct));
}
