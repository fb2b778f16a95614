using Grizzly.Kernels;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>A comparison of two operands of the same physical type.</summary>
/// <remarks>A dictionary vector against a constant is compared once per dictionary entry.</remarks>
internal sealed unsafe class ComparisonNode : MaskNode
{
    private const int LargestDictionary = 1 << 16;

    private readonly ExpressionNode _left;
    private readonly ExpressionNode _right;
    private readonly ComparisonKind _kind;
    private readonly ColumnVector _flatLeft;
    private readonly ColumnVector _flatRight;
    private readonly DictionaryResults _flags = new();

    public ComparisonNode(ComparisonKind kind, ExpressionNode left, ExpressionNode right)
    {
        _kind = kind;
        _left = left;
        _right = right;
        _flatLeft = new ColumnVector(left.Type);
        _flatRight = new ColumnVector(right.Type);
    }

    public override void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull)
    {
        int count = input.Count, words = (count + 63) >> 6;
        ColumnVector left = _left.Evaluate(input), right = _right.Evaluate(input);
        bool isDistinct = _kind is ComparisonKind.Distinct or ComparisonKind.NotDistinct;
        if (!isDistinct && (left.IsConstantNull || right.IsConstantNull))
        {
            RowMask.Fill(isTrue, count, false);
            RowMask.Fill(isNull, count, true);
            return;
        }
        if (!TryDictionary(left, right, count, isTrue)) Compare(left, right, count, isTrue);
        if (isDistinct)
        {
            FinishDistinct(left, right, count, words, isTrue);
            RowMask.Fill(isNull, count, false);
            return;
        }
        for (int i = 0; i < words; i++) isNull[i] = 0;
        AddNulls(left, words, isTrue, isNull);
        AddNulls(right, words, isTrue, isNull);
        RowMask.ClearTail(isNull, count);
    }

    private static void AddNulls(ColumnVector vector, int words, ulong* isTrue, ulong* isNull)
    {
        if (vector.Validity is null || vector.IsConstant) return;
        for (int i = 0; i < words; i++)
        {
            isTrue[i] &= vector.Validity[i];
            isNull[i] |= ~vector.Validity[i];
        }
    }

    private static CompareOperation OperationOf(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal or ComparisonKind.NotDistinct => CompareOperation.Equal,
        ComparisonKind.NotEqual or ComparisonKind.Distinct => CompareOperation.NotEqual,
        ComparisonKind.Less => CompareOperation.Less,
        ComparisonKind.LessOrEqual => CompareOperation.LessOrEqual,
        ComparisonKind.Greater => CompareOperation.Greater,
        _ => CompareOperation.GreaterOrEqual,
    };

    private static CompareOperation Mirror(CompareOperation operation) => operation switch
    {
        CompareOperation.Less => CompareOperation.Greater,
        CompareOperation.LessOrEqual => CompareOperation.GreaterOrEqual,
        CompareOperation.Greater => CompareOperation.Less,
        CompareOperation.GreaterOrEqual => CompareOperation.LessOrEqual,
        _ => operation,
    };

    private void Compare(ColumnVector left, ColumnVector right, int count, ulong* mask)
    {
        if (left.Encoding == VectorEncoding.Dictionary)
        {
            _flatLeft.Reference(left);
            _flatLeft.Flatten(count);
            left = _flatLeft;
        }
        if (right.Encoding == VectorEncoding.Dictionary)
        {
            _flatRight.Reference(right);
            _flatRight.Flatten(count);
            right = _flatRight;
        }
        CompareKernels.Compare(left.Physical, OperationOf(_kind), left.Data, left.IsConstant, right.Data,
            right.IsConstant, count, mask);
    }

    /// <summary>Corrects the value comparison where one or both sides are NULL.</summary>
    private void FinishDistinct(ColumnVector left, ColumnVector right, int count, int words, ulong* isTrue)
    {
        if (left.Validity is null && right.Validity is null) return;
        ulong* leftNull = stackalloc ulong[ColumnVector.MaskWords];
        ulong* rightNull = stackalloc ulong[ColumnVector.MaskWords];
        NullsOf(left, count, words, leftNull);
        NullsOf(right, count, words, rightNull);
        for (int i = 0; i < words; i++)
        {
            ulong one = leftNull[i] ^ rightNull[i], both = leftNull[i] & rightNull[i];
            isTrue[i] = _kind == ComparisonKind.Distinct ? (isTrue[i] | one) & ~both : (isTrue[i] & ~one) | both;
        }
        RowMask.ClearTail(isTrue, count);
    }

    private static void NullsOf(ColumnVector vector, int count, int words, ulong* nulls)
    {
        if (vector.Validity is null || vector.IsConstant)
        {
            RowMask.Fill(nulls, count, vector.IsConstantNull);
            return;
        }
        for (int i = 0; i < words; i++) nulls[i] = ~vector.Validity[i];
        RowMask.ClearTail(nulls, count);
    }

    private bool TryDictionary(ColumnVector left, ColumnVector right, int count, ulong* mask)
    {
        bool onLeft = left.Encoding == VectorEncoding.Dictionary && _right is ConstantNode;
        bool onRight = right.Encoding == VectorEncoding.Dictionary && _left is ConstantNode;
        if (onLeft == onRight) return false;
        ColumnVector column = onLeft ? left : right, constant = onLeft ? right : left;
        VectorDictionary dictionary = column.Dictionary!;
        if (dictionary.Count > LargestDictionary) return false;
        VectorDictionary? flags = _flags.Find(dictionary, out bool isKnown);
        if (!isKnown)
        {
            flags = CompareDictionary(dictionary, constant.Data, onLeft
                ? OperationOf(_kind) : Mirror(OperationOf(_kind)));
            _flags.Add(dictionary, flags);
        }
        RowMask.FromDictionary(flags!.Values, column.Codes, count, mask);
        return true;
    }

    private VectorDictionary CompareDictionary(VectorDictionary dictionary, byte* constant, CompareOperation operation)
    {
        byte* flags = _flags.Allocate(dictionary.Count);
        ulong* mask = stackalloc ulong[ColumnVector.MaskWords];
        int size = dictionary.Type.SizeOf();
        for (int start = 0; start < dictionary.Count; start += ColumnVector.MaxCapacity)
        {
            int count = Math.Min(ColumnVector.MaxCapacity, dictionary.Count - start);
            CompareKernels.Compare(dictionary.Type, operation, dictionary.Values + (long)start * size, false, constant,
                true, count, mask);
            MaskKernels.ToBools(mask, count, flags + start);
        }
        return new VectorDictionary(PhysicalType.Bool, flags, dictionary.Count);
    }
}
