using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>A parameter of the lambda that stands around it.</summary>
/// <param name="Id">How deep the lambda is nested times <see cref="MostParameters"/>, plus the parameter's place; so
/// equal
/// lambdas have equal parameters, and an inner lambda that came in from elsewhere hides the outer one's.</param>
public sealed record BoundLambdaParameter(int Id, string Name, LogicalType ParameterType)
    : BoundExpression(ParameterType)
{
    public const int MostParameters = 4;

    public override IReadOnlyList<BoundExpression> Children => [];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;
}

/// <summary>
/// A lambda over the elements of a list. Without <see cref="Initial"/> and with <see cref="IsReduce"/> false: the
/// list of
/// the body's values for the elements that fulfil the filter (all where it is null). Reduce: the body's last value,
/// where
/// the first parameter is the value so far.
/// </summary>
/// <param name="Parameters">Map: element and its number. Reduce: value so far, element, its number. The last may
/// lack.</param>
/// <param name="Body">Over the parameters and any columns.</param>
/// <param name="Initial">The first value so far; null where the first element is it.</param>
public sealed record BoundLambdaCall(
    bool IsReduce, BoundExpression Input, IReadOnlyList<BoundLambdaParameter> Parameters, BoundExpression Body,
    BoundExpression? Filter, BoundExpression? Initial, LogicalType ResultType) : BoundExpression(ResultType)
{
    public override IReadOnlyList<BoundExpression> Children
    {
        get
        {
            var children = new List<BoundExpression> { Input, Body };
            if (Filter is not null) children.Add(Filter);
            if (Initial is not null) children.Add(Initial);
            return children;
        }
    }

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this with
    {
        Input = children[0], Body = children[1], Filter = Filter is null ? null : children[2],
        Initial = Initial is null ? null : children[^1],
    };
}
