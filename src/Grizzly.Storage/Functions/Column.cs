using System.Runtime.CompilerServices;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>A flat or constant argument as kernels read it: one address and a step of 1 or 0.</summary>
internal readonly unsafe struct Column<T>(ColumnVector vector) where T : unmanaged
{
    public readonly T* Data = (T*)vector.Data;

    /// <summary>0 for a constant, 1 for a flat vector.</summary>
    public readonly int Step = vector.IsConstant ? 0 : 1;

    public T this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[(long)row * Step];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(int row) => Data + (long)row * Step;
}
