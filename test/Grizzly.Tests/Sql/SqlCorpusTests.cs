using Grizzly.Common;
using Grizzly.Sql;

namespace Grizzly.Tests.Sql;

/// <summary>Parses every statement of the public sqllogictest corpus that its own database accepts, and prints and
/// parses it again.</summary>
public sealed class SqlCorpusTests
{
    private const double LeastPercent = 99.9;

    [Test]
    public void Statements_of_the_public_corpus_parse_and_survive_printing()
    {
        string root = SharedData.Directory("slt", "duckdb");
        int total = 0, parsed = 0;
        var failures = new List<string>();
        var differences = new List<string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.test",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (string sql in Statements(File.ReadAllLines(file)))
            {
                total++;
                try
                {
                    IReadOnlyList<Statement> statements = SqlParser.ParseScript(sql);
                    parsed++;
                    foreach (Statement statement in statements) Reparse(statement, differences);
                }
                catch (GrizzlyException error)
                {
                    failures.Add($"{Path.GetRelativePath(root, file)}: {error.WithSql(sql).Message}");
                }
            }
        }
        double percent = 100.0 * parsed / total;
        TestContext.Out.WriteLine($"{parsed} of {total} parse ({percent:F2} %)");
        foreach (string failure in failures) TestContext.Out.WriteLine(failure);
        Assert.That(percent, Is.GreaterThanOrEqualTo(LeastPercent));
        Assert.That(differences, Is.Empty);
    }

    private static void Reparse(Statement statement, List<string> differences)
    {
        string printed = SqlPrinter.Print(statement);
        try
        {
            Statement again = SqlParser.ParseStatement(printed);
            if (!again.Equals(statement)) differences.Add($"{printed}\n  became\n{SqlPrinter.Print(again)}");
        }
        catch (GrizzlyException error)
        {
            differences.Add(error.WithSql(printed).Message);
        }
    }

    /// <summary>The SQL of records that are expected to succeed; loop variables take their first value.</summary>
    private static IEnumerable<string> Statements(string[] lines)
    {
        var variables = new Stack<(string Name, string Value)>();
        bool skip = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            switch (words[0])
            {
                case "mode": skip = words is [_, "skip"] || (skip && words is not [_, "unskip"]); break;
                case "foreach" or "loop" or "concurrentloop"
                    or "concurrentforeach": variables.Push((words[1], FirstValue(words[2]))); break;
                case "endloop": variables.Pop(); break;
                case "query" or "statement":
                {
                    var sql = new List<string>();
                    bool succeeds = words[0] == "query" || words is [_, "ok", ..];
                    for (i++; i < lines.Length && lines[i].Trim().Length > 0 && lines[i] != "----"; i++)
                        if (lines[i][0] != '#') sql.Add(lines[i]);
                    if (!succeeds || skip) break;
                    string text = string.Join('\n', sql);
                    foreach ((string name, string value) in variables) text = text.Replace($"${{{name}}}", value);
                    yield return text;
                    break;
                }
            }
        }
    }

    private static string FirstValue(string word) => word switch
    {
        "<integral>" or "<signed>" or "<numeric>" or "<alltypes>" => "bigint",
        "<unsigned>" => "ubigint",
        "<compression>" => "rle",
        _ => word,
    };
}
