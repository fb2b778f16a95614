using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>What binding one statement depends on besides its text and the catalog. Immutable.</summary>
public sealed record BinderOptions
{
    public static readonly BinderOptions Default = new();

    /// <summary>
    /// Types of the parameters supplied with the statement, by name without sigil ("1", "2", … for positional ones);
    /// may be empty.
    /// </summary>
    public IReadOnlyList<(string Name, LogicalType Type)> ParameterTypes { get; init; } = [];

    /// <summary>
    /// The setting <c>default_null_order</c>: where NULLs go in ORDER BY without NULLS FIRST or NULLS LAST.
    /// </summary>
    public DefaultNullOrder NullOrder { get; init; } = DefaultNullOrder.NullsLast;

    /// <summary>The setting <c>integer_division</c>: / of integers gives an integer, as in PostgreSQL and
    /// SQLite.</summary>
    public bool DividesIntegers { get; init; }

    /// <summary>The setting <c>TimeZone</c>; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The setting <c>default_order</c> is DESC.</summary>
    public bool DefaultOrderDescending { get; init; }

    /// <summary>
    /// Runs a bound query of one VARCHAR column at once, at most one row more than asked for, for what depends on data
    /// (PIVOT without a list of values); null where that is not possible.
    /// </summary>
    public Func<BoundPlanStatement, ColumnIds, int, IReadOnlyList<Value>>? ReadRows { get; init; }

    /// <summary>Settings and variables of the session; null where there is none.</summary>
    public ISessionValues? Session { get; init; }

    /// <summary>The statement's clock, for constants folded while binding.</summary>
    public StatementContext Statement { get; init; } = StatementContext.None;
}

/// <summary>Where NULLs are sorted by default.</summary>
public enum DefaultNullOrder : byte
{
    /// <summary>Last in both directions, as DuckDB does.</summary>
    NullsLast,

    /// <summary>First in both directions.</summary>
    NullsFirst,

    /// <summary>As if NULL were larger than everything: last ascending, first descending (PostgreSQL).</summary>
    NullsLargest,

    /// <summary>As if NULL were smaller than everything: first ascending, last descending (SQLite).</summary>
    NullsSmallest,
}
