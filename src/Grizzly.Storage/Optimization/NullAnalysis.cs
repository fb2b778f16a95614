using Grizzly.Functions;
using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>What can be NULL, and which predicates reject NULLs.</summary>
internal static class NullAnalysis
{
    /// <summary>
    /// Whether an expression can be NULL, given the ids of columns that cannot; null trusts no column. The nullability
    /// noted at a reference is not used, since rules move references above outer joins.
    /// </summary>
    public static bool CanBeNull(BoundExpression expression, HashSet<int>? notNull) => expression switch
    {
        BoundConstant constant => constant.Value.IsNull,
        BoundColumn column => notNull is null || !notNull.Contains(column.Column.Id),
        BoundIsNull => false,
        BoundComparison { Kind: ComparisonKind.Distinct or ComparisonKind.NotDistinct } => false,
        BoundComparison or BoundJunction or BoundNot or BoundInList => AnyCanBeNull(expression.Children, notNull),
        BoundCast { IsTry: false } cast => CanBeNull(cast.Input, notNull),
        BoundCoalesce coalesce => coalesce.Operands.All(operand => CanBeNull(operand, notNull)),
        BoundAggregate { Function.IsCount: true } => false,
        _ => true,
    };

    /// <summary>The output columns of a plan that are NULL in no row.</summary>
    public static HashSet<int> NotNullColumns(LogicalOperator plan)
    {
        switch (plan)
        {
            case LogicalGet get: return FromDefinition(get.Columns, get.Filters);
            case LogicalTableFunction function: return FromDefinition(function.Columns, []);
            case LogicalCteScan: return [];
            case LogicalValues values: return FromRows(values);
            case LogicalFilter filter:
            {
                HashSet<int> columns = NotNullColumns(filter.Input);
                AddRejected(columns, filter.Predicates, plan.Output);
                return columns;
            }
            case LogicalProject project:
            {
                HashSet<int> input = NotNullColumns(project.Input);
                var columns = new HashSet<int>();
                for (int i = 0; i < project.Columns.Count; i++)
                {
                    if (!CanBeNull(project.Expressions[i], input)) columns.Add(project.Columns[i].Id);
                }
                return columns;
            }
            case LogicalAggregate aggregate:
            {
                HashSet<int> input = NotNullColumns(aggregate.Input);
                var columns = new HashSet<int>();
                for (int i = 0; i < aggregate.Columns.Count; i++)
                {
                    BoundExpression value = i < aggregate.Groups.Count
                        ? aggregate.Groups[i] : aggregate.Aggregates[i - aggregate.Groups.Count];
                    if (!CanBeNull(value, input)) columns.Add(aggregate.Columns[i].Id);
                }
                return columns;
            }
            case LogicalJoin join: return FromJoin(join);
            case LogicalSetOperation: return [];
            case LogicalCte cte: return NotNullColumns(cte.Body);
            case LogicalDistinct or LogicalSort or LogicalLimit or LogicalTopN or LogicalWindow
                or LogicalSample:
                return NotNullColumns(plan.Inputs[0]);
            default: return [];
        }
    }

    /// <summary>Whether the predicate is never true on a row where all these columns are NULL.</summary>
    public static bool RejectsNulls(BoundExpression predicate, HashSet<int> columns) => predicate switch
    {
        BoundConstant => PlanBuilder.IsFalseOrNull(predicate),
        BoundJunction { IsAnd: true } and => and.Operands.Any(operand => RejectsNulls(operand, columns)),
        BoundJunction or => or.Operands.All(operand => RejectsNulls(operand, columns)),
        BoundIsNull { IsNegated: true } isNotNull => IsNullOn(isNotNull.Input, columns),
        _ => IsNullOn(predicate, columns),
    };

    /// <summary>Whether the value is NULL on every row where all these columns are.</summary>
    private static bool IsNullOn(BoundExpression expression, HashSet<int> columns) => expression switch
    {
        BoundConstant constant => constant.Value.IsNull,
        BoundColumn column => columns.Contains(column.Column.Id),
        BoundCast cast => IsNullOn(cast.Input, columns),
        BoundCall { Function.Nulls: NullHandling.Propagates } call =>
            call.Arguments.Any(argument => IsNullOn(argument, columns)),
        BoundComparison { Kind: ComparisonKind.Distinct or ComparisonKind.NotDistinct } => false,
        BoundComparison comparison => IsNullOn(comparison.Left, columns) || IsNullOn(comparison.Right, columns),
        BoundNot not => IsNullOn(not.Input, columns),
        BoundJunction junction => junction.Operands.All(operand => IsNullOn(operand, columns)),
        BoundInList inList => IsNullOn(inList.Input, columns),
        BoundCoalesce coalesce => coalesce.Operands.All(operand => IsNullOn(operand, columns)),
        _ => false,
    };

    private static bool AnyCanBeNull(IReadOnlyList<BoundExpression> expressions, HashSet<int>? notNull)
    {
        for (int i = 0; i < expressions.Count; i++)
        {
            if (CanBeNull(expressions[i], notNull)) return true;
        }
        return false;
    }

    private static HashSet<int> FromDefinition(
        IReadOnlyList<LogicalColumn> columns, IReadOnlyList<BoundExpression> filters)
    {
        var set = new HashSet<int>();
        foreach (LogicalColumn column in columns)
        {
            if (!column.IsNullable) set.Add(column.Id);
        }
        AddRejected(set, filters, columns);
        return set;
    }

    private static HashSet<int> FromRows(LogicalValues values)
    {
        var set = new HashSet<int>();
        for (int i = 0; i < values.Columns.Count; i++)
        {
            int index = i;
            if (values.Rows.All(row => !CanBeNull(row[index], null))) set.Add(values.Columns[i].Id);
        }
        return set;
    }

    private static void AddRejected(
        HashSet<int> set, IReadOnlyList<BoundExpression> predicates, IReadOnlyList<LogicalColumn> columns)
    {
        if (predicates.Count == 0) return;
        foreach (LogicalColumn column in columns)
        {
            if (set.Contains(column.Id)) continue;
            HashSet<int> one = [column.Id];
            if (predicates.Any(predicate => RejectsNulls(predicate, one))) set.Add(column.Id);
        }
    }

    private static HashSet<int> FromJoin(LogicalJoin join)
    {
        HashSet<int> columns = join.Kind is JoinKind.Right or JoinKind.Full ? [] : NotNullColumns(join.Left);
        if (join.Kind is JoinKind.Inner or JoinKind.Right) columns.UnionWith(NotNullColumns(join.Right));
        if (join.Kind == JoinKind.Inner) AddRejected(columns, [.. PlanBuilder.Predicates(join)], join.Output);
        return columns;
    }
}
