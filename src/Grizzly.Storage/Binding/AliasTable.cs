using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>The aliases of a select list, for clauses that may use them where no column has the name.</summary>
internal sealed class AliasTable
{
    private readonly List<(string Name, Expression Value, BoundExpression? Bound)> _entries = [];
    private readonly HashSet<int> _inProgress = [];

    /// <summary>How many aliases, from the left, can be used: in the select list those of items further left.</summary>
    public int Limit { get; set; } = int.MaxValue;

    public int Add(string name, Expression value)
    {
        _entries.Add((name, value, null));
        return _entries.Count - 1;
    }

    public bool Contains(string name) => _entries.Exists(entry => Scope.SameName(entry.Name, name));

    /// <summary>Remembers what the item was bound to, for clauses that see the same columns.</summary>
    public void SetBound(int entry, BoundExpression bound) => _entries[entry] = _entries[entry] with { Bound = bound };

    /// <summary>
    /// The first alias of that name bound by <paramref name="bind"/>, or null. An alias does not see itself: in <c>a +
    /// 1 AS a</c> the inner name is a column or an error.
    /// </summary>
    public BoundExpression? TryBind(string name, bool reuse, Func<Expression, BoundExpression> bind)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (i >= Limit) return null;
            if (!Scope.SameName(_entries[i].Name, name) || _inProgress.Contains(i)) continue;
            if (reuse && _entries[i].Bound is { } known) return RequireSteady(known, name);
            _inProgress.Add(i);
            try
            {
                return RequireSteady(bind(_entries[i].Value), name);
            }
            finally
            {
                _inProgress.Remove(i);
            }
        }
        return null;
    }

    /// <summary>An alias stands for its expression, which would be evaluated once more: not for random().</summary>
    private static BoundExpression RequireSteady(BoundExpression value, string name) =>
        ExpressionTree.IsVolatile(value)
            ? throw Errors.NotSupported($"another use of alias \"{name}\", whose value changes from call to call,",
                value.Span, "use a subquery")
            : value;
}
