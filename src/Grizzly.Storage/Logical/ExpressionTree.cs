using Grizzly.Functions;

namespace Grizzly.Logical;

/// <summary>Walks and rewrites expression trees.</summary>
public static class ExpressionTree
{
    /// <summary>Rebuilds the tree bottom-up; <paramref name="rewrite"/> gets every node with its children already
    /// rewritten. Unchanged nodes are shared.</summary>
    public static BoundExpression Rewrite(BoundExpression expression, Func<BoundExpression, BoundExpression> rewrite)
    {
        IReadOnlyList<BoundExpression> children = expression.Children;
        BoundExpression[]? changed = null;
        for (int i = 0; i < children.Count; i++)
        {
            BoundExpression child = Rewrite(children[i], rewrite);
            if (ReferenceEquals(child, children[i])) continue;
            changed ??= [.. children];
            changed[i] = child;
        }
        return rewrite(changed is null ? expression : expression.WithChildren(changed));
    }

    /// <summary>Whether some node fulfils the predicate. Does not look into the plans of subqueries.</summary>
    public static bool Any(BoundExpression expression, Func<BoundExpression, bool> predicate)
    {
        if (predicate(expression)) return true;
        foreach (BoundExpression child in expression.Children)
        {
            if (Any(child, predicate)) return true;
        }
        return false;
    }

    /// <summary>Adds the columns that the expression refers to. Does not look into the plans of subqueries.</summary>
    public static void CollectColumns(BoundExpression expression, ISet<LogicalColumn> columns)
    {
        if (expression is BoundColumn column) columns.Add(column.Column);
        foreach (BoundExpression child in expression.Children) CollectColumns(child, columns);
    }

    public static HashSet<LogicalColumn> ColumnsOf(BoundExpression expression)
    {
        var columns = new HashSet<LogicalColumn>();
        CollectColumns(expression, columns);
        return columns;
    }

    /// <summary>Replaces references to the mapped columns.</summary>
    public static BoundExpression Replace(BoundExpression expression, IReadOnlyDictionary<LogicalColumn,
        BoundExpression> map) =>
        map.Count == 0
            ? expression
            : Rewrite(expression, node =>
                node is BoundColumn column && map.TryGetValue(column.Column, out BoundExpression? to) ? to : node);

    /// <summary>Adds the conjuncts of a predicate: AND chains are taken apart.</summary>
    public static void SplitConjuncts(BoundExpression predicate, ICollection<BoundExpression> conjuncts)
    {
        if (predicate is BoundJunction { IsAnd: true } and)
        {
            foreach (BoundExpression operand in and.Operands) SplitConjuncts(operand, conjuncts);
        }
        else
        {
            conjuncts.Add(predicate);
        }
    }

    /// <summary>The conjunction of one or more predicates.</summary>
    public static BoundExpression And(IReadOnlyList<BoundExpression> conjuncts) =>
        conjuncts.Count == 1 ? conjuncts[0] : new BoundJunction(true, conjuncts);

    /// <summary>True where some call gives another result each time.</summary>
    public static bool IsVolatile(BoundExpression expression) =>
        Any(expression, node => node is BoundCall { Function.Volatility: Volatility.Volatile });

    /// <summary>True where evaluating may raise an error for some input (so that it must not run on rows a filter would
    /// have removed).</summary>
    public static bool CanFail(BoundExpression expression) =>
        Any(expression, node =>
            node is BoundCall { Function.CanFail: true } or BoundCast { IsTry: false } or BoundSubquery);
}
