using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// Turns every subquery in an expression and every dependent join (LATERAL) into ordinary joins, innermost first.
/// Always runs: the executor knows neither.
/// </summary>
/// <remarks>
/// As conjuncts of a filter EXISTS and ANY are semijoins and their negations antijoins, where only true counts;
/// anywhere else they are Mark joins, whose mark is NULL exactly where the predicate is. <c>x op ALL (q)</c> is <c>NOT
/// (x negated-op ANY (q))</c>, also under NULL. A scalar subquery is a Single join, or a plain one where it provably
/// has at most one row. Each subquery expression is computed for every row of its operator's input, so an error in one
/// under CASE is raised although the branch is not taken.
/// </remarks>
internal sealed class SubqueryUnnesting(OptimizerContext context)
{
    private readonly DependentJoins _joins = new(context);

    /// <summary>Plans of subqueries already put into the plan: a second use needs a copy.</summary>
    private readonly HashSet<LogicalOperator> _used = new(ReferenceEqualityComparer.Instance);

    public static LogicalOperator Apply(LogicalOperator plan, OptimizerContext context) =>
        new SubqueryUnnesting(context).Unnest(plan);

    private LogicalOperator Unnest(LogicalOperator plan)
    {
        if (plan is LogicalJoin outer && HasSubquery(plan)) return UnnestJoin(outer);
        plan = PlanExpressions.MapInputs(plan, Unnest);
        if (plan is LogicalDependentJoin dependent) return UnnestDependentJoin(dependent);
        if (!HasSubquery(plan)) return plan;
        return plan switch
        {
            LogicalFilter filter => UnnestFilter(filter),
            LogicalValues values => UnnestValues(values),
            LogicalProject or LogicalAggregate => UnnestExpressions(plan),
            LogicalSort or LogicalWindow or LogicalFunctionApply =>
                PlanBuilder.WithOutput(UnnestExpressions(plan), plan.Output),
            LogicalLimit limit => UnnestLimit(limit),
            _ => throw Errors.NotSupported("a subquery here"),
        };
    }

    private static bool HasSubquery(LogicalOperator plan) => PlanExpressions.Any(plan, HasSubquery);

    private static bool HasSubquery(BoundExpression expression) =>
        ExpressionTree.Any(expression, node => node is BoundSubquery);

    private LogicalOperator UnnestExpressions(LogicalOperator plan)
    {
        LogicalOperator input = plan.Inputs[0];
        var attached = new Attached();
        LogicalOperator result = PlanExpressions.Map(plan, expression => Attach(ref input, expression, attached));
        return result.WithInputs([input]);
    }

    /// <summary>Rows are numbered, and the numbers filtered by the subquery's value.</summary>
    private LogicalOperator UnnestLimit(LogicalLimit limit)
    {
        var sort = limit.Input as LogicalSort;
        LogicalOperator input = sort?.Input ?? limit.Input;
        IReadOnlyList<SortKey> keys = sort?.Keys ?? [];
        LogicalOperator plan = UnnestFilter(RowNumbers.Filter(context, input, keys, limit.Limit, limit.Offset));
        plan = PlanBuilder.WithOutput(plan, input.Output);
        return keys.Count == 0 ? plan : new LogicalSort(plan, keys);
    }

    private LogicalOperator UnnestFilter(LogicalFilter filter)
    {
        var conjuncts = new List<BoundExpression>();
        foreach (BoundExpression predicate in filter.Predicates)
        {
            ExpressionTree.SplitConjuncts(
                HasSubquery(predicate) ? BooleanNormalization.PushNot(predicate) : predicate, conjuncts);
        }
        LogicalOperator plan =
            PlanBuilder.Filter(filter.Input, [.. conjuncts.Where(conjunct => !HasSubquery(conjunct))]);
        foreach (BoundExpression conjunct in conjuncts.Where(HasSubquery))
        {
            switch (conjunct)
            {
                case BoundSubquery { Kind: SubqueryKind.Exists } exists:
                    plan = _joins.Join(JoinKind.Semi, plan, PlanOf(exists), []);
                    break;
                case BoundNot { Input: BoundSubquery { Kind: SubqueryKind.Exists } exists }:
                    plan = _joins.Join(JoinKind.Anti, plan, PlanOf(exists), []);
                    break;
                case BoundSubquery { Kind: SubqueryKind.Any } any when !any.Left.Any(HasSubquery):
                {
                    LogicalOperator right = PlanOf(any);
                    plan = _joins.Join(JoinKind.Semi, plan, right, Comparisons(any.Left, right, any.Comparison));
                    break;
                }
                case BoundSubquery { Kind: SubqueryKind.All } all when !all.Left.Any(HasSubquery):
                    plan = UnnestAll(plan, all);
                    break;
                default:
                    BoundExpression attached = Attach(ref plan, conjunct, new Attached());
                    plan = new LogicalFilter(plan, [attached]);
                    break;
            }
        }
        return PlanBuilder.WithOutput(plan, filter.Output);
    }

    /// <summary>
    /// A conjunct <c>x op ALL (q)</c>: an antijoin where nothing compared can be NULL, else a Mark join and NOT mark.
    /// </summary>
    private LogicalOperator UnnestAll(LogicalOperator plan, BoundSubquery all)
    {
        LogicalOperator right = PlanOf(all);
        IReadOnlyList<BoundExpression> comparisons = NegatedComparisons(all, right);
        HashSet<int> notNull = NullAnalysis.NotNullColumns(plan);
        notNull.UnionWith(NullAnalysis.NotNullColumns(right));
        if (!comparisons.Any(comparison => NullAnalysis.CanBeNull(comparison, notNull)))
            return _joins.Join(JoinKind.Anti, plan, right, comparisons);
        LogicalColumn mark = context.Ids.New("mark", LogicalType.Boolean);
        plan = _joins.Join(JoinKind.Mark, plan, right, comparisons, mark);
        return new LogicalFilter(plan, [new BoundNot(new BoundColumn(mark))]);
    }

    /// <summary>
    /// A subquery in a join condition. An inner join filters above itself. A condition that uses one side only moves
    /// into that side as a computed column; else the whole condition becomes a filter of the right side under a
    /// dependent join, which asks the same of each pair.
    /// </summary>
    private LogicalOperator UnnestJoin(LogicalJoin join)
    {
        BoundExpression[] predicates = [.. PlanBuilder.Predicates(join)];
        if (join.Kind == JoinKind.Inner)
        {
            LogicalOperator plain = PlanBuilder.Join(
                JoinKind.Inner, join.Left, join.Right, predicates.Where(predicate => !HasSubquery(predicate)));
            return Unnest(PlanBuilder.Filter(plain, [.. predicates.Where(HasSubquery)]));
        }
        if (join.Kind == JoinKind.Right)
        {
            var flipped = PlanBuilder.Join(JoinKind.Left, join.Right, join.Left, predicates);
            return PlanBuilder.WithOutput(Unnest(flipped), join.Output);
        }
        LogicalOperator left = join.Left, right = join.Right;
        HashSet<int> leftColumns = ColumnSets.Of(left.Output), rightColumns = ColumnSets.Of(right.Output);
        for (int i = 0; i < predicates.Length; i++)
        {
            if (!HasSubquery(predicates[i])) continue;
            HashSet<int> used = [];
            AddColumns(predicates[i], used);
            if (!used.Overlaps(rightColumns)) predicates[i] = Compute(ref left, predicates[i]);
            else if (!used.Overlaps(leftColumns)) predicates[i] = Compute(ref right, predicates[i]);
        }
        if (!predicates.Any(HasSubquery))
        {
            LogicalOperator rest =
                PlanBuilder.Join(join.Kind, Unnest(left), Unnest(right), predicates, join.MarkColumn);
            return PlanBuilder.WithOutput(rest, join.Output);
        }
        if (join.Kind == JoinKind.Full)
            throw Errors.NotSupported("a subquery over both sides in the condition of a FULL JOIN");
        LogicalOperator filtered = new LogicalFilter(right, predicates);
        return PlanBuilder.WithOutput(_joins.Join(join.Kind, Unnest(left), Unnest(filtered), [], join.MarkColumn),
            join.Output);
    }

    private BoundColumn Compute(ref LogicalOperator side, BoundExpression predicate)
    {
        LogicalColumn column = context.Ids.New("condition", LogicalType.Boolean);
        side = PlanBuilder.Extend(side, [predicate], [column]);
        return new BoundColumn(column);
    }

    private LogicalOperator UnnestDependentJoin(LogicalDependentJoin join)
    {
        List<BoundExpression> predicates = [.. join.Conditions.Select(PlanBuilder.ToPredicate), .. join.Residual];
        LogicalOperator right = join.Right;
        if (predicates.Any(HasSubquery))
        {
            right = Unnest(new LogicalFilter(right, predicates));
            predicates.Clear();
        }
        return _joins.Join(join.Kind, join.Left, right, predicates, join.MarkColumn);
    }

    /// <summary>Rows with subqueries become a union of projections over one row each.</summary>
    private LogicalOperator UnnestValues(LogicalValues values)
    {
        var rows = new List<LogicalOperator>();
        foreach (IReadOnlyList<BoundExpression> row in values.Rows)
        {
            IReadOnlyList<LogicalColumn> columns = values.Rows.Count == 1 ? values.Columns
                : [.. values.Columns.Select(context.Copy)];
            LogicalOperator project = new LogicalProject(new LogicalValues([[]], []), row, columns);
            rows.Add(HasSubquery(project) ? UnnestExpressions(project) : project);
        }
        return rows.Count == 1 ? rows[0] : new LogicalSetOperation(SetOperationKind.Union, true, rows, values.Columns);
    }

    /// <summary>The expression with its subqueries joined to the input and replaced by columns.</summary>
    private BoundExpression Attach(ref LogicalOperator input, BoundExpression expression, Attached attached)
    {
        if (!HasSubquery(expression)) return expression;
        LogicalOperator current = input;
        BoundExpression result = Visit(expression);
        input = current;
        return result;

        BoundExpression Visit(BoundExpression node)
        {
            if (node is BoundSubquery original && attached.TryGetValue(original, out BoundExpression? value))
                return value;
            BoundExpression mapped = PlanExpressions.MapList(node.Children, Visit) is { } children
                ? node.WithChildren(children) : node;
            if (mapped is not BoundSubquery subquery) return mapped;
            BoundExpression made = Replace(ref current, subquery);
            attached.Add((BoundSubquery)node, made);
            return made;
        }
    }

    private BoundExpression Replace(ref LogicalOperator input, BoundSubquery subquery)
    {
        LogicalOperator right = PlanOf(subquery);
        if (subquery.Kind == SubqueryKind.Scalar)
        {
            LogicalColumn column = right.Output[0];
            input = _joins.Join(JoinKind.Single, input, right, []);
            return new BoundColumn(column with { IsNullable = true }) { Span = subquery.Span };
        }
        LogicalColumn mark = context.Ids.New("mark", LogicalType.Boolean);
        IReadOnlyList<BoundExpression> comparisons = subquery.Kind switch
        {
            SubqueryKind.Exists => [],
            SubqueryKind.Any => Comparisons(subquery.Left, right, subquery.Comparison),
            _ => NegatedComparisons(subquery, right),
        };
        input = _joins.Join(JoinKind.Mark, input, right, comparisons, mark);
        return subquery.Kind == SubqueryKind.All ? new BoundNot(new BoundColumn(mark)) : new BoundColumn(mark);
    }

    private LogicalOperator PlanOf(BoundSubquery subquery) =>
        Unnest(_used.Add(subquery.Plan) ? subquery.Plan : PlanCopy.Of(subquery.Plan, context, out _));

    private static IReadOnlyList<BoundExpression> NegatedComparisons(BoundSubquery all, LogicalOperator right) =>
        all.Left.Count == 1
            ? [new BoundComparison(PlanBuilder.Negate(all.Comparison), all.Left[0], new BoundColumn(right.Output[0]))]
            : Comparisons(all.Left, right, PlanBuilder.Negate(all.Comparison));

    /// <summary>A row compared with a row: equality by conjuncts, inequality by OR, order lexicographically.</summary>
    private static IReadOnlyList<BoundExpression> Comparisons(
        IReadOnlyList<BoundExpression> left, LogicalOperator right, ComparisonKind kind)
    {
        Check.Assert(left.Count > 0 && left.Count <= right.Output.Count);
        BoundExpression[] Pairs(ComparisonKind by) =>
            [.. left.Select((expression, i) => new BoundComparison(by, expression, new BoundColumn(right.Output[i])))];
        if (left.Count == 1 || kind is ComparisonKind.Equal or ComparisonKind.NotDistinct) return Pairs(kind);
        if (kind is ComparisonKind.NotEqual or ComparisonKind.Distinct) return [new BoundJunction(false, Pairs(kind))];
        ComparisonKind strict = kind switch
        {
            ComparisonKind.LessOrEqual => ComparisonKind.Less,
            ComparisonKind.GreaterOrEqual => ComparisonKind.Greater,
            _ => kind,
        };
        BoundExpression result = new BoundComparison(kind, left[^1], new BoundColumn(right.Output[left.Count - 1]));
        for (int i = left.Count - 2; i >= 0; i--)
        {
            var column = new BoundColumn(right.Output[i]);
            BoundExpression tie =
                new BoundJunction(true, [new BoundComparison(ComparisonKind.Equal, left[i], column), result]);
            result = new BoundJunction(false, [new BoundComparison(strict, left[i], column), tie]);
        }
        return [result];
    }

    /// <summary>The columns an expression uses, in the plans of its subqueries too.</summary>
    private static void AddColumns(BoundExpression expression, HashSet<int> columns)
    {
        ColumnSets.Add(columns, expression);
        ExpressionTree.Any(expression, node =>
        {
            if (node is BoundSubquery subquery) AddColumns(subquery.Plan, columns);
            return false;
        });
    }

    private static void AddColumns(LogicalOperator plan, HashSet<int> columns)
    {
        PlanExpressions.Visit(plan, expression => AddColumns(expression, columns));
        foreach (LogicalOperator input in plan.Inputs) AddColumns(input, columns);
    }

    /// <summary>What subqueries of one operator have become.</summary>
    private sealed class Attached() : Dictionary<BoundSubquery, BoundExpression>(ReferenceEqualityComparer.Instance);
}
