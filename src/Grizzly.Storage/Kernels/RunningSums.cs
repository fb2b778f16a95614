using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Kernels;

/// <summary>Sums of all differences so far: what delta coding is undone by. Wraps around.</summary>
/// <remarks>Eight lanes are summed in three shifted additions (Hillis and Steele, CACM 1986), then take the sum
/// before.</remarks>
public static unsafe class RunningSums
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>
    /// result[i] = start + (deltas[0] + min) + … + (deltas[i] + min), in codes of 1, 2, 4 or 8 bytes.
    /// </summary>
    public static void Run(ulong* deltas, ulong min, ulong start, byte* result, int codeSize, int count)
    {
        switch (codeSize)
        {
            case 1: Scalar(deltas, 0, min, start, (byte*)result, count); break;
            case 2: Scalar(deltas, 0, min, start, (ushort*)result, count); break;
            case 4: Run(deltas, min, start, (uint*)result, count); break;
            default: Run(deltas, min, start, (ulong*)result, count); break;
        }
    }

    [MethodImpl(Hot)]
    private static void Run<T>(ulong* deltas, ulong min, ulong start, T* result, int count)
        where T : unmanaged, INumberBase<T>
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<ulong> mins = Vector512.Create(min), sum = Vector512.Create(start);
            Vector512<ulong> last = Vector512.Create(7UL), zero = Vector512<ulong>.Zero;
            for (; i + 8 <= count; i += 8)
            {
                Vector512<ulong> lanes = Vector512.Load(deltas + i) + mins;
                lanes += Avx512F.AlignRight64(lanes, zero, 7);
                lanes += Avx512F.AlignRight64(lanes, zero, 6);
                lanes += Avx512F.AlignRight64(lanes, zero, 4);
                lanes += sum;
                if (sizeof(T) == 4) Avx512F.ConvertToVector256UInt32(lanes).Store((uint*)(result + i));
                else lanes.Store((ulong*)(result + i));
                sum = Avx512F.PermuteVar8x64(lanes, last);
            }
            start = sum.ToScalar();
        }
        Scalar(deltas, i, min, start, result, count);
    }

    /// <summary>Sums from <paramref name="from"/> on.</summary>
    [MethodImpl(Hot)]
    internal static void Scalar<T>(ulong* deltas, int from, ulong min, ulong start, T* result, int count)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = from; i < count; i++) result[i] = T.CreateTruncating(start += deltas[i] + min);
    }
}
