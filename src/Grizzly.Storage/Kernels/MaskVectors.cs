using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grizzly.Kernels;

/// <summary>Bits of a mask as vector lanes of all ones or all zeros.</summary>
/// <remarks>The tables are expressions, not static fields: the JIT turns them into constants, while fields cost a check
/// per access in optimized-at-once code.</remarks>
internal static class MaskVectors
{
    private static Vector512<ushort> Bits32 => Vector512.Create(
        Vector256.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768),
        Vector256.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768));

    private static Vector512<ulong> Bits8 => Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);

    /// <summary>Lane k is all ones where bit k is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Expand32(uint bits)
    {
        Vector512<ushort> halves =
            Vector512.Create(Vector256.Create((ushort)bits), Vector256.Create((ushort)(bits >> 16)));
        return Vector512.Equals(halves & Bits32, Bits32);
    }

    /// <summary>Lane k is all ones where bit k of the low eight bits is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> Expand8(ulong bits) =>
        Vector512.Equals(Vector512.Create(bits) & Bits8, Bits8).AsInt64();
}
