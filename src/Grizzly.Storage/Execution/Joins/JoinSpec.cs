using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>What a hash join does, over positional columns. "Build" is the right input, "probe" the left.</summary>
internal sealed class JoinSpec
{
    public required JoinKind Kind { get; init; }

    /// <summary>Positions of the key columns in the probe's chunks.</summary>
    public required int[] ProbeKeys { get; init; }

    /// <summary>Positions of the key columns in the build's chunks.</summary>
    public required int[] BuildKeys { get; init; }

    /// <summary>For each key: true where NULL matches NULL (IS NOT DISTINCT FROM).</summary>
    public required bool[] NullsMatch { get; init; }

    /// <summary>Types of the build's columns; all are stored, keys included.</summary>
    public required IReadOnlyList<LogicalType> BuildTypes { get; init; }

    /// <summary>Positions of the build columns that the join yields.</summary>
    public required int[] BuildOutput { get; init; }

    /// <summary>Positions of the probe columns that the join yields.</summary>
    public required int[] ProbeOutput { get; init; }

    /// <summary>Further condition over probe columns followed by all build columns, or null.</summary>
    public BoundExpression? Residual { get; init; }

    /// <summary>True where the build side's unmatched rows are wanted.</summary>
    public bool KeepsBuild => Kind is JoinKind.Right or JoinKind.Full;

    /// <summary>True where the probe side's unmatched rows are wanted.</summary>
    public bool KeepsProbe => Kind is JoinKind.Left or JoinKind.Full or JoinKind.Single;

    /// <summary>True where build columns are not yielded and one partner settles a row.</summary>
    public bool IsExistence => Kind is JoinKind.Semi or JoinKind.Anti or JoinKind.Mark;
}
