using System.Globalization;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore;

/// <summary>Queries over a part of a table that chance picks.</summary>
public static class GrizzlySampleExtensions
{
    /// <summary>About so many percent of a table's rows, each picked by itself (Bernoulli). What follows sees only
    /// them.</summary>
    /// <param name="seed">The same seed picks the same rows of a table that has not changed; null: others each time.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 100.</exception>
    public static IQueryable<T> Sample<T>(this DbSet<T> set, double percent, int? seed = null)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        string share = percent.ToString("R", CultureInfo.InvariantCulture);
        return From(set, $"{share} PERCENT (bernoulli{Seed(seed)})");
    }

    /// <summary>So many of a table's rows, or all where there are fewer (reservoir sampling).</summary>
    /// <inheritdoc cref="Sample{T}"/>
    public static IQueryable<T> SampleRows<T>(this DbSet<T> set, int count, int? seed = null)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return From(set, string.Create(CultureInfo.InvariantCulture, $"{count} ROWS (reservoir{Seed(seed)})"));
    }

    private static string Seed(int? seed) => seed is { } known
        ? string.Create(CultureInfo.InvariantCulture, $", {known}") : "";

    private static IQueryable<T> From<T>(DbSet<T> set, string sample)
        where T : class
    {
        string name = set.EntityType.GetTableName()
            ?? throw new InvalidOperationException($"'{set.EntityType.DisplayName()}' is mapped to no table");
        string table = set.GetService<ISqlGenerationHelper>().DelimitIdentifier(name, set.EntityType.GetSchema());
        string sql = $"SELECT * FROM {table} USING SAMPLE {sample}"; // a name in quotes and numbers
        return set.FromSqlRaw(sql);
    }
}
