using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>CASE: each row takes the result of its first true condition; results are computed only for the rows that
/// take them.</summary>
internal sealed unsafe class CaseNode : ExpressionNode
{
    private readonly ExpressionNode[] _conditions;
    private readonly ExpressionNode[] _results;
    private readonly ExpressionNode _default;
    private readonly BranchMerge _merge;
    private readonly RowSubset _conditionSubset = new();

    public CaseNode(ExpressionNode[] conditions, ExpressionNode[] results, ExpressionNode @default, LogicalType type)
        : base(type)
    {
        _conditions = conditions;
        _results = results;
        _default = @default;
        _merge = new BranchMerge(type);
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        int count = input.Count, words = (count + 63) >> 6;
        ulong* open = stackalloc ulong[ColumnVector.MaskWords];
        ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
        RowMask.Fill(open, count, true);
        _merge.Begin();
        for (int k = 0; k < _conditions.Length; k++)
        {
            int undecided = RowMask.Count(open, words);
            if (undecided == 0) break;
            if (undecided < count && _conditions[k].CanFail)
                _conditionSubset.EvaluateMask(_conditions[k], input, open, undecided, isTrue, isNull);
            else
                _conditions[k].EvaluateMask(input, isTrue, isNull);
            for (int i = 0; i < words; i++)
            {
                isTrue[i] &= open[i];
                open[i] &= ~isTrue[i];
            }
            _merge.Take(_results[k], input, isTrue, words);
        }
        _merge.Take(_default, input, open, words);
        return _merge.Result;
    }
}

/// <summary>COALESCE: each row takes its first operand that is not NULL.</summary>
internal sealed unsafe class CoalesceNode : ExpressionNode
{
    private readonly ExpressionNode[] _operands;
    private readonly BranchMerge _merge;

    public CoalesceNode(ExpressionNode[] operands, LogicalType type)
        : base(type)
    {
        _operands = operands;
        _merge = new BranchMerge(type);
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        int count = input.Count, words = (count + 63) >> 6;
        ulong* open = stackalloc ulong[ColumnVector.MaskWords];
        RowMask.Fill(open, count, true);
        _merge.Begin();
        foreach (ExpressionNode operand in _operands)
        {
            if (!RowMask.Any(open, words)) break;
            _merge.Take(operand, input, open, words);
            ulong* validity = _merge.Result.Validity;
            // What is still NULL stays open: later operands write over it.
            for (int i = 0; i < words; i++) open[i] = validity is null ? 0 : open[i] & ~validity[i];
        }
        return _merge.Result;
    }
}

/// <summary>Collects the values of several expressions, each for its own rows, into one flat vector.</summary>
internal sealed unsafe class BranchMerge(LogicalType type)
{
    private readonly RowSubset _subset = new();
    private readonly ushort[] _rows = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

    public ColumnVector Result { get; } = new(type);

    public void Begin() => Result.SetFlat();

    /// <summary>Writes the node's values to the rows set in <paramref name="rows"/>.</summary>
    public void Take(ExpressionNode node, DataChunk input, ulong* rows, int words)
    {
        int taken = RowMask.Count(rows, words);
        if (taken == 0) return;
        ushort* selection;
        ColumnVector values;
        bool onSubset = node.CanFail && taken < input.Count;
        if (onSubset)
        {
            values = _subset.Evaluate(node, input, rows);
            selection = _subset.Selection;
        }
        else
        {
            values = node.Evaluate(input);
            selection = (ushort*)Unsafe.AsPointer(ref _rows[0]);
            Kernels.MaskKernels.ToSelection(rows, input.Count, selection);
        }
        Scatter(values, selection, taken, onSubset);
    }

    /// <summary>Makes one row NULL.</summary>
    public void TakeNull(int row)
    {
        if (Result.Validity is null) Result.MakeValidity();
        Result.SetNull(row);
    }

    private void Scatter(ColumnVector values, ushort* rows, int count, bool isDense)
    {
        switch (type.SizeInBytes)
        {
            case 1: Scatter<byte>(values, rows, count, isDense); break;
            case 2: Scatter<ushort>(values, rows, count, isDense); break;
            case 4: Scatter<uint>(values, rows, count, isDense); break;
            case 8: Scatter<ulong>(values, rows, count, isDense); break;
            default: Scatter<Vector128<byte>>(values, rows, count, isDense); break;
        }
        if (type.Physical == PhysicalType.String) OwnStrings(rows, count);
        if (values.Validity is null && Result.Validity is null) return;
        if (Result.Validity is null) Result.MakeValidity();
        for (int j = 0; j < count; j++)
        {
            int row = rows[j];
            if (values.IsNullAt(isDense ? j : row)) Result.SetNull(row);
            else Result.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter<T>(ColumnVector values, ushort* rows, int count, bool isDense) where T : unmanaged
    {
        T* target = (T*)Result.Data;
        T* source = (T*)values.Data;
        uint* codes = values.Codes;
        switch (values.Encoding)
        {
            case VectorEncoding.Constant:
                T value = *source;
                for (int j = 0; j < count; j++) target[rows[j]] = value;
                break;
            case VectorEncoding.Dictionary:
                for (int j = 0; j < count; j++) target[rows[j]] = source[codes[isDense ? j : rows[j]]];
                break;
            default:
                for (int j = 0; j < count; j++) target[rows[j]] = source[isDense ? j : rows[j]];
                break;
        }
    }

    /// <summary>A branch's scratch memory may be reused before the result is read, so long strings are
    /// copied.</summary>
    private void OwnStrings(ushort* rows, int count)
    {
        StringView* views = (StringView*)Result.Data;
        for (int j = 0; j < count; j++) views[rows[j]] = Result.Arena.Add(views[rows[j]]);
    }
}
