using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>The body of a lambda ready to run: over a chunk of its parameters and the columns it captures.</summary>
internal sealed unsafe class LambdaBody
{
    private readonly int[] _captured;
    private readonly int _parameters;
    private readonly ExpressionNode[] _nodes;

    /// <param name="bodies">Over the lambda's parameters and <see cref="BoundReference"/>s to the input.</param>
    public LambdaBody(
        IReadOnlyList<BoundLambdaParameter> parameters, IReadOnlyList<BoundExpression> bodies,
            EvaluationContext context)
    {
        var captured = new SortedDictionary<int, LogicalType>();
        foreach (BoundExpression body in bodies) Collect(body, captured);
        _captured = [.. captured.Keys];
        _parameters = parameters.Count;
        _nodes = [.. bodies.Select(body =>
            ExpressionCompiler.Compile(Resolve(body, parameters, isHidden: false), context))];
        Chunk = new DataChunk([.. parameters.Select(parameter => parameter.Type), .. captured.Values]);
    }

    /// <summary>Parameters first, then what is captured. The caller fills the parameters and sets the count.</summary>
    public DataChunk Chunk { get; }

    public IReadOnlyList<ExpressionNode> Nodes => _nodes;

    /// <summary>Fills the captured columns: row i of the chunk is row <paramref name="rows"/>[i] of the
    /// input.</summary>
    public void Capture(DataChunk input, ushort* rows, int count)
    {
        for (int i = 0; i < _captured.Length; i++)
            VectorSelect.Select(input.Columns[_captured[i]], rows, count, Chunk.Columns[_parameters + i]);
        Chunk.SetCount(count);
    }

    private static void Collect(BoundExpression expression, SortedDictionary<int, LogicalType> captured)
    {
        if (expression is BoundReference reference) captured[reference.Index] = reference.Type;
        foreach (BoundExpression child in expression.Children) Collect(child, captured);
    }

    /// <summary>Parameters and references as references into the chunk. A lambda inside with parameters of the same ids
    /// hides them in its body.</summary>
    private BoundExpression Resolve(
        BoundExpression expression, IReadOnlyList<BoundLambdaParameter> parameters, bool isHidden)
    {
        switch (expression)
        {
            case BoundReference reference:
                return reference with { Index = _parameters + Array.IndexOf(_captured, reference.Index) };
            case BoundLambdaParameter parameter when !isHidden:
                for (int i = 0; i < parameters.Count; i++)
                {
                    if (parameters[i].Id == parameter.Id) return new BoundReference(i, parameter.Type);
                }
                return parameter;
            case BoundLambdaCall inner:
                bool hides = isHidden || inner.Parameters.Any(own => parameters.Any(other => other.Id == own.Id));
                return inner with
                {
                    Input = Resolve(inner.Input, parameters, isHidden),
                    Body = Resolve(inner.Body, parameters, hides),
                    Filter = inner.Filter is null ? null : Resolve(inner.Filter, parameters, hides),
                    Initial = inner.Initial is null ? null : Resolve(inner.Initial, parameters, isHidden),
                };
        }
        IReadOnlyList<BoundExpression> children = expression.Children;
        return children.Count == 0
            ? expression
            : expression.WithChildren([.. children.Select(child => Resolve(child, parameters, isHidden))]);
    }
}
