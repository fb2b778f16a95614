using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Takes DISTINCT out of aggregates: the rows are first grouped by groups and arguments, then aggregated plainly.
/// Aggregates with different DISTINCT arguments (or none), or with different ORDER BY, are computed apart over the same
/// input and joined on the groups. Always runs: the executor knows no DISTINCT aggregates and sorts by one order.
/// </summary>
/// <remarks>
/// Right under NULL: grouping treats NULLs as equal, as DISTINCT does, the outer aggregate sees one NULL and ignores it
/// as it would many; the parts are joined by IS NOT DISTINCT FROM, and all parts have the same groups, since all come
/// from the same rows. A FILTER is a key of the inner grouping, so only rows that passed it count as the distinct ones.
/// </remarks>
internal sealed class DistinctAggregates(OptimizerContext context)
{
    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context)
    {
        var rule = new DistinctAggregates(context);
        return PlanExpressions.Rewrite(plan, node => node is LogicalAggregate aggregate ? rule.Rewrite(aggregate)
            : node);
    }

    private LogicalOperator Rewrite(LogicalAggregate aggregate)
    {
        if (!aggregate.Aggregates.Any(call => call.IsDistinct || call.OrderBy.Count > 0)) return aggregate;
        aggregate = aggregate with { Aggregates = [.. aggregate.Aggregates.Select(DropNeedless)] };
        List<List<int>> parts = Parts(aggregate);
        if (parts.Count == 1)
        {
            int[] all = [.. Enumerable.Range(0, aggregate.Aggregates.Count)];
            return aggregate.Aggregates[0].IsDistinct ? TwoLevels(aggregate, all, aggregate.Columns) : aggregate;
        }
        return Split(aggregate, parts);
    }

    private static BoundAggregate DropNeedless(BoundAggregate call) =>
        call.IsDistinct && call.Function.IgnoresDuplicates ? call with { IsDistinct = false } : call;

    /// <summary>
    /// Aggregates that can be computed together: all plain ones, and DISTINCT ones of the same arguments and filter.
    /// </summary>
    private static List<List<int>> Parts(LogicalAggregate aggregate)
    {
        var parts = new List<List<int>>();
        for (int i = 0; i < aggregate.Aggregates.Count; i++)
        {
            BoundAggregate call = aggregate.Aggregates[i];
            List<int>? part = parts.Find(candidate =>
                candidate.TrueForAll(other => SameRows(aggregate.Aggregates[other], call)));
            if (part is null) parts.Add([i]);
            else part.Add(i);
        }
        return parts;
    }

    private static bool SameRows(BoundAggregate left, BoundAggregate right)
    {
        if (left.OrderBy.Count > 0 && right.OrderBy.Count > 0 && !SameOrder(left.OrderBy, right.OrderBy)) return false;
        if (!left.IsDistinct || !right.IsDistinct) return left.IsDistinct == right.IsDistinct;
        BoundExpression[] leftKeys = [.. Keys(left)], rightKeys = [.. Keys(right)];
        return left.Filter is null == right.Filter is null
            && leftKeys.SequenceEqual(rightKeys, ExpressionEquality.Instance)
            && !leftKeys.Any(ExpressionTree.IsVolatile);
    }

    private static bool SameOrder(IReadOnlyList<SortKey> left, IReadOnlyList<SortKey> right) =>
        ExpressionEquality.SameDirections(left, right)
        && left.Zip(right).All(pair =>
            ExpressionEquality.Instance.Equals(pair.First.Expression, pair.Second.Expression));

    /// <summary>What makes a row of a DISTINCT aggregate: its arguments but for constants, and its filter.</summary>
    private static IEnumerable<BoundExpression> Keys(BoundAggregate call) =>
        [.. call.Arguments.Where(argument => argument is not BoundConstant), .. call.Filter is null
            ? Array.Empty<BoundExpression>() : [call.Filter]];

    private LogicalAggregate TwoLevels(LogicalAggregate aggregate, int[] part, IReadOnlyList<LogicalColumn> output)
    {
        var map = new Dictionary<BoundExpression, BoundExpression>(ExpressionEquality.Instance);
        var groups = new List<BoundExpression>(aggregate.Groups);
        var columns = new List<LogicalColumn>(aggregate.Groups.Select(KeyColumn));
        foreach (BoundExpression key in Keys(aggregate.Aggregates[part[0]]))
        {
            if (map.ContainsKey(key)) continue;
            LogicalColumn column = KeyColumn(key);
            groups.Add(key);
            columns.Add(column);
            map.Add(key, new BoundColumn(column));
        }
        if (groups.Count == 0)
        {
            // Of constants only: still grouped, as no rows must give no group.
            BoundExpression constant = aggregate.Aggregates[part[0]].Arguments[0];
            groups.Add(constant);
            columns.Add(KeyColumn(constant));
        }
        var inner = new LogicalAggregate(aggregate.Input, groups, [], columns);
        BoundAggregate[] calls = [.. part.Select(index => Outer(aggregate.Aggregates[index], map))];
        return new LogicalAggregate(
            inner, [.. columns.Take(aggregate.Groups.Count).Select(column => new BoundColumn(column))], calls, output);
    }

    private LogicalColumn KeyColumn(BoundExpression key) =>
        context.Ids.New(key is BoundColumn column ? column.Column.Name : "key", key.Type);

    private static BoundAggregate Outer(BoundAggregate call, Dictionary<BoundExpression, BoundExpression> map)
    {
        BoundExpression Find(BoundExpression key)
        {
            if (key is BoundConstant) return key;
            return map.TryGetValue(key, out BoundExpression? column)
                ? column
                : throw Errors.NotSupported("ORDER BY of a DISTINCT aggregate on anything but its arguments", key.Span);
        }
        return PlanExpressions.MapAggregate(call, Find) with { IsDistinct = false };
    }

    /// <summary>Each part aggregated on its own over the shared input; parts joined on the groups.</summary>
    private LogicalOperator Split(LogicalAggregate aggregate, List<List<int>> parts)
    {
        aggregate = ComputeGroups(aggregate);
        LogicalOperator input = aggregate.Input;
        bool isScan = input is LogicalGet;
        int cteId = isScan ? 0 : context.NewCteId();
        LogicalOperator? result = null;
        var firstGroups = new List<LogicalColumn>();
        foreach (List<int> part in parts)
        {
            LogicalAggregate copy = CopyOver(aggregate, cteId);
            bool isFirst = result is null;
            LogicalColumn[] groups = [.. aggregate.Groups.Select((_, i) =>
                isFirst ? aggregate.Columns[i] : context.Copy(aggregate.Columns[i]))];
            LogicalColumn[] output =
                [.. groups, .. part.Select(index => aggregate.Columns[aggregate.Groups.Count + index])];
            LogicalOperator plan = aggregate.Aggregates[part[0]].IsDistinct
                ? TwoLevels(copy, [.. part], output)
                : copy with { Aggregates = [.. part.Select(index => copy.Aggregates[index])], Columns = output };
            if (isFirst) firstGroups.AddRange(groups);
            result = result is null
                ? plan
                : new LogicalJoin(JoinKind.Inner, result, plan, [.. firstGroups.Zip(groups, Same)], []);
        }
        result = PlanBuilder.WithOutput(result!, aggregate.Columns);
        return isScan ? result : new LogicalCte(cteId, "grouped", input, result);
    }

    private static JoinCondition Same(LogicalColumn left, LogicalColumn right) =>
        new(new BoundColumn(left), new BoundColumn(right), ComparisonKind.NotDistinct);

    /// <summary>The aggregate over one more reading of its input.</summary>
    private LogicalAggregate CopyOver(LogicalAggregate aggregate, int cteId)
    {
        IReadOnlyList<LogicalColumn> source = aggregate.Input.Output;
        LogicalOperator input;
        IReadOnlyDictionary<int, LogicalColumn> map;
        if (cteId == 0)
        {
            input = PlanCopy.Of(aggregate.Input, context, out map);
        }
        else
        {
            LogicalColumn[] columns = [.. source.Select(context.Copy)];
            input = new LogicalCteScan(cteId, "grouped", columns, source);
            map = source.Zip(columns).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        }
        var copy = (LogicalAggregate)PlanExpressions.Map(aggregate, expression => PlanCopy.Replace(expression, map));
        return copy with { Input = input };
    }

    /// <summary>Computes groups that are expressions below, once for all parts.</summary>
    private LogicalAggregate ComputeGroups(LogicalAggregate aggregate)
    {
        if (aggregate.Groups.All(group => group is BoundColumn)) return aggregate;
        var expressions = new List<BoundExpression>();
        var columns = new List<LogicalColumn>();
        var groups = new List<BoundExpression>();
        foreach (BoundExpression group in aggregate.Groups)
        {
            if (group is BoundColumn)
            {
                groups.Add(group);
                continue;
            }
            LogicalColumn column = KeyColumn(group);
            expressions.Add(group);
            columns.Add(column);
            groups.Add(new BoundColumn(column));
        }
        return aggregate with { Input = PlanBuilder.Extend(aggregate.Input, expressions, columns), Groups = groups };
    }
}
