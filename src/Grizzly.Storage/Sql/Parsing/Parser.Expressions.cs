using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Operators: the Pratt loop. Chains of equal operators are read in the loop, never by recursion.</summary>
internal sealed partial class Parser
{
    public Expression ParseExpression() => ParseExpression(Precedence.Lowest);

    /// <summary>Reads an expression whose operators all bind at least as tightly as <paramref name="least"/>.</summary>
    private Expression ParseExpression(int least)
    {
        Enter();
        Expression expression = ContinueExpression(ParsePrefix(), least);
        Leave();
        return expression;
    }

    private Expression ContinueExpression(Expression left, int least)
    {
        while (ParseInfix(left, least) is { } next) left = next;
        return left;
    }

    private Expression ParsePrefix()
    {
        int first = _position;
        switch (Kind)
        {
            case TokenKind.Minus or TokenKind.Plus:
            {
                string symbol = Advance().Kind == TokenKind.Minus ? "-" : "+";
                return new UnaryExpression(symbol, ParseExpression(Precedence.Postfix), SpanFrom(first));
            }
            case TokenKind.Operator:
            {
                if (TextOf(Current) is "#" && Peek(1).Kind == TokenKind.Integer) return ParsePositionalReference();
                string symbol = TextOf(Advance()).ToString();
                return new UnaryExpression(symbol, ParseExpression(Precedence.Other + 1), SpanFrom(first));
            }
            case TokenKind.Word when Current.Keyword == Keyword.Not:
                Advance();
                return new NotExpression(ParseExpression(Precedence.Not), SpanFrom(first));
            case TokenKind.Word when Current.Keyword == Keyword.Lambda: return ParseLambda();
            default:
                return ParsePostfixes(ParsePrimary(), first);
        }
    }

    /// <summary>A primary with what follows it directly, but no operators.</summary>
    private Expression ParseOperand()
    {
        int first = _position;
        return ParsePostfixes(ParsePrimary(), first);
    }

    private PositionalReference ParsePositionalReference()
    {
        int first = _position;
        Advance();
        return new PositionalReference(ParseSmallInteger(), SpanFrom(first));
    }

    /// <summary>Continues <paramref name="left"/> with the operator at hand, or returns null if none binds tightly
    /// enough.</summary>
    private Expression? ParseInfix(Expression left, int least)
    {
        switch (Kind)
        {
            case TokenKind.Plus: return ParseBinary(left, "+", Precedence.Additive, least);
            case TokenKind.Minus: return ParseBinary(left, "-", Precedence.Additive, least);
            case TokenKind.Star: return ParseBinary(left, "*", Precedence.Multiplicative, least);
            case TokenKind.Slash: return ParseBinary(left, "/", Precedence.Multiplicative, least);
            case TokenKind.DoubleSlash: return ParseBinary(left, "//", Precedence.Multiplicative, least);
            case TokenKind.Percent:
                return StartsExpression(Peek(1), true) ? ParseBinary(left, "%", Precedence.Multiplicative, least)
                    : null;
            case TokenKind.Power: return ParseBinary(left, "^", Precedence.Power, least);
            case TokenKind.Equal: return least <= Precedence.Comparison ? ParseComparison(left, "=") : null;
            case TokenKind.NotEqual: return least <= Precedence.Comparison ? ParseComparison(left, "<>") : null;
            case TokenKind.Less: return least <= Precedence.Comparison ? ParseComparison(left, "<") : null;
            case TokenKind.LessEqual: return least <= Precedence.Comparison ? ParseComparison(left, "<=") : null;
            case TokenKind.Greater: return least <= Precedence.Comparison ? ParseComparison(left, ">") : null;
            case TokenKind.GreaterEqual: return least <= Precedence.Comparison ? ParseComparison(left, ">=") : null;
            case TokenKind.Arrow: return ParseBinary(left, "->", Precedence.Other, least);
            case TokenKind.Operator: return least <= Precedence.Other ? ParseOtherOperator(left) : null;
            case TokenKind.Word: return ParseWordOperator(left, least);
            default: return null;
        }
    }

    private Expression? ParseBinary(Expression left, string symbol, int precedence, int least) =>
        least <= precedence ? ParseBinary(left, symbol, precedence) : null;

    private Expression ParseBinary(Expression left, string symbol, int precedence)
    {
        Advance();
        if (AtQuantifier) return ParseQuantified(left, symbol);
        Expression right = ParseExpression(precedence + 1);
        return new BinaryExpression(symbol, left, right, SpanFrom(left));
    }

    /// <summary>Comparisons do not chain: <c>a &lt; b &lt; c</c> is an error, as in PostgreSQL.</summary>
    private Expression ParseComparison(Expression left, string symbol)
    {
        Expression result = ParseBinary(left, symbol, Precedence.Comparison);
        if (Kind is TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less or TokenKind.LessEqual or TokenKind.Greater
            or TokenKind.GreaterEqual)
            throw Unexpected("comparisons do not chain; add parentheses");
        return result;
    }

    private Expression ParseOtherOperator(Expression left)
    {
        string symbol = TextOf(Current).ToString();
        if (symbol == "!" && !StartsExpression(Peek(1)))
        {
            Advance();
            return new PostfixExpression("!", left, SpanFrom(left));
        }
        return ParseBinary(left, symbol, Precedence.Other);
    }

    private static bool StartsExpression(Token token, bool signed = false) => token.Kind switch
    {
        TokenKind.Word => token.Keyword is Keyword.Not or Keyword.Case or Keyword.Cast or Keyword.Null or Keyword.True
            or Keyword.False
            or Keyword.Array || IsName(token),
        TokenKind.Plus or TokenKind.Minus => signed,
        TokenKind.End or TokenKind.Comma or TokenKind.Semicolon or TokenKind.RightParenthesis or TokenKind.RightBracket
            or TokenKind.RightBrace or TokenKind.Equal or TokenKind.NotEqual or TokenKind.Star or TokenKind.Slash
                or TokenKind.Percent
            or TokenKind.Less or TokenKind.Greater => false,
        _ => true,
    };

    private Expression? ParseWordOperator(Expression left, int least)
    {
        Expect(Keyword.And, Keyword.Or, Keyword.Is, Keyword.Between, Keyword.In, Keyword.Like, Keyword.Not,
            Keyword.Ilike, Keyword.Collate);
        switch (Current.Keyword)
        {
            case Keyword.And:
                return least <= Precedence.And ? ParseLogical(left, LogicalOperator.And, Keyword.And, Precedence.And)
                    : null;
            case Keyword.Or:
                return least <= Precedence.Or ? ParseLogical(left, LogicalOperator.Or, Keyword.Or, Precedence.Or)
                    : null;
            case Keyword.Is: return least <= Precedence.Is ? ParseIs(left) : null;
            case Keyword.Isnull or Keyword.Notnull when least <= Precedence.Is:
                return new IsNullExpression(left, Advance().Keyword == Keyword.Notnull, SpanFrom(left));
            case Keyword.Not when least <= Precedence.Is && Peek(1).Keyword == Keyword.Null:
                _position += 2;
                return new IsNullExpression(left, true, SpanFrom(left));
            case Keyword.Not when least <= Precedence.Between && IsNegatable(Peek(1).Keyword):
                Advance();
                return ParsePredicate(left, negated: true);
            case Keyword.Between or Keyword.In or Keyword.Like or Keyword.Ilike or Keyword.Similar or Keyword.Glob
                when least <= Precedence.Between:
                return ParsePredicate(left, negated: false);
            case Keyword.Overlaps when least <= Precedence.Between:
                return ParseBinary(left, "overlaps", Precedence.Between);
            case Keyword.Collate when least <= Precedence.Collate:
                Advance();
                return new CollateExpression(left, ParseQualifiedName(KeywordClass.TypeOrFunction), SpanFrom(left));
            case Keyword.At when least <= Precedence.AtTimeZone && Peek(1).Keyword == Keyword.Time
                && Peek(2).Keyword == Keyword.Zone:
                _position += 3;
                return new AtTimeZoneExpression(left, ParseExpression(Precedence.AtTimeZone + 1), SpanFrom(left));
            default: return null;
        }
    }

    private static bool IsNegatable(Keyword keyword) =>
        keyword is Keyword.Between or Keyword.In or Keyword.Like or Keyword.Ilike or Keyword.Similar or Keyword.Glob;

    private LogicalExpression ParseLogical(Expression left, LogicalOperator logical, Keyword keyword, int precedence)
    {
        var operands = new List<Expression>();
        AddOperand(operands, left, logical);
        while (Accept(keyword)) AddOperand(operands, ParseExpression(precedence + 1), logical);
        return new LogicalExpression(logical, SyntaxList.From(operands), SpanFrom(left));
    }

    /// <summary>Parentheses inside a chain of one operator change nothing, so they leave no node.</summary>
    private static void AddOperand(List<Expression> operands, Expression operand, LogicalOperator logical)
    {
        if (operand is LogicalExpression inner && inner.Operator == logical) operands.AddRange(inner.Operands.AsSpan());
        else operands.Add(operand);
    }

    private Expression ParseIs(Expression left)
    {
        Advance();
        bool negated = Accept(Keyword.Not);
        if (Accept(Keyword.Distinct))
        {
            Require(Keyword.From);
            return new IsDistinctExpression(left, ParseExpression(Precedence.Is + 1), negated, SpanFrom(left));
        }
        if (Accept(Keyword.Null)) return new IsNullExpression(left, negated, SpanFrom(left));
        TruthValue truth;
        if (Accept(Keyword.True)) truth = TruthValue.True;
        else if (Accept(Keyword.False)) truth = TruthValue.False;
        else if (Accept(Keyword.Unknown)) truth = TruthValue.Unknown;
        else throw Unexpected();
        return new IsTruthExpression(left, truth, negated, SpanFrom(left));
    }

    private Expression ParsePredicate(Expression left, bool negated)
    {
        switch (Advance().Keyword)
        {
            case Keyword.Between: return ParseBetween(left, negated);
            case Keyword.In: return ParseIn(left, negated);
            case Keyword.Like: return ParseLike(left, negated, LikeKind.Like);
            case Keyword.Ilike: return ParseLike(left, negated, LikeKind.ILike);
            case Keyword.Glob: return ParseLike(left, negated, LikeKind.Glob);
            default:
                Require(Keyword.To);
                return ParseLike(left, negated, LikeKind.SimilarTo);
        }
    }

    private BetweenExpression ParseBetween(Expression left, bool negated)
    {
        bool symmetric = Accept(Keyword.Symmetric);
        if (!symmetric) Accept(Keyword.Asymmetric);
        Expression low = ParseExpression(Precedence.Between + 1);
        Require(Keyword.And);
        Expression high = ParseExpression(Precedence.Between + 1);
        return new BetweenExpression(left, low, high, negated, symmetric, SpanFrom(left));
    }

    private Expression ParseIn(Expression left, bool negated)
    {
        if (!At(TokenKind.LeftParenthesis))
            return new InCollectionExpression(left, ParseOperand(), negated, SpanFrom(left));
        Advance();
        if (AtQueryStart)
        {
            QueryExpression query = ParseQuery();
            Require(TokenKind.RightParenthesis);
            return new InSubqueryExpression(left, query, negated, SpanFrom(left));
        }
        SyntaxList<Expression> items = ParseExpressionList(TokenKind.RightParenthesis);
        if (items.Count == 1 && ContinueQuery(items[0]) is { } continued) items = [continued];
        Require(TokenKind.RightParenthesis);
        if (items is [SubqueryExpression only])
            return new InSubqueryExpression(left, only.Query, negated, SpanFrom(left));
        return new InListExpression(left, items, negated, SpanFrom(left));
    }

    private Expression ParseLike(Expression left, bool negated, LikeKind kind)
    {
        if (AtQuantifier && kind is LikeKind.Like or LikeKind.ILike)
            return ParseQuantified(left, (negated ? "!" : "") + (kind == LikeKind.Like ? "~~" : "~~*"));
        Expression pattern = ParseExpression(Precedence.Between + 1);
        Expression? escape = Accept(Keyword.Escape) ? ParseExpression(Precedence.Between + 1) : null;
        return new LikeExpression(left, pattern, escape, kind, negated, SpanFrom(left));
    }

    private bool AtQuantifier => Current.Keyword is Keyword.Any or Keyword.Some or Keyword.All
        && Peek(1).Kind == TokenKind.LeftParenthesis;

    private Expression ParseQuantified(Expression left, string symbol)
    {
        Quantifier quantifier = Advance().Keyword == Keyword.All ? Quantifier.All : Quantifier.Any;
        Require(TokenKind.LeftParenthesis);
        if (AtQueryStart)
        {
            QueryExpression query = ParseQuery();
            Require(TokenKind.RightParenthesis);
            return new QuantifiedSubqueryExpression(left, symbol, quantifier, query, SpanFrom(left));
        }
        Expression list = ParseExpression();
        list = ContinueQuery(list) ?? list;
        Require(TokenKind.RightParenthesis);
        if (list is SubqueryExpression subquery)
            return new QuantifiedSubqueryExpression(left, symbol, quantifier, subquery.Query, SpanFrom(left));
        return new QuantifiedListExpression(left, symbol, quantifier, list, SpanFrom(left));
    }

    /// <summary>Expressions separated by commas, a comma allowed before the closing token, which is left standing; at
    /// least one.</summary>
    private SyntaxList<Expression> ParseExpressionList(TokenKind closing)
    {
        var items = new List<Expression>();
        do
        {
            if (At(closing) && items.Count > 0) break;
            items.Add(ParseExpression());
        }
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(items);
    }
}
