using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>
/// A bound query: a plan whose output is exactly <paramref name="Columns"/>, and the names users see.
/// </summary>
/// <param name="Columns">The plan's output columns, with their nullability as it is on the outside.</param>
internal sealed record BoundQuery(
    LogicalOperator Plan, IReadOnlyList<string> Names, IReadOnlyList<LogicalColumn> Columns)
{
    /// <summary>Of a set operation: names its later operands have for columns, which ORDER BY may use too.</summary>
    public IReadOnlyList<(string Name, int Column)> OtherNames { get; init; } = [];
}
