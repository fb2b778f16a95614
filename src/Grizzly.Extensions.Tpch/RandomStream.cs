using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>
/// One of the generator's random streams: x' = 16807·x mod (2³¹ − 1), each column having its own seed and using a
/// fixed number of draws per row, so that any row is reached in O(log row) by multiplying with a power of 16807.
/// </summary>
/// <remarks>Lehmer's generator with Park and Miller's constants ("Random number generators: good ones are hard to
/// find", 1988). The modulus is a Mersenne prime: the remainder takes a shift and an addition.</remarks>
internal struct RandomStream
{
    public const uint Modulus = int.MaxValue;
    private const uint Multiplier = 16807;

    private uint _state;

    /// <summary>The last draw, or the seed where nothing was drawn.</summary>
    public readonly uint State => _state;

    private RandomStream(uint state) => _state = state;

    /// <summary>The stream of <paramref name="seed"/> after <paramref name="drawCount"/> draws.</summary>
    public static RandomStream At(uint seed, long drawCount) => new(MultiplyMod(seed, Power(drawCount)));

    /// <summary>16807 to the <paramref name="exponent"/>: multiplying a state with it skips so many draws.</summary>
    public static uint Power(long exponent)
    {
        uint result = 1;
        for (uint square = Multiplier; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) result = MultiplyMod(result, square);
            square = MultiplyMod(square, square);
        }
        return result;
    }

    /// <summary>The next state, 1 to 2³¹ − 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Draw() => _state = MultiplyMod(_state, Multiplier);

    /// <summary>Skips as many draws as <paramref name="power"/> stands for (see <see cref="Power"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipPower(uint power) => _state = MultiplyMod(_state, power);

    /// <summary>Maps a draw to [0, range): the reference's floating-point steps in their order, since its rounding
    /// decides some values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Scale(uint draw, double range) => (int)(draw / (double)Modulus * range);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint MultiplyMod(uint left, uint right)
    {
        ulong product = (ulong)left * right;
        uint folded = (uint)(product & Modulus) + (uint)(product >> 31);
        return Math.Min(folded, folded - Modulus); // below the modulus the difference wraps round and is the larger
    }
}
