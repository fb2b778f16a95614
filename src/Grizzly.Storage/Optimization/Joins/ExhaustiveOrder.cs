using System.Numerics;
using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// DPccp: every pair of connected, disjoint, neighbouring sets of relations is looked at once, smaller sets first.
/// Components that no edge connects are crossed at the end, smallest first.
/// </summary>
internal sealed class ExhaustiveOrder(JoinGraph graph)
{
    private readonly Dictionary<ulong, JoinTree> _best = [];

    public LogicalOperator Find()
    {
        int count = graph.Relations.Length;
        for (int i = 0; i < count; i++) _best[1UL << i] = graph.Relations[i];
        for (int i = count - 1; i >= 0; i--)
        {
            ulong start = 1UL << i;
            EmitSet(start);
            GrowSet(start, Below(i));
        }
        return graph.Build(Components((1UL << count) - 1));
    }

    /// <summary>Relations up to and including number i.</summary>
    private static ulong Below(int i) => (2UL << i) - 1;

    private void GrowSet(ulong set, ulong excluded)
    {
        ulong neighbours = graph.Neighbours(set) & ~excluded;
        for (ulong subset = neighbours & (0 - neighbours); subset != 0; subset = (subset - neighbours) & neighbours)
            EmitSet(set | subset);
        for (ulong subset = neighbours & (0 - neighbours); subset != 0; subset = (subset - neighbours) & neighbours)
            GrowSet(set | subset, excluded | neighbours);
    }

    private void EmitSet(ulong set)
    {
        ulong excluded = set | Below(BitOperations.TrailingZeroCount(set));
        ulong neighbours = graph.Neighbours(set) & ~excluded;
        for (int i = 63 - BitOperations.LeadingZeroCount(neighbours | 1); i >= 0; i--)
        {
            ulong other = 1UL << i;
            if ((neighbours & other) == 0) continue;
            EmitPair(set, other);
            GrowComplement(set, other, excluded | (Below(i) & neighbours));
        }
    }

    private void GrowComplement(ulong set, ulong other, ulong excluded)
    {
        ulong neighbours = graph.Neighbours(other) & ~excluded & ~set;
        for (ulong subset = neighbours & (0 - neighbours); subset != 0; subset = (subset - neighbours) & neighbours)
            EmitPair(set, other | subset);
        for (ulong subset = neighbours & (0 - neighbours); subset != 0; subset = (subset - neighbours) & neighbours)
            GrowComplement(set, other | subset, excluded | neighbours);
    }

    private void EmitPair(ulong left, ulong right)
    {
        if (!_best.TryGetValue(left, out JoinTree? l) || !_best.TryGetValue(right, out JoinTree? r)) return;
        _best.TryGetValue(left | right, out JoinTree? known);
        JoinTree tree = graph.Join(l, r, known?.Rows ?? double.NaN);
        if (known is null || tree.Cost < known.Cost) _best[left | right] = tree;
    }

    private JoinTree Components(ulong all)
    {
        var trees = new List<JoinTree>();
        for (ulong rest = all; rest != 0;)
        {
            ulong component = rest & (0 - rest);
            for (ulong next = component; next != 0; component |= next) next = graph.Neighbours(component);
            rest &= ~component;
            trees.Add(_best[component]);
        }
        trees.Sort((a, b) => a.Rows.CompareTo(b.Rows));
        JoinTree tree = trees[0];
        for (int i = 1; i < trees.Count; i++) tree = graph.Join(tree, trees[i]);
        return tree;
    }
}
