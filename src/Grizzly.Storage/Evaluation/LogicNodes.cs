using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>NOT: true and false change places, NULL stays.</summary>
internal sealed unsafe class NotNode(ExpressionNode input) : MaskNode
{
    public override void EvaluateMask(DataChunk input1, ulong* isTrue, ulong* isNull)
    {
        input.EvaluateMask(input1, isTrue, isNull);
        int words = (input1.Count + 63) >> 6;
        for (int i = 0; i < words; i++) isTrue[i] = ~(isTrue[i] | isNull[i]);
        RowMask.ClearTail(isTrue, input1.Count);
    }
}

/// <summary>IS NULL and IS NOT NULL.</summary>
internal sealed unsafe class IsNullNode(ExpressionNode input, bool isNegated) : MaskNode
{
    public override void EvaluateMask(DataChunk chunk, ulong* isTrue, ulong* isNull)
    {
        int count = chunk.Count, words = (count + 63) >> 6;
        ColumnVector vector = input.Evaluate(chunk);
        RowMask.Fill(isNull, count, false);
        if (vector.Validity is null || vector.IsConstant)
        {
            RowMask.Fill(isTrue, count, vector.IsConstantNull != isNegated);
            return;
        }
        for (int i = 0; i < words; i++) isTrue[i] = isNegated ? vector.Validity[i] : ~vector.Validity[i];
        RowMask.ClearTail(isTrue, count);
    }
}

/// <summary>
/// AND and OR, three-valued. An operand that may fail, or that comes when few rows are undecided, runs only on the
/// undecided rows:
/// for AND those no operand has made false, for OR those no operand has made true.
/// </summary>
internal sealed unsafe class JunctionNode(bool isAnd, ExpressionNode[] operands) : MaskNode
{
    private readonly RowSubset _subset = new();

    public override void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull)
    {
        int count = input.Count, words = (count + 63) >> 6;
        // AND is computed directly; OR as NOT AND of NOTs: "decided" means false for AND and true for OR.
        ulong* open = stackalloc ulong[ColumnVector.MaskWords];
        ulong* operandTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* operandNull = stackalloc ulong[ColumnVector.MaskWords];
        ulong* someNull = stackalloc ulong[ColumnVector.MaskWords];
        RowMask.Fill(open, count, true);
        RowMask.Fill(someNull, count, false);
        for (int k = 0; k < operands.Length; k++)
        {
            int undecided = k == 0 ? count : RowMask.Count(open, words);
            if (undecided == 0) break;
            bool onSubset = undecided < count && (operands[k].CanFail || undecided * 8 < count);
            if (onSubset) _subset.EvaluateMask(operands[k], input, open, undecided, operandTrue, operandNull);
            else operands[k].EvaluateMask(input, operandTrue, operandNull);
            for (int i = 0; i < words; i++)
            {
                ulong decided = isAnd ? ~(operandTrue[i] | operandNull[i]) : operandTrue[i];
                someNull[i] |= operandNull[i] & open[i];
                open[i] &= ~decided;
            }
        }
        for (int i = 0; i < words; i++)
        {
            isNull[i] = open[i] & someNull[i];
            isTrue[i] = isAnd ? open[i] & ~someNull[i] : ~open[i];
        }
        RowMask.ClearTail(isTrue, count);
    }
}

/// <summary>input IN (items): items are expressions of the input's type.</summary>
internal sealed unsafe class InListNode : MaskNode
{
    private readonly ComparisonNode[] _comparisons;
    private readonly SharedInputNode _shared;
    private readonly ExpressionNode _input;

    public InListNode(ExpressionNode input, ExpressionNode[] items)
    {
        _input = input;
        _shared = new SharedInputNode(input.Type);
        _comparisons = [.. items.Select(item => new ComparisonNode(Logical.ComparisonKind.Equal, _shared, item))];
    }

    public override void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull)
    {
        int count = input.Count, words = (count + 63) >> 6;
        _shared.Vector = _input.Evaluate(input);
        ulong* itemTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* itemNull = stackalloc ulong[ColumnVector.MaskWords];
        RowMask.Fill(isTrue, count, false);
        RowMask.Fill(isNull, count, false);
        foreach (ComparisonNode comparison in _comparisons)
        {
            comparison.EvaluateMask(input, itemTrue, itemNull);
            for (int i = 0; i < words; i++)
            {
                isTrue[i] |= itemTrue[i];
                isNull[i] |= itemNull[i];
            }
        }
        for (int i = 0; i < words; i++) isNull[i] &= ~isTrue[i];
    }

    /// <summary>Hands the once-evaluated input to every comparison.</summary>
    private sealed class SharedInputNode(Types.LogicalType type) : ExpressionNode(type)
    {
        public ColumnVector? Vector { get; set; }

        public override ColumnVector Evaluate(DataChunk input) => Vector!;
    }
}
