namespace Grizzly.Logical;

/// <summary>
/// WITH RECURSIVE: the anchor's rows, then again and again the rows of the step over the rows of the round before,
/// until a round gives none. The step reads them by <see cref="LogicalCteScan"/>s of <paramref name="CteId"/>.
/// </summary>
/// <param name="IsAll">UNION ALL; false where rows that came before are dropped (NULLs are equal to each
/// other).</param>
/// <param name="Columns">What it yields, position by position with both inputs; also the scans' source.</param>
public sealed record LogicalRecursiveCte(
    int CteId, string Name, LogicalOperator Anchor, LogicalOperator Step, bool IsAll,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Anchor, Step];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Anchor = inputs[0], Step = inputs[1] };
}
