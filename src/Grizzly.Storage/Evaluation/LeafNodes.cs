using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>A column of the input.</summary>
internal sealed class ReferenceNode(int index, LogicalType type) : ExpressionNode(type)
{
    public override ColumnVector Evaluate(DataChunk input) => input.Columns[index];
}

/// <summary>A parameter's value: the same for all rows of an execution.</summary>
internal sealed class ParameterNode : ExpressionNode
{
    private readonly ColumnVector _vector;
    private readonly EvaluationContext _context;
    private readonly int _index;
    private int _execution;

    public ParameterNode(int index, LogicalType type, EvaluationContext context)
        : base(type)
    {
        Check.Assert(index < context.Parameters.Count);
        _vector = new ColumnVector(type);
        _context = context;
        _index = index;
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        if (_execution != _context.Execution)
        {
            _execution = _context.Execution;
            _vector.SetConstant(_context.Parameters[_index].Retype(Type));
        }
        return _vector;
    }
}

/// <summary>A literal: the same for all rows.</summary>
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
