using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Engine;

/// <summary>Statements of a session, and what they give, in one call.</summary>
internal static class Sql
{
    /// <summary>The rows, columns separated by tabs.</summary>
    public static List<string> Rows(Session session, string sql)
    {
        var rows = new List<string>();
        foreach (PreparedStatement statement in session.Database.Prepare(sql))
        {
            using StatementResult result = session.Execute(statement, []);
            while (result.Next() is { } chunk) rows.AddRange(Format(chunk));
        }
        return rows;
    }

    public static string Scalar(Session session, string sql) => Rows(session, sql).Single();

    /// <summary>The error a script ends in; fails where it ends in none.</summary>
    public static GrizzlyException ErrorOf(Session session, string sql) =>
        Assert.Throws<GrizzlyException>(() => session.ExecuteScript(sql), sql)!;

    public static string StateOf(Session session, string sql) => ErrorOf(session, sql).SqlState;

    private static IEnumerable<string> Format(DataChunk chunk) => Enumerable.Range(0, chunk.Count).Select(row =>
        string.Join('\t', chunk.Columns.Select(column =>
            column.IsNullAt(row) ? "NULL" : ValueText.Format(column.GetValue(row)))));
}
