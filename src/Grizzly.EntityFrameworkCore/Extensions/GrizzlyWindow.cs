namespace Grizzly.EntityFrameworkCore;

/// <summary>The rows that a window function looks at, and their order: OVER (…). For use in queries only; begins with
/// <see cref="GrizzlyWindowFunctionsExtensions.Window"/>.</summary>
/// <remarks>NULL comes first in ascending order, as everywhere in LINQ. All members raise
/// <see cref="InvalidOperationException"/> outside of queries.</remarks>
public sealed class GrizzlyWindow
{
    private GrizzlyWindow()
    {
    }

    /// <summary>Only rows with the same value; may be given several times.</summary>
    public GrizzlyWindow PartitionBy<T>(T value) => throw OnClient(nameof(PartitionBy));

    /// <summary>Orders by the value; further calls order what is equal so far.</summary>
    public GrizzlyWindow OrderBy<T>(T value) => throw OnClient(nameof(OrderBy));

    /// <inheritdoc cref="OrderBy{T}"/>
    public GrizzlyWindow OrderByDescending<T>(T value) => throw OnClient(nameof(OrderByDescending));

    /// <inheritdoc cref="OrderBy{T}"/>
    public GrizzlyWindow ThenBy<T>(T value) => throw OnClient(nameof(ThenBy));

    /// <inheritdoc cref="OrderBy{T}"/>
    public GrizzlyWindow ThenByDescending<T>(T value) => throw OnClient(nameof(ThenByDescending));

    /// <summary>ROWS: from so many rows before the current one to so many after it; null is no bound.</summary>
    public GrizzlyWindow Rows(int? preceding, int? following) => throw OnClient(nameof(Rows));

    /// <summary>GROUPS: as <see cref="Rows"/>, counting rows of the same order as one.</summary>
    public GrizzlyWindow Groups(int? preceding, int? following) => throw OnClient(nameof(Groups));

    internal static InvalidOperationException OnClient(string method) =>
        new($"'{method}' can only be used in a query that the database runs");
}
