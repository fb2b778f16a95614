using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>TRY: NULL for the rows whose value cannot be computed. A chunk without such rows costs nothing more; one
/// with some is computed row by row.</summary>
internal sealed unsafe class TryNode(ExpressionNode input, LogicalType type) : ExpressionNode(type)
{
    private readonly BranchMerge _merge = new(type);

    public override ColumnVector Evaluate(DataChunk chunk)
    {
        try
        {
            return input.Evaluate(chunk);
        }
        catch (GrizzlyException error) when (Errors.IsOfData(error))
        {
            return EvaluateRows(chunk);
        }
    }

    private ColumnVector EvaluateRows(DataChunk chunk)
    {
        int words = (chunk.Count + 63) >> 6;
        ulong* one = stackalloc ulong[ColumnVector.MaskWords];
        RowMask.Fill(one, chunk.Count, false);
        _merge.Begin();
        for (int row = 0; row < chunk.Count; row++)
        {
            one[row >> 6] = 1UL << (row & 63);
            try
            {
                _merge.Take(input, chunk, one, words);
            }
            catch (GrizzlyException error) when (Errors.IsOfData(error))
            {
                _merge.TakeNull(row);
            }
            one[row >> 6] = 0;
        }
        return _merge.Result;
    }
}
