using Grizzly.Common;

namespace Grizzly.Sql;

internal enum TokenKind : byte
{
    End,
    Word, QuotedIdentifier,
    String, EscapeString, DollarString, BlobString, BitString,
    Integer, RadixInteger, Decimal, Float,
    Parameter, QuestionMark, Hint,
    LeftParenthesis, RightParenthesis, LeftBracket, RightBracket, LeftBrace, RightBrace,
    Comma, Semicolon, Dot, Colon, DoubleColon, ColonEquals,
    Plus, Minus, Star, Slash, DoubleSlash, Percent, Power,
    Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual,
    Arrow, FatArrow, Operator,
}

/// <summary>A token: its kind, the keyword it spells if any, and where it is in the text.</summary>
internal readonly record struct Token(TokenKind Kind, Keyword Keyword, int Start, int Length)
{
    public int End => Start + Length;

    public SourceSpan Span => new(Start, Length);
}
