using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    private static bool IsName(Token token) => IsName(token, KeywordClass.Free);

    private static bool IsName(Token token, KeywordClass most) => token.Kind == TokenKind.QuotedIdentifier
        || (token.Kind == TokenKind.Word && (token.Keyword == Keyword.None || Keywords.Class(token.Keyword) <= most));

    private Identifier TakeIdentifier()
    {
        Token token = Advance();
        return token.Kind == TokenKind.QuotedIdentifier
            ? new Identifier(TokenText.Unquote(TextOf(token)), true, token.Span)
            : new Identifier(TextOf(token).ToString(), false, token.Span);
    }

    /// <summary>The name of a table, column, alias, …: no reserved word unless quoted.</summary>
    private Identifier ParseName(KeywordClass most = KeywordClass.Free)
    {
        if (IsName(Current, most)) return TakeIdentifier();
        throw Unexpected(Kind == TokenKind.Word
            ? $"\"{TextOf(Current)}\" is a reserved word; quote it to use it as a name" : null);
    }

    /// <summary>After AS or a dot every word is a name.</summary>
    private Identifier ParseLabel() => ParseName(KeywordClass.Reserved);

    /// <summary>A label, where also a string is taken for a name.</summary>
    private Identifier ParseLabelOrString()
    {
        if (!At(TokenKind.String)) return ParseLabel();
        SourceSpan span = Current.Span;
        return new Identifier(ParseString(), true, span);
    }

    private QualifiedName ParseQualifiedName(KeywordClass most = KeywordClass.Free)
    {
        int first = _position;
        Identifier name = ParseName(most);
        if (!At(TokenKind.Dot)) return new QualifiedName([name], name.Span);
        var parts = new List<Identifier> { name };
        while (Accept(TokenKind.Dot)) parts.Add(ParseLabel());
        return new QualifiedName(SyntaxList.From(parts), SpanFrom(first));
    }

    private SyntaxList<QualifiedName> ParseQualifiedNames()
    {
        var names = new List<QualifiedName>();
        do names.Add(ParseQualifiedName());
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(names);
    }

    /// <summary><c>(a, b)</c>, with a comma allowed after the last.</summary>
    private SyntaxList<Identifier> ParseNameList()
    {
        var names = new List<Identifier>();
        Require(TokenKind.LeftParenthesis);
        do
        {
            if (At(TokenKind.RightParenthesis) && names.Count > 0) break;
            names.Add(ParseName());
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(names);
    }

    private SyntaxList<Identifier> ParseOptionalNameList() => At(TokenKind.LeftParenthesis) ? ParseNameList() : [];

    private bool AtString => Kind is TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString;

    /// <summary>A string, and as SQL says the strings on the following lines that continue it.</summary>
    private string ParseString()
    {
        if (!AtString) throw Unexpected();
        string value = DecodeString(Advance());
        while (At(TokenKind.String) && _sql.AsSpan(_tokens[_position - 1].End,
            Current.Start - _tokens[_position - 1].End).Contains('\n'))
            value += DecodeString(Advance());
        return value;
    }

    private string DecodeString(Token token) => token.Kind switch
    {
        TokenKind.EscapeString => TokenText.EscapeString(TextOf(token), token.Span),
        TokenKind.DollarString => TokenText.DollarString(TextOf(token)),
        _ => TokenText.Unquote(TextOf(token)),
    };

    private int ParseSmallInteger()
    {
        if (!At(TokenKind.Integer) || !int.TryParse(TokenText.Integer(TextOf(Current)), out int value))
            throw Unexpected();
        Advance();
        return value;
    }
}
