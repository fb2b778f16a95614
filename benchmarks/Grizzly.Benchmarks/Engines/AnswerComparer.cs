using System.Globalization;

namespace Grizzly.Benchmarks.Engines;

/// <summary>Says whether two engines gave the same answer: numbers to 1e-6 relative, rows in the query's order, rows
/// that its ORDER BY leaves tied in any.</summary>
internal static class AnswerComparer
{
    private const double Tolerance = 1e-6;

    /// <summary>The first difference, or null when there is none.</summary>
    /// <param name="expected">The other engine's answer.</param>
    /// <param name="actual">Grizzly's answer.</param>
    /// <param name="sql">The query, whose last ORDER BY names columns of its result.</param>
    public static string? Difference(Answer expected, Answer actual, string sql)
    {
        if (expected.Columns.Count != actual.Columns.Count)
            return $"{actual.Columns.Count} columns instead of {expected.Columns.Count}";
        if (expected.Rows.Count != actual.Rows.Count)
            return $"{actual.Rows.Count} rows instead of {expected.Rows.Count}";
        int[] keys = SortColumns(expected, sql);
        for (int first = 0; first < expected.Rows.Count;)
        {
            int end = first + 1;
            while (end < expected.Rows.Count && AreEqual(expected.Rows[first], expected.Rows[end], keys)) end++;
            if (GroupDifference(expected, actual, first, end, keys) is { } difference) return difference;
            first = end;
        }
        return null;
    }

    /// <summary>Rows <paramref name="first"/> up to <paramref name="end"/> of the expected answer are tied: the same
    /// rows must be there in the other one, in any order.</summary>
    private static string? GroupDifference(Answer expected, Answer actual, int first, int end, int[] keys)
    {
        int[] all = [.. Enumerable.Range(0, expected.Columns.Count)];
        List<int> left = [.. Enumerable.Range(first, end - first)];
        for (int row = first; row < end; row++)
        {
            int match = left.FindIndex(candidate => AreEqual(expected.Rows[row], actual.Rows[candidate], all));
            if (match < 0)
            {
                string place = keys.Length == 0 ? "no row" : $"no row near row {row + 1}";
                return $"{place} equals {Text(expected.Rows[row])}, there is {Text(actual.Rows[left[0]])}";
            }
            left.RemoveAt(match);
        }
        return null;
    }

    /// <summary>Ordinals of the columns the last ORDER BY names; none without ORDER BY.</summary>
    private static int[] SortColumns(Answer answer, string sql)
    {
        int start = sql.LastIndexOf("order by", StringComparison.OrdinalIgnoreCase);
        if (start < 0) return [];
        string clause = sql[(start + "order by".Length)..];
        int limit = clause.IndexOf("limit", StringComparison.OrdinalIgnoreCase);
        if (limit >= 0) clause = clause[..limit];
        IEnumerable<string> names = clause.Split(',').Select(item => item.Trim(' ', '\r', '\n', ';').Split(' ')[0]);
        return [.. names.Select(name => answer.Columns.ToList().IndexOf(name)).Where(ordinal => ordinal >= 0)];
    }

    private static bool AreEqual(object?[] left, object?[] right, int[] columns)
    {
        foreach (int column in columns)
        {
            bool same = (left[column], right[column]) switch
            {
                (double a, double b) => Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)),
                var (a, b) => Equals(a, b),
            };
            if (!same) return false;
        }
        return true;
    }

    private static string Text(object?[] row) =>
        $"({string.Join(", ", row.Select(value => Convert.ToString(value ?? "NULL", CultureInfo.InvariantCulture)))})";
}
