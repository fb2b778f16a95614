using System.Text;

namespace Grizzly.Tests.Binding;

/// <summary>
/// Files of cases: SQL, a line of dashes, what it gives, an empty line. With GRIZZLY_WRITE_GOLDEN=1 in the environment
/// the tests write what they found instead of comparing, to be reviewed as a diff.
/// </summary>
internal static class GoldenFile
{
    private const string Rule = "----";

    public static bool Writes => Environment.GetEnvironmentVariable("GRIZZLY_WRITE_GOLDEN") == "1";

    public static List<(string Sql, string Expected)> Read(string name)
    {
        var cases = new List<(string, string)>();
        string text = File.ReadAllText(PathOf(name)).Replace("\r\n", "\n");
        foreach (string block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = block.Trim('\n').Split($"\n{Rule}\n");
            cases.Add((parts[0], parts.Length > 1 ? parts[1] : ""));
        }
        return cases;
    }

    public static void Write(string name, IEnumerable<(string Sql, string Found)> cases)
    {
        var text = new StringBuilder();
        foreach ((string sql, string found) in cases)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(sql).Append('\n').Append(Rule).Append('\n').Append(found).Append('\n');
        }
        File.WriteAllText(PathOf(name), text.ToString());
    }

    private static string PathOf(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "test", "Grizzly.Tests", "Binding", "Golden");
            if (Directory.Exists(candidate)) return Path.Combine(candidate, name + ".txt");
        }
        throw new DirectoryNotFoundException("test/Grizzly.Tests/Binding/Golden is not above the test directory");
    }
}
