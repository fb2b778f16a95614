using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>All built-in functions, by name without regard to case. Immutable and thread-safe.</summary>
public static class FunctionRegistry
{
    private static readonly FrozenDictionary<string, ScalarFunction> ScalarsByName = IndexScalars();

    private static readonly FrozenDictionary<string, AggregateFunction> AggregatesByName =
        Index(AllAggregates(), function => function.Name, function => function.Aliases);

    private static readonly FrozenDictionary<string, TableFunction> TablesByName = Index(AllTables(), function =>
        function.Name, _ => []);

    public static IReadOnlyList<ScalarFunction> Scalars { get; } = [.. AllScalars()];

    public static IReadOnlyList<AggregateFunction> Aggregates { get; } = [.. AllAggregates()];

    public static IReadOnlyList<TableFunction> Tables { get; } = [.. AllTables()];

    /// <summary>Every name a function can be called by, for "did you mean".</summary>
    public static IEnumerable<string> Names =>
        ScalarsByName.Keys.Concat(AggregatesByName.Keys).Concat(TablesByName.Keys);

    public static bool TryGetScalar(string name, [NotNullWhen(true)] out ScalarFunction? function) =>
        ScalarsByName.TryGetValue(name, out function);

    public static bool TryGetAggregate(string name, [NotNullWhen(true)] out AggregateFunction? function) =>
        AggregatesByName.TryGetValue(name, out function);

    public static bool TryGetTable(string name, [NotNullWhen(true)] out TableFunction? function) =>
        TablesByName.TryGetValue(name, out function);

    /// <summary>The call of a scalar function; 42883 with the near names or the candidates where there is
    /// none.</summary>
    public static BoundScalar BindScalar(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, SourceSpan span = default)
    {
        if (!TryGetScalar(name, out ScalarFunction? function)) throw Errors.FunctionNotFound(name, Names, span);
        return function.Bind(types, constants)
            ?? throw Errors.NoMatchingFunction(Show(name, types), function.Signatures, span);
    }

    /// <summary>The call of an aggregate; 42883 with the near names or the candidates where there is none.</summary>
    public static BoundAggregateFunction BindAggregate(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, SourceSpan span = default)
    {
        if (!TryGetAggregate(name, out AggregateFunction? function)) throw Errors.FunctionNotFound(name, Names, span);
        return function.Bind(types, constants)
            ?? throw Errors.NoMatchingFunction(Show(name, types), function.Signatures, span);
    }

    private static string Show(string name, IReadOnlyList<LogicalType> types) =>
        $"{name}({string.Join(", ", types.Select(type => type.Name))})";

    private static IEnumerable<ScalarFunction> AllScalars() =>
    [
        .. ArithmeticFunctions.All,
        .. DivisionFunctions.All,
        .. DecimalDivision.All,
        .. LikeFunctions.All,
        .. GlobFunctions.All,
        .. TextFunctions.All,
        .. TextEditFunctions.All,
        .. TextSearchFunctions.All,
        .. TextQuoting.All,
        .. RegexFunctions.All,
        .. MathFunctions.All,
        .. DegreeFunctions.All,
        .. NumericFunctions.All,
        .. RoundingFunctions.All,
        .. IntegerFunctions.All,
        .. DatePartFunctions.All,
        .. DateFunctions.All,
        .. OtherFunctions.All,
        .. ClockFunctions.All,
        .. SequenceFunctions.All,
        .. MakeFunctions.All,
        .. ExtractFunctions.All,
        .. ListFunctions.All,
        .. ListOrderFunctions.All,
        .. ListAggregateFunctions.All,
        .. ListDistanceFunctions.All,
        .. MapFunctions.All,
        .. EnumFunctions.All,
        .. UnionFunctions.All,
        .. StructFunctions.All,
        .. SplitFunctions.All,
        .. SeriesLists.All,
        .. JsonFunctions.All,
        .. JsonMakers.All,
        .. JsonEditing.All,
        .. BinningFunctions.All,
        .. TextMeasureFunctions.All,
        .. GraphemeFunctions.All,
        .. HashFunctions.All,
        .. RegexGroupFunctions.All,
        .. BitShiftFunctions.All,
        .. TimeBucketFunctions.All,
        .. PathFunctions.All,
        .. CollationFunctions.All,
        .. EncodingFunctions.All,
        .. BlobFunctions.All,
    ];

    private static IEnumerable<AggregateFunction> AllAggregates() =>
    [
        .. NumericAggregates.All,
        .. StatisticAggregates.All,
        .. BitAggregates.All,
        .. StringAggregate.All,
        .. QuantileAggregates.All,
        .. ListAggregates.All,
        .. JsonAggregates.All,
        .. ArgAggregates.All,
        .. MomentAggregates.All,
        .. WeightedAggregates.All,
        .. DeviationAggregates.All,
        .. FrequencyAggregates.All,
        DistinctEstimate.Function,
    ];

    private static IEnumerable<TableFunction> AllTables() => [.. SeriesFunctions.All, .. UnnestFunction.All,
        .. JsonTables.All];

    /// <summary>A name that two functions share is bound by the later one first: nested types take it from
    /// there.</summary>
    private static ScalarFunction Combine(ScalarFunction first, ScalarFunction second) => second with
    {
        Bind = (types, constants) => types.Any(type => type.IsNested || type.IsEnum || type.IsJson
            || type.Id == LogicalTypeId.Bit)
                ? second.Bind(types, constants) ?? first.Bind(types, constants)
                : first.Bind(types, constants) ?? second.Bind(types, constants),
        Signatures = [.. first.Signatures, .. second.Signatures],
    };

    private static FrozenDictionary<string, ScalarFunction> IndexScalars()
    {
        var result = new Dictionary<string, ScalarFunction>(StringComparer.OrdinalIgnoreCase);
        foreach (ScalarFunction function in AllScalars())
        {
            foreach (string name in function.Aliases.Prepend(function.Name))
                result[name] = result.TryGetValue(name, out ScalarFunction? other) ? Combine(other, function)
                    : function;
        }
        return result.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static FrozenDictionary<string,
        T> Index<T>(IEnumerable<T> functions, Func<T, string> name, Func<T, IReadOnlyList<string>> aliases)
    {
        var result = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (T function in functions)
        {
            result.Add(name(function), function);
            foreach (string alias in aliases(function)) result.Add(alias, function);
        }
        return result.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
