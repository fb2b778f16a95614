namespace Grizzly.Types;

/// <summary>Chooses the overload whose parameters the arguments reach most cheaply.</summary>
public static class OverloadResolver
{
    /// <summary>
    /// The index of the cheapest overload, or -1; the earlier one wins a tie. The last parameter of a variadic overload
    /// repeats
    /// (any number of times, also none).
    /// </summary>
    /// <param name="isLiteral">For each argument whether it is a literal or parameter: string literals adapt to any
    /// parameter type.</param>
    public static int Resolve(
        IReadOnlyList<LogicalType> arguments, IReadOnlyList<bool>? isLiteral,
            IReadOnlyList<(LogicalType[] Parameters, bool IsVariadic)> overloads)
    {
        int best = -1;
        long bestCost = long.MaxValue;
        for (int i = 0; i < overloads.Count; i++)
        {
            long cost = Cost(arguments, isLiteral, overloads[i].Parameters, overloads[i].IsVariadic);
            if (cost >= 0 && cost < bestCost) (best, bestCost) = (i, cost);
        }
        return best;
    }

    /// <summary>The price of one overload, or -1 where it does not fit.</summary>
    public static long Cost(
        IReadOnlyList<LogicalType> arguments, IReadOnlyList<bool>? isLiteral, IReadOnlyList<LogicalType> parameters,
            bool isVariadic)
    {
        if (isVariadic ? arguments.Count < parameters.Count - 1 : arguments.Count != parameters.Count) return -1;
        long total = 0;
        for (int i = 0; i < arguments.Count; i++)
        {
            LogicalType parameter = parameters[Math.Min(i, parameters.Count - 1)];
            int cost = TypeLattice.ImplicitCastCost(arguments[i], parameter, isLiteral is not null && isLiteral[i]);
            if (cost < 0) return -1;
            total += cost;
        }
        return total;
    }
}
