using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>The order a LEADING hint asks for: its relations one after the other, then the others, each time the one
/// that makes the smallest join, connected ones first.</summary>
internal static class LeadingOrder
{
    /// <summary>The join, or null where no hint names relations of this region only.</summary>
    public static LogicalOperator? Find(JoinGraph graph, LogicalOperator[] relations, HintSet hints)
    {
        foreach (PlanHint hint in hints.Of(HintKind.Leading))
        {
            int[] order = [.. hint.Relations.Select(named => Array.FindIndex(relations, named.IsIn))];
            if (order.Contains(-1) || order.Distinct().Count() < order.Length) continue;
            hints.Use(hint);
            return graph.Build(Build(graph, order));
        }
        return null;
    }

    private static JoinTree Build(JoinGraph graph, int[] order)
    {
        JoinTree tree = graph.Relations[order[0]];
        for (int i = 1; i < order.Length; i++) tree = graph.Join(tree, graph.Relations[order[i]]);
        List<JoinTree> rest = [.. graph.Relations.Where((_, i) => !order.Contains(i))];
        while (rest.Count > 0)
        {
            ulong neighbours = graph.Neighbours(tree.Mask);
            List<JoinTree> connected = [.. rest.Where(other => (other.Mask & neighbours) != 0)];
            JoinTree next = (connected.Count > 0 ? connected : rest).MinBy(other => graph.Join(tree, other).Rows)!;
            tree = graph.Join(tree, next);
            rest.Remove(next);
        }
        return tree;
    }
}
