using System.Collections.Frozen;

namespace Grizzly.Functions;

/// <summary>A function that is defined in SQL, as a macro is: its calls are bound as its body. Immutable and
/// thread-safe.</summary>
/// <param name="Parameters">With the defaults of those that may be left out.</param>
/// <param name="Body">An expression, or a query where it gives rows.</param>
public sealed partial record SqlFunction(
    string Name, string Description, string Example, string Parameters, string Body)
{
    private static readonly FrozenDictionary<string, SqlFunction[]> Values = ByName(false), Rows = ByName(true);

    /// <summary>Whether it gives rows and stands in FROM.</summary>
    public bool IsTable { get; init; }

    /// <summary>The statement that would define it.</summary>
    public string Definition => $"CREATE MACRO \"{Name}\"({Parameters}) AS {(IsTable ? "TABLE " : "")}{Body}";

    /// <summary>All of them; those of one name differ in how many parameters they have.</summary>
    public static IEnumerable<SqlFunction> All => Values.Values.Concat(Rows.Values).SelectMany(functions => functions);

    /// <summary>How many parameters there are.</summary>
    private int Count => Parameters.Length == 0 ? 0 : Parameters.Split(',').Length;

    /// <summary>Parameters that a call must give.</summary>
    private int Least => Parameters.Split(',').Count(parameter => parameter.Length > 0 && !parameter.Contains(":="));

    /// <summary>The function of that name that takes as many arguments, or null.</summary>
    public static SqlFunction? Find(string name, int arguments, bool isTable) =>
        (isTable ? Rows : Values).TryGetValue(name, out SqlFunction[]? functions)
            ? Array.Find(functions, function => arguments >= function.Least && arguments <= function.Count) : null;

    /// <summary>The functions of that name, whatever they take.</summary>
    public static IReadOnlyList<SqlFunction> Named(string name, bool isTable) =>
        (isTable ? Rows : Values).TryGetValue(name, out SqlFunction[]? functions) ? functions : [];

    private static FrozenDictionary<string, SqlFunction[]> ByName(bool isTable) =>
        Definitions().Where(function => function.IsTable == isTable)
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
}
