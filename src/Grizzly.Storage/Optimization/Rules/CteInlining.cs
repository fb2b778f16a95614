using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Drops CTEs that nobody reads and puts the definition of one that is read once in the place of its scan. Nothing
/// about NULL changes: the same rows arrive, under the scan's columns. A volatile definition is evaluated once either
/// way; one that changes rows stays where it is, read or not.
/// </summary>
internal static class CteInlining
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context)
    {
        if (!Contains(plan)) return plan;
        var uses = new Dictionary<int, int>();
        Count(plan, uses);
        return Inline(plan, uses, []);
    }

    private static bool Contains(LogicalOperator plan) => plan is LogicalCte || plan.Inputs.Any(Contains);

    private static void Count(LogicalOperator plan, Dictionary<int, int> uses)
    {
        // The body first: a definition nobody reads does not count as a reader.
        if (plan is LogicalCteScan scan) uses[scan.CteId] = uses.GetValueOrDefault(scan.CteId) + 1;
        if (plan is LogicalCte cte)
        {
            Count(cte.Body, uses);
            if (uses.GetValueOrDefault(cte.CteId) > 0 || LogicalModification.IsIn(cte.Definition))
                Count(cte.Definition, uses);
            return;
        }
        foreach (LogicalOperator input in plan.Inputs) Count(input, uses);
        // What a recursive step reads is read in every round.
        if (plan is LogicalRecursiveCte recursive) Count(recursive.Step, uses);
    }

    private static LogicalOperator Inline(
        LogicalOperator plan, Dictionary<int, int> uses, Dictionary<int, LogicalOperator> definitions)
    {
        switch (plan)
        {
            case LogicalCte cte:
                int count = uses.GetValueOrDefault(cte.CteId);
                bool isChange = LogicalModification.IsIn(cte.Definition);
                if (count == 0 && !isChange) return Inline(cte.Body, uses, definitions);
                LogicalOperator definition = Inline(cte.Definition, uses, definitions);
                if (count > 1 || isChange)
                    return cte with { Definition = definition, Body = Inline(cte.Body, uses, definitions) };
                definitions[cte.CteId] = definition;
                return Inline(cte.Body, uses, definitions);
            case LogicalCteScan scan when definitions.TryGetValue(scan.CteId, out LogicalOperator? source):
                return new LogicalProject(
                    source, [.. scan.Source.Select(column => new BoundColumn(column))], scan.Columns);
            default: return PlanExpressions.MapInputs(plan, input => Inline(input, uses, definitions));
        }
    }
}
