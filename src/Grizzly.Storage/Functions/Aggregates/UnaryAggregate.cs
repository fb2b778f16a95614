using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What an aggregate of one argument does with a state and a value that is not NULL.</summary>
internal interface IAggregateOperation<TState, TInput>
{
    static abstract void Add(ref TState state, TInput value);

    /// <summary>Adds what <paramref name="source"/> has seen, which came after what <paramref name="target"/>
    /// has.</summary>
    static abstract void Combine(ref TState source, ref TState target);

    /// <summary>Writes the result to one row of a flat vector without NULLs (or sets it NULL).</summary>
    /// <param name="parameter">What the bound aggregate carries: for decimals the power of ten of the scale.</param>
    static abstract void Finish(ref TState state, ColumnVector result, int row, double parameter);
}

/// <summary>An aggregate of one argument of fixed width over a struct operation.</summary>
internal unsafe class UnaryAggregate<TState, TInput, TOperation>(double parameter = 1) : AggregateKernel
    where TState : unmanaged where TInput : unmanaged where TOperation : struct, IAggregateOperation<TState, TInput>
{
    public override int StateSize => (sizeof(TState) + 7) & ~7;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        ColumnVector input = arguments[0];
        TInput* data = (TInput*)input.Data;
        if (input.Encoding == VectorEncoding.Flat && !input.MayHaveNulls)
        {
            for (int i = 0; i < count; i++) TOperation.Add(ref *(TState*)(states[i] + offset), data[i]);
            return;
        }
        if (input.IsConstantNull) return;
        int step = input.IsConstant ? 0 : 1;
        uint* codes = input.Encoding == VectorEncoding.Dictionary ? input.Codes : null;
        ulong* validity = input.IsConstant ? null : input.Validity;
        for (int i = 0; i < count; i++)
        {
            if (!ScalarLoops.IsValid(validity, i)) continue;
            TOperation.Add(ref *(TState*)(states[i] + offset), codes is null ? data[i * step] : data[codes[i]]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        ColumnVector input = arguments[0];
        TInput* data = (TInput*)input.Data;
        ref TState target = ref *(TState*)state;
        if (input.IsConstantNull) return;
        int step = input.IsConstant ? 0 : 1;
        uint* codes = input.Encoding == VectorEncoding.Dictionary ? input.Codes : null;
        ulong* validity = input.IsConstant ? null : input.Validity;
        for (int i = 0; i < count; i++)
        {
            if (!ScalarLoops.IsValid(validity, i)) continue;
            TOperation.Add(ref target, codes is null ? data[i * step] : data[codes[i]]);
        }
    }

    public override void Combine(byte* source, byte* target, StringArena arena) =>
        TOperation.Combine(ref *(TState*)source, ref *(TState*)target);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++) TOperation.Finish(ref *(TState*)(states[i] + offset), result, i, parameter);
    }
}
