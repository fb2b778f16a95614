using System.Runtime.CompilerServices;
using Grizzly.Kernels;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>Finds the rows of a chunk for which a BOOLEAN expression is true. Not thread-safe.</summary>
public sealed unsafe class PredicateEvaluator
{
    private readonly ExpressionNode _node;
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

    public PredicateEvaluator(BoundExpression predicate, EvaluationContext context) =>
        _node = ExpressionCompiler.Compile(predicate, context);

    /// <summary>Positions of the input columns it reads, ascending; the others need not be filled.</summary>
    public IReadOnlyList<int> Inputs => _node.Inputs;

    /// <summary>Row numbers found by the last <see cref="Select"/>, ascending.</summary>
    public ushort* Selection => (ushort*)Unsafe.AsPointer(ref _selection[0]);

    /// <summary>Fills <see cref="Selection"/>; returns how many rows qualify.</summary>
    public int Select(DataChunk input)
    {
        ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
        EvaluateMask(input, isTrue);
        int count = RowMask.Count(isTrue, (input.Count + 63) >> 6);
        if (count == 0) return 0;
        return MaskKernels.ToSelection(isTrue, input.Count, Selection);
    }

    /// <summary>Sets bit i of one mask for each row for which the predicate is true, and of the other where it is
    /// NULL.</summary>
    public void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull) =>
        _node.EvaluateMask(input, isTrue, isNull);

    /// <summary>Sets bit i for each row for which the predicate is true.</summary>
    public void EvaluateMask(DataChunk input, ulong* isTrue)
    {
        ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
        _node.EvaluateMask(input, isTrue, isNull);
    }
}
