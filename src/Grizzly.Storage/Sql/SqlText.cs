using System.Text;
using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>What may be told about a text without telling its data.</summary>
public static class SqlText
{
    private const string Unreadable = "?";

    /// <summary>The text with ? for every literal and without comments; "?" where it is no SQL.</summary>
    public static string WithoutLiterals(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        List<Token> tokens;
        try
        {
            tokens = Lexer.Tokenize(sql);
        }
        catch (GrizzlyException)
        {
            return Unreadable; // what is unterminated could be anything
        }
        var result = new StringBuilder(sql.Length);
        int end = -1;
        foreach (Token token in tokens)
        {
            if (token.Kind is TokenKind.End or TokenKind.Hint) continue;
            if (end >= 0 && token.Start > end) result.Append(' ');
            if (IsLiteral(token.Kind)) result.Append('?');
            else result.Append(sql, token.Start, token.Length);
            end = token.End;
        }
        return result.ToString();
    }

    /// <summary>The first word of the first statement in capitals, as SELECT; empty where there is none.</summary>
    public static string OperationOf(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        try
        {
            foreach (Token token in Lexer.Tokenize(sql))
            {
                if (token.Kind == TokenKind.Word) return sql.Substring(token.Start, token.Length).ToUpperInvariant();
            }
        }
        catch (GrizzlyException)
        {
            // No SQL, no operation.
        }
        return "";
    }

    private static bool IsLiteral(TokenKind kind) => kind is TokenKind.String or TokenKind.EscapeString
        or TokenKind.DollarString or TokenKind.BlobString or TokenKind.BitString or TokenKind.Integer
        or TokenKind.RadixInteger or TokenKind.Decimal or TokenKind.Float;
}
