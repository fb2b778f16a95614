using System.Text;

namespace Grizzly.Functions;

/// <summary>Distances of strings, counted in code points.</summary>
internal static class TextDistance
{
    /// <summary>Insertions, deletions, replacements and swaps of neighbours, also with edits between (F. Damerau, 1964;
    /// R. Lowrance and R. Wagner, 1975).</summary>
    public static long DamerauLevenshtein(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Rune[] a = Runes(left), b = Runes(right);
        int limit = a.Length + b.Length;
        var cost = new int[a.Length + 2, b.Length + 2];
        cost[0, 0] = limit;
        for (int i = 0; i <= a.Length; i++) (cost[i + 1, 0], cost[i + 1, 1]) = (limit, i);
        for (int k = 0; k <= b.Length; k++) (cost[0, k + 1], cost[1, k + 1]) = (limit, k);
        var lastRow = new Dictionary<Rune, int>();
        for (int i = 1; i <= a.Length; i++)
        {
            int lastMatch = 0;
            for (int k = 1; k <= b.Length; k++)
            {
                int row = lastRow.GetValueOrDefault(b[k - 1]), column = lastMatch;
                bool isSame = a[i - 1] == b[k - 1];
                if (isSame) lastMatch = k;
                int swapped = cost[row, column] + (i - row - 1) + 1 + (k - column - 1);
                int replaced = cost[i, k] + (isSame ? 0 : 1);
                cost[i + 1, k + 1] = Math.Min(Math.Min(replaced, swapped),
                    Math.Min(cost[i + 1, k], cost[i, k + 1]) + 1);
            }
            lastRow[a[i - 1]] = i;
        }
        return cost[a.Length + 1, b.Length + 1];
    }

    /// <summary>Jaro's similarity (1989); Winkler's (1990) adds a tenth of the rest for each of up to four characters
    /// that both start with, where the strings are alike by more than 0.7.</summary>
    public static double Jaro(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool isWinkler)
    {
        Rune[] a = Runes(left), b = Runes(right);
        if (a.Length == 0 || b.Length == 0) return a.Length == b.Length ? 1 : 0;
        int window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1), matches = 0;
        bool[] usedA = new bool[a.Length], usedB = new bool[b.Length];
        for (int i = 0; i < a.Length; i++)
        {
            for (int k = Math.Max(0, i - window); k <= Math.Min(b.Length - 1, i + window); k++)
            {
                if (usedB[k] || a[i] != b[k]) continue;
                usedA[i] = usedB[k] = true;
                matches++;
                break;
            }
        }
        if (matches == 0) return 0;
        int swapped = 0;
        for (int i = 0, k = 0; i < a.Length; i++)
        {
            if (!usedA[i]) continue;
            while (!usedB[k]) k++;
            if (a[i] != b[k++]) swapped++;
        }
        double m = matches, jaro = (m / a.Length + m / b.Length + (m - swapped / 2) / m) / 3;
        if (!isWinkler || jaro <= 0.7) return jaro;
        int prefix = 0;
        while (prefix < Math.Min(4, Math.Min(a.Length, b.Length)) && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    private static Rune[] Runes(ReadOnlySpan<byte> text) => [.. Encoding.UTF8.GetString(text).EnumerateRunes()];
}
