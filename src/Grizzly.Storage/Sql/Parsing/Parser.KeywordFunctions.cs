using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>The functions whose arguments SQL separates by words: they become plain calls, except EXTRACT.</summary>
internal sealed partial class Parser
{
    private Expression ParseKeywordFunction(Keyword keyword)
    {
        int first = _position;
        Token token = Current;
        if (keyword == Keyword.Extract) return ParseExtract();
        _position += 2;
        var name = new QualifiedName([new Identifier(TextOf(token).ToString(), false, token.Span)], token.Span);
        switch (keyword)
        {
            case Keyword.Trim when Current.Keyword is Keyword.Both or Keyword.Leading or Keyword.Trailing
                or Keyword.From:
                return ParseTrim(name, first);
            case Keyword.Position when !At(TokenKind.RightParenthesis):
            {
                if (Peek(1).Kind is TokenKind.FatArrow or TokenKind.ColonEquals) break;
                Expression needle = ParseExpression(Precedence.Between + 1);
                if (!Accept(Keyword.In))
                    return ParseCall(name, first, null, ContinueExpression(needle, Precedence.Lowest));
                Expression haystack = ParseExpression(Precedence.Between + 1);
                Require(TokenKind.RightParenthesis);
                return Call(name, [Argument(haystack), Argument(needle)], first);
            }
            case Keyword.Substring or Keyword.Overlay or Keyword.Trim when !At(TokenKind.RightParenthesis):
            {
                if (Current.Keyword is Keyword.Distinct or Keyword.All) break;
                if (Peek(1).Kind is TokenKind.FatArrow or TokenKind.ColonEquals) break;
                Expression subject = ParseExpression();
                if (keyword == Keyword.Trim && Accept(Keyword.From))
                {
                    Expression text = ParseExpression();
                    Require(TokenKind.RightParenthesis);
                    return Call(name, [Argument(text), Argument(subject)], first);
                }
                if (At(Keyword.From) || At(Keyword.For) || At(Keyword.Placing))
                    return ParseWordedArguments(name, subject, first);
                return ParseCall(name, first, null, subject);
            }
        }
        _position--;
        return ParseCall(name, first, null);
    }

    private static FunctionArgument Argument(Expression value) => new(null, value, value.Span);

    /// <summary><c>FROM a FOR b</c> in either order after SUBSTRING's subject; <c>PLACING x FROM a FOR b</c> after
    /// OVERLAY's.</summary>
    private FunctionCall ParseWordedArguments(QualifiedName name, Expression subject, int first)
    {
        var arguments = new List<FunctionArgument> { Argument(subject) };
        if (Accept(Keyword.Placing)) arguments.Add(Argument(ParseExpression()));
        Expression? count = Accept(Keyword.For) ? ParseExpression() : null;
        if (Accept(Keyword.From)) arguments.Add(Argument(ParseExpression()));
        else if (count is not null)
            arguments.Add(Argument(new NumberLiteral("1", NumberKind.Integer, SourceSpan.None)));
        if (count is null && Accept(Keyword.For)) count = ParseExpression();
        if (count is not null) arguments.Add(Argument(count));
        Require(TokenKind.RightParenthesis);
        return Call(name, arguments, first);
    }

    private FunctionCall ParseTrim(QualifiedName name, int first)
    {
        string function = "trim";
        if (Accept(Keyword.Leading)) function = "ltrim";
        else if (Accept(Keyword.Trailing)) function = "rtrim";
        else Accept(Keyword.Both);
        Expression? characters = At(Keyword.From) ? null : ParseExpression();
        var arguments = new List<FunctionArgument>();
        if (Accept(Keyword.From))
        {
            do arguments.Add(Argument(ParseExpression()));
            while (Accept(TokenKind.Comma));
        }
        else
        {
            arguments.Add(Argument(characters!));
            characters = null;
            while (Accept(TokenKind.Comma)) arguments.Add(Argument(ParseExpression()));
        }
        if (characters is not null) arguments.Insert(1, Argument(characters));
        Require(TokenKind.RightParenthesis);
        return Call(new QualifiedName([name.Name with { Text = function }], name.Span), arguments, first);
    }

    private ExtractExpression ParseExtract()
    {
        int first = _position;
        _position += 2;
        string field;
        if (AtString) field = ParseString();
        else if (Kind is TokenKind.Word or TokenKind.QuotedIdentifier) field = TakeIdentifier().Text;
        else throw Unexpected();
        Require(Keyword.From);
        Expression source = ParseExpression();
        Require(TokenKind.RightParenthesis);
        return new ExtractExpression(field.ToLowerInvariant(), source, SpanFrom(first));
    }
}
