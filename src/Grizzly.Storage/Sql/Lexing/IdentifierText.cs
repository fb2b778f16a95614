using System.Text;
using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Identifiers in the text of an expression.</summary>
public static class IdentifierText
{
    /// <summary>The text with every identifier of that name, but for calls and names of types after <c>::</c>, replaced
    /// by another name. Whether each of them was a column is the caller's to check.</summary>
    public static string Replace(string sql, string old, string renamed)
    {
        List<Token> tokens = Lexer.Tokenize(sql);
        var result = new StringBuilder();
        int copied = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            Token token = tokens[i];
            if (token.Kind is not (TokenKind.Word or TokenKind.QuotedIdentifier)) continue;
            ReadOnlySpan<char> text = sql.AsSpan(token.Start, token.Length);
            string name = token.Kind == TokenKind.Word ? text.ToString() : TokenText.Unquote(text);
            if (!string.Equals(name, old, StringComparison.OrdinalIgnoreCase)) continue;
            if (i + 1 < tokens.Count && tokens[i + 1].Kind is TokenKind.LeftParenthesis or TokenKind.Dot) continue;
            if (i > 0 && tokens[i - 1].Kind == TokenKind.DoubleColon) continue;
            result.Append(sql, copied, token.Start - copied);
            result.Append(SqlPrinter.Quote(new Identifier(renamed, false, SourceSpan.None)));
            copied = token.End;
        }
        return result.Append(sql, copied, sql.Length - copied).ToString();
    }
}
