using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Greedy operator ordering: again and again joins the two trees whose join is smallest, connected ones first.
/// </summary>
internal sealed class GreedyOrder(JoinGraph graph)
{
    public LogicalOperator Find()
    {
        var trees = new List<JoinTree>(graph.Relations);
        while (trees.Count > 1)
        {
            JoinTree? best = null;
            bool bestIsConnected = false;
            for (int i = 0; i < trees.Count; i++)
            {
                ulong neighbours = graph.Neighbours(trees[i].Mask);
                for (int j = i + 1; j < trees.Count; j++)
                {
                    bool isConnected = (neighbours & trees[j].Mask) != 0;
                    if (bestIsConnected && !isConnected) continue;
                    JoinTree tree = graph.Join(trees[i], trees[j]);
                    if (best is not null && isConnected == bestIsConnected && tree.Rows >= best.Rows) continue;
                    (best, bestIsConnected) = (tree, isConnected);
                }
            }
            trees.Remove(best!.Left!);
            trees.Remove(best.Right!);
            trees.Add(best);
        }
        return graph.Build(trees[0]);
    }
}
