namespace Grizzly.EntityFrameworkCore;

/// <summary>Window functions, for use in queries only.</summary>
/// <remarks>
/// They see the rows of the query as it is where they stand: <c>Where</c> before them takes rows away from the
/// window, <c>Where</c> after them does not. They may stand in <c>Select</c> and <c>Where</c>, not in keys of
/// ordering, grouping or joining, where <c>Select</c> has to name them first. What has no value (the row before the
/// first) is NULL: give a nullable argument, <c>(decimal?)order.Total</c>, where that can be. All raise
/// <see cref="InvalidOperationException"/> outside of queries.
/// </remarks>
public static class GrizzlyWindowFunctionsExtensions
{
    /// <summary>A window of all rows, without order.</summary>
    public static GrizzlyWindow Window(this DbFunctions _) => throw GrizzlyWindow.OnClient(nameof(Window));

    /// <summary>The row's number in the window's order, from 1.</summary>
    public static long RowNumber(this DbFunctions _, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(RowNumber));

    /// <summary>The number of the first row of the same order, from 1: with gaps.</summary>
    public static long Rank(this DbFunctions _, GrizzlyWindow window) => throw GrizzlyWindow.OnClient(nameof(Rank));

    /// <summary>The rank without gaps.</summary>
    public static long DenseRank(this DbFunctions _, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(DenseRank));

    /// <summary>The share of rows before the current one, from 0 to 1.</summary>
    public static double PercentRank(this DbFunctions _, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(PercentRank));

    /// <summary>The share of rows up to the current one and those of the same order.</summary>
    public static double CumeDist(this DbFunctions _, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(CumeDist));

    /// <summary>Which of so many parts of nearly the same size the row is in, from 1.</summary>
    public static long NTile(this DbFunctions _, int parts, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(NTile));

    /// <summary>The value of the row before.</summary>
    public static T Lag<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lag));

    /// <summary>The value so many rows before.</summary>
    public static T Lag<T>(this DbFunctions _, T value, int offset, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lag));

    /// <summary>The value so many rows before, or the default where there is no such row.</summary>
    public static T Lag<T>(this DbFunctions _, T value, int offset, T defaultValue, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lag));

    /// <summary>The value of the row after.</summary>
    public static T Lead<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lead));

    /// <summary>The value so many rows after.</summary>
    public static T Lead<T>(this DbFunctions _, T value, int offset, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lead));

    /// <summary>The value so many rows after, or the default where there is no such row.</summary>
    public static T Lead<T>(this DbFunctions _, T value, int offset, T defaultValue, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Lead));

    /// <summary>The value of the frame's first row.</summary>
    public static T FirstValue<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(FirstValue));

    /// <summary>The value of the frame's last row: with an order and no frame given, the current row and those of its
    /// order.</summary>
    public static T LastValue<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(LastValue));

    /// <summary>The value of the frame's row with that number, from 1.</summary>
    public static T NthValue<T>(this DbFunctions _, T value, int number, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(NthValue));

    /// <summary>The sum over the frame; an overflow is an error.</summary>
    public static T Sum<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Sum));

    /// <summary>The mean over the frame.</summary>
    public static double? Average(this DbFunctions _, double? value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Average));

    /// <inheritdoc cref="Average(DbFunctions, double?, GrizzlyWindow)"/>
    public static decimal? Average(this DbFunctions _, decimal? value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Average));

    /// <summary>The least value of the frame.</summary>
    public static T Min<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Min));

    /// <summary>The greatest value of the frame.</summary>
    public static T Max<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Max));

    /// <summary>The number of the frame's rows.</summary>
    public static long Count(this DbFunctions _, GrizzlyWindow window) => throw GrizzlyWindow.OnClient(nameof(Count));

    /// <summary>The number of the frame's values that are not NULL.</summary>
    public static long Count<T>(this DbFunctions _, T value, GrizzlyWindow window) =>
        throw GrizzlyWindow.OnClient(nameof(Count));
}
