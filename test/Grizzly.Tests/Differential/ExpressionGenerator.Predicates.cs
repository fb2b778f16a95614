namespace Grizzly.Tests.Differential;

/// <summary>Random conditions.</summary>
internal sealed partial class ExpressionGenerator
{
    public string Predicate(Scope scope, int depth)
    {
        if (depth <= 0) return Simple(scope, 0);
        return choices.Next(12) switch
        {
            0 or 1 or 2 or 3 => Simple(scope, depth - 1),
            4 or 5 => $"({Predicate(scope, depth - 1)} AND {Predicate(scope, depth - 1)})",
            6 or 7 => $"({Predicate(scope, depth - 1)} OR {Predicate(scope, depth - 1)})",
            8 => $"(NOT {Predicate(scope, depth - 1)})",
            9 when !IsPlain =>
                $"({Predicate(scope, depth - 1)} IS {choices.Of("", "NOT ")}{choices.Of("TRUE", "FALSE", "NULL")})",
            _ when queries.MayNest => queries.SubqueryPredicate(scope),
            _ => Simple(scope, depth - 1),
        };
    }

    /// <summary>An equality of two columns of the same kind, or null where the scopes share none.</summary>
    public string? Equality(IReadOnlyList<ScopeItem> left, IReadOnlyList<ScopeItem> right)
    {
        var pairs = (from one in left from other in right where one.Kind == other.Kind select (one, other)).ToList();
        if (pairs.Count == 0) return null;
        (ScopeItem first, ScopeItem second) = choices.From(pairs);
        return choices.Chance(8)
            ? $"{first.Text} IS NOT DISTINCT FROM {second.Text}"
            : $"{first.Text} = {second.Text}";
    }

    private string Simple(Scope scope, int depth)
    {
        SqlKind kind = AnyKind();
        string One() => kind == SqlKind.Boolean ? Leaf(kind, scope) : Of(kind, scope, depth);
        string Not() => choices.Of("", "NOT ");
        switch (choices.Next(IsPlain ? 11 : 13))
        {
            case 0 or 1 or 2: return $"({One()} {Comparison()} {Right(kind, scope, depth)})";
            case 3: return $"({One()} IS {Not()}NULL)";
            case 4: return $"({One()} {Not()}BETWEEN {One()} AND {One()})";
            case 5: return $"({One()} {Not()}IN ({List(kind)}))";
            case 6:
                string pattern = RandomLiterals.Pattern(choices);
                return $"({Of(SqlKind.Text, scope, depth)} {Not()}LIKE {pattern})";
            case 7: return $"({One()} IS {Not()}DISTINCT FROM {One()})";
            case 8 when !IsPlain: return Leaf(SqlKind.Boolean, scope);
            case 9 when !IsPlain:
                return $"({Of(SqlKind.Text, scope, depth)} {Not()}ILIKE {RandomLiterals.Pattern(choices)})";
            case 10 when !IsPlain:
                return $"({Of(AnyNumber(), scope, depth)} {Comparison()} {Of(AnyNumber(), scope, depth)})";
            case 11: return $"list_contains([{One()}, {RandomLiterals.Of(kind, choices)}], {One()})";
            case 12:
                SqlKind other = AnyKind();
                string Struct() => $"{{'a': {One()}, 'b': {Leaf(other, scope)}}}";
                return $"({Struct()} {Comparison()} {Struct()})";
            default: return $"({One()} {Comparison()} {RandomLiterals.Of(kind, choices)})";
        }
    }

    private string Right(SqlKind kind, Scope scope, int depth) =>
        choices.Next(10) < 5 ? RandomLiterals.Of(kind, choices)
        : kind == SqlKind.Boolean ? Leaf(kind, scope) : Of(kind, scope, depth);

    public string Comparison() => choices.Of("=", "<>", "<", "<=", ">", ">=");

    private string List(SqlKind kind)
    {
        var items = new List<string>();
        int count = 1 + choices.Next(4);
        for (int i = 0; i < count; i++) items.Add(choices.Chance(10) ? "NULL" : RandomLiterals.Of(kind, choices));
        return string.Join(", ", items);
    }
}
