namespace Grizzly.Tests.Differential;

/// <summary>Makes a failing choice sequence shorter and smaller: leaves out blocks, then sets choices to 0.</summary>
internal static class ChoiceShrinker
{
    public static List<int> Shrink(List<int> choices, Func<IReadOnlyList<int>, bool> fails)
    {
        var best = new List<int>(choices);
        for (int size = Math.Max(1, best.Count / 2); size >= 1; size /= 2)
        {
            for (int at = 0; at + size <= best.Count;)
            {
                List<int> fewer = [.. best.Take(at), .. best.Skip(at + size)];
                if (fails(fewer)) best = fewer;
                else at += size;
            }
        }
        for (int at = 0; at < best.Count; at++)
        {
            if (best[at] == 0) continue;
            var smaller = new List<int>(best) { [at] = 0 };
            if (fails(smaller)) best = smaller;
        }
        return best;
    }
}
