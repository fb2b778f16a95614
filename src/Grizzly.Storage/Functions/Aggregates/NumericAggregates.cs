using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>count, sum, avg, min, max and their kin: what each is called and which kernel serves which type.</summary>
internal static class NumericAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("count", "Number of rows, or of arguments that are not NULL.", "count(*)",
            BindCount) { Signatures = ["count(*) -> BIGINT", "count(any) -> BIGINT"], Aliases = ["count_star"] },
        new("count_if", "Number of rows for which a condition is true.", "count_if(x > 1)",
            BindCountIf) { Signatures = ["count_if(BOOLEAN) -> BIGINT"], Aliases = ["countif"] },
        new("sum", "Exact sum of integers and decimals, compensated sum of floating-point numbers; NULL over no rows.",
            "sum(x)", BindSum)
            { Signatures = ["sum(integer) -> HUGEINT", "sum(DECIMAL(p,s)) -> DECIMAL(38,s)", "sum(DOUBLE) -> DOUBLE"] },
        new("avg", "Mean.", "avg(x)", BindAverage) { Signatures = ["avg(number) -> DOUBLE"], Aliases = ["mean"] },
        new("decimal_avg", "Exact mean of decimals, with as many digits after the point as they have, at least 12.",
            "decimal_avg(x)", BindDecimalAverage)
            { Signatures = ["decimal_avg(DECIMAL(p,s)) -> DECIMAL(38,max(s,12))"] },
        new("min", "Smallest value, or a list of the n smallest.", "min(x)", (types, constants) =>
            BindExtreme("min", types, constants))
            { Signatures = ["min(any) -> same", "min(any, n) -> LIST"] },
        new("max", "Largest value, or a list of the n largest; NaN is above every number.", "max(x)",
            (types, constants) => BindExtreme("max", types, constants))
            { Signatures = ["max(any) -> same", "max(any, n) -> LIST"] },
        new("any_value", "Some value that is not NULL.", "any_value(x)", (types, _) =>
            BindKeep("any_value", types)) { Signatures = ["any_value(any) -> same"], Aliases = ["arbitrary"] },
        new("first", "Value of the first row in the order of rows.", "first(x)", (types, _) =>
            BindKeep("first", types)) { Signatures = ["first(any) -> same"] },
        new("last", "Value of the last row in the order of rows.", "last(x)", (types, _) =>
            BindKeep("last", types)) { Signatures = ["last(any) -> same"] },
    ];

    /// <summary>An aggregate of one argument.</summary>
    internal static BoundAggregateFunction Make(string name, LogicalType argument, LogicalType result,
        AggregateKernel kernel) =>
        new() { Name = name, ArgumentTypes = [argument], ReturnType = result, Kernel = kernel };

    private static BoundAggregateFunction? BindCount(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count > 1) return null;
        return new BoundAggregateFunction
        {
            Name = types.Count == 0 ? "count_star" : "count",
            ArgumentTypes = types,
            ReturnType = LogicalType.BigInt,
            Kernel = new CountAggregate(),
            IsCount = true,
        };
    }

    private static BoundAggregateFunction? BindCountIf(IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1
            || !(types[0].IsNull || types[0].IsNumeric || types[0].Id == LogicalTypeId.Boolean)) return null;
        return Make("count_if", LogicalType.Boolean, LogicalType.BigInt,
            new CountAggregate(onlyTrue: true)) with { IsCount = true };
    }

    private static BoundAggregateFunction? BindSum(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (Number(types, constants) is not { } type) return null;
        if (type.IsFloating)
            return Make("sum", LogicalType.Double, LogicalType.Double, new DoubleSumAggregate<SumFloating<double>>())
                with { OrderedKernel = new UnaryAggregate<FloatingSumState, double, SumFloating<double>>() };
        LogicalType result = type.IsDecimal
            ? LogicalType.Decimal(LogicalType.MaxDecimalPrecision, type.Scale) : LogicalType.HugeInt;
        return Make("sum", type, result, IntegerVisit.Visit<SumVisitor, AggregateKernel>(type.Physical, default));
    }

    private static BoundAggregateFunction? BindAverage(IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1 && types[0].Id == LogicalTypeId.Boolean) return null;
        if (types.Count == 1 && types[0].IsTemporal) return TemporalAverage.Bind(types[0]);
        if (types.Count == 1 && types[0].IsString) return null;
        if (Number(types, constants) is not { } type) return null;
        if (type.IsFloating) return Make("avg", LogicalType.Double, LogicalType.Double,
            new DoubleSumAggregate<AverageFloating<double>>())
            with { OrderedKernel = new UnaryAggregate<FloatingSumState, double, AverageFloating<double>>() };
        return Make("avg", type, LogicalType.Double,
            IntegerVisit.Visit<AverageVisitor,
                AggregateKernel>(type.Physical, new AverageVisitor(PowersOfTen.OfDouble(type.Scale))));
    }

    private static BoundAggregateFunction? BindDecimalAverage(IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1 || !(types[0].IsDecimal || types[0].IsInteger || types[0].IsNull)) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
        int scale = type.IsDecimal ? type.Scale : 0;
        int wanted = Math.Max(scale, DecimalDivision.LeastScale);
        return Make("decimal_avg", type, LogicalType.Decimal(LogicalType.MaxDecimalPrecision, wanted),
            IntegerVisit.Visit<DecimalAverageVisitor, AggregateKernel>(
                type.Physical, new DecimalAverageVisitor(wanted - scale)));
    }

    private static BoundAggregateFunction? BindExtreme(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) => types.Count == 2
        ? ArgAggregates.BindTop(name, types[0], types[1], constants[1])
        : BindKeep(name, types);

    private static BoundAggregateFunction? BindKeep(string name, IReadOnlyList<LogicalType> types)
    {
        if (types.Count != 1) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
        AggregateKernel kernel = type.Physical switch
        {
            _ when name is "first" or "last" => new EdgeAggregate(type, name == "last"),
            PhysicalType.Float => new KeepVisitor(name).VisitNumber<float>(),
            PhysicalType.Double => new KeepVisitor(name).VisitNumber<double>(),
            PhysicalType.String => name switch
            {
                "min" => new KeepString<SmallerString>(),
                "max" => new KeepString<LargerString>(),
                _ => new KeepString<Never<StringView>>(),
            },
            PhysicalType.Interval => name switch
            {
                "min" => new UnaryAggregate<KeptValue<IntervalValue>, IntervalValue, Keep<IntervalValue,
                    ShorterInterval>>(),
                "max" => new UnaryAggregate<KeptValue<IntervalValue>, IntervalValue, Keep<IntervalValue,
                    LongerInterval>>(),
                _ => new UnaryAggregate<KeptValue<IntervalValue>, IntervalValue, Keep<IntervalValue,
                    Never<IntervalValue>>>(),
            },
            _ => IntegerVisit.Visit<KeepVisitor, AggregateKernel>(type.Physical, new KeepVisitor(name)),
        };
        return Make(name, type, type, kernel) with
        {
            IgnoresDuplicates = name is "min" or "max" or "any_value",
            DependsOnOrder = name is "first" or "last" or "any_value",
        };
    }

    /// <summary>The one argument's type as a number, or null; FLOAT and string literals count as DOUBLE, NULL as
    /// INTEGER.</summary>
    private static LogicalType? Number(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1) return null;
        if (types[0].IsNull) return LogicalType.Integer;
        if (types[0].IsString && constants.Count > 0 && constants[0] is not null) return LogicalType.Double;
        if (types[0].Id == LogicalTypeId.Boolean) return LogicalType.Integer;
        return types[0].IsNumeric ? types[0] : null;
    }

    private readonly struct SumVisitor : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new IntegerSumAggregate<T, SumInteger<T>>();
    }

    private readonly struct AverageVisitor(double scale) : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new IntegerSumAggregate<T, AverageInteger<T>>(scale);
    }

    private readonly struct DecimalAverageVisitor(int digits) : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new IntegerSumAggregate<T, AverageDecimal<T>>(digits);
    }

    private readonly struct KeepVisitor(string name) : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => VisitNumber<T>();

        public AggregateKernel VisitNumber<T>()
            where T : unmanaged, INumberBase<T>, IComparisonOperators<T, T, bool> => name switch
        {
            "min" => new UnaryAggregate<KeptValue<T>, T, Keep<T, Smaller<T>>>(),
            "max" => new UnaryAggregate<KeptValue<T>, T, Keep<T, Larger<T>>>(),
            _ => new UnaryAggregate<KeptValue<T>, T, Keep<T, Never<T>>>(),
        };
    }
}
