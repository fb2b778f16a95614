using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>One step of a short run; its evaluators are made at the first execution and kept.</summary>
internal abstract class ShortStage : IDisposable
{
    /// <summary>No further input yields rows.</summary>
    public virtual bool IsFinished => false;

    /// <summary>The last input has more rows to yield: <see cref="Resume"/> before anything else.</summary>
    public virtual bool HasMore => false;

    public abstract void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize);

    public abstract DataChunk Execute(DataChunk input);

    /// <summary>The next rows of the last input.</summary>
    public virtual DataChunk Resume() => throw Errors.Internal("a stage without further rows was asked for them");

    /// <summary>The execution is over: lets go of what it read.</summary>
    public virtual void Finish()
    {
    }

    public abstract void Dispose();
}

/// <summary>Keeps the rows for which a predicate is true.</summary>
internal sealed unsafe class ShortFilter(BoundExpression predicate, IReadOnlyList<LogicalColumn> columns) : ShortStage
{
    private readonly DataChunk _output = new([.. columns.Select(column => column.Type)]);
    private PredicateEvaluator? _evaluator;

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize) =>
        _evaluator ??= new PredicateEvaluator(predicate, evaluation);

    public override DataChunk Execute(DataChunk input)
    {
        int count = _evaluator!.Select(input);
        if (count == input.Count) return input;
        if (count == 0) _output.SetCount(0);
        else _output.Select(input, _evaluator.Selection, count);
        return _output;
    }

    public override void Dispose() => _output.Dispose();
}

/// <summary>Computes expressions.</summary>
internal sealed class ShortProject(BoundExpression[] expressions, IReadOnlyList<LogicalColumn> columns) : ShortStage
{
    private readonly DataChunk _output = new([.. columns.Select(column => column.Type)]);
    private ExpressionEvaluator? _evaluator;

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize) =>
        _evaluator ??= new ExpressionEvaluator(expressions, evaluation);

    public override DataChunk Execute(DataChunk input)
    {
        _evaluator!.Evaluate(input, _output);
        return _output;
    }

    public override void Dispose() => _output.Dispose();
}

/// <summary>LIMIT and OFFSET.</summary>
internal sealed unsafe class ShortLimit(LogicalLimit limit, IReadOnlyList<LogicalColumn> columns) : ShortStage
{
    private readonly DataChunk _output = new([.. columns.Select(column => column.Type)]);
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private long _skip;
    private long _left;

    public override bool IsFinished => _left == 0;

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize)
    {
        _left = Evaluate(limit.Limit, evaluation, "LIMIT") ?? long.MaxValue;
        _skip = Evaluate(limit.Offset, evaluation, "OFFSET") ?? 0;
    }

    public override DataChunk Execute(DataChunk input)
    {
        int first = (int)Math.Min(_skip, input.Count);
        int count = (int)Math.Min(_left, input.Count - first);
        _skip -= first;
        _left -= count;
        if (first == 0 && count == input.Count) return input;
        if (count == 0)
        {
            _output.SetCount(0);
            return _output;
        }
        for (int i = 0; i < count; i++) _selection[i] = (ushort)(first + i);
        fixed (ushort* selection = _selection) _output.Select(input, selection, count);
        return _output;
    }

    public override void Dispose() => _output.Dispose();

    private static long? Evaluate(BoundExpression? expression, EvaluationContext evaluation, string clause)
    {
        if (expression is null) return null;
        Value value = ExpressionEvaluator.EvaluateConstant(expression, evaluation);
        if (value.IsNull) return null;
        if (value.Integer < 0) throw Errors.InvalidLimit(clause).WithSpan(expression.Span);
        return (long)value.Integer;
    }
}
