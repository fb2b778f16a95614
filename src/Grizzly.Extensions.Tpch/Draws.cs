using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>Takes one column's raw draws for a stretch of rows; <see cref="Values"/> turns them into values.</summary>
internal static class Draws
{
    /// <summary>The most lines of an order; line columns set aside so many rows of draws per order.</summary>
    public const int MaxLinesPerOrder = 7;

    /// <summary>Rows of <paramref name="perRow"/> draws each, from a stream that sets aside
    /// <paramref name="reserved"/> a row (at least as many).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PerRow(Span<uint> target, uint seed, long firstRow, int perRow = 1, int reserved = 1)
    {
        RandomStream random = RandomStream.At(seed, firstRow * reserved);
        if (perRow == reserved)
        {
            for (int i = 0; i < target.Length; i++) target[i] = random.Draw();
            return;
        }
        uint skip = RandomStream.Power(reserved - perRow);
        for (int row = 0; row < target.Length; row += perRow)
        {
            for (int i = row; i < row + perRow; i++) target[i] = random.Draw();
            random.SkipPower(skip);
        }
    }

    /// <summary>Lines of <paramref name="perLine"/> draws each; order i, counted from <paramref name="firstOrder"/>,
    /// has <paramref name="lineCounts"/>[i] of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PerLine(
        Span<uint> target, uint seed, long firstOrder, ReadOnlySpan<byte> lineCounts, int perLine = 1)
    {
        Span<uint> skips = stackalloc uint[MaxLinesPerOrder + 1];
        for (int count = 0; count <= MaxLinesPerOrder; count++)
            skips[count] = RandomStream.Power((MaxLinesPerOrder - count) * perLine);
        RandomStream random = RandomStream.At(seed, firstOrder * MaxLinesPerOrder * perLine);
        int next = 0;
        foreach (byte count in lineCounts)
        {
            int end = next + count * perLine;
            while (next < end) target[next++] = random.Draw();
            random.SkipPower(skips[count]);
        }
    }
}
