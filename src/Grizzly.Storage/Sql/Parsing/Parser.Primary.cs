using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>What stands between operators: literals, names, parentheses, CASE, CAST, collections.</summary>
internal sealed partial class Parser
{
    private Expression ParsePrimary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                Advance();
                return new NumberLiteral(TokenText.Integer(TextOf(token)), NumberKind.Integer, token.Span);
            case TokenKind.RadixInteger:
                Advance();
                return new NumberLiteral(TokenText.RadixInteger(TextOf(token), token.Span), NumberKind.Integer,
                    token.Span);
            case TokenKind.Decimal:
                Advance();
                return new NumberLiteral(TokenText.WithoutUnderscores(TextOf(token)), NumberKind.Decimal, token.Span);
            case TokenKind.Float:
                Advance();
                return new NumberLiteral(TokenText.WithoutUnderscores(TextOf(token)), NumberKind.Float, token.Span);
            case TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString: return ParseStringLiteral();
            case TokenKind.BlobString:
                Advance();
                return new BlobLiteral(TokenText.Hex(TextOf(token), token.Span), token.Span);
            case TokenKind.BitString:
                Advance();
                return new BitLiteral(TokenText.Bits(TextOf(token), token.Span), token.Span);
            case TokenKind.Parameter: return ParseParameter();
            case TokenKind.QuestionMark:
                if (Peek(1).Kind == TokenKind.Integer && Peek(1).Start == token.End) return ParseNumberedQuestionMark();
                Advance();
                return new ParameterExpression(null, _nextParameter++, token.Span);
            case TokenKind.Colon when Peek(1).Kind == TokenKind.Word && Peek(1).Start == token.End:
                Advance();
                return new ParameterExpression(TextOf(Advance()).ToString(), 0,
                    token.Span with { Length = _tokens[_position - 1].End - token.Start });
            case TokenKind.LeftParenthesis: return ParseParenthesized();
            case TokenKind.LeftBracket: return ParseList();
            case TokenKind.LeftBrace: return ParseStruct();
            case TokenKind.QuotedIdentifier: return ParseNamed();
            case TokenKind.Star: return ParseStar();
            case TokenKind.Word: return ParseWord();
            default: throw Unexpected();
        }
    }

    private StringLiteral ParseStringLiteral()
    {
        int first = _position;
        return new StringLiteral(ParseString(), SpanFrom(first));
    }

    private ParameterExpression ParseParameter()
    {
        Token token = Advance();
        ReadOnlySpan<char> name = TextOf(token)[1..];
        if (!char.IsAsciiDigit(name[0])) return new ParameterExpression(name.ToString(), 0, token.Span);
        if (!int.TryParse(name, out int index) || index is 0 or > 65535)
            throw Errors.InvalidToken($"there is no parameter ${name}", token.Span);
        return new ParameterExpression(null, index, token.Span);
    }

    private ParameterExpression ParseNumberedQuestionMark()
    {
        int first = _position;
        Advance();
        int index = ParseSmallInteger();
        if (index is 0 or > 65535) throw Errors.InvalidToken($"there is no parameter ?{index}", SpanFrom(first));
        return new ParameterExpression(null, index, SpanFrom(first));
    }

    private Expression ParseWord()
    {
        Token token = Current;
        switch (token.Keyword)
        {
            case Keyword.None: return ParseNamed();
            case Keyword.Null:
                Advance();
                return new NullLiteral(token.Span);
            case Keyword.True or Keyword.False:
                Advance();
                return new BooleanLiteral(token.Keyword == Keyword.True, token.Span);
            case Keyword.Default:
                Advance();
                return new DefaultExpression(token.Span);
            case Keyword.Case: return ParseCase();
            case Keyword.Cast or Keyword.TryCast when Peek(1).Kind == TokenKind.LeftParenthesis: return ParseCast();
            case Keyword.Exists when Peek(1).Kind == TokenKind.LeftParenthesis: return ParseExists();
            case Keyword.Array: return ParseArray();
            case Keyword.Row when Peek(1).Kind == TokenKind.LeftParenthesis: return ParseRow();
            case Keyword.Map when Peek(1).Kind == TokenKind.LeftBrace: return ParseMap();
            case Keyword.Columns when Peek(1).Kind == TokenKind.LeftParenthesis: return ParseColumns([], unpack: false);
            case Keyword.Interval when StartsInterval(Peek(1)): return ParseInterval();
            case Keyword.CurrentDate or Keyword.CurrentTime or Keyword.CurrentTimestamp or Keyword.Localtime
                or Keyword.Localtimestamp
                or Keyword.CurrentUser or Keyword.CurrentRole or Keyword.SessionUser or Keyword.CurrentCatalog
                    or Keyword.CurrentSchema
                when Peek(1).Kind != TokenKind.Dot:
                return ParseSpecialValue();
            case Keyword.Extract or Keyword.Substring or Keyword.Position or Keyword.Trim or Keyword.Overlay
                when Peek(1).Kind == TokenKind.LeftParenthesis:
                return ParseKeywordFunction(token.Keyword);
            default: return ParseNamed();
        }
    }

    /// <summary>CURRENT_DATE and its kin: a call without arguments, or with a precision.</summary>
    private FunctionCall ParseSpecialValue()
    {
        int first = _position;
        Identifier name = TakeIdentifier();
        var arguments = new List<FunctionArgument>();
        if (Accept(TokenKind.LeftParenthesis))
        {
            if (!At(TokenKind.RightParenthesis)) arguments.Add(ParseArgument(null));
            Require(TokenKind.RightParenthesis);
        }
        return Call(new QualifiedName([name with { Text = name.Text.ToLowerInvariant() }], name.Span), arguments,
            first);
    }

    private CaseExpression ParseCase()
    {
        int first = _position;
        Advance();
        Expression? operand = At(Keyword.When) ? null : ParseExpression();
        var branches = new List<CaseBranch>();
        do
        {
            int start = _position;
            Require(Keyword.When);
            Expression when = ParseExpression();
            Require(Keyword.Then);
            branches.Add(new CaseBranch(when, ParseExpression(), SpanFrom(start)));
        }
        while (At(Keyword.When));
        Expression? otherwise = Accept(Keyword.Else) ? ParseExpression() : null;
        Require(Keyword.End);
        return new CaseExpression(operand, SyntaxList.From(branches), otherwise, SpanFrom(first));
    }

    private CastExpression ParseCast()
    {
        int first = _position;
        bool isTry = Advance().Keyword == Keyword.TryCast;
        Require(TokenKind.LeftParenthesis);
        Expression operand = ParseExpression();
        Require(Keyword.As);
        TypeName type = ParseTypeName();
        Require(TokenKind.RightParenthesis);
        return new CastExpression(operand, type, isTry, SpanFrom(first));
    }

    private ExistsExpression ParseExists()
    {
        int first = _position;
        Advance();
        Require(TokenKind.LeftParenthesis);
        QueryExpression query = ParseQuery();
        Require(TokenKind.RightParenthesis);
        return new ExistsExpression(query, SpanFrom(first));
    }

    /// <summary>A subquery, a row, or an expression in parentheses.</summary>
    private Expression ParseParenthesized()
    {
        int first = _position;
        Advance();
        if (AtQueryStart)
        {
            QueryExpression query = ParseQuery();
            Require(TokenKind.RightParenthesis);
            return new SubqueryExpression(query, SpanFrom(first));
        }
        Expression inner = ParseExpression();
        if (ContinueQuery(inner) is { } continued)
        {
            Require(TokenKind.RightParenthesis);
            return continued with { Span = SpanFrom(first) };
        }
        if (Accept(TokenKind.RightParenthesis)) return inner;
        if (!At(TokenKind.Comma)) throw Unexpected();
        var items = new List<Expression> { inner };
        while (Accept(TokenKind.Comma))
        {
            if (At(TokenKind.RightParenthesis)) break;
            items.Add(ParseExpression());
        }
        Require(TokenKind.RightParenthesis);
        return new RowExpression(SyntaxList.From(items), SpanFrom(first));
    }

    /// <summary>Where <paramref name="inner"/> was a query in parentheses and UNION, ORDER BY or the like follows: the
    /// whole query.</summary>
    private SubqueryExpression? ContinueQuery(Expression inner)
    {
        if (inner is not SubqueryExpression subquery || !AtQueryContinuation) return null;
        QueryExpression query = ContinueQuery(subquery.Query);
        return new SubqueryExpression(query, query.Span);
    }

    private RowExpression ParseRow()
    {
        int first = _position;
        Advance();
        Require(TokenKind.LeftParenthesis);
        SyntaxList<Expression> items = At(TokenKind.RightParenthesis) ? []
            : ParseExpressionList(TokenKind.RightParenthesis);
        Require(TokenKind.RightParenthesis);
        return new RowExpression(items, SpanFrom(first));
    }

    private Expression ParseArray()
    {
        int first = _position;
        Advance();
        if (At(TokenKind.LeftBracket)) return ParseList() with { Span = SpanFrom(first) };
        Require(TokenKind.LeftParenthesis);
        QueryExpression query = ParseQuery();
        Require(TokenKind.RightParenthesis);
        return new ArraySubqueryExpression(query, SpanFrom(first));
    }

    private Expression ParseList()
    {
        int first = _position;
        Require(TokenKind.LeftBracket);
        if (Accept(TokenKind.RightBracket)) return new ListExpression([], SpanFrom(first));
        Expression head = ParseExpression();
        if (Accept(Keyword.For)) return ParseComprehension(head, first);
        var items = new List<Expression> { head };
        while (Accept(TokenKind.Comma))
        {
            if (At(TokenKind.RightBracket)) break;
            items.Add(ParseExpression());
        }
        Require(TokenKind.RightBracket);
        return new ListExpression(SyntaxList.From(items), SpanFrom(first));
    }

    private ListComprehensionExpression ParseComprehension(Expression result, int first)
    {
        var variables = new List<Identifier>();
        do variables.Add(ParseName());
        while (Accept(TokenKind.Comma));
        Require(Keyword.In);
        Expression source = ParseExpression();
        Expression? filter = Accept(Keyword.If) ? ParseExpression() : null;
        Require(TokenKind.RightBracket);
        return new ListComprehensionExpression(result, SyntaxList.From(variables), source, filter, SpanFrom(first));
    }

    private StructExpression ParseStruct()
    {
        int first = _position;
        Advance();
        var fields = new List<StructField>();
        while (!At(TokenKind.RightBrace))
        {
            int start = _position;
            Identifier name = ParseLabelOrString();
            Require(TokenKind.Colon);
            fields.Add(new StructField(name, ParseExpression(), SpanFrom(start)));
            if (!Accept(TokenKind.Comma)) break;
        }
        Require(TokenKind.RightBrace);
        return new StructExpression(SyntaxList.From(fields), SpanFrom(first));
    }

    private MapExpression ParseMap()
    {
        int first = _position;
        Advance();
        Require(TokenKind.LeftBrace);
        var entries = new List<MapEntry>();
        while (!At(TokenKind.RightBrace))
        {
            int start = _position;
            Expression key = ParseExpression();
            Require(TokenKind.Colon);
            entries.Add(new MapEntry(key, ParseExpression(), SpanFrom(start)));
            if (!Accept(TokenKind.Comma)) break;
        }
        Require(TokenKind.RightBrace);
        return new MapExpression(SyntaxList.From(entries), SpanFrom(first));
    }

    /// <summary><c>lambda x, y: body</c>.</summary>
    private LambdaExpression ParseLambda()
    {
        int first = _position;
        Advance();
        bool parenthesized = Accept(TokenKind.LeftParenthesis);
        var parameters = new List<Identifier>();
        do parameters.Add(ParseName());
        while (Accept(TokenKind.Comma));
        if (parenthesized) Require(TokenKind.RightParenthesis);
        Require(TokenKind.Colon);
        return new LambdaExpression(SyntaxList.From(parameters), ParseExpression(), false, SpanFrom(first));
    }

    private static bool StartsInterval(Token next) => next.Kind is TokenKind.String or TokenKind.EscapeString
        or TokenKind.DollarString
        or TokenKind.Integer or TokenKind.Decimal or TokenKind.LeftParenthesis or TokenKind.Parameter
            or TokenKind.QuestionMark;

    private Expression ParseInterval()
    {
        int first = _position;
        Advance();
        Expression value;
        if (At(TokenKind.LeftParenthesis) && Peek(1).Kind == TokenKind.Integer
            && Peek(2).Kind == TokenKind.RightParenthesis && IsString(Peek(3)))
        {
            _position += 3;
            value = ParseStringLiteral();
        }
        else if (Accept(TokenKind.LeftParenthesis))
        {
            value = ParseExpression();
            Require(TokenKind.RightParenthesis);
        }
        else value = ParsePrimary();
        IntervalUnit unit = ParseIntervalUnit();
        if (unit == IntervalUnit.None && value is not (StringLiteral or ParameterExpression)
            && _tokens[_position - 1].Kind != TokenKind.RightParenthesis)
            throw Unexpected("give the unit of the interval, as in INTERVAL 1 DAY");
        return new IntervalExpression(value, unit, SpanFrom(first));
    }

    private static bool IsString(Token token) => token.Kind is TokenKind.String or TokenKind.EscapeString
        or TokenKind.DollarString;

    private IntervalUnit ParseIntervalUnit()
    {
        if (Kind != TokenKind.Word || !IntervalUnits.TryFind(TextOf(Current), out IntervalUnit unit))
            return IntervalUnit.None;
        Advance();
        if (!At(Keyword.To) || Peek(1).Kind != TokenKind.Word
            || !IntervalUnits.TryFind(TextOf(Peek(1)), out IntervalUnit last)) return unit;
        IntervalUnit range = IntervalUnits.Range(unit, last);
        if (range == IntervalUnit.None) throw UnexpectedAt(Peek(1));
        _position += 2;
        return range;
    }
}
