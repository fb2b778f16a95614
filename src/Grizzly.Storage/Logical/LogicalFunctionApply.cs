using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>Settles a call of a table function once its arguments are known.</summary>
public delegate BoundTableFunction TableFunctionCall(IReadOnlyList<Value> arguments);

/// <summary>A table function called for each row of the input: the row comes once with each of the call's
/// rows.</summary>
/// <param name="Arguments">Over the input's columns.</param>
/// <param name="Columns">The call's columns, after the input's.</param>
public sealed record LogicalFunctionApply(
    LogicalOperator Input, string Name, TableFunctionCall Call, IReadOnlyList<BoundExpression> Arguments,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => [.. Input.Output, .. Columns];

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}
