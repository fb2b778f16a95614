using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>
/// Estimates how many distinct values went in: HyperLogLog (Flajolet et al., 2007) with 1,024 registers, about 3 %
/// off. Mergeable.
/// </summary>
/// <remarks>Additions may run concurrently with each other only under the owner's lock; deletions are not
/// noticed.</remarks>
public sealed unsafe class DistinctSketch
{
    public const int RegisterBits = 10;
    public const int RegisterCount = 1 << RegisterBits;
    private readonly byte[] _registers = new byte[RegisterCount];

    public ReadOnlySpan<byte> Registers => _registers;

    public static DistinctSketch FromRegisters(ReadOnlySpan<byte> registers)
    {
        var sketch = new DistinctSketch();
        if (registers.Length != RegisterCount) throw Errors.Corrupted("a stored sketch has the wrong size");
        registers.CopyTo(sketch._registers);
        return sketch;
    }

    /// <summary>Adds one value by a well-mixed hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong hash)
    {
        int register = (int)(hash >> (64 - RegisterBits));
        byte rank = (byte)(BitOperations.LeadingZeroCount(hash << RegisterBits | 1UL << (RegisterBits - 1)) + 1);
        if (rank > _registers[register]) _registers[register] = rank;
    }

    public void Merge(DistinctSketch other)
    {
        for (int i = 0; i < RegisterCount; i++) _registers[i] = Math.Max(_registers[i], other._registers[i]);
    }

    /// <summary>The estimated number of distinct values.</summary>
    public double Estimate()
    {
        double sum = 0;
        int zeros = 0;
        foreach (byte register in _registers)
        {
            sum += 1.0 / (1UL << register);
            if (register == 0) zeros++;
        }
        const double Alpha = 0.7213 / (1 + 1.079 / RegisterCount);
        double estimate = Alpha * RegisterCount * RegisterCount / sum;
        return estimate <= 2.5 * RegisterCount
            && zeros > 0 ? RegisterCount * Math.Log((double)RegisterCount / zeros) : estimate;
    }

    /// <summary>Adds flat values; those under NULLs repeat a valid one or are skipped by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddFixed(byte* values, int size, int count)
    {
        switch (size)
        {
            case 1:
                ulong* seen = stackalloc ulong[4];
                seen[0] = seen[1] = seen[2] = seen[3] = 0;
                for (int i = 0; i < count; i++) seen[values[i] >> 6] |= 1UL << (values[i] & 63);
                for (int v = 0; v < 256; v++)
                {
                    if ((seen[v >> 6] >> (v & 63) & 1) != 0) Add(Mix((ulong)v));
                }
                break;
            case 2: for (int i = 0; i < count; i++) Add(Mix(((ushort*)values)[i])); break;
            case 4: for (int i = 0; i < count; i++) Add(Mix(((uint*)values)[i])); break;
            case 8: for (int i = 0; i < count; i++) Add(Mix(((ulong*)values)[i])); break;
            default:
                for (int i = 0; i < count; i++)
                {
                    ulong* at = (ulong*)(values + (long)i * 16);
                    Add(Mix(at[0] ^ Mix(at[1])));
                }
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddStrings(byte* bytes, uint* offsets, int count)
    {
        for (int i = 0; i < count; i++) Add(HashBytes(bytes + offsets[i], (int)(offsets[i + 1] - offsets[i])));
    }

    /// <summary>
    /// A cheap hash of all bytes and the length; reads 8 bytes past short strings (buffers are padded).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong HashBytes(byte* at, int length)
    {
        ulong head = *(ulong*)at;
        if (length < 8) return Mix((head & ((1UL << (length * 8)) - 1)) ^ (ulong)length << 56);
        ulong tail = *(ulong*)(at + length - 8);
        if (length > 24) tail ^= HashInner(at + 8, length - 16);
        ulong middle = *(ulong*)(at + (length - 8) / 2);
        return Mix(head ^ Mix(tail ^ (ulong)length << 48) ^ BitOperations.RotateLeft(middle, 23));
    }

    /// <summary>The bytes between the first and the last eight: more than eight.</summary>
    private static ulong HashInner(byte* at, int length)
    {
        ulong hash = 0;
        byte* last = at + length - 8;
        for (; at < last; at += 8) hash = (BitOperations.RotateLeft(hash, 29) ^ *(ulong*)at) * 0x9E37_79B9_7F4A_7C15;
        return (BitOperations.RotateLeft(hash, 29) ^ *(ulong*)last) * 0x9E37_79B9_7F4A_7C15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong value)
    {
        value ^= value >> 32;
        value *= 0x9E37_79B9_7F4A_7C15;
        value ^= value >> 29;
        value *= 0xBF58_476D_1CE4_E5B9;
        return value ^ value >> 32;
    }
}
