namespace Grizzly.Tests.Differential;

/// <summary>FROM clauses and subqueries.</summary>
internal sealed partial class QueryGenerator
{
    /// <summary>A scalar subquery of a kind, correlated where it likes: always one row.</summary>
    public string Scalar(SqlKind kind, Scope scope)
    {
        _nesting++;
        (string from, List<ScopeItem> items) = From();
        var inner = new Scope(items, scope.ForSubquery);
        string where = _choices.Chance(75) ? $" WHERE {_expressions.Predicate(inner, 1)}" : "";
        string value = Aggregate(kind, inner with { Outer = [] }).Text;
        if (_choices.Chance(20)) value = $"coalesce({value}, {RandomLiterals.Of(kind, _choices)})";
        _nesting--;
        return $"(SELECT {value} FROM {from}{where})";
    }

    /// <summary>EXISTS, IN, ANY, ALL or a comparison with a scalar subquery.</summary>
    public string SubqueryPredicate(Scope scope)
    {
        SqlKind kind = _expressions.AnyKind();
        if (kind == SqlKind.Boolean) kind = SqlKind.Integer;
        string left = _expressions.Leaf(kind, scope);
        switch (_choices.Next(IsPlain ? 5 : 7))
        {
            case 0: return $"EXISTS ({Rows(kind, scope)})";
            case 1: return $"({left} IN ({Rows(kind, scope)}))";
            case 2: return $"({left} NOT IN ({Rows(kind, scope)}))";
            case 3: return $"(NOT EXISTS ({Rows(kind, scope)}))";
            case 4: return $"({left} {_expressions.Comparison()} {Scalar(kind, scope)})";
            case 5: return $"({left} {_expressions.Comparison()} ANY ({Rows(kind, scope)}))";
            default: return $"({left} {_expressions.Comparison()} ALL ({Rows(kind, scope)}))";
        }
    }

    /// <summary>A subquery of one column and any number of rows.</summary>
    private string Rows(SqlKind kind, Scope scope)
    {
        _nesting++;
        bool isLimited = _choices.Chance(8);
        string rows = _choices.Chance(20) ? Body([kind], scope) : Simple(kind, scope);
        if (isLimited) rows += OrderBy(1) + Limit();
        _nesting--;
        return rows;
    }

    private string Simple(SqlKind kind, Scope scope)
    {
        (string from, List<ScopeItem> items) = From();
        var inner = new Scope(items, scope.ForSubquery);
        string where = _choices.Chance(75) ? $" WHERE {_expressions.Predicate(inner, 1)}" : "";
        return $"SELECT {_expressions.Of(kind, inner, 1)} AS c0 FROM {from}{where}";
    }

    private (string Sql, List<ScopeItem> Items) From()
    {
        (string sql, List<ScopeItem> items, double rows) = Source();
        while (items.Count < 15 && _choices.Chance(_nesting == 0 ? 45 : 18))
        {
            (string right, List<ScopeItem> others, double otherRows) = Source();
            string? equality = _expressions.Equality(items, others);
            var both = new Scope([.. items, .. others], []);
            bool isSmall = rows * otherRows <= MostRows;
            if (!isSmall && (equality is null || rows * otherRows > MostRows * 3)) break;
            string join = _choices.Of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN");
            if (join == "CROSS JOIN" && !isSmall) join = "JOIN";
            _nesting += 2;
            string on = equality is not null && (!isSmall || !_choices.Chance(20))
                ? _choices.Chance(25) ? $"{equality} AND {_expressions.Predicate(both, 1)}" : equality
                : _expressions.Predicate(both, 1);
            _nesting -= 2;
            sql = join == "CROSS JOIN" ? $"{sql} CROSS JOIN {right}" : $"{sql} {join} {right} ON {on}";
            rows = Math.Max(1, equality is null || join == "CROSS JOIN" ? rows * otherRows : rows * otherRows / 3);
            items.AddRange(others);
        }
        if (!IsPlain && MayNest && _choices.Chance(6))
        {
            (string lateral, List<ScopeItem> columns) = Lateral(items);
            sql = _choices.Chance(50) ? $"{sql} CROSS JOIN {lateral}" : $"{sql} LEFT JOIN {lateral} ON TRUE";
            items.AddRange(columns);
        }
        return (sql, items);
    }

    private (string Sql, List<ScopeItem> Items, double Rows) Source()
    {
        string alias = $"t{_aliases++}";
        if (MayNest && _choices.Chance(12))
        {
            List<SqlKind> kinds = Kinds(1 + _choices.Next(3));
            _nesting++;
            string body = Body(kinds, Scope.Empty);
            if (_choices.Chance(15)) body += OrderBy(kinds.Count) + Limit();
            _nesting--;
            return ($"({body}) AS {alias}", Columns(alias, kinds), 200);
        }
        if (_ctes.Count > 0 && _choices.Chance(40))
        {
            (string name, IReadOnlyList<SqlKind> kinds) = _choices.From(_ctes);
            return ($"{name} AS {alias}", Columns(alias, kinds), 200);
        }
        RandomTable table = _choices.From(_tables);
        return ($"{table.Name} AS {alias}", Columns(alias, [.. table.Columns.Select(column => column.Kind)]),
            table.Rows.Count);
    }

    private static List<ScopeItem> Columns(string alias, IReadOnlyList<SqlKind> kinds) =>
        [.. kinds.Select((kind, i) => new ScopeItem($"{alias}.c{i}", kind))];
}
