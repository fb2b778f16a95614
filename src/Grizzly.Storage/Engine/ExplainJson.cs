using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Execution;

namespace Grizzly.Engine;

/// <summary>EXPLAIN (FORMAT JSON): an object with the operators as a tree, milliseconds and bytes as numbers.</summary>
internal static class ExplainJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Format(ExplainedPlan plan)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("plan");
            Write(writer, plan.Root, plan.Run is not null, []);
            if (plan.Hints.Count > 0) Write(writer, "hints", plan.Hints);
            if (plan.Notices.Count > 0) Write(writer, "notices", plan.Notices.Select(notice => notice.Message));
            if (plan.Run is { } run)
            {
                writer.WriteNumber("rows", run.Rows);
                writer.WriteNumber("elapsed_ms", Math.Round(run.Elapsed.TotalMilliseconds, 3));
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    /// <summary>An operator that occurs again is shown without its inputs.</summary>
    private static void Write(Utf8JsonWriter writer, PlanNode node, bool withActuals, HashSet<PlanNode> seen)
    {
        writer.WriteStartObject();
        writer.WriteString("operator", node.Name);
        if (!double.IsNaN(node.EstimatedRows)) writer.WriteNumber("estimated_rows", Math.Ceiling(node.EstimatedRows));
        if (withActuals)
        {
            writer.WriteNumber("rows", node.Rows);
            writer.WriteNumber("time_ms", Math.Round(node.Time.TotalMilliseconds, 3));
            writer.WriteNumber("memory_bytes", node.MemoryBytes);
            writer.WriteNumber("spilled_bytes", node.SpilledBytes);
        }
        if (node.Details.Count > 0)
        {
            writer.WriteStartObject("details");
            foreach ((string key, string text) in node.Details) writer.WriteString(key, text);
            writer.WriteEndObject();
        }
        if (seen.Add(node) && node.Children.Count > 0)
        {
            writer.WriteStartArray("inputs");
            foreach (PlanNode child in node.Children) Write(writer, child, withActuals, seen);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
