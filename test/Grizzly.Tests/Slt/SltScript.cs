namespace Grizzly.Tests.Slt;

/// <summary>One record of a script: a statement that must succeed or fail, or a query with its rows.</summary>
/// <param name="SqlState">Expected SQLSTATE of a failing statement, or null.</param>
/// <param name="Expected">Rows of a query (columns separated by tabs); for errors, a text the message must
/// contain.</param>
internal sealed record SltRecord(int Line, SltKind Kind, string Sql, string? SqlState, bool IsSorted,
    IReadOnlyList<string> Expected)
{
    public override string ToString() => $"line {Line}: {Sql}";
}

internal enum SltKind
{
    Ok,
    Error,
    Query,
}

/// <summary>
/// Reads the project's SQL scripts: sqllogictest's format with three habits of its own. <c>statement error 42703</c>
/// names the SQLSTATE and may be followed by
/// <c>----</c> and a part of the message; rows stand on one line with tabs between columns; <c>query rowsort</c>
/// compares rows in any order.
/// </summary>
internal static class SltScript
{
    /// <summary>Whether the script says in its first line that it lives in one session.</summary>
    public static bool NeedsOneSession(string path) => File.ReadLines(path).FirstOrDefault() == "# one session";

    public static IReadOnlyList<SltRecord> Read(string path)
    {
        var records = new List<SltRecord>();
        string[] lines = File.ReadAllLines(path);
        int at = 0;
        while (at < lines.Length)
        {
            if (lines[at].Length == 0 || lines[at].StartsWith('#'))
            {
                at++;
                continue;
            }
            int start = at;
            string[] head = lines[at++].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var sql = new List<string>();
            while (at < lines.Length && lines[at].Length > 0 && lines[at] != "----") sql.Add(lines[at++]);
            var expected = new List<string>();
            if (at < lines.Length && lines[at] == "----")
            {
                at++;
                while (at < lines.Length && lines[at].Length > 0) expected.Add(lines[at++]);
            }
            records.Add(Make(path, start + 1, head, string.Join('\n', sql), expected));
        }
        return records;
    }

    private static SltRecord Make(string path, int line, string[] head, string sql, List<string> expected) =>
        head switch
    {
        ["statement", "ok"] => new SltRecord(line, SltKind.Ok, sql, null, false, []),
        ["statement", "error", var state] => new SltRecord(line, SltKind.Error, sql, state, false, expected),
        ["query"] => new SltRecord(line, SltKind.Query, sql, null, false, expected),
        ["query", "rowsort"] => new SltRecord(line, SltKind.Query, sql, null, true, expected),
        _ => throw new InvalidDataException($"{path}:{line}: not a record: {string.Join(' ', head)}"),
    };
}
