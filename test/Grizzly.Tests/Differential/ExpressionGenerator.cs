namespace Grizzly.Tests.Differential;

/// <summary>Random scalar expressions of a wanted kind. Alternative 0 is the simplest everywhere.</summary>
internal sealed partial class ExpressionGenerator(Choices choices, QueryGenerator queries)
{
    private bool IsPlain => queries.IsPlain;

    public SqlKind AnyKind() => IsPlain
        ? choices.Of(SqlKind.Integer, SqlKind.Text, SqlKind.Double)
        : choices.Of(SqlKind.Integer, SqlKind.Text, SqlKind.Boolean, SqlKind.Double, SqlKind.Decimal, SqlKind.Date);

    public SqlKind AnyNumber() => IsPlain
        ? choices.Of(SqlKind.Integer, SqlKind.Double)
        : choices.Of(SqlKind.Integer, SqlKind.Double, SqlKind.Decimal);

    public string Of(SqlKind kind, Scope scope, int depth)
    {
        if (kind == SqlKind.Boolean) return Predicate(scope, depth);
        if (depth <= 0 || choices.Next(10) < 4) return Leaf(kind, scope);
        if (choices.Next(10) >= 7) return Shared(kind, scope, depth - 1);
        return kind switch
        {
            SqlKind.Integer => Integer(scope, depth - 1),
            SqlKind.Double => Double(scope, depth - 1),
            SqlKind.Decimal => Decimal(scope, depth - 1),
            SqlKind.Date => Date(scope, depth - 1),
            _ => Text(scope, depth - 1),
        };
    }

    public string Leaf(SqlKind kind, Scope scope)
    {
        List<ScopeItem> fitting = [.. scope.Items.Where(item => item.Kind == kind)];
        List<ScopeItem> outer = [.. scope.Outer.Where(item => item.Kind == kind)];
        if (outer.Count > 0 && choices.Next(10) >= 6) return choices.From(outer).Text;
        if (fitting.Count > 0 && choices.Next(10) < 8) return choices.From(fitting).Text;
        return RandomLiterals.Of(kind, choices);
    }

    /// <summary>Forms that every kind has.</summary>
    private string Shared(SqlKind kind, Scope scope, int depth)
    {
        string One() => Of(kind, scope, depth);
        switch (choices.Next(IsPlain ? 8 : 11))
        {
            case 0: return $"coalesce({One()}, {One()})";
            case 1: return $"nullif({One()}, {One()})";
            case 2: return $"CASE WHEN {Predicate(scope, depth)} THEN {One()} ELSE {One()} END";
            case 3:
                return $"CASE WHEN {Predicate(scope, depth)} THEN {One()} "
                    + $"WHEN {Predicate(scope, depth)} THEN {One()} END";
            case 4:
                SqlKind subject = AnyKind();
                if (subject == SqlKind.Boolean) subject = SqlKind.Integer;
                string value = RandomLiterals.Of(subject, choices);
                return $"CASE {Of(subject, scope, depth)} WHEN {value} THEN {One()} ELSE {One()} END";
            case 5 when queries.MayNest: return queries.Scalar(kind, scope);
            case 6 when !IsPlain: return $"{choices.Of("greatest", "least")}({One()}, {One()})";
            case 8: return $"([{One()}, {One()}])[{choices.Of("1", "2", "3", "-1")}]";
            case 9: return $"({{'a': {One()}, 'b': {Of(AnyKind(), scope, depth)}}}).a";
            case 10:
                string rest = $"[{RandomLiterals.Of(kind, choices)}, {One()}]";
                return $"(list_concat([{One()}], {rest}))[{choices.Of("1", "3")}]";
            default: return $"coalesce({One()}, {RandomLiterals.Of(kind, choices)})";
        }
    }

    private string Integer(Scope scope, int depth)
    {
        string One() => Of(SqlKind.Integer, scope, depth);
        return choices.Next(IsPlain ? 8 : 14) switch
        {
            0 => $"({One()} + {One()})",
            1 => $"({One()} - {One()})",
            2 => $"({One()} * {RandomLiterals.Integer(choices)})",
            3 => $"(-{One()})",
            4 => $"abs({One()})",
            5 => $"length({Of(SqlKind.Text, scope, depth)})",
            6 => $"({One()} % {choices.Of("2", "3", "7")})",
            7 => $"CAST({One()} AS BIGINT)",
            8 => $"extract({choices.Of("year", "month", "day")} FROM {Of(SqlKind.Date, scope, depth)})",
            9 => $"sign({One()})",
            10 => $"({Of(SqlKind.Date, scope, depth)} - {Of(SqlKind.Date, scope, depth)})",
            11 => $"strpos({Of(SqlKind.Text, scope, depth)}, {RandomLiterals.Text(choices)})",
            12 => $"len(list_distinct([{One()}, {One()}, {Leaf(SqlKind.Integer, scope)}]))",
            _ => $"CAST({Predicate(scope, depth)} AS INTEGER)",
        };
    }

    private string Double(Scope scope, int depth)
    {
        string One() => Of(SqlKind.Double, scope, depth);
        return choices.Next(IsPlain ? 6 : 9) switch
        {
            0 => $"({One()} + {One()})",
            1 => $"({One()} - {One()})",
            2 => $"({One()} * {Of(SqlKind.Integer, scope, depth)})",
            3 => $"CAST({Of(SqlKind.Integer, scope, depth)} AS DOUBLE)",
            4 => $"abs({One()})",
            5 => $"({One()} / nullif({One()}, 0))",
            6 => $"sqrt(abs({One()}))",
            7 => $"{choices.Of("floor", "ceil")}({One()})",
            _ => $"CAST({Of(SqlKind.Decimal, scope, depth)} AS DOUBLE)",
        };
    }

    private string Decimal(Scope scope, int depth)
    {
        string One() => Of(SqlKind.Decimal, scope, depth);
        return choices.Next(7) switch
        {
            0 => $"({One()} + {One()})",
            1 => $"({One()} - {One()})",
            2 => $"({Leaf(SqlKind.Decimal, scope)} * {choices.Of("2", "0.5", "-1")})",
            3 => $"(-{One()})",
            4 => $"abs({One()})",
            5 => $"CAST({Of(SqlKind.Integer, scope, depth)} AS DECIMAL(12,2))",
            _ => $"({One()} + {Leaf(SqlKind.Integer, scope)})",
        };
    }

    private string Date(Scope scope, int depth)
    {
        string One() => Of(SqlKind.Date, scope, depth);
        return choices.Next(4) switch
        {
            0 => $"({One()} + {RandomLiterals.Integer(choices)})",
            1 => $"({One()} - {choices.Of("1", "2", "30")})",
            2 => $"CAST(({One()} + INTERVAL '{choices.Of("1", "2", "13")}' MONTH) AS DATE)",
            _ => $"last_day({One()})",
        };
    }

    private string Text(Scope scope, int depth)
    {
        string One() => Of(SqlKind.Text, scope, depth);
        return choices.Next(IsPlain ? 8 : 13) switch
        {
            0 => $"upper({One()})",
            1 => $"lower({One()})",
            2 => $"({One()} || {One()})",
            3 => $"substr({One()}, {choices.Of("1", "2", "3")}, {choices.Of("1", "2", "8")})",
            4 => $"trim({One()})",
            5 => $"replace({One()}, {choices.Of("'a'", "'b'", "'long'")}, {RandomLiterals.Text(choices)})",
            6 => $"CAST({Of(SqlKind.Integer, scope, depth)} AS VARCHAR)",
            7 => $"ltrim({One()})",
            8 => $"left({One()}, {choices.Of("1", "2", "0")})",
            9 => $"right({One()}, {choices.Of("1", "2", "0")})",
            10 => $"reverse({One()})",
            11 => $"concat({One()}, {One()})",
            _ => $"lpad({One()}, {choices.Of("3", "1", "14")}, 'x')",
        };
    }
}
