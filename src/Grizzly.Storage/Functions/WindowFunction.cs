using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Grizzly.Functions;

/// <summary>What a window call computes for each row of a partition.</summary>
public enum WindowFunctionKind : byte
{
    /// <summary>An aggregate over the rows of the frame.</summary>
    Aggregate,
    RowNumber,
    Rank,
    DenseRank,
    PercentRank,
    CumeDist,
    Ntile,
    Lag,
    Lead,
    FirstValue,
    LastValue,
    NthValue,
    Fill,
}

/// <summary>A function that needs OVER, as the registry lists it. Immutable and thread-safe.</summary>
public sealed record WindowFunction(
    string Name, WindowFunctionKind Kind, string Description, string Example, string Signature)
{
    private static readonly FrozenDictionary<string, WindowFunction> ByName = All().ToFrozenDictionary(
        function => function.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<WindowFunction> Functions => ByName.Values;

    /// <summary>True where the frame matters: the others look at the whole partition.</summary>
    public bool UsesFrame => Kind is WindowFunctionKind.FirstValue or WindowFunctionKind.LastValue
        or WindowFunctionKind.NthValue or WindowFunctionKind.Aggregate;

    /// <summary>True where IGNORE NULLS may be said.</summary>
    public bool TakesNullTreatment => Kind is >= WindowFunctionKind.Lag and not WindowFunctionKind.Fill;

    public static bool TryGet(string name, [NotNullWhen(true)] out WindowFunction? function) =>
        ByName.TryGetValue(name, out function);

    private static WindowFunction[] All() =>
    [
        new("row_number", WindowFunctionKind.RowNumber, "Number of the row in its partition, from 1.",
            "row_number() OVER (ORDER BY x)", "row_number() -> BIGINT"),
        new("rank", WindowFunctionKind.Rank, "Number of the first peer of the row: equal rows share it, with gaps.",
            "rank() OVER (ORDER BY x)", "rank() -> BIGINT"),
        new("dense_rank", WindowFunctionKind.DenseRank, "Number of the row's group of peers, without gaps.",
            "dense_rank() OVER (ORDER BY x)", "dense_rank() -> BIGINT"),
        new("rank_dense", WindowFunctionKind.DenseRank, "Number of the row's group of peers, without gaps.",
            "rank_dense() OVER (ORDER BY x)", "rank_dense() -> BIGINT"),
        new("percent_rank", WindowFunctionKind.PercentRank, "(rank - 1) / (rows of the partition - 1).",
            "percent_rank() OVER (ORDER BY x)", "percent_rank() -> DOUBLE"),
        new("cume_dist", WindowFunctionKind.CumeDist, "Share of the partition's rows up to the row's last peer.",
            "cume_dist() OVER (ORDER BY x)", "cume_dist() -> DOUBLE"),
        new("ntile", WindowFunctionKind.Ntile, "Number of the row's bucket of n buckets of nearly equal size.",
            "ntile(4) OVER (ORDER BY x)", "ntile(BIGINT) -> BIGINT"),
        new("lag", WindowFunctionKind.Lag, "Value in the row that many (1) rows before, else the default (NULL).",
            "lag(x, 1, 0) OVER (ORDER BY x)", "lag(any [, BIGINT [, any]]) -> same"),
        new("lead", WindowFunctionKind.Lead, "Value in the row that many (1) rows after, else the default (NULL).",
            "lead(x, 1, 0) OVER (ORDER BY x)", "lead(any [, BIGINT [, any]]) -> same"),
        new("first_value", WindowFunctionKind.FirstValue, "Value in the first row of the frame.",
            "first_value(x) OVER (ORDER BY x)", "first_value(any) -> same"),
        new("last_value", WindowFunctionKind.LastValue, "Value in the last row of the frame.",
            "last_value(x) OVER (ORDER BY x)", "last_value(any) -> same"),
        new("nth_value", WindowFunctionKind.NthValue, "Value in the n-th row of the frame.",
            "nth_value(x, 2) OVER (ORDER BY x)", "nth_value(any, BIGINT) -> same"),
        new("fill", WindowFunctionKind.Fill, "The value, or for NULL the one on the line between its neighbours.",
            "fill(x) OVER (ORDER BY x)", "fill(number) -> same"),
    ];
}
