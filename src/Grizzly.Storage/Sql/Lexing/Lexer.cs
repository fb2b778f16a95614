using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// Cuts SQL text into tokens after PostgreSQL's lexical rules (documentation, chapter 4.1): nested comments, dollar
/// quotes, operators of
/// several characters. Nothing is allocated but the token list; values are decoded by the parser where they are wanted
/// (<see cref="TokenText"/>).
/// </summary>
internal ref struct Lexer
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`";

    private readonly ReadOnlySpan<char> _text;
    private readonly List<Token> _tokens;
    private int _position;

    private Lexer(ReadOnlySpan<char> text)
    {
        _text = text;
        _tokens = new List<Token>(text.Length / 4 + 2);
    }

    /// <summary>All tokens of the text, closed by one of kind <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="GrizzlyException">42601: something is unterminated or no token starts with the
    /// character.</exception>
    public static List<Token> Tokenize(ReadOnlySpan<char> text)
    {
        var lexer = new Lexer(text);
        while (lexer.SkipBlanks()) lexer.ReadToken();
        lexer._tokens.Add(new Token(TokenKind.End, Keyword.None, text.Length, 0));
        return lexer._tokens;
    }

    private readonly char At(int index) => (uint)index < (uint)_text.Length ? _text[index] : '\0';

    internal static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_'
        || (c >= 0x80 && !char.IsWhiteSpace(c) && c != '\uFEFF');

    private static bool IsWordPart(char c) => IsWordStart(c) || char.IsAsciiDigit(c) || c == '$';

    private void Add(TokenKind kind, int end, Keyword keyword = Keyword.None)
    {
        _tokens.Add(new Token(kind, keyword, _position, end - _position));
        _position = end;
    }

    /// <summary>Skips blanks and comments; false at the end of the text. A hint comment after SELECT becomes a
    /// token.</summary>
    private bool SkipBlanks()
    {
        while (_position < _text.Length)
        {
            char c = _text[_position];
            if (char.IsWhiteSpace(c) || c == '\uFEFF') _position++;
            else if (c == '-' && At(_position + 1) == '-') SkipLineComment();
            else if (c == '/' && At(_position + 1) == '*')
            {
                int end = FindCommentEnd();
                if (At(_position + 2) == '+' && IsHintPlace) Add(TokenKind.Hint, end);
                else _position = end;
            }
            else return true;
        }
        return false;
    }

    /// <summary>After SELECT, and after INSERT, UPDATE, DELETE and MERGE that begin a statement.</summary>
    private bool IsHintPlace
    {
        get
        {
            if (_tokens.Count == 0) return false;
            if (_tokens[^1] is { Keyword: Keyword.Select } or { Kind: TokenKind.Hint }) return true;
            bool isChange = _tokens[^1].Keyword is Keyword.Insert or Keyword.Update or Keyword.Delete or Keyword.Merge;
            return isChange && (_tokens.Count == 1
                || _tokens[^2].Keyword is not (Keyword.Do or Keyword.Then or Keyword.For or Keyword.On or Keyword.No));
        }
    }

    private void SkipLineComment()
    {
        int length = _text[_position..].IndexOfAny('\n', '\r');
        _position = length < 0 ? _text.Length : _position + length;
    }

    private readonly int FindCommentEnd()
    {
        int depth = 1;
        for (int i = _position + 2; i + 1 < _text.Length; i++)
        {
            if (_text[i] == '*' && _text[i + 1] == '/')
            {
                i++;
                if (--depth == 0) return i + 1;
            }
            else if (_text[i] == '/' && _text[i + 1] == '*')
            {
                i++;
                depth++;
            }
        }
        throw Errors.Unterminated("/* comment", new SourceSpan(_position, 2), "close the comment with */");
    }

    private void ReadToken()
    {
        char c = _text[_position];
        switch (c)
        {
            case '(': Add(TokenKind.LeftParenthesis, _position + 1); return;
            case ')': Add(TokenKind.RightParenthesis, _position + 1); return;
            case '[': Add(TokenKind.LeftBracket, _position + 1); return;
            case ']': Add(TokenKind.RightBracket, _position + 1); return;
            case '{': Add(TokenKind.LeftBrace, _position + 1); return;
            case '}': Add(TokenKind.RightBrace, _position + 1); return;
            case ',': Add(TokenKind.Comma, _position + 1); return;
            case ';': Add(TokenKind.Semicolon, _position + 1); return;
            case '?': Add(TokenKind.QuestionMark, _position + 1); return;
            case '\'': ReadString(_position, TokenKind.String, escapes: false); return;
            case '"': ReadQuotedIdentifier(); return;
            case '$': ReadDollar(); return;
            case ':': ReadColon(); return;
            case '.' when !char.IsAsciiDigit(At(_position + 1)): Add(TokenKind.Dot, _position + 1); return;
            case '.' or (>= '0' and <= '9'): ReadNumber(); return;
            case '@' when IsWordStart(At(_position + 1)): ReadNamedParameter(); return;
        }
        if (IsWordStart(c)) ReadWord();
        else if (OperatorCharacters.Contains(c)) ReadOperator();
        else throw Errors.SyntaxErrorNear(c.ToString(), new SourceSpan(_position, 1));
    }

    private void ReadWord()
    {
        if (At(_position + 1) == '\'')
        {
            switch (_text[_position] | 0x20)
            {
                case 'e': ReadString(_position + 1, TokenKind.EscapeString, escapes: true); return;
                case 'x': ReadString(_position + 1, TokenKind.BlobString, escapes: false); return;
                case 'b': ReadString(_position + 1, TokenKind.BitString, escapes: false); return;
            }
        }
        int end = _position + 1;
        while (IsWordPart(At(end))) end++;
        Add(TokenKind.Word, end, Keywords.Find(_text[_position..end]));
    }

    private void ReadString(int quote, TokenKind kind, bool escapes)
    {
        for (int i = quote + 1; i < _text.Length; i++)
        {
            char c = _text[i];
            if (c == '\\' && escapes) i++;
            else if (c == '\'')
            {
                if (At(i + 1) != '\'')
                {
                    Add(kind, i + 1);
                    return;
                }
                i++;
            }
        }
        throw Errors.Unterminated("quoted string", new SourceSpan(_position, 1), "close the string with '");
    }

    private void ReadQuotedIdentifier()
    {
        for (int i = _position + 1; i < _text.Length; i++)
        {
            if (_text[i] != '"') continue;
            if (At(i + 1) == '"')
            {
                i++;
                continue;
            }
            if (i == _position + 1)
                throw Errors.InvalidToken("zero-length delimited identifier", new SourceSpan(_position, 2));
            Add(TokenKind.QuotedIdentifier, i + 1);
            return;
        }
        throw Errors.Unterminated("quoted identifier", new SourceSpan(_position, 1), "close the identifier with \"");
    }

    /// <summary><c>$1</c>, <c>$name</c>, <c>$$text$$</c>, <c>$tag$text$tag$</c>.</summary>
    private void ReadDollar()
    {
        int end = _position + 1;
        if (char.IsAsciiDigit(At(end)))
        {
            while (char.IsAsciiDigit(At(end))) end++;
            Add(TokenKind.Parameter, end);
            return;
        }
        while (IsWordStart(At(end)) || (end > _position + 1 && char.IsAsciiDigit(At(end)))) end++;
        if (At(end) != '$')
        {
            if (end == _position + 1) throw Errors.SyntaxErrorNear("$", new SourceSpan(_position, 1));
            Add(TokenKind.Parameter, end);
            return;
        }
        ReadOnlySpan<char> tag = _text[_position..(end + 1)];
        int close = _text[(end + 1)..].IndexOf(tag);
        if (close < 0)
            throw Errors.Unterminated("dollar-quoted string", new SourceSpan(_position, tag.Length),
                $"close the string with {tag}");
        Add(TokenKind.DollarString, end + 1 + close + tag.Length);
    }

    private void ReadColon()
    {
        char next = At(_position + 1);
        if (next == ':') Add(TokenKind.DoubleColon, _position + 2);
        else if (next == '=') Add(TokenKind.ColonEquals, _position + 2);
        else Add(TokenKind.Colon, _position + 1);
    }

    private void ReadNamedParameter()
    {
        int end = _position + 2;
        while (IsWordPart(At(end))) end++;
        Add(TokenKind.Parameter, end);
    }

    private void ReadNumber()
    {
        int end = _position;
        TokenKind kind = TokenKind.Integer;
        if (_text[end] == '0' && (At(end + 1) | 0x20) is 'x' or 'o' or 'b' && char.IsAsciiLetterOrDigit(At(end + 2)))
        {
            int radix = (At(end + 1) | 0x20) switch { 'x' => 16, 'o' => 8, _ => 2 };
            for (end += 2; IsDigitOf(radix, At(end)) || (At(end) == '_' && IsDigitOf(radix, At(end + 1)));) end++;
            kind = TokenKind.RadixInteger;
        }
        else
        {
            end = SkipDigits(end);
            if (At(end) == '.' && At(end + 1) != '.')
            {
                kind = TokenKind.Decimal;
                end = SkipDigits(end + 1);
            }
            int sign = At(end + 1) is '+' or '-' ? 1 : 0;
            if (At(end) is 'e' or 'E' && char.IsAsciiDigit(At(end + 1 + sign)))
            {
                kind = TokenKind.Float;
                end = SkipDigits(end + 1 + sign);
            }
        }
        if (!IsWordPart(At(end)))
        {
            Add(kind, end);
            return;
        }
        while (IsWordPart(At(end))) end++;
        string token = _text[_position..end].ToString();
        throw Errors.InvalidToken($"trailing junk after numeric literal at or near \"{token}\"",
            new SourceSpan(_position, token.Length));
    }

    private readonly int SkipDigits(int index)
    {
        while (char.IsAsciiDigit(At(index)) || (At(index) == '_' && char.IsAsciiDigit(At(index + 1)))) index++;
        return index;
    }

    private static bool IsDigitOf(int radix, char c) =>
        radix == 16 ? char.IsAsciiHexDigit(c) : c >= '0' && c < '0' + radix;

    /// <summary>
    /// Takes the longest run of operator characters, cut before a comment; a trailing + or - belongs to it only if a
    /// character
    /// that no standard operator has comes before (PostgreSQL's rule, so that <c>a=-1</c> works). Ends early at a
    /// parameter's @.
    /// </summary>
    private void ReadOperator()
    {
        int end = _position + 1;
        while (OperatorCharacters.Contains(At(end)) && At(end) != '\0')
        {
            if (_text[end - 1] == '-' && _text[end] == '-') { end--; break; }
            if (_text[end - 1] == '/' && _text[end] == '*') { end--; break; }
            // #2 is a column by its position.
            if (_text[end] == '#' && char.IsAsciiDigit(At(end + 1))) break;
            end++;
        }
        if (end > _position + 1 && _text[end - 1] is '+' or '-'
            && _text[_position..(end - 1)].IndexOfAny("~!@#%^&|`") < 0)
            while (end > _position + 1 && _text[end - 1] is '+' or '-') end--;
        if (end > _position + 1 && _text[end - 1] == '@' && IsWordStart(At(end)) && _text[_position] is '=' or '+'
            or '*' or '>') end--;
        Add(Classify(_text[_position..end]), end);
    }

    private static TokenKind Classify(ReadOnlySpan<char> text) => text switch
    {
        "+" => TokenKind.Plus,
        "-" => TokenKind.Minus,
        "*" => TokenKind.Star,
        "/" => TokenKind.Slash,
        "//" => TokenKind.DoubleSlash,
        "%" => TokenKind.Percent,
        "^" or "**" => TokenKind.Power,
        "=" or "==" => TokenKind.Equal,
        "<>" or "!=" => TokenKind.NotEqual,
        "<" => TokenKind.Less,
        "<=" => TokenKind.LessEqual,
        ">" => TokenKind.Greater,
        ">=" => TokenKind.GreaterEqual,
        "->" => TokenKind.Arrow,
        "=>" => TokenKind.FatArrow,
        _ => TokenKind.Operator,
    };
}
