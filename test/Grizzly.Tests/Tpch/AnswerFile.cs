using System.Globalization;
using System.Text;

namespace Grizzly.Tests.Tpch;

/// <summary>An expected answer: CSV with a header; an empty field without quotes is NULL.</summary>
internal static class AnswerFile
{
    public static List<string?[]> Read(string path)
    {
        var rows = new List<string?[]>();
        string text = File.ReadAllText(path);
        int at = text.IndexOf('\n') + 1;
        while (at < text.Length) rows.Add(ReadRow(text, ref at));
        return rows;
    }

    /// <summary>Equal as text, or as numbers to 1e-6 of their size (at least 0.005 for sums rounded to
    /// cents).</summary>
    public static bool SameValue(string? expected, string? actual)
    {
        if (expected is null || actual is null) return expected is null && actual is null;
        if (expected == actual) return true;
        if (!decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture,
            out decimal left)) return false;
        if (!decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture,
            out decimal right)) return false;
        return Math.Abs(left - right) <= Math.Max(Math.Abs(left) * 1e-6m, 1e-9m);
    }

    private static string?[] ReadRow(string text, ref int at)
    {
        var fields = new List<string?>();
        while (true)
        {
            fields.Add(ReadField(text, ref at));
            char end = at < text.Length ? text[at++] : '\n';
            if (end == '\r' && at < text.Length) end = text[at++];
            if (end == '\n') return [.. fields];
        }
    }

    private static string? ReadField(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            int start = at;
            while (at < text.Length && text[at] is not (',' or '\n' or '\r')) at++;
            return at == start ? null : text[start..at];
        }
        var field = new StringBuilder();
        at++;
        while (true)
        {
            if (text[at] != '"')
            {
                field.Append(text[at++]);
                continue;
            }
            at++;
            if (at >= text.Length || text[at] != '"') return field.ToString();
            field.Append('"');
            at++;
        }
    }
}
