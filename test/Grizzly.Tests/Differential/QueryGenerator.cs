namespace Grizzly.Tests.Differential;

/// <summary>A generated query. Rows come in order where the outermost ORDER BY names every column.</summary>
internal sealed record RandomQuery(string Sql, bool IsOrdered);

/// <summary>
/// Random queries over random tables, in the dialect the engines share; <see cref="IsPlain"/> leaves out what SQLite
/// does not have or means otherwise (booleans, decimals, dates, ANY and ALL, EXCEPT ALL, text functions).
/// </summary>
internal sealed partial class QueryGenerator
{
    private const double MostRows = 20_000;

    private readonly Choices _choices;
    private readonly IReadOnlyList<RandomTable> _tables;
    private readonly ExpressionGenerator _expressions;
    private readonly List<(string Name, IReadOnlyList<SqlKind> Kinds)> _ctes = [];
    private int _nesting;
    private int _aliases;

    public QueryGenerator(Choices choices, IReadOnlyList<RandomTable> tables, bool isPlain)
    {
        _choices = choices;
        _tables = tables;
        IsPlain = isPlain;
        _expressions = new ExpressionGenerator(choices, this);
    }

    public bool IsPlain { get; }

    /// <summary>True where another subquery would not make the query monstrous.</summary>
    public bool MayNest => _nesting < 2;

    public RandomQuery Make()
    {
        string with = "";
        if (_choices.Chance(12))
        {
            var parts = new List<string>();
            int count = 1 + _choices.Next(2);
            bool isRecursive = _choices.Chance(30);
            for (int i = 0; i < count; i++)
            {
                List<SqlKind> kinds = Kinds(1 + _choices.Next(3));
                if (isRecursive)
                {
                    kinds[0] = SqlKind.Integer;
                    parts.Add(Recursive($"w{i}", kinds));
                }
                else
                {
                    _nesting++;
                    parts.Add($"w{i} AS ({Body(kinds, Scope.Empty)})");
                    _nesting--;
                }
                _ctes.Add(($"w{i}", kinds));
            }
            with = $"WITH {(isRecursive ? "RECURSIVE " : "")}{string.Join(", ", parts)} ";
        }
        List<SqlKind> output = Kinds(1 + _choices.Next(4));
        string body = Body(output, Scope.Empty);
        if (!_choices.Chance(45)) return new RandomQuery(with + body, false);
        return new RandomQuery(with + body + OrderBy(output.Count) + Limit(), true);
    }

    /// <summary>A whole query body of the wanted columns: a SELECT or a set operation.</summary>
    private string Body(IReadOnlyList<SqlKind> output, Scope outer)
    {
        if (!_choices.Chance(15)) return Select(output, outer);
        string operation = IsPlain
            ? _choices.Of("UNION ALL", "UNION", "INTERSECT", "EXCEPT")
            : _choices.Of("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL");
        string body = $"{Select(output, outer)} {operation} {Select(output, outer)}";
        return _choices.Chance(20) ? $"{body} {operation} {Select(output, outer)}" : body;
    }

    private string Select(IReadOnlyList<SqlKind> output, Scope outer)
    {
        (string from, List<ScopeItem> items) = From();
        var scope = new Scope(items, outer.ForSubquery);
        string where = _choices.Chance(60) ? $" WHERE {_expressions.Predicate(scope, 2)}" : "";
        if (_choices.Chance(28)) return Grouped(output, from + where, scope);
        string distinct = _choices.Chance(12) ? "DISTINCT " : "";
        if (_choices.Chance(25))
        {
            List<ScopeItem> windows = Windows(output, scope);
            string qualify = !IsPlain && _choices.Chance(20)
                ? $" QUALIFY {Window(SqlKind.Integer, scope with { Outer = [] })} > {_choices.Of("1", "2")}" : "";
            var wider = scope with { Items = [.. scope.Items, .. windows] };
            string first = $"{windows[0].Text} AS c0";
            string others = string.Join("", output.Skip(1).Select((kind, i) =>
                $", {_expressions.Of(kind, wider, 1)} AS c{i + 1}"));
            return $"SELECT {distinct}{first}{others} FROM {from}{where}{qualify}";
        }
        return $"SELECT {distinct}{Items(output, scope, 2)} FROM {from}{where}";
    }

    private string Grouped(IReadOnlyList<SqlKind> output, string fromAndWhere, Scope scope)
    {
        var keys = new List<ScopeItem>();
        int keyCount = _choices.Next(3);
        _nesting += 2;
        for (int i = 0; i < keyCount; i++)
        {
            ScopeItem column = _choices.From(scope.Items);
            string text = _choices.Chance(25)
                ? _expressions.Of(column.Kind, scope with { Outer = [] }, 1) : column.Text;
            bool isExpression = text != column.Text && text.Contains(".c", StringComparison.Ordinal);
            keys.Add(isExpression ? new ScopeItem(text, column.Kind, false) : column);
        }
        var visible = new List<ScopeItem>(keys);
        int aggregateCount = output.Count + _choices.Next(2);
        for (int i = 0; i < aggregateCount; i++)
        {
            visible.Add(Aggregate(i < output.Count ? output[i] : _expressions.AnyKind(), scope));
        }
        _nesting -= 2;
        var grouped = new Scope(visible, scope.Outer);
        string groupBy = keys.Count == 0 ? "" : GroupBy(keys);
        string having = _choices.Chance(25) ? $" HAVING {_expressions.Predicate(grouped, 1)}" : "";
        return $"SELECT {Items(output, grouped, 1)} FROM {fromAndWhere}{groupBy}{having}";
    }

    /// <summary>A random aggregate of a kind.</summary>
    private ScopeItem Aggregate(SqlKind kind, Scope inputs)
    {
        Scope scope = inputs with { Outer = [] };
        // Sums of decimals get one scale: DuckDB rounds where a set operation meets two of 38 digits.
        string distinct = _choices.Chance(15) ? "DISTINCT " : "";
        string One(SqlKind argument) => _expressions.Of(argument, scope, 1);
        string filter = _choices.Chance(15) ? $" FILTER (WHERE {_expressions.Predicate(scope, 1)})" : "";
        if (!IsPlain && _choices.Chance(5))
        {
            string value = One(kind);
            string order = _choices.Of("ASC NULLS LAST", "DESC NULLS FIRST");
            string place = _choices.Of("1", "2");
            return new ScopeItem($"(list({value} ORDER BY {value} {order}){filter})[{place}]", kind, false);
        }
        string call = (kind, _choices.Next(6)) switch
        {
            (SqlKind.Integer, 0) => "count(*)",
            (SqlKind.Integer, 1) => $"count({distinct}{One(_expressions.AnyKind())})",
            (SqlKind.Integer, 2 or 3) => $"sum({distinct}{One(SqlKind.Integer)})",
            (SqlKind.Double, 0 or 1) => Mean(distinct + One(_choices.Of(SqlKind.Integer, SqlKind.Double)), filter),
            (SqlKind.Double, 2 or 3) => $"sum({distinct}{_expressions.Leaf(SqlKind.Double, scope)})",
            (SqlKind.Decimal, 0 or 1 or 2) => $"CAST(sum({distinct}{One(SqlKind.Decimal)}){filter} AS DECIMAL(30,5))",
            (SqlKind.Boolean, 0 or 1) => $"bool_and({One(SqlKind.Boolean)})",
            (SqlKind.Boolean, 2 or 3) => $"bool_or({One(SqlKind.Boolean)})",
            (_, 4) => $"max({distinct}{One(kind)})",
            _ => $"min({One(kind)})",
        };
        bool isWrapped = call.StartsWith("CAST", StringComparison.Ordinal)
            || call.StartsWith("round", StringComparison.Ordinal);
        return new ScopeItem(isWrapped ? call : call + filter, kind, false);
    }

    /// <summary>Rounded: the last bits of means depend on the order rows are added in, and rows are sorted by
    /// them.</summary>
    private static string Mean(string argument, string filter) => $"round(avg({argument}){filter}, 6)";

    private string Items(IReadOnlyList<SqlKind> output, Scope scope, int depth) =>
        string.Join(", ", output.Select((kind, i) => $"{_expressions.Of(kind, scope, depth)} AS c{i}"));

    private List<SqlKind> Kinds(int count) => [.. Enumerable.Range(0, count).Select(_ => _expressions.AnyKind())];

    private string OrderBy(int count) => " ORDER BY " + string.Join(", ", Enumerable.Range(1, count).Select(i =>
        $"{i} {_choices.Of("ASC", "DESC")} NULLS {_choices.Of("LAST", "FIRST")}"));

    private string Limit()
    {
        if (!_choices.Chance(50)) return "";
        string limit = $" LIMIT {_choices.Of("1", "3", "10", "0")}";
        return _choices.Chance(30) ? $"{limit} OFFSET {_choices.Of("1", "2", "30")}" : limit;
    }
}
