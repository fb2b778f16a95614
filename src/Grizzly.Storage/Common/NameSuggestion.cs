namespace Grizzly.Common;

/// <summary>Finds the candidate closest to a misspelt name (Damerau–Levenshtein distance, case-insensitive).</summary>
public static class NameSuggestion
{
    /// <summary>The nearest candidate within a third of the name's length (at least 1 edit, never all of the name), or
    /// null.</summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        int limit = Math.Min(Math.Max(1, Math.Min(name.Length, 64) / 3), name.Length - 1);
        string? best = null;
        int bestDistance = limit + 1;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) >= bestDistance) continue;
            int distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>"did you mean "x"?" for the nearest candidate, or null where none is near.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates) =>
        Closest(name, candidates) is { } closest ? $"did you mean \"{closest}\"?" : null;

    private static int Distance(string left, string right)
    {
        if (left.Length > 128 || right.Length > 128) return int.MaxValue;
        var rows = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int cost = left[i - 1] == right[j - 1] ? 0 : 1;
                int value = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    value = Math.Min(value, rows[i - 2, j - 2] + 1);
                rows[i, j] = value;
            }
        }
        return rows[left.Length, right.Length];
    }
}
