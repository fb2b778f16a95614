using System.Numerics;
using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>quantile_cont, quantile_disc, median and mode.</summary>
internal static class QuantileAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("quantile_cont", "The value below which a fraction of the values lies, interpolated between neighbours.",
            "quantile_cont(x, 0.5)", (types, constants) => Bind("quantile_cont", types, constants, 0))
            {
                Signatures = ["quantile_cont(number, fraction) -> DOUBLE", "quantile_cont(TIMESTAMP, fraction)"],
                Aliases = ["percentile_cont", "approx_quantile", "reservoir_quantile"],
            },
        new("quantile_cont_desc", "quantile_cont over values in descending order.", "quantile_cont_desc(x, 0.5)",
            (types, constants) => Bind("quantile_cont", types, constants, 0, descends: true))
            { Signatures = ["quantile_cont_desc(number, fraction) -> DOUBLE"] },
        new("quantile_disc", "The first value at or above which a fraction of the values has been passed.",
            "quantile_disc(x, 0.5)", (types, constants) => Bind("quantile_disc", types, constants, 0))
            { Signatures = ["quantile_disc(any, fraction) -> same"], Aliases = ["quantile", "percentile_disc"] },
        new("quantile_disc_desc", "quantile_disc over values in descending order.", "quantile_disc_desc(x, 0.5)",
            (types, constants) => Bind("quantile_disc", types, constants, 0, descends: true))
            { Signatures = ["quantile_disc_desc(any, fraction) -> same"] },
        new("median", "The middle value; of two the mean, or of texts the first.", "median(x)", BindMedian)
            { Signatures = ["median(number) -> DOUBLE", "median(any) -> same"] },
        new("mode", "The most frequent value; of several the one that came first.", "mode(x)",
            (types, _) => types.Count == 1 ? BindMode(types[0]) : null) { Signatures = ["mode(any) -> same"] },
    ];

    private static BoundAggregateFunction? BindMedian(
        IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1) return null;
        bool hasMean = types[0].IsNull || types[0].IsNumeric || types[0].IsTemporal;
        return Bind(hasMean ? "quantile_cont" : "quantile_disc", types, constants, 0.5);
    }

    private static BoundAggregateFunction? Bind(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, double fraction,
        bool descends = false)
    {
        bool hasFraction = fraction == 0;
        if (types.Count != (hasFraction ? 2 : 1)) return null;
        if (hasFraction)
        {
            if (types[1].IsList) return BindList(name, types, constants, descends);
            if (!types[1].IsNumeric && !types[1].IsNull) return null;
            fraction = Fraction(constants[1], name, ref descends);
        }
        (LogicalType Argument, AggregateKernel Kernel)? found = KernelOf(name, types[0], Parameter(fraction, descends));
        if (found is not (LogicalType argument, AggregateKernel kernel)) return null;
        return new BoundAggregateFunction
        {
            Name = descends ? name + "_desc" : name,
            ArgumentTypes = hasFraction ? [argument, LogicalType.Double] : [argument],
            ReturnType = argument,
            Kernel = kernel,
        };
    }

    /// <summary>A list of quantiles for a constant list of fractions.</summary>
    private static BoundAggregateFunction? BindList(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool descends)
    {
        if (constants[1] is not { IsNull: false } list)
            throw Errors.InvalidArgument($"the fractions of {name} must be a constant list");
        var parameters = new List<double>();
        var reader = new NestedReader(list.Bytes);
        while (reader.Next(out bool isNull))
        {
            bool direction = descends;
            Value item = isNull ? Value.Null(list.Type.Element) : reader.Read(list.Type.Element);
            double fraction = Fraction(item, name, ref direction);
            parameters.Add(Parameter(fraction, direction));
        }
        if (KernelOf(name, types[0], 0, [.. parameters]) is not (LogicalType argument, AggregateKernel kernel))
            return null;
        return new BoundAggregateFunction
        {
            Name = descends ? name + "_desc" : name,
            ArgumentTypes = [argument, types[1]],
            ReturnType = LogicalType.List(argument),
            Kernel = kernel,
        };
    }

    /// <summary>Descending order is told by the sign; -2 is a fraction of 0 from the end.</summary>
    private static double Parameter(double fraction, bool descends) => descends ? -2 - fraction : fraction;

    private static (LogicalType Argument, AggregateKernel Kernel)? KernelOf(
        string name, LogicalType type, double parameter, double[]? parameters = null)
    {
        LogicalType argument = type.IsNull ? LogicalType.Integer : type;
        if (name == "quantile_disc") return (argument, Discrete(argument, parameter, parameters));
        if (argument.Id == LogicalTypeId.Date) argument = LogicalType.Timestamp;
        if (!argument.IsNumeric && !argument.IsTemporal) return null;
        bool keepsType = argument.IsDecimal || argument.IsTemporal;
        if (!keepsType) argument = argument.Id == LogicalTypeId.Float ? argument : LogicalType.Double;
        AggregateKernel kernel = argument.Physical switch
        {
            PhysicalType.Float =>
                new ValueListAggregate<float, ContinuousFloating<float>>(parameter, parameters, argument),
            PhysicalType.Double =>
                new ValueListAggregate<double, ContinuousFloating<double>>(parameter, parameters, argument),
            _ => IntegerVisit.Visit<ContinuousVisitor, AggregateKernel>(
                argument.Physical, new ContinuousVisitor(parameter, parameters, argument)),
        };
        return (argument, kernel);
    }

    private static double Fraction(Value? constant, string name, ref bool descends)
    {
        if (constant is not { IsNull: false } value)
            throw Errors.InvalidArgument($"the fraction of {name} must be a constant and not NULL");
        double fraction = value.Type.IsFloating ? value.Floating
            : (double)value.Integer / PowersOfTen.OfDouble(value.Type.IsDecimal ? value.Type.Scale : 0);
        if (!(Math.Abs(fraction) <= 1)) throw Errors.InvalidArgument($"the fraction of {name} must be from -1 to 1");
        if (double.IsNegative(fraction)) descends = !descends;
        return Math.Abs(fraction);
    }

    private static AggregateKernel Discrete(
        LogicalType type, double parameter, double[]? parameters) => type.Physical switch
    {
        PhysicalType.Float => new ValueListAggregate<float, DiscreteValue<float>>(parameter, parameters, type),
        PhysicalType.Double => new ValueListAggregate<double, DiscreteValue<double>>(parameter, parameters, type),
        PhysicalType.String => new ValueListAggregate<StringView, DiscreteString>(parameter, parameters, type),
        PhysicalType.Interval =>
            new ValueListAggregate<IntervalValue, DiscreteValue<IntervalValue>>(parameter, parameters, type),
        _ => IntegerVisit.Visit<DiscreteVisitor, AggregateKernel>(
            type.Physical, new DiscreteVisitor(parameter, parameters, type)),
    };

    private static BoundAggregateFunction BindMode(LogicalType type)
    {
        if (type.IsNull) type = LogicalType.Integer;
        AggregateKernel kernel = type.Physical switch
        {
            PhysicalType.Float => new ValueListAggregate<float, ModeOf<float>>(0),
            PhysicalType.Double => new ValueListAggregate<double, ModeOf<double>>(0),
            PhysicalType.String => new ValueListAggregate<StringView, ModeOfStrings>(0),
            PhysicalType.Interval => new ValueListAggregate<IntervalValue, ModeOf<IntervalValue>>(0),
            _ => IntegerVisit.Visit<ModeVisitor, AggregateKernel>(type.Physical, default),
        };
        return NumericAggregates.Make("mode", type, type, kernel) with { DependsOnOrder = true };
    }

    private readonly struct ContinuousVisitor(double parameter, double[]? parameters, LogicalType type) :
        IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new ValueListAggregate<T, ContinuousInteger<T>>(parameter, parameters, type);
    }

    private readonly struct DiscreteVisitor(double parameter, double[]? parameters, LogicalType type) :
        IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new ValueListAggregate<T, DiscreteValue<T>>(parameter, parameters, type);
    }

    private readonly struct ModeVisitor : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new ValueListAggregate<T, ModeOf<T>>(0);
    }
}

/// <summary>Where a fraction lies among sorted values.</summary>
internal static class QuantilePosition
{
    /// <summary>The fraction; true where values count from the largest.</summary>
    private static (double Fraction, bool Descends) Decode(double parameter) =>
        parameter < 0 ? (-2 - parameter, true) : (parameter, false);

    /// <summary>The index of the discrete quantile among ascending values.</summary>
    public static int Discrete(double parameter, int count)
    {
        (double fraction, bool descends) = Decode(parameter);
        fraction = Math.Abs(fraction);
        int index = (int)Math.Clamp(Math.Ceiling(fraction * count) - 1, 0, count - 1);
        return descends ? count - 1 - index : index;
    }

    /// <summary>The neighbours of the continuous quantile among ascending values and how far it is from the
    /// first.</summary>
    public static (int Low, int High, double Share) Continuous(double parameter, int count)
    {
        (double fraction, bool descends) = Decode(parameter);
        double position = Math.Abs(fraction) * (count - 1);
        int low = (int)Math.Floor(position), high = (int)Math.Ceiling(position);
        return descends ? (count - 1 - low, count - 1 - high, position - low) : (low, high, position - low);
    }

    /// <summary>Puts the two neighbours of the continuous quantile where sorting would put them.</summary>
    public static void SelectContinuous<T, TOrder>(Span<T> values, double parameter)
        where TOrder : struct, IStrictOrder<T>
    {
        (int low, int high, _) = Continuous(parameter, values.Length);
        if (low > high) (low, high) = (high, low);
        Selection.Nth<T, TOrder>(values, low);
        if (high > low) Selection.Nth<T, TOrder>(values[(low + 1)..], 0);
    }
}

internal readonly unsafe struct ContinuousInteger<T> : IValueListResult<T> where T : unmanaged, IBinaryInteger<T>
{
    public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
    {
        QuantilePosition.SelectContinuous<T, NaturalOrder<T>>(values, parameter);
        (int low, int high, double share) = QuantilePosition.Continuous(parameter, values.Length);
        Int128 from = Int128.CreateChecked(values[low]), difference = Int128.CreateChecked(values[high]) - from;
        ((T*)result.Data)[row] = T.CreateChecked(from + (Int128)((double)difference * share));
    }
}

internal readonly unsafe struct ContinuousFloating<T> : IValueListResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
    {
        QuantilePosition.SelectContinuous<T, FloatingOrder<T>>(values, parameter);
        (int low, int high, double share) = QuantilePosition.Continuous(parameter, values.Length);
        T from = values[low];
        ((T*)result.Data)[row] = low == high || from == values[high]
            ? from : from + (values[high] - from) * T.CreateTruncating(share);
    }
}

internal readonly unsafe struct DiscreteValue<T> : IValueListResult<T> where T : unmanaged, IComparable<T>
{
    public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
    {
        int index = QuantilePosition.Discrete(parameter, values.Length);
        if (typeof(T) == typeof(double))
            Selection.Nth<double, FloatingOrder<double>>(MemoryMarshal.Cast<T, double>(values), index);
        else if (typeof(T) == typeof(float))
            Selection.Nth<float, FloatingOrder<float>>(MemoryMarshal.Cast<T, float>(values), index);
        else Selection.Nth<T, NaturalOrder<T>>(values, index);
        ((T*)result.Data)[row] = values[index];
    }
}

internal readonly unsafe struct DiscreteString : IValueListResult<StringView>
{
    public static void Finish(Span<StringView> values, ColumnVector result, int row, double parameter)
    {
        int index = QuantilePosition.Discrete(parameter, values.Length);
        Selection.Nth<StringView, StringOrder>(values, index);
        ((StringView*)result.Data)[row] = result.Arena.Add(values[index]);
    }

    private readonly struct StringOrder : IStrictOrder<StringView>
    {
        public static bool IsLess(StringView left, StringView right) => StringView.Compare(left, right) < 0;
    }
}

/// <summary>The order of SQL: NaN last.</summary>
internal readonly struct FloatingOrder<T> : IStrictOrder<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLess(T left, T right) => left < right || (T.IsNaN(right) && !T.IsNaN(left));
}

internal readonly unsafe struct ModeOf<T> : IValueListResult<T> where T : unmanaged, IEquatable<T>
{
    public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
    {
        var counts = new Dictionary<T, int>();
        int most = 0, seen = 0;
        foreach (T value in values)
        {
            if ((++seen & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _);
            most = Math.Max(most, ++count);
        }
        foreach (T value in values)
        {
            if (counts[value] != most) continue;
            ((T*)result.Data)[row] = value;
            return;
        }
    }
}

internal readonly unsafe struct ModeOfStrings : IValueListResult<StringView>
{
    public static void Finish(Span<StringView> values, ColumnVector result, int row, double parameter)
    {
        var counts = new Dictionary<StringView, int>(Equality.Instance);
        int most = 0, seen = 0;
        foreach (StringView value in values)
        {
            if ((++seen & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _);
            most = Math.Max(most, ++count);
        }
        foreach (StringView value in values)
        {
            if (counts[value] != most) continue;
            ((StringView*)result.Data)[row] = result.Arena.Add(value);
            return;
        }
    }

    private sealed class Equality : IEqualityComparer<StringView>
    {
        public static readonly Equality Instance = new();

        public bool Equals(StringView left, StringView right) => StringView.Equals(left, right);

        public int GetHashCode(StringView view)
        {
            var hash = new HashCode();
            hash.AddBytes(StringView.SpanOf(&view));
            return hash.ToHashCode();
        }
    }
}
