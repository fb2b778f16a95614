using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Lets every operator yield only what is needed above it: scans read fewer columns, unused expressions and aggregates
/// go, a Mark join whose mark nobody reads goes, and what is stored on the way (join inputs, sorts) is narrowed by a
/// projection. Nothing about NULL changes: values are the same, only unread ones are not computed.
/// </summary>
internal sealed class ProjectionPruning
{
    /// <summary>For each CTE the columns of its definition that some scan reads.</summary>
    private readonly Dictionary<int, HashSet<int>> _read = [];

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new ProjectionPruning().Prune(plan, ColumnSets.Of(plan.Output));

    private LogicalOperator Prune(LogicalOperator plan, HashSet<int> needed)
    {
        switch (plan)
        {
            case LogicalGet get: return PruneGet(get, needed);
            case LogicalValues values: return PruneValues(values, needed);
            case LogicalFilter filter: return PruneInput(filter, needed);
            case LogicalProject project: return PruneProject(project, needed);
            case LogicalAggregate aggregate: return PruneAggregate(aggregate, needed);
            case LogicalWindow window: return PruneWindow(window, needed);
            case LogicalDistinct distinct:
                return new LogicalDistinct(
                    PlanBuilder.WithOutput(Prune(distinct.Input, ColumnSets.Of(distinct.Output)), distinct.Output));
            case LogicalJoin join: return PruneJoin(join, needed);
            case LogicalSort or LogicalTopN:
            {
                HashSet<int> own = WithOwn(plan, needed);
                return plan.WithInputs([Narrow(Prune(plan.Inputs[0], own), own)]);
            }
            case LogicalLimit: return PruneInput(plan, needed);
            case LogicalSetOperation set: return PruneSet(set, needed);
            case LogicalCte cte: return PruneCte(cte, needed);
            case LogicalCteScan scan: return PruneScan(scan, needed);
            default: return PlanExpressions.MapInputs(plan, input =>
                PlanBuilder.WithOutput(Prune(input, ColumnSets.Of(input.Output)), input.Output));
        }
    }

    private static HashSet<int> WithOwn(LogicalOperator plan, HashSet<int> needed)
    {
        var all = new HashSet<int>(needed);
        PlanExpressions.Visit(plan, expression => ColumnSets.Add(all, expression));
        return all;
    }

    private static HashSet<int> OnlyOwn(LogicalOperator plan) => WithOwn(plan, []);

    private LogicalOperator PruneInput(LogicalOperator plan, HashSet<int> needed) =>
        plan.WithInputs([Prune(plan.Inputs[0], WithOwn(plan, needed))]);

    /// <summary>A projection to the needed columns, where there are others.</summary>
    private static LogicalOperator Narrow(LogicalOperator plan, HashSet<int> needed)
    {
        IReadOnlyList<LogicalColumn> output = plan.Output;
        LogicalColumn[] kept = [.. output.Where(column => needed.Contains(column.Id))];
        return kept.Length == output.Count ? plan : PlanBuilder.WithOutput(plan, kept);
    }

    private static LogicalGet PruneGet(LogicalGet get, HashSet<int> needed)
    {
        HashSet<int> all = WithOwn(get, needed);
        int[] kept = [.. Enumerable.Range(0, get.Columns.Count).Where(i => all.Contains(get.Columns[i].Id))];
        return kept.Length == get.Columns.Count
            ? get
            : get with
            {
                Columns = [.. kept.Select(i => get.Columns[i])],
                ColumnIndexes = [.. kept.Select(i => get.ColumnIndexes[i])],
            };
    }

    private static LogicalValues PruneValues(LogicalValues values, HashSet<int> needed)
    {
        int[] kept = [.. Enumerable.Range(0, values.Columns.Count).Where(i => needed.Contains(values.Columns[i].Id))];
        if (kept.Length == values.Columns.Count) return values;
        IReadOnlyList<BoundExpression>[] rows =
            [.. values.Rows.Select(row => (IReadOnlyList<BoundExpression>)[.. kept.Select(i => row[i])])];
        return new LogicalValues(rows, [.. kept.Select(i => values.Columns[i])]);
    }

    private LogicalProject PruneProject(LogicalProject project, HashSet<int> needed)
    {
        int[] kept = [.. Enumerable.Range(0, project.Columns.Count).Where(i => needed.Contains(project.Columns[i].Id))];
        if (kept.Length < project.Columns.Count)
        {
            project = new LogicalProject(
                project.Input, [.. kept.Select(i => project.Expressions[i])],
                    [.. kept.Select(i => project.Columns[i])]);
        }
        return project with { Input = Prune(project.Input, OnlyOwn(project)) };
    }

    private LogicalAggregate PruneAggregate(LogicalAggregate aggregate, HashSet<int> needed)
    {
        int groups = aggregate.Groups.Count;
        int[] kept = [.. Enumerable.Range(0, aggregate.Aggregates.Count).Where(i =>
            needed.Contains(aggregate.Columns[groups + i].Id))];
        if (kept.Length < aggregate.Aggregates.Count)
        {
            aggregate = aggregate with
            {
                Aggregates = [.. kept.Select(i => aggregate.Aggregates[i])],
                Columns = [.. aggregate.Columns.Take(groups), .. kept.Select(i => aggregate.Columns[groups + i])],
            };
        }
        return aggregate with { Input = Prune(aggregate.Input, OnlyOwn(aggregate)) };
    }

    private LogicalOperator PruneWindow(LogicalWindow window, HashSet<int> needed)
    {
        int[] kept = [.. Enumerable.Range(0, window.Calls.Count).Where(i => needed.Contains(window.Columns[i].Id))];
        if (kept.Length == 0) return Prune(window.Input, needed);
        if (kept.Length < window.Calls.Count)
        {
            window = window with
            {
                Calls = [.. kept.Select(i => window.Calls[i])], Columns = [.. kept.Select(i => window.Columns[i])],
            };
        }
        HashSet<int> own = WithOwn(window, needed);
        return window with { Input = Narrow(Prune(window.Input, own), own) };
    }

    private LogicalOperator PruneJoin(LogicalJoin join, HashSet<int> needed)
    {
        if (join.Kind == JoinKind.Mark && !needed.Contains(join.MarkColumn!.Id)) return Prune(join.Left, needed);
        if (join.Kind == JoinKind.Left && !needed.Overlaps(ColumnSets.Of(join.Right.Output))
            && RowBounds.Of(join.Right) != RowBound.Any)
            return Prune(join.Left, needed);
        HashSet<int> own = WithOwn(join, needed);
        return join with { Left = Narrow(Prune(join.Left, own), own), Right = Narrow(Prune(join.Right, own), own) };
    }

    private LogicalOperator PruneSet(LogicalSetOperation set, HashSet<int> needed)
    {
        bool canDrop = set is { Kind: SetOperationKind.Union, IsAll: true };
        int[] kept = [.. Enumerable.Range(0, set.Columns.Count).Where(i =>
            !canDrop || needed.Contains(set.Columns[i].Id))];
        var operands = new List<LogicalOperator>();
        foreach (LogicalOperator operand in set.Operands)
        {
            LogicalColumn[] output = [.. kept.Select(i => operand.Output[i])];
            operands.Add(PlanBuilder.WithOutput(Prune(operand, ColumnSets.Of(output)), output));
        }
        return set with { Operands = operands, Columns = [.. kept.Select(i => set.Columns[i])] };
    }

    private LogicalCte PruneCte(LogicalCte cte, HashSet<int> needed)
    {
        var read = new HashSet<int>();
        _read[cte.CteId] = read;
        LogicalOperator body = Prune(cte.Body, needed);
        return cte with { Definition = Narrow(Prune(cte.Definition, read), read), Body = body };
    }

    private LogicalOperator PruneScan(LogicalCteScan scan, HashSet<int> needed)
    {
        int[] kept = [.. Enumerable.Range(0, scan.Columns.Count).Where(i => needed.Contains(scan.Columns[i].Id))];
        if (_read.TryGetValue(scan.CteId, out HashSet<int>? read))
        {
            foreach (int i in kept) read.Add(scan.Source[i].Id);
        }
        return scan with { Columns = [.. kept.Select(i => scan.Columns[i])], Source =
            [.. kept.Select(i => scan.Source[i])] };
    }
}
