using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>A macro while its body is bound: its parameters, and where its own world ends.</summary>
/// <param name="Caller">Binds the body; of its scope, what lies beyond it, and its WITH names, the body sees
/// nothing.</param>
/// <param name="LambdaCount">Parameters of the caller's lambdas, which the body does not see either.</param>
/// <param name="Arguments">What the parameters stand for, bound where the macro is called.</param>
/// <param name="IsBuiltIn">True for the engine's own, whose functions are never the user's macros.</param>
internal sealed record MacroFrame(
    ExpressionBinder Caller, int LambdaCount, IReadOnlyDictionary<string, BoundExpression> Arguments,
    bool IsBuiltIn = false)
{
    private static readonly ScopeTable Parameters = new(null, "", CanRepeat: true);

    public ScopeColumn? Find(string name) => Arguments.TryGetValue(name, out BoundExpression? value)
        ? new ScopeColumn(Parameters, name, value)
        : null;
}
