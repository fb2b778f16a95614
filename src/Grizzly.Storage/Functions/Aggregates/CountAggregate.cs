using System.Runtime.CompilerServices;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>count(*) without arguments, count(x) with one, count_if(condition) where
/// <paramref name="onlyTrue"/>.</summary>
internal sealed unsafe class CountAggregate(bool onlyTrue = false) : AggregateKernel
{
    public override int StateSize => 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        if (arguments.Length == 0 || (!onlyTrue && !arguments[0].MayHaveNulls))
        {
            for (int i = 0; i < count; i++) ++*(long*)(states[i] + offset);
            return;
        }
        ColumnVector input = arguments[0];
        for (int i = 0; i < count; i++)
        {
            if (!input.IsNullAt(i) && (!onlyTrue || *input.AddressOf(i) != 0)) ++*(long*)(states[i] + offset);
        }
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        long* total = (long*)state;
        if (arguments.Length == 0 || (!onlyTrue && !arguments[0].MayHaveNulls))
        {
            *total += count;
            return;
        }
        ColumnVector input = arguments[0];
        if (!onlyTrue)
        {
            if (!input.IsConstant) *total += MaskKernels.CountOnes(input.Validity, count);
            else if (!input.IsConstantNull) *total += count;
            return;
        }
        for (int i = 0; i < count; i++)
        {
            if (!input.IsNullAt(i) && *input.AddressOf(i) != 0) ++*total;
        }
    }

    public override void Combine(byte* source, byte* target, StringArena arena) => *(long*)target += *(long*)source;

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++) ((long*)result.Data)[i] = *(long*)(states[i] + offset);
    }
}
