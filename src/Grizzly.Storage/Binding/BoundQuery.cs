using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>
/// A bound query: a plan whose output is exactly <paramref name="Columns"/>, and the names users see.
/// </summary>
/// <param name="Columns">The plan's output columns, with their nullability as it is on the outside.</param>
internal sealed record BoundQuery(
    LogicalOperator Plan, IReadOnlyList<string> Names, IReadOnlyList<LogicalColumn> Columns);
