using System.Globalization;
using System.Text;
using Grizzly.Execution;

namespace Grizzly.Engine;

/// <summary>A physical plan as EXPLAIN prints it: one line per operator, indented, inputs below.</summary>
internal static class ExplainText
{
    /// <param name="withActuals">True after EXPLAIN ANALYZE: rows and time per operator.</param>
    public static IReadOnlyList<string> Format(PlanNode root, bool withActuals)
    {
        var lines = new List<string>();
        Append(root, 0, withActuals, lines, []);
        return lines;
    }

    private static void Append(PlanNode node, int depth, bool withActuals, List<string> lines, HashSet<PlanNode> seen)
    {
        var line = new StringBuilder();
        line.Append(' ', depth * 2).Append(node.Name);
        bool isRepeated = !seen.Add(node);
        foreach ((string key, string text) in node.Details) line.Append(' ').Append(key).Append("=[").Append(text)
            .Append(']');
        if (!double.IsNaN(node.EstimatedRows))
            line.Append(CultureInfo.InvariantCulture, $" (~{Math.Ceiling(node.EstimatedRows):0} rows)");
        if (withActuals)
            line.Append(CultureInfo.InvariantCulture,
                $" (actual {node.Rows} rows, {node.Time.TotalMilliseconds:0.00} ms)");
        lines.Add(line.ToString());
        if (isRepeated) return;
        foreach (PlanNode child in node.Children) Append(child, depth + 1, withActuals, lines, seen);
    }
}
