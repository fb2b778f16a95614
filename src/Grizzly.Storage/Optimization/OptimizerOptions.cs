using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>What the optimizer may do. Immutable.</summary>
public sealed record OptimizerOptions
{
    public static readonly OptimizerOptions Default = new();

    /// <summary>
    /// False leaves only what plans need to be executable: unnesting, and DISTINCT taken out of aggregates.
    /// </summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Names of rules to leave out; see <see cref="Optimizer.RuleNames"/>.</summary>
    public IReadOnlySet<string> DisabledRules { get; init; } = new HashSet<string>();

    /// <summary>What the statement asks for; the optimizer notes what it could follow.</summary>
    public HintSet Hints { get; init; } = HintSet.None;

    /// <summary>
    /// Computes an expression over no columns, parameters or volatile calls; may throw GrizzlyException, and then the
    /// expression stays for run time. Null: only logic is folded.
    /// </summary>
    public Func<BoundExpression, Value>? EvaluateConstant { get; init; }
}
