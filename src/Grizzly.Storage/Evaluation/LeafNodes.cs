using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>A column of the input.</summary>
internal sealed class ReferenceNode(int index, LogicalType type) : ExpressionNode(type)
{
    public override ColumnVector Evaluate(DataChunk input) => input.Columns[index];
}

/// <summary>A literal, or a parameter's value: the same for all rows.</summary>
internal sealed class ConstantNode : ExpressionNode
{
    private readonly ColumnVector _vector;

    public ConstantNode(in Value value)
        : base(value.Type)
    {
        _vector = new ColumnVector(value.Type);
        _vector.SetConstant(value);
    }

    public override ColumnVector Evaluate(DataChunk input) => _vector;
}
