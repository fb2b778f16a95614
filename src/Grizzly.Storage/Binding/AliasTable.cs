using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>The aliases of a select list, for clauses that may use them where no column has the name.</summary>
internal sealed class AliasTable
{
    private readonly List<(string Name, Expression Value, BoundExpression? Bound)> _entries = [];
    private readonly HashSet<int> _inProgress = [];

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
            if (!Scope.SameName(_entries[i].Name, name) || _inProgress.Contains(i)) continue;
            if (reuse && _entries[i].Bound is { } bound) return bound;
            _inProgress.Add(i);
            try
            {
                return bind(_entries[i].Value);
            }
            finally
            {
                _inProgress.Remove(i);
            }
        }
        return null;
    }
}
