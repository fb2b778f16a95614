namespace Grizzly.Tests.Differential;

/// <summary>Window calls, grouping sets, recursion and lateral tables.</summary>
internal sealed partial class QueryGenerator
{
    private object? _placedIn;
    private string _places = "";

    /// <summary>Some window calls over the columns of FROM. Those that depend on the order of rows sort by every
    /// column, so that only equal rows can change places.</summary>
    private List<ScopeItem> Windows(IReadOnlyList<SqlKind> output, Scope scope)
    {
        _nesting += 2;
        var items = new List<ScopeItem>();
        int count = 1 + _choices.Next(2);
        for (int i = 0; i < count; i++)
        {
            SqlKind kind = i < output.Count ? output[i] : _expressions.AnyKind();
            string window = Window(kind, scope with { Outer = [] });
            // Running means of floating-point numbers differ in their last bits, which UNION and DISTINCT would show.
            items.Add(new ScopeItem(kind == SqlKind.Double ? $"round({window}, 6)" : window, kind, false));
        }
        _nesting -= 2;
        return items;
    }

    private string Window(SqlKind kind, Scope scope)
    {
        string Value(SqlKind argument) => _expressions.Of(argument, scope, 1);
        string partition = _choices.Chance(60) ? $"PARTITION BY {_choices.From(scope.Items).Text}" : "";
        switch (_choices.Next(4))
        {
            case 0 when kind is SqlKind.Integer or SqlKind.Double:
                return $"{Ranking(kind)} OVER ({partition} {Some(scope)})";
            case 1:
            {
                string treatment = !IsPlain && _choices.Chance(25) ? " IGNORE NULLS" : "";
                string call = _choices.Next(4) switch
                {
                    0 => $"lag({Value(kind)}, {_choices.Of("1", "2", "3")}{treatment})",
                    // DuckDB rounds a default to the scale of the value.
                    1 when kind != SqlKind.Decimal =>
                        $"lead({Value(kind)}, 2, {RandomLiterals.Of(kind, _choices)}{treatment})",
                    1 => $"lead({Value(kind)}, 2{treatment})",
                    2 => $"first_value({Value(kind)}{treatment})",
                    _ => $"last_value({Value(kind)}{treatment})",
                };
                bool hasFrame = call.Contains("_value", StringComparison.Ordinal);
                return $"{call} OVER ({Places(partition, scope)} {(hasFrame ? Frame("ROWS", true) : "")})";
            }
            case 2:
            {
                string call = AggregateCall(kind, scope);
                bool usesRows = _choices.Chance(50);
                string order = usesRows ? Places(partition, scope) : $"{partition} {Some(scope)}";
                string unit = usesRows ? "ROWS" : _choices.Of("GROUPS", "RANGE");
                return $"{call} OVER ({order} {Frame(unit, true)})";
            }
            default:
            {
                List<ScopeItem> keys = [.. scope.Items.Where(item => item.Kind == SqlKind.Integer)];
                string call = AggregateCall(kind, scope);
                if (keys.Count == 0) return $"{call} OVER ({partition})";
                return $"{call} OVER ({partition} ORDER BY {_choices.From(keys).Text} {_choices.Of("ASC", "DESC")} "
                    + $"NULLS {_choices.Of("LAST", "FIRST")} RANGE {RangeBounds()})";
            }
        }
    }

    /// <summary>Partition and order for a window that depends on the places of rows: the same for all of a query. Two
    /// orders might place equal rows differently, and who is first in both is anybody's choice.</summary>
    private string Places(string partition, Scope scope)
    {
        if (!ReferenceEquals(_placedIn, scope.Items)) (_placedIn, _places) = (scope.Items, $"{partition} {All(scope)}");
        return _places;
    }

    private string AggregateCall(SqlKind kind, Scope scope)
    {
        string call = Aggregate(kind, scope).Text;
        // What is rounded is rounded again around OVER.
        if (call.StartsWith("round(", StringComparison.Ordinal)) call = call["round(".Length..^", 6)".Length];
        // A cast around the aggregate cannot be followed by OVER, and SQLite has no DISTINCT there.
        bool isUsable = !call.StartsWith("CAST", StringComparison.Ordinal) && !call.StartsWith('(')
            && !(IsPlain && call.Contains("DISTINCT", StringComparison.Ordinal));
        return isUsable ? call : $"max({_expressions.Of(kind, scope, 1)})";
    }

    private string Ranking(SqlKind kind) => kind == SqlKind.Integer
        ? _choices.Of("rank()", "dense_rank()")
        : _choices.Of("percent_rank()", "cume_dist()");

    private string All(Scope scope) => "ORDER BY " + string.Join(", ", scope.Items.Where(item => item.IsColumn).Select(
        item => $"{item.Text} {_choices.Of("ASC", "DESC")} NULLS {_choices.Of("LAST", "FIRST")}"));

    private string Some(Scope scope) =>
        $"ORDER BY {_choices.From(scope.Items).Text} {_choices.Of("ASC", "DESC")} NULLS {_choices.Of("LAST", "FIRST")}";

    private string Frame(string unit, bool mayExclude)
    {
        if (_choices.Chance(40)) return "";
        string offset = unit == "RANGE" ? "" : _choices.Of("1", "2", "5", "40");
        string[] starts = unit == "RANGE"
            ? ["UNBOUNDED PRECEDING", "CURRENT ROW"]
            : ["UNBOUNDED PRECEDING", "CURRENT ROW", $"{offset} PRECEDING", $"{offset} FOLLOWING"];
        int start = _choices.Next(starts.Length);
        string[] ends = (unit, start) switch
        {
            ("RANGE", _) => ["CURRENT ROW", "UNBOUNDED FOLLOWING"],
            (_, 3) => ["UNBOUNDED FOLLOWING", "50 FOLLOWING"],
            (_, 1) => ["CURRENT ROW", "UNBOUNDED FOLLOWING", $"{offset} FOLLOWING"],
            _ => ["CURRENT ROW", "UNBOUNDED FOLLOWING", $"{offset} FOLLOWING", "1 PRECEDING"],
        };
        string exclusion = mayExclude && _choices.Chance(25)
            ? $" EXCLUDE {_choices.Of("CURRENT ROW", "GROUP", "TIES", "NO OTHERS")}" : "";
        return $"{unit} BETWEEN {starts[start]} AND {_choices.Of(ends)}{exclusion}";
    }

    private string RangeBounds() => _choices.Next(4) switch
    {
        0 => $"BETWEEN {_choices.Of("1", "3")} PRECEDING AND {_choices.Of("1", "10")} FOLLOWING",
        1 => "BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING",
        2 => "BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING",
        _ => $"BETWEEN 5 PRECEDING AND 1 PRECEDING{_choices.Of("", " EXCLUDE CURRENT ROW")}",
    };

    /// <summary>GROUP BY of the keys, plain or over several sets.</summary>
    private string GroupBy(IReadOnlyList<ScopeItem> keys)
    {
        // DuckDB takes a key twice in ROLLUP for one.
        keys = [.. keys.DistinctBy(key => key.Text)];
        string list = string.Join(", ", keys.Select(key => key.Text));
        if (IsPlain || keys.Count == 0 || !_choices.Chance(25)) return $" GROUP BY {list}";
        return _choices.Next(3) switch
        {
            0 => $" GROUP BY ROLLUP ({list})",
            1 => $" GROUP BY CUBE ({list})",
            _ => $" GROUP BY GROUPING SETS (({list}), ({keys[0].Text}))",
        };
    }

    /// <summary>A recursive WITH query that counts up from rows of a table.</summary>
    private string Recursive(string name, List<SqlKind> kinds)
    {
        RandomTable table = _choices.From(_tables);
        string Column(SqlKind kind)
        {
            int column = table.Columns.ToList().FindIndex(other => other.Kind == kind);
            return column < 0 ? RandomLiterals.Of(kind, _choices) : $"x.c{column}";
        }
        string columns = string.Join(", ", kinds.Select((_, i) => $"c{i}"));
        string anchor = string.Join(", ", kinds.Skip(1).Select((kind, i) => $"{Column(kind)} AS c{i + 1}"));
        string rest = string.Join(", ", kinds.Skip(1).Select((_, i) => $"c{i + 1}"));
        string comma = kinds.Count > 1 ? ", " : "";
        return $"{name}({columns}) AS (SELECT CAST(0 AS BIGINT) AS c0{comma}{anchor} FROM {table.Name} AS x "
            + $"{_choices.Of("UNION", "UNION ALL")} SELECT c0 + 1{comma}{rest} FROM {name} WHERE c0 < "
            + $"{_choices.Of("1", "3", "5")})";
    }

    /// <summary>A lateral subquery over some rows of what stands before it.</summary>
    private (string Sql, List<ScopeItem> Items) Lateral(IReadOnlyList<ScopeItem> before)
    {
        string alias = $"t{_aliases++}";
        SqlKind kind = _expressions.AnyKind();
        _nesting++;
        var scope = new Scope([.. before], []);
        string rows = _choices.Chance(50)
            ? $"SELECT {Scalar(kind, scope)} AS c0"
            : Simple(kind, scope) + OrderBy(1) + $" LIMIT {_choices.Of("1", "2", "3")}";
        _nesting--;
        return ($"LATERAL ({rows}) AS {alias}", Columns(alias, [kind]));
    }
}
