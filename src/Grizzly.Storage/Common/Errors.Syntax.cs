namespace Grizzly.Common;

/// <summary>Errors of the lexer and the parser.</summary>
public static partial class Errors
{
    /// <summary>A token that cannot stand where it stands.</summary>
    public static GrizzlyException SyntaxErrorNear(string token, SourceSpan span, string? hint = null) =>
        new(SqlStates.SyntaxError, $"syntax error at or near \"{Excerpt(token)}\"", span, hint);

    public static GrizzlyException SyntaxErrorAtEnd(SourceSpan span, string? hint = null) =>
        new(SqlStates.SyntaxError, "syntax error at end of input", span, hint);

    /// <summary>A string, comment or quoted identifier that is never closed; the span covers its opening.</summary>
    public static GrizzlyException Unterminated(string what, SourceSpan span, string? hint = null) =>
        new(SqlStates.SyntaxError, $"unterminated {what}", span, hint);

    /// <summary>A token that is spelled wrongly in itself: a number with letters, a bad escape.</summary>
    public static GrizzlyException InvalidToken(string fact, SourceSpan span, string? hint = null) =>
        new(SqlStates.SyntaxError, fact, span, hint);

    /// <summary>Nesting beyond what the parser allows or the stack can hold.</summary>
    public static GrizzlyException StatementTooDeep(SourceSpan span) =>
        new(SqlStates.StatementTooComplex, "statement is nested too deeply", span,
            "split the statement or reduce its nesting");

    private static string Excerpt(string token) => token.Length <= 64 ? token
        : string.Concat(token.AsSpan(0, 61), "...");
}
