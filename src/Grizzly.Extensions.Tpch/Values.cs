using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>Turns raw draws into numbers.</summary>
internal static class Values
{
    /// <summary>Uniform integers from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform(ReadOnlySpan<uint> draws, int low, int high, Span<int> target)
    {
        double range = (double)high - low + 1;
        for (int i = 0; i < target.Length; i++) target[i] = low + RandomStream.Scale(draws[i], range);
    }

    /// <summary>As the other overload, times <paramref name="factor"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform(ReadOnlySpan<uint> draws, int low, int high, Span<long> target, int factor = 1)
    {
        double range = (double)high - low + 1;
        for (int i = 0; i < target.Length; i++)
            target[i] = (long)(low + RandomStream.Scale(draws[i], range)) * factor;
    }

    /// <summary>first, first + 1, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Count(long first, Span<long> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = first + i;
    }
}
