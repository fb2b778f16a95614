using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Evaluation;

/// <summary>What expressions need besides their input: parameter values and the statement's context. Thread-safe during
/// an execution; a statement executed again and again may keep its evaluators and <see cref="Restart"/> the
/// context.</summary>
public sealed class EvaluationContext(StatementContext statement, IReadOnlyList<Value> parameters)
{
    public static readonly EvaluationContext None = new(StatementContext.None, []);

    public StatementContext Statement { get; private set; } = statement;

    public IReadOnlyList<Value> Parameters { get; } = parameters;

    /// <summary>Grows with every execution: nodes that keep something of the parameters look here.</summary>
    internal int Execution { get; private set; } = 1;

    /// <summary>Another execution begins: the parameters' values have been replaced in place.</summary>
    internal void Restart(StatementContext statement)
    {
        Statement = statement;
        Execution++;
    }
}
