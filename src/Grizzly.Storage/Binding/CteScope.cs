using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>
/// One name of WITH and what was visible where it was written; a linked list, innermost first. Immutable but for the
/// plan's id.
/// </summary>
/// <param name="Parent">The names visible to the definition.</param>
/// <param name="Shared">Set where all uses share one computation.</param>
/// <param name="IsSelf">True while a WITH RECURSIVE definition itself is being bound.</param>
internal sealed record CteScope(
    CteScope? Parent, CommonTableExpression Definition, ExpressionBinder? Outer, SharedCte? Shared = null,
    bool IsSelf = false)
{
    /// <summary>WITH RECURSIVE: the definition sees its own name.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>Set while the recursive term is bound: what the name means there.</summary>
    public CteSelf? Self { get; init; }

    /// <summary>The same names, each use computed by itself: for a query that runs apart.</summary>
    public CteScope Unshared() => this with { Parent = Parent?.Unshared(), Shared = null };

    public CteScope? Find(string name)
    {
        for (CteScope? scope = this; scope is not null; scope = scope.Parent)
        {
            if (Scope.SameName(scope.Definition.Name.Text, name)) return scope;
        }
        return null;
    }
}

/// <summary>The bound definition of a WITH query that is computed once.</summary>
internal sealed record SharedCte(int Id, string Name, BoundQuery Query);
