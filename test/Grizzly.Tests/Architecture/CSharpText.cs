namespace Grizzly.Tests.Architecture;

/// <summary>Blanks what is not code in C# text: a small lexer of comments and literals, holes in strings included.
/// </summary>
internal ref struct CSharpText
{
    private readonly ReadOnlySpan<char> _text;
    private readonly char[] _code;
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        _code = text.ToCharArray();
    }

    /// <summary>The text with comments and literals replaced by spaces; line feeds stay.</summary>
    public static string Blank(string text)
    {
        var lexer = new CSharpText(text);
        lexer.Code(isHole: false);
        return new string(lexer._code);
    }

    private readonly char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private readonly bool StartsWith(string what) => _text[_at..].StartsWith(what, StringComparison.Ordinal);

    private void BlankNext(int count = 1)
    {
        for (; count > 0 && _at < _text.Length; count--, _at++)
        {
            if (_text[_at] != '\n') _code[_at] = ' ';
        }
    }

    private void Code(bool isHole)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            char next = Peek();
            if (isHole && next == '}' && depth == 0) return;
            if (StartsWith("//")) BlankUntil("\n", inclusive: false);
            else if (StartsWith("/*")) BlankUntil("*/", inclusive: true);
            else if (next == '\'') Character();
            else if (next is '"' or '$' or '@' && IsStringStart()) String();
            else
            {
                if (next is '{' or '(' or '[') depth++;
                else if (next is '}' or ')' or ']') depth--;
                _at++;
            }
        }
    }

    private void BlankUntil(string end, bool inclusive)
    {
        int length = _text[_at..].IndexOf(end, StringComparison.Ordinal);
        if (length < 0) length = _text.Length - _at;
        else if (inclusive) length += end.Length;
        BlankNext(length);
    }

    private void Character()
    {
        BlankNext();
        while (_at < _text.Length && Peek() is not ('\'' or '\n')) BlankNext(Peek() == '\\' ? 2 : 1);
        BlankNext();
    }

    private readonly bool IsStringStart()
    {
        int at = _at;
        while (at < _text.Length && _text[at] is '$' or '@') at++;
        return at < _text.Length && _text[at] == '"';
    }

    private void String()
    {
        int dollars = 0;
        bool isVerbatim = false;
        for (; Peek() != '"'; BlankNext())
        {
            if (Peek() == '$') dollars++;
            else isVerbatim = true;
        }
        int quotes = 0;
        while (Peek(quotes) == '"') quotes++;
        if (quotes >= 3 && !isVerbatim) Literal(quotes, dollars, isRaw: true, isVerbatim);
        else Literal(1, dollars, isRaw: false, isVerbatim);
    }

    private void Literal(int quotes, int dollars, bool isRaw, bool isVerbatim)
    {
        BlankNext(quotes);
        while (_at < _text.Length)
        {
            char next = Peek();
            if (next == '"' && isVerbatim && Peek(1) == '"') BlankNext(2);
            else if (next == '"' && Run('"') >= quotes)
            {
                BlankNext(isRaw ? Run('"') : 1);
                return;
            }
            else if (next == '\\' && !isRaw && !isVerbatim) BlankNext(2);
            else if (next == '{' && dollars > 0) Braces(dollars, isRaw);
            else BlankNext();
        }
    }

    /// <summary>A hole opens with as many braces as there are dollars; doubled ones are text.</summary>
    private void Braces(int dollars, bool isRaw)
    {
        int run = Run('{');
        bool isText = isRaw ? run < dollars : run % 2 == 0;
        BlankNext(run);
        if (isText) return;
        Code(isHole: true);
        BlankNext(isRaw ? dollars : 1);
    }

    private readonly int Run(char what)
    {
        int length = 0;
        while (Peek(length) == what) length++;
        return length;
    }
}
