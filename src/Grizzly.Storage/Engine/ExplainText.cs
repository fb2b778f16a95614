using System.Globalization;
using System.Text;
using Grizzly.Common;
using Grizzly.Execution;

namespace Grizzly.Engine;

/// <summary>A physical plan as EXPLAIN prints it: one line per operator, indented, inputs below; then hints and
/// totals.</summary>
internal static class ExplainText
{
    public static IReadOnlyList<string> Format(ExplainedPlan plan)
    {
        var lines = new List<string>();
        Append(plan.Root, 0, plan.Run is not null, lines, []);
        foreach (string hint in plan.Hints) lines.Add($"hint: {hint}");
        foreach (Notice notice in plan.Notices)
            lines.Add($"notice: {notice.Message}{(notice.Hint is null ? "" : $" ({notice.Hint})")}");
        if (plan.Run is { } run)
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"total: {run.Rows} rows, {run.Elapsed.TotalMilliseconds:0.00} ms"));
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
        {
            line.Append(CultureInfo.InvariantCulture,
                $" (actual {node.Rows} rows, {node.Time.TotalMilliseconds:0.00} ms");
            if (node.MemoryBytes > 0) line.Append(", ").Append(ByteSize.Format(node.MemoryBytes));
            if (node.SpilledBytes > 0) line.Append(", spilled ").Append(ByteSize.Format(node.SpilledBytes));
            line.Append(')');
        }
        lines.Add(line.ToString());
        if (isRepeated) return;
        foreach (PlanNode child in node.Children) Append(child, depth + 1, withActuals, lines, seen);
    }
}
