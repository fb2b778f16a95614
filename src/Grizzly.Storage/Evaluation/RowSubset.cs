using Grizzly.Kernels;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>Evaluates an expression on some rows of a chunk only: the columns it reads are gathered, nothing else. Not
/// thread-safe.</summary>
internal sealed unsafe class RowSubset
{
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private DataChunk? _chunk;

    /// <summary>The row numbers of the last call, ascending.</summary>
    public ushort* Selection => (ushort*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _selection[0]);

    /// <summary>Evaluates on the rows set in <paramref name="rows"/>; value j belongs to row
    /// <see cref="Selection"/>[j].</summary>
    public ColumnVector Evaluate(ExpressionNode node, DataChunk input, ulong* rows) =>
        node.Evaluate(Gather(node, input, rows));

    /// <summary>Masks over the whole chunk; rows not in <paramref name="rows"/> get zero bits.</summary>
    public void EvaluateMask(ExpressionNode node, DataChunk input, ulong* rows, int rowCount, ulong* isTrue,
        ulong* isNull)
    {
        DataChunk part = Gather(node, input, rows);
        ulong* partTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* partNull = stackalloc ulong[ColumnVector.MaskWords];
        node.EvaluateMask(part, partTrue, partNull);
        RowMask.Fill(isTrue, input.Count, false);
        RowMask.Fill(isNull, input.Count, false);
        RowMask.Scatter(partTrue, Selection, rowCount, isTrue);
        RowMask.Scatter(partNull, Selection, rowCount, isNull);
    }

    private DataChunk Gather(ExpressionNode node, DataChunk input, ulong* rows)
    {
        _chunk ??= new DataChunk([.. input.Columns.Select(column => column.Type)]);
        int count = MaskKernels.ToSelection(rows, input.Count, Selection);
        foreach (int column in node.Inputs) VectorSelect.Select(input.Columns[column], Selection, count,
            _chunk.Columns[column]);
        _chunk.SetCount(count);
        return _chunk;
    }
}
