using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Neighbouring inner joins and the filters between them, seen as one set of relations and one conjunction.
/// </summary>
internal sealed class JoinRegion
{
    private JoinRegion(List<LogicalOperator> relations, List<BoundExpression> predicates)
    {
        Relations = relations;
        Predicates = predicates;
    }

    public List<LogicalOperator> Relations { get; }

    public List<BoundExpression> Predicates { get; }

    public static JoinRegion Flatten(LogicalOperator plan, IEnumerable<BoundExpression> predicates)
    {
        var region = new JoinRegion([], []);
        region.Add(plan);
        foreach (BoundExpression predicate in predicates) region.AddPredicate(predicate);
        return region;
    }

    private void Add(LogicalOperator plan)
    {
        switch (plan)
        {
            case LogicalJoin { Kind: JoinKind.Inner } join:
                Add(join.Left);
                Add(join.Right);
                foreach (BoundExpression predicate in PlanBuilder.Predicates(join)) AddPredicate(predicate);
                break;
            case LogicalFilter filter when IsInner(filter.Input) && !filter.Predicates.Any(ExpressionTree.IsVolatile):
                Add(filter.Input);
                foreach (BoundExpression predicate in filter.Predicates) AddPredicate(predicate);
                break;
            default: Relations.Add(plan); break;
        }
    }

    private static bool IsInner(LogicalOperator plan) =>
        plan is LogicalJoin { Kind: JoinKind.Inner } || (plan is LogicalFilter filter && IsInner(filter.Input));

    private void AddPredicate(BoundExpression predicate)
    {
        var conjuncts = new List<BoundExpression>();
        ExpressionTree.SplitConjuncts(OrFactoring.Factor(predicate), conjuncts);
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (!Predicates.Exists(other => ExpressionEquality.Instance.Equals(other, conjunct)))
                Predicates.Add(conjunct);
        }
    }

    /// <summary>
    /// Adds what follows for single relations. From <c>a = b AND a = 5</c> follows <c>b = 5</c>: rows where it is not
    /// true are not in the join, for <c>a = b</c> is true there only if neither is NULL. From an OR each of whose
    /// branches restricts one relation follows the OR of those restrictions, which is true wherever the whole is.
    /// </summary>
    public void DerivePredicates()
    {
        EqualityClasses classes = EqualityClasses.Of(Predicates);
        foreach (BoundExpression derived in classes.Derive(Predicates)) AddPredicate(derived);
        foreach (LogicalOperator relation in Relations)
        {
            HashSet<int> columns = ColumnSets.Of(relation.Output);
            foreach (BoundExpression predicate in Predicates.ToArray())
            {
                if (predicate is BoundJunction { IsAnd: false } or && FailureAnalysis.IsMovable(or)
                    && Restrict(or, columns) is { } restriction)
                    AddPredicate(restriction);
            }
        }
    }

    private static BoundExpression? Restrict(BoundJunction or, HashSet<int> columns)
    {
        if (!ColumnSets.Uses(or, columns) || ColumnSets.UsesOnly(or, columns)) return null;
        var branches = new List<BoundExpression>();
        foreach (BoundExpression operand in or.Operands)
        {
            var conjuncts = new List<BoundExpression>();
            ExpressionTree.SplitConjuncts(operand, conjuncts);
            conjuncts.RemoveAll(conjunct =>
                !ColumnSets.UsesOnly(conjunct, columns) || ColumnSets.IsColumnFree(conjunct));
            if (conjuncts.Count == 0) return null;
            branches.Add(ExpressionTree.And(conjuncts));
        }
        return ExpressionSimplification.SimplifyDisjunction(branches);
    }

    /// <summary>
    /// Joins relations one after the other, each time one that some predicate connects, if there is one. Every
    /// predicate is used once.
    /// </summary>
    public static LogicalOperator Chain(List<LogicalOperator> relations, List<BoundExpression> predicates)
    {
        List<(LogicalOperator Plan, HashSet<int> Columns)> left =
            [.. relations.Select(relation => (relation, ColumnSets.Of(relation.Output)))];
        (LogicalOperator plan, HashSet<int> columns) = left[0];
        left.RemoveAt(0);
        List<BoundExpression> rest = [.. predicates.Where(predicate =>
            !ExpressionTree.IsVolatile(predicate) && !ColumnSets.IsColumnFree(predicate))];
        List<BoundExpression> top = [.. predicates.Where(predicate =>
            ExpressionTree.IsVolatile(predicate) || ColumnSets.IsColumnFree(predicate))];
        TakeFilters(ref plan, columns, rest);
        while (left.Count > 0)
        {
            int next = left.FindIndex(candidate =>
                rest.Exists(predicate => Connects(predicate, columns, candidate.Columns)));
            (LogicalOperator relation, HashSet<int> own) = left[Math.Max(next, 0)];
            left.RemoveAt(Math.Max(next, 0));
            columns.UnionWith(own);
            List<BoundExpression> now = [.. rest.Where(predicate => ColumnSets.UsesOnly(predicate, columns))];
            rest.RemoveAll(now.Contains);
            plan = PlanBuilder.Join(JoinKind.Inner, plan, relation, now);
        }
        top.InsertRange(0, rest);
        return PlanBuilder.Filter(plan, top);
    }

    private static void TakeFilters(ref LogicalOperator plan, HashSet<int> columns, List<BoundExpression> rest)
    {
        List<BoundExpression> own = [.. rest.Where(predicate => ColumnSets.UsesOnly(predicate, columns))];
        rest.RemoveAll(own.Contains);
        plan = PlanBuilder.Filter(plan, own);
    }

    private static bool Connects(BoundExpression predicate, HashSet<int> columns, HashSet<int> candidate) =>
        PlanBuilder.TryCondition(
            predicate, columns, candidate) is { Comparison: ComparisonKind.Equal or ComparisonKind.NotDistinct };
}
