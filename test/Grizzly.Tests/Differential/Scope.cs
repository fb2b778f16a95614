namespace Grizzly.Tests.Differential;

/// <summary>Something an expression may refer to: a column, a group key or a whole aggregate.</summary>
/// <param name="IsColumn">False for keys and aggregates, which subqueries must not name.</param>
internal sealed record ScopeItem(string Text, SqlKind Kind, bool IsColumn = true);

/// <summary>What is visible at one place of a query; <see cref="Outer"/> is what a subquery may correlate
/// with.</summary>
internal sealed record Scope(IReadOnlyList<ScopeItem> Items, IReadOnlyList<ScopeItem> Outer)
{
    public static readonly Scope Empty = new([], []);

    /// <summary>The outer items of a subquery at this place.</summary>
    public IReadOnlyList<ScopeItem> ForSubquery => [.. Items.Where(item => item.IsColumn), .. Outer];
}
