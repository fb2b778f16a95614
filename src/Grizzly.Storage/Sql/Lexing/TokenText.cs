using System.Globalization;
using System.Numerics;
using System.Text;
using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Decodes the text of tokens: quotes undoubled, escapes resolved, numbers normalised.</summary>
internal static class TokenText
{
    private const int LongestRadixLiteral = 512;

    public static string Unquote(ReadOnlySpan<char> quoted)
    {
        ReadOnlySpan<char> body = quoted[1..^1];
        return body.Contains(quoted[0]) ? body.ToString().Replace(new string(quoted[0], 2), quoted[..1].ToString())
            : body.ToString();
    }

    public static string DollarString(ReadOnlySpan<char> token)
    {
        int tag = token[1..].IndexOf('$') + 2;
        return token[tag..^tag].ToString();
    }

    /// <summary>Decimal digits without underscores and superfluous leading zeros.</summary>
    public static string Integer(ReadOnlySpan<char> token)
    {
        string digits = WithoutUnderscores(token).TrimStart('0');
        return digits.Length == 0 ? "0" : digits;
    }

    public static string WithoutUnderscores(ReadOnlySpan<char> token) =>
        token.Contains('_') ? token.ToString().Replace("_", "") : token.ToString();

    /// <summary>The decimal digits of 0x…, 0o… or 0b….</summary>
    public static string RadixInteger(ReadOnlySpan<char> token, SourceSpan span)
    {
        if (token.Length > LongestRadixLiteral) throw Errors.InvalidToken("integer literal is too long", span);
        int radix = (token[1] | 0x20) switch { 'x' => 16, 'o' => 8, _ => 2 };
        var value = BigInteger.Zero;
        foreach (char c in token[2..])
            if (c != '_') value = value * radix + Convert.ToInt32(c.ToString(), 16);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    public static string Hex(ReadOnlySpan<char> token, SourceSpan span)
    {
        string hex = token[2..^1].ToString().ToUpperInvariant();
        foreach (char c in hex)
            if (!char.IsAsciiHexDigit(c)) throw Errors.InvalidToken($"\"{c}\" is not a valid hexadecimal digit", span);
        return hex.Length % 2 == 0 ? hex
            : throw Errors.InvalidToken("blob literal has an odd number of hexadecimal digits", span);
    }

    public static string Bits(ReadOnlySpan<char> token, SourceSpan span)
    {
        foreach (char c in token[2..^1])
            if (c is not ('0' or '1')) throw Errors.InvalidToken($"\"{c}\" is not a valid binary digit", span);
        return token[2..^1].ToString();
    }

    /// <summary>E'…' with the escapes of C: \n, \t, \\, \', octal, \xHH, \uHHHH, \UHHHHHHHH.</summary>
    public static string EscapeString(ReadOnlySpan<char> token, SourceSpan span)
    {
        ReadOnlySpan<char> body = token[2..^1];
        var text = new StringBuilder(body.Length);
        for (int i = 0; i < body.Length;)
        {
            char c = body[i++];
            if (c == '\'') i++;
            if (c == '\\' && i < body.Length) AppendEscape(body, ref i, text, span);
            else text.Append(c);
        }
        return text.ToString();
    }

    private static void AppendEscape(ReadOnlySpan<char> body, ref int i, StringBuilder text, SourceSpan span)
    {
        char c = body[i++];
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'x': AppendCode(body, ref i, 16, 1, 2, text, span); break;
            case 'u': AppendCode(body, ref i, 16, 4, 4, text, span); break;
            case 'U': AppendCode(body, ref i, 16, 8, 8, text, span); break;
            case >= '0' and <= '7':
                i--;
                AppendCode(body, ref i, 8, 1, 3, text, span);
                break;
            default: text.Append(c); break;
        }
    }

    private static void AppendCode(
        ReadOnlySpan<char> body, ref int i, int radix, int least, int most, StringBuilder text, SourceSpan span)
    {
        long code = 0;
        int digits = 0;
        for (; digits < most && i < body.Length && char.IsAsciiHexDigit(body[i])
            && (radix == 16 || body[i] is >= '0' and <= '7'); i++, digits++)
            code = code * radix + Convert.ToInt32(body[i].ToString(), 16);
        if (digits < least || code > 0x10FFFF) throw Errors.InvalidToken("invalid escape in string", span);
        if (code < 0x10000) text.Append((char)code);
        else text.Append(char.ConvertFromUtf32((int)code));
    }
}
