using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>A relation or a join of two trees, with what it is estimated to yield and to cost.</summary>
internal sealed class JoinTree(ulong mask, LogicalOperator? relation, double rows, double cost)
{
    public ulong Mask { get; } = mask;

    /// <summary>The relation of a leaf, else null.</summary>
    public LogicalOperator? Relation { get; } = relation;

    public double Rows { get; } = rows;

    public double Cost { get; } = cost;

    public JoinTree? Left { get; init; }

    public JoinTree? Right { get; init; }
}
