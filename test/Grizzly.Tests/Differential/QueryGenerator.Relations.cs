namespace Grizzly.Tests.Differential;

/// <summary>Two queries that have to give the same rows.</summary>
/// <param name="Kind">What makes them the same.</param>
internal sealed record QueryPair(string Kind, string Left, string Right);

/// <summary>
/// Pairs of queries that check each other. Ternary logic partitioning (Rigger and Su, OOPSLA 2020): the rows of a query
/// are those with p, those with NOT p and those where p is NULL. Non-optimizing reference (ESEC/FSE 2020): as many rows
/// pass WHERE p as p is true for in the select list, where no rule moves it.
/// </summary>
internal sealed partial class QueryGenerator
{
    public QueryPair Partitioned()
    {
        (string from, List<ScopeItem> columns) = From();
        var scope = new Scope(columns, []);
        List<SqlKind> output = Kinds(1 + _choices.Next(3));
        switch (_choices.Next(5))
        {
            case 0:
            {
                string query = $"SELECT {Items(output, scope, 1)} FROM {from}";
                return new QueryPair("rows", query, Parts($"{query} WHERE", scope, "UNION ALL"));
            }
            case 1:
            {
                string query = $"SELECT DISTINCT {Items(output, scope, 1)} FROM {from}";
                return new QueryPair("DISTINCT", query, Parts($"{query} WHERE", scope, "UNION"));
            }
            case 2:
            {
                string key = _choices.From(columns).Text;
                string query = $"SELECT {key} AS c0 FROM {from}";
                string right = string.Join(" UNION ", Conditions(scope).Select(condition =>
                    $"{query} WHERE {condition} GROUP BY {key}"));
                return new QueryPair("GROUP BY", $"{query} GROUP BY {key}", right);
            }
            case 3: return Having(from, output, scope);
            default: return Totals(from, scope);
        }
    }

    public QueryPair Reference()
    {
        (string from, List<ScopeItem> columns) = From();
        string condition = _expressions.Predicate(new Scope(columns, []), 2);
        return new QueryPair("count", $"SELECT count(*) FROM {from} WHERE {condition}",
            $"SELECT coalesce(sum(CAST({condition} AS INTEGER)), 0) FROM {from}");
    }

    private QueryPair Having(string from, IReadOnlyList<SqlKind> output, Scope scope)
    {
        ScopeItem key = _choices.From(scope.Items);
        _nesting += 2;
        var visible = new List<ScopeItem> { key };
        foreach (SqlKind kind in output) visible.Add(Aggregate(kind, scope));
        _nesting -= 2;
        var grouped = new Scope(visible, []);
        string query = $"SELECT {Items(output, grouped, 1)} FROM {from} GROUP BY {key.Text}";
        return new QueryPair("HAVING", query, Parts($"{query} HAVING", grouped, "UNION ALL"));
    }

    private QueryPair Totals(string from, Scope scope)
    {
        string number = _expressions.Of(SqlKind.Integer, scope, 1);
        SqlKind kind = _expressions.AnyKind();
        string value = _expressions.Leaf(kind, scope);
        string query = $"SELECT count(*) AS n, count({value}) AS c, sum({number}) AS s, min({value}) AS l, "
            + $"max({value}) AS g FROM {from}";
        return new QueryPair("aggregates", query, "SELECT sum(n), sum(c), sum(s), min(l), max(g) FROM ("
            + Parts($"{query} WHERE", scope, "UNION ALL") + ") AS parts");
    }

    private string Parts(string head, Scope scope, string operation) =>
        string.Join($" {operation} ", Conditions(scope).Select(condition => $"{head} {condition}"));

    private string[] Conditions(Scope scope)
    {
        string condition = _expressions.Predicate(scope, 2);
        return [condition, $"(NOT {condition})", $"({condition} IS NULL)"];
    }
}
