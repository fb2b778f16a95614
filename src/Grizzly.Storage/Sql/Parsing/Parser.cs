using System.Runtime.CompilerServices;
using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// A recursive-descent parser over the token list; expressions by operator precedence (Pratt 1973). Partial by topic:
/// this file holds the cursor, names, lists and errors.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Nesting allowed; about 600 bytes of stack each, so that a stack of one megabyte survives. The stack
    /// itself is asked as well.</summary>
    private const int DeepestNesting = 1000;

    private readonly string _sql;
    private readonly List<Token> _tokens;
    private readonly Dictionary<int, HashSet<Keyword>>? _expected;
    private int _position;
    private int _depth;
    private int _nextParameter = 1;

    public Parser(string sql, List<Token> tokens, bool recordsExpectations = false)
    {
        _sql = sql;
        _tokens = tokens;
        if (recordsExpectations) _expected = [];
    }

    private Token Current => _tokens[_position];

    private TokenKind Kind => _tokens[_position].Kind;

    private Token Peek(int ahead) => _tokens[Math.Min(_position + ahead, _tokens.Count - 1)];

    private Token Advance() => _tokens[_position].Kind == TokenKind.End ? _tokens[_position] : _tokens[_position++];

    private ReadOnlySpan<char> TextOf(Token token) => _sql.AsSpan(token.Start, token.Length);

    /// <summary>From the start of the token at <paramref name="first"/> to the end of the last token
    /// consumed.</summary>
    private SourceSpan SpanFrom(int first)
    {
        int start = _tokens[first].Start;
        return _position == first ? new SourceSpan(start, 0)
            : new SourceSpan(start, _tokens[_position - 1].End - start);
    }

    private SourceSpan SpanFrom(SyntaxNode first) =>
        new(first.Span.Start, Math.Max(_tokens[Math.Max(_position - 1, 0)].End - first.Span.Start, 0));

    private bool At(TokenKind kind) => Kind == kind;

    private bool At(Keyword keyword)
    {
        if (Current.Keyword == keyword) return true;
        Expect(keyword, _position);
        return false;
    }

    private bool At(Keyword first, Keyword second)
    {
        if (!At(first)) return false;
        if (Peek(1).Keyword == second) return true;
        Expect(second, _position + 1);
        return false;
    }

    private bool At(Keyword keyword, TokenKind next) => Current.Keyword == keyword && Peek(1).Kind == next;

    private bool Accept(TokenKind kind)
    {
        if (Kind != kind) return false;
        Advance();
        return true;
    }

    private bool Accept(Keyword keyword)
    {
        if (!At(keyword)) return false;
        _position++;
        return true;
    }

    private bool Accept(Keyword first, Keyword second)
    {
        if (!At(first, second)) return false;
        _position += 2;
        return true;
    }

    private bool Accept(Keyword first, Keyword second, Keyword third)
    {
        if (!At(first, second) || Peek(2).Keyword != third) return false;
        _position += 3;
        return true;
    }

    private void Require(TokenKind kind)
    {
        if (!Accept(kind)) throw Unexpected();
    }

    private void Require(Keyword keyword)
    {
        if (!Accept(keyword)) throw Unexpected();
    }

    private void Require(Keyword first, Keyword second)
    {
        Require(first);
        Require(second);
    }

    /// <summary>Whether the current word, quoted or not, spells the text in any case. For words that are no
    /// keywords.</summary>
    private bool AtWord(string text) => Kind == TokenKind.Word
        && TextOf(Current).Equals(text, StringComparison.OrdinalIgnoreCase);

    private bool AcceptWord(string text)
    {
        if (!AtWord(text)) return false;
        _position++;
        return true;
    }

    private void Enter()
    {
        if (++_depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Errors.StatementTooDeep(Current.Span);
    }

    private void Leave() => _depth--;

    public T ParseWhole<T>(Func<Parser, T> parse)
    {
        T node = parse(this);
        return At(TokenKind.End) ? node : throw Unexpected();
    }

    private void Expect(Keyword keyword, int position)
    {
        if (_expected is null) return;
        if (!_expected.TryGetValue(position, out HashSet<Keyword>? keywords)) _expected[position] = keywords = [];
        keywords.Add(keyword);
    }

    private void Expect(params ReadOnlySpan<Keyword> keywords)
    {
        if (_expected is null) return;
        foreach (Keyword keyword in keywords) Expect(keyword, _position);
    }

    /// <summary>The syntax error for the current token.</summary>
    private GrizzlyException Unexpected(string? hint = null) => UnexpectedAt(Current, hint);

    private GrizzlyException UnexpectedAt(Token token, string? hint = null) => token.Kind == TokenKind.End
        ? Errors.SyntaxErrorAtEnd(token.Span, hint)
        : Errors.SyntaxErrorNear(TextOf(token).ToString(), token.Span, hint);

    /// <summary>"did you mean" for the token in error, or for the one before it where that was taken for a
    /// name.</summary>
    public string? Suggestion(SourceSpan error)
    {
        int index = _tokens.FindIndex(token => token.Span == error);
        if (index < 0) return null;
        return SuggestionAt(index) ?? (index > 0 ? SuggestionAt(index - 1) : null);
    }

    private string? SuggestionAt(int index)
    {
        Token token = _tokens[index];
        if (token.Kind != TokenKind.Word || token.Length < 3 || _expected is null) return null;
        if (!_expected.TryGetValue(index, out HashSet<Keyword>? keywords) || keywords.Contains(token.Keyword))
            return null;
        return NameSuggestion.Hint(TextOf(token).ToString(), keywords.Select(Keywords.Text));
    }
}
