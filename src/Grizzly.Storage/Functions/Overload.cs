using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>One way to call a function whose parameter types are fixed.</summary>
internal sealed record Overload(LogicalType[] Parameters, LogicalType ReturnType, ScalarKernel Kernel)
{
    /// <summary>The last parameter repeats, any number of times.</summary>
    public bool IsVariadic { get; init; }

    public NullHandling Nulls { get; init; } = NullHandling.Propagates;

    public Volatility Volatility { get; init; } = Volatility.Immutable;

    public bool CanFail { get; init; }

    public Func<object>? CreateState { get; init; }
}

/// <summary>Makes registry entries of overloads.</summary>
internal static class Define
{
    public static ScalarFunction Function(string name, string description, string example, params Overload[] overloads)
    {
        var shapes = Array.ConvertAll(overloads, overload => (overload.Parameters, overload.IsVariadic));
        return new ScalarFunction(name, description, example, Bind)
        {
            Signatures = Array.ConvertAll(overloads, overload => Signature(name, overload)),
        };

        BoundScalar? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
        {
            int index = OverloadResolver.Resolve(types, Literals(constants), shapes);
            return index < 0 ? null : Call(name, overloads[index], types.Count);
        }
    }

    /// <summary>A function whose binder works out types itself.</summary>
    public static ScalarFunction Custom(
        string name, string description, string example, ScalarBinder bind, params string[] signatures) =>
        new(name, description, example, bind) { Signatures = signatures };

    public static bool[] Literals(IReadOnlyList<Value?> constants)
    {
        var result = new bool[constants.Count];
        for (int i = 0; i < result.Length; i++) result[i] = constants[i] is not null;
        return result;
    }

    private static BoundScalar Call(string name, Overload overload, int arguments)
    {
        LogicalType[] types = overload.Parameters;
        if (overload.IsVariadic)
        {
            types = new LogicalType[arguments];
            for (int i = 0; i < arguments; i++) types[i] =
                overload.Parameters[Math.Min(i, overload.Parameters.Length - 1)];
        }
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = types,
            ReturnType = overload.ReturnType,
            Kernel = overload.Kernel,
            Nulls = overload.Nulls,
            Volatility = overload.Volatility,
            CanFail = overload.CanFail,
            CreateState = overload.CreateState,
        };
    }

    private static string Signature(string name, Overload overload)
    {
        string parameters = string.Join(", ", overload.Parameters.Select(type => type.Name));
        return $"{name}({parameters}{(overload.IsVariadic ? ", ..." : "")}) -> {overload.ReturnType.Name}";
    }
}
