namespace Grizzly.Cli;

/// <summary>Cuts a text into statements at semicolons outside quotes and comments, so that each runs and reports by
/// itself.</summary>
internal static class ScriptSplitter
{
    /// <summary>Statements without their semicolon, and dot commands: lines that begin with a dot between
    /// statements.</summary>
    public static IEnumerable<string> Split(string text)
    {
        int start = 0;
        while (true)
        {
            start = SkipBlank(text, start);
            if (start >= text.Length) yield break;
            if (text[start] == '.')
            {
                int line = text.IndexOf('\n', start);
                if (line < 0) line = text.Length;
                yield return text[start..line].Trim();
                start = line;
                continue;
            }
            int end = EndOfStatement(text, start, out _);
            string statement = text[start..end].Trim();
            if (statement.Length > 0) yield return statement;
            start = end + 1;
        }
    }

    /// <summary>True where the text ends with a semicolon that ends a statement, or holds nothing but blanks and
    /// comments.</summary>
    public static bool IsComplete(string text)
    {
        int start = 0;
        while (true)
        {
            start = SkipBlank(text, start);
            if (start >= text.Length) return true;
            int end = EndOfStatement(text, start, out bool isClosed);
            if (!isClosed) return false;
            start = end + 1;
        }
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == ';') at++;
            else if (SkipComment(text, at) is var next && next > at) at = next;
            else break;
        }
        return at;
    }

    private static int EndOfStatement(string text, int at, out bool isClosed)
    {
        var blocks = new ConditionalBlocks();
        while (at < text.Length)
        {
            char c = text[at];
            if (c == ';' && blocks.Depth == 0)
            {
                isClosed = true;
                return at;
            }
            int next = SkipComment(text, at);
            if (next == at)
            {
                next = c is '\'' or '"' ? SkipQuoted(text, at)
                    : c == '$' ? SkipDollarQuoted(text, at)
                    : IsWordCharacter(c) ? SkipWord(text, at) : at + 1;
                if (!char.IsWhiteSpace(c)) blocks.Note(text.AsSpan(at..next));
            }
            at = next;
        }
        isClosed = false;
        return text.Length;
    }

    private static int SkipWord(string text, int at)
    {
        while (at < text.Length && IsWordCharacter(text[at])) at++;
        return at;
    }

    /// <summary>IF … END IF holds statements with their semicolons. IF begins one only where a statement may.</summary>
    private struct ConditionalBlocks()
    {
        private bool _isAtStart = true;
        private bool _isAfterEnd;

        public int Depth { get; private set; }

        public void Note(ReadOnlySpan<char> word)
        {
            bool isIf = word.Equals("if", StringComparison.OrdinalIgnoreCase);
            if (isIf && _isAfterEnd) Depth--;
            else if (isIf && _isAtStart) Depth++;
            _isAfterEnd = Depth > 0 && word.Equals("end", StringComparison.OrdinalIgnoreCase);
            _isAtStart = Depth > 0 && (word is ";" || word.Equals("then", StringComparison.OrdinalIgnoreCase)
                || word.Equals("else", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static int SkipComment(string text, int at)
    {
        if (string.CompareOrdinal(text, at, "--", 0, 2) == 0)
        {
            int line = text.IndexOf('\n', at);
            return line < 0 ? text.Length : line + 1;
        }
        if (string.CompareOrdinal(text, at, "/*", 0, 2) != 0) return at;
        int depth = 0;
        while (at < text.Length)
        {
            if (string.CompareOrdinal(text, at, "/*", 0, 2) == 0) (depth, at) = (depth + 1, at + 2);
            else if (string.CompareOrdinal(text, at, "*/", 0, 2) == 0) (depth, at) = (depth - 1, at + 2);
            else at++;
            if (depth == 0) return at;
        }
        return at;
    }

    /// <summary>A doubled quote ends one stretch and begins the next, which comes to the same; E'…' also escapes
    /// with a backslash.</summary>
    private static int SkipQuoted(string text, int at)
    {
        char quote = text[at];
        bool hasEscapes =
            quote == '\'' && at > 0 && text[at - 1] is 'e' or 'E' && (at < 2 || !IsWordCharacter(text[at - 2]));
        for (int i = at + 1; i < text.Length; i++)
        {
            if (hasEscapes && text[i] == '\\') i++;
            else if (text[i] == quote) return i + 1;
        }
        return text.Length;
    }

    private static int SkipDollarQuoted(string text, int at)
    {
        if (at > 0 && IsWordCharacter(text[at - 1])) return at + 1;
        int end = at + 1;
        while (end < text.Length && IsWordCharacter(text[end])) end++;
        if (end >= text.Length || text[end] != '$' || (end > at + 1 && char.IsAsciiDigit(text[at + 1]))) return at + 1;
        string tag = text[at..(end + 1)];
        int close = text.IndexOf(tag, end + 1, StringComparison.Ordinal);
        return close < 0 ? text.Length : close + tag.Length;
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
