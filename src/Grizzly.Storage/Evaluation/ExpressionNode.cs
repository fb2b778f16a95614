using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>An expression made ready to run on one thread: it owns scratch vectors and is called once per chunk. Not
/// thread-safe.</summary>
internal abstract unsafe class ExpressionNode(LogicalType type)
{
    public LogicalType Type { get; } = type;

    /// <summary>True where some row may raise an error.</summary>
    public bool CanFail { get; init; }

    /// <summary>Positions of the input columns that the expression reads.</summary>
    public int[] Inputs { get; init; } = [];

    /// <summary>
    /// One value per input row, in any encoding. The vector may be the input's own or this node's scratch: valid until
    /// the next call, never to be changed.
    /// </summary>
    public abstract ColumnVector Evaluate(DataChunk input);

    /// <summary>For BOOLEAN nodes: bit i of <paramref name="isTrue"/> and <paramref name="isNull"/>; bits beyond the
    /// last row are zero.</summary>
    public virtual void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull)
    {
        ColumnVector vector = Evaluate(input);
        int count = input.Count;
        int words = (count + 63) >> 6;
        switch (vector.Encoding)
        {
            case VectorEncoding.Constant:
                bool known = !vector.IsConstantNull;
                RowMask.Fill(isTrue, count, known && *vector.Data != 0);
                RowMask.Fill(isNull, count, !known);
                return;
            case VectorEncoding.Dictionary:
                RowMask.FromDictionary(vector.Dictionary!.Values, vector.Codes, count, isTrue);
                break;
            default:
                MaskKernels.FromBools(vector.Data, count, isTrue);
                break;
        }
        RowMask.SplitNulls(vector.Validity, count, words, isTrue, isNull);
    }
}

/// <summary>A BOOLEAN node that computes bitmasks; bytes are made only where a vector is asked for.</summary>
internal abstract unsafe class MaskNode() : ExpressionNode(LogicalType.Boolean)
{
    private readonly ColumnVector _result = new(LogicalType.Boolean);

    public abstract override void EvaluateMask(DataChunk input, ulong* isTrue, ulong* isNull);

    public sealed override ColumnVector Evaluate(DataChunk input)
    {
        ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
        EvaluateMask(input, isTrue, isNull);
        byte* data = _result.SetFlat();
        MaskKernels.ToBools(isTrue, input.Count, data);
        int words = (input.Count + 63) >> 6;
        if (RowMask.Any(isNull, words))
        {
            ulong* validity = _result.OwnValidity();
            for (int i = 0; i < words; i++) validity[i] = ~isNull[i];
            _result.UseValidity(validity);
        }
        return _result;
    }
}
