namespace Grizzly.Functions;

/// <summary>A function that SQL can call, under one of its names.</summary>
/// <param name="AliasOf">The name it is described under, or null.</param>
/// <param name="Kind">scalar, aggregate, window or table.</param>
/// <param name="Signatures">One to a line.</param>
public sealed record ListedFunction(
    string Name, string? AliasOf, string Kind, string Description, string Example, string Signatures);

/// <summary>All functions, by kind and name: what grizzly_functions() lists.</summary>
public static class FunctionListing
{
    /// <summary>Made when first asked for: the registry cannot list itself while it is being made.</summary>
    private static readonly Lazy<ListedFunction[]> Known = new(MakeRows);

    public static IReadOnlyList<ListedFunction> All => Known.Value;

    private static ListedFunction[] MakeRows()
    {
        var rows = new List<ListedFunction>();
        void Add(string name, IReadOnlyList<string> aliases, string kind, string description, string example,
            IReadOnlyList<string> signatures)
        {
            string lines = string.Join('\n', signatures);
            rows.Add(new ListedFunction(name, null, kind, description, example, lines));
            foreach (string alias in aliases)
                rows.Add(new ListedFunction(alias, name, kind, description, example, lines));
        }
        foreach (ScalarFunction one in FunctionRegistry.Scalars)
            Add(one.Name, one.Aliases, "scalar", one.Description, one.Example, one.Signatures);
        foreach (AggregateFunction one in FunctionRegistry.Aggregates)
            Add(one.Name, one.Aliases, "aggregate", one.Description, one.Example, one.Signatures);
        foreach (TableFunction one in FunctionRegistry.Tables)
            Add(one.Name, [], "table", one.Description, one.Example, one.Signatures);
        foreach (WindowFunction one in WindowFunction.Functions)
            Add(one.Name, [], "window", one.Description, one.Example, [one.Signature]);
        foreach (SqlFunction one in SqlFunction.All)
            Add(one.Name, [], one.IsTable ? "table" : "scalar", one.Description, one.Example,
                [$"{one.Name}({one.Parameters})"]);
        foreach (SpecialForm one in SpecialForm.All)
            Add(one.Name, one.Aliases, "scalar", one.Description, one.Example, one.Signatures);
        return [.. rows.OrderBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.Name,
            StringComparer.Ordinal)];
    }
}
