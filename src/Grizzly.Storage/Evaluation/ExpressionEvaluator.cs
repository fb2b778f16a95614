using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>Evaluates a list of expressions over chunks on one thread. Not thread-safe.</summary>
public sealed class ExpressionEvaluator
{
    private readonly ExpressionNode[] _nodes;

    /// <param name="expressions">Over <see cref="BoundReference"/>s; no aggregates, windows, subqueries or unbound
    /// columns.</param>
    public ExpressionEvaluator(IEnumerable<BoundExpression> expressions, EvaluationContext context) =>
        _nodes = [.. expressions.Select(expression => ExpressionCompiler.Compile(expression, context))];

    public int Count => _nodes.Length;

    /// <summary>The values of expression <paramref name="index"/>; valid until the next call for the same expression or
    /// the input changes.</summary>
    public ColumnVector Evaluate(int index, DataChunk input) => _nodes[index].Evaluate(input);

    /// <summary>Shows the values of all expressions in <paramref name="output"/>.</summary>
    public void Evaluate(DataChunk input, DataChunk output)
    {
        for (int i = 0; i < _nodes.Length; i++) output.Columns[i].Reference(_nodes[i].Evaluate(input));
        output.SetCount(input.Count);
    }

    /// <summary>The value of an expression over no columns: folding of constants, LIMIT, defaults.</summary>
    public static Value EvaluateConstant(BoundExpression expression, EvaluationContext context)
    {
        using var input = new DataChunk(Array.Empty<LogicalType>());
        input.SetCount(1);
        ExpressionNode node = ExpressionCompiler.Compile(expression, context);
        Value value = node.Evaluate(input).GetValue(0);
        // Kernels only know addresses. Without this, the nodes may be finalized, and their vectors freed, while one
        // runs.
        GC.KeepAlive(node);
        return value;
    }
}
