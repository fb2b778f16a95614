using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Evaluation;

/// <summary>What expressions need besides their input: parameter values and the statement's context. Fixed for one
/// execution; thread-safe.</summary>
public sealed record EvaluationContext(StatementContext Statement, IReadOnlyList<Value> Parameters)
{
    public static readonly EvaluationContext None = new(StatementContext.None, []);
}
