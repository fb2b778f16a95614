using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>Sets of column ids and the expressions that use them.</summary>
internal static class ColumnSets
{
    public static HashSet<int> Of(IReadOnlyList<LogicalColumn> columns)
    {
        var set = new HashSet<int>(columns.Count);
        for (int i = 0; i < columns.Count; i++) set.Add(columns[i].Id);
        return set;
    }

    public static void Add(HashSet<int> set, BoundExpression expression)
    {
        if (expression is BoundColumn column)
        {
            set.Add(column.Column.Id);
            return;
        }
        if (expression is BoundConstant) return;
        IReadOnlyList<BoundExpression> children = expression.Children;
        for (int i = 0; i < children.Count; i++) Add(set, children[i]);
    }

    public static HashSet<int> Of(BoundExpression expression)
    {
        var set = new HashSet<int>();
        Add(set, expression);
        return set;
    }

    /// <summary>Whether the expression uses some column of the set.</summary>
    public static bool Uses(BoundExpression expression, HashSet<int> set)
    {
        if (expression is BoundColumn column) return set.Contains(column.Column.Id);
        if (expression is BoundConstant) return false;
        IReadOnlyList<BoundExpression> children = expression.Children;
        for (int i = 0; i < children.Count; i++)
        {
            if (Uses(children[i], set)) return true;
        }
        return false;
    }

    /// <summary>Whether the expression uses columns of the set only (or none at all).</summary>
    public static bool UsesOnly(BoundExpression expression, HashSet<int> set)
    {
        if (expression is BoundColumn column) return set.Contains(column.Column.Id);
        if (expression is BoundConstant) return true;
        IReadOnlyList<BoundExpression> children = expression.Children;
        for (int i = 0; i < children.Count; i++)
        {
            if (!UsesOnly(children[i], set)) return false;
        }
        return true;
    }

    /// <summary>Whether the expression uses no column at all.</summary>
    public static bool IsColumnFree(BoundExpression expression)
    {
        if (expression is BoundColumn or BoundReference) return false;
        foreach (BoundExpression child in expression.Children)
        {
            if (!IsColumnFree(child)) return false;
        }
        return true;
    }
}
