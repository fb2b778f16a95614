using System.Runtime.CompilerServices;
using Grizzly.Kernels;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Hashes vectors of any encoding; equal values hash alike whatever the encoding.</summary>
internal static unsafe class VectorHash
{
    /// <summary>Writes, or mixes into, one hash per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hash(ColumnVector vector, int count, ulong* hashes, bool combine)
    {
        if (vector.Encoding == VectorEncoding.Flat)
        {
            HashKernels.Hash(vector.Physical, vector.Data, vector.Validity, count, hashes, combine);
            return;
        }
        int size = vector.Type.SizeInBytes;
        byte* flat = stackalloc byte[ColumnVector.MaxCapacity * 16 + 64];
        if (vector.IsConstant)
        {
            VectorCopy.Fill(flat, vector.Data, count, size);
            if (vector.IsConstantNull)
            {
                ulong* nothing = stackalloc ulong[ColumnVector.MaskWords];
                new Span<ulong>(nothing, ColumnVector.MaskWords).Clear();
                HashKernels.Hash(vector.Physical, flat, nothing, count, hashes, combine);
                return;
            }
            HashKernels.Hash(vector.Physical, flat, null, count, hashes, combine);
            return;
        }
        VectorCopy.GatherCodes(flat, vector.Data, vector.Codes, count, size);
        HashKernels.Hash(vector.Physical, flat, vector.Validity, count, hashes, combine);
    }
}
