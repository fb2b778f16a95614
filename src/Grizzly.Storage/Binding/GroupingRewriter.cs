using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>
/// Turns expressions over a grouped query's input into expressions over its groups and aggregates: what equals a group
/// becomes the group's column; an input column left over is error 42803.
/// </summary>
/// <param name="inputColumns">Ids of the columns below the grouping.</param>
internal sealed class GroupingRewriter(
    IReadOnlyList<BoundExpression> groups, IReadOnlyList<LogicalColumn> columns, HashSet<int> inputColumns)
{
    public BoundExpression Rewrite(BoundExpression expression)
    {
        if (expression is BoundConstant) return expression;
        for (int i = 0; i < groups.Count; i++)
        {
            if (ExpressionEquality.Instance.Equals(groups[i], expression))
                return new BoundColumn(columns[i]) { Span = expression.Span };
        }
        if (expression is BoundColumn column && inputColumns.Contains(column.Column.Id))
            throw Errors.NotGrouped(column.Column.Name, column.Span);
        IReadOnlyList<BoundExpression> children = expression.Children;
        if (children.Count == 0) return expression;
        if (expression is BoundJunction junction && WithGroup(junction) is { } shorter) return Rewrite(shorter);
        var rewritten = new BoundExpression[children.Count];
        bool changed = false;
        for (int i = 0; i < rewritten.Length; i++)
        {
            rewritten[i] = Rewrite(children[i]);
            changed |= !ReferenceEquals(rewritten[i], children[i]);
        }
        return changed ? expression.WithChildren(rewritten) : expression;
    }

    /// <summary>A OR (b OR c) is one junction of three: where b OR c is a group, it becomes one of two. Null where no
    /// group is a stretch of the junction.</summary>
    private BoundJunction? WithGroup(BoundJunction junction)
    {
        IReadOnlyList<BoundExpression> all = junction.Children;
        for (int i = 0; i < groups.Count; i++)
        {
            if (groups[i] is not BoundJunction group || group.IsAnd != junction.IsAnd) continue;
            int length = group.Children.Count;
            for (int start = 0; start + length <= all.Count; start++)
            {
                if (!all.Skip(start).Take(length).SequenceEqual(group.Children, ExpressionEquality.Instance)) continue;
                var found = new BoundColumn(columns[i]) { Span = group.Span };
                return new BoundJunction(
                    junction.IsAnd, [.. all.Take(start), found, .. all.Skip(start + length)]) { Span = junction.Span };
            }
        }
        return null;
    }

    /// <summary>
    /// Columns that subqueries take from the grouped query must be groups themselves: they keep their identity.
    /// </summary>
    public void CheckCorrelated(IEnumerable<BoundColumn> references)
    {
        foreach (BoundColumn reference in references)
        {
            int id = reference.Column.Id;
            if (inputColumns.Contains(id) && !columns.Any(column => column.Id == id))
                throw Errors.NotGrouped(reference.Column.Name, reference.Span);
        }
    }
}
