namespace Grizzly.Logical;

public enum SampleMethod : byte
{
    /// <summary>Each row by itself.</summary>
    Bernoulli,

    /// <summary>Whole blocks of rows.</summary>
    System,

    /// <summary>Exactly so many rows, or so large a share.</summary>
    Reservoir,
}

/// <summary>A random part of the rows.</summary>
/// <param name="Size">Percent of the rows, or how many rows.</param>
/// <param name="Seed">REPEATABLE: the same rows come again from the same input; null for others each time.</param>
public sealed record LogicalSample(
    LogicalOperator Input, SampleMethod Method, double Size, bool IsPercent, long? Seed) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}
