using System.Numerics;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>How two values become one.</summary>
internal interface IFold<T>
{
    static abstract T Invoke(T left, T right);
}

/// <summary>bool_and, bit_or and the like: folds values of one type.</summary>
internal readonly unsafe struct Fold<T, TFold> : IAggregateOperation<KeptValue<T>, T> where T : unmanaged
    where TFold : struct, IFold<T>
{
    public static void Add(ref KeptValue<T> state, T value)
    {
        state.Value = state.IsSet == 0 ? value : TFold.Invoke(state.Value, value);
        state.IsSet = 1;
    }

    public static void Combine(ref KeptValue<T> source, ref KeptValue<T> target)
    {
        if (source.IsSet != 0) Add(ref target, source.Value);
    }

    public static void Finish(ref KeptValue<T> state, ColumnVector result, int row, double parameter)
    {
        if (state.IsSet == 0) result.SetNull(row);
        else ((T*)result.Data)[row] = state.Value;
    }
}

internal readonly struct FoldAnd<T> : IFold<T> where T : IBinaryInteger<T>
{
    public static T Invoke(T left, T right) => left & right;
}

internal readonly struct FoldOr<T> : IFold<T> where T : IBinaryInteger<T>
{
    public static T Invoke(T left, T right) => left | right;
}

internal readonly struct FoldXor<T> : IFold<T> where T : IBinaryInteger<T>
{
    public static T Invoke(T left, T right) => left ^ right;
}

internal readonly struct FoldProduct : IFold<double>
{
    public static double Invoke(double left, double right) => left * right;
}

/// <summary>bool_and, bool_or, bit_and, bit_or, bit_xor, product.</summary>
internal static class BitAggregates
{
    private static readonly LogicalType Boolean = LogicalType.Boolean, Double = LogicalType.Double;

    public static IEnumerable<AggregateFunction> All =>
    [
        MakeBool<FoldAnd<byte>>("bool_and", "True if every value is; NULL over no rows.", ["every", "logical_and"]),
        MakeBool<FoldOr<byte>>("bool_or", "True if some value is; NULL over no rows.", ["logical_or"]),
        MakeBits("bit_and", "Bitwise and of all values.", new AndVisitor()),
        MakeBits("bit_or", "Bitwise or of all values.", new OrVisitor()),
        MakeBits("bit_xor", "Bitwise exclusive or of all values.", new XorVisitor()),
        new("product", "Product of all values.", "product(x)", (types, constants) =>
            OverloadResolver.Cost(types, Define.Literals(constants), [Double], false) < 0
            ? null : NumericAggregates.Make("product", Double, Double, new UnaryAggregate<KeptValue<double>, double,
                Fold<double, FoldProduct>>()))
            { Signatures = ["product(DOUBLE) -> DOUBLE"] },
    ];

    private static AggregateFunction MakeBool<TFold>(string name, string description, string[] aliases)
        where TFold : struct, IFold<byte> =>
        new(name, description, $"{name}(x > 1)", (types, constants) =>
            OverloadResolver.Cost(types, Define.Literals(constants), [Boolean], false) < 0
            ? null
            : NumericAggregates.Make(name, Boolean, Boolean, new UnaryAggregate<KeptValue<byte>, byte, Fold<byte,
                TFold>>()) with { IgnoresDuplicates = true })
        {
            Aliases = aliases,
            Signatures = [$"{name}(BOOLEAN) -> BOOLEAN"],
        };

    private static AggregateFunction MakeBits<TVisitor>(string name, string description, TVisitor visitor)
        where TVisitor : struct, IIntegerVisitor<AggregateKernel> =>
        new(name, description, $"{name}(x)", (types, _) =>
        {
            if (types.Count != 1 || !(types[0].IsInteger || types[0].IsNull)) return null;
            LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
            return NumericAggregates.Make(name, type, type, IntegerVisit.Visit<TVisitor,
                AggregateKernel>(type.Physical, visitor))
                with { IgnoresDuplicates = name != "bit_xor" };
        })
        {
            Signatures = [$"{name}(integer) -> same"],
        };

    private readonly struct AndVisitor : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new UnaryAggregate<KeptValue<T>, T, Fold<T, FoldAnd<T>>>();
    }

    private readonly struct OrVisitor : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new UnaryAggregate<KeptValue<T>, T, Fold<T, FoldOr<T>>>();
    }

    private readonly struct XorVisitor : IIntegerVisitor<AggregateKernel>
    {
        public AggregateKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            new UnaryAggregate<KeptValue<T>, T, Fold<T, FoldXor<T>>>();
    }
}
