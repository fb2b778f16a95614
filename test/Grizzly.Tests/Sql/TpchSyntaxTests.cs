using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Sql;

namespace Grizzly.Tests.Sql;

public sealed class TpchSyntaxTests
{
    [Test]
    public void The_22_queries_parse_print_and_parse_to_the_same_tree()
    {
        string[] queries = SharedData.TpchQueries();
        Assert.That(queries, Has.Length.EqualTo(22));
        foreach (string query in queries)
        {
            Statement statement = SqlParser.ParseStatement(query);
            string printed = SqlPrinter.Print(statement);
            Assert.That(SqlParser.ParseStatement(printed), Is.EqualTo(statement), printed);
            Assert.That(SqlPrinter.Print(SqlParser.ParseStatement(printed)), Is.EqualTo(printed));
        }
    }

    [Test, Explicit("prints times for the report")]
    public void Parse_times()
    {
        string[] queries = SharedData.TpchQueries();
        double sum = 0;
        for (int q = 0; q < queries.Length; q++)
        {
            for (int i = 0; i < 2000; i++) SqlParser.ParseStatement(queries[q]);
            var watch = Stopwatch.StartNew();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            const int Rounds = 2000;
            for (int i = 0; i < Rounds; i++) SqlParser.ParseStatement(queries[q]);
            double microseconds = watch.Elapsed.TotalMicroseconds / Rounds;
            sum += microseconds;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / Rounds;
            TestContext.Out.WriteLine(
                $"q{q + 1:00}: {microseconds:F1} us, {queries[q].Length} characters, {bytes} bytes");
        }
        TestContext.Out.WriteLine($"sum: {sum:F1} us");
        Assert.That(sum, Is.GreaterThan(0));
    }

    private static readonly string[] Fragments =
    [
        "SELECT", "FROM", "(", ")", ",", "AND", "NOT", "IN", "BETWEEN", "'", "\"", "$$", "/*", "*/", "--", "::", "[",
        "]", "{", "}", "->", "INTERVAL",
        "CASE", "END", "OVER", "UNION", "ORDER BY", "LIMIT", "1e9", "0x", "?", "$1", ":", ":=", "*", ".", ";",
        "lambda x:", "WITH", "JOIN", "E'\\", "#1", "%",
    ];

    [Test]
    public void Mutated_queries_give_a_tree_or_an_error_and_nothing_else([Values(20241122, 2, 9)] int seed)
    {
        string[] queries = SharedData.TpchQueries();
        var random = new Random(seed);
        TestContext.Out.WriteLine($"seed {seed}");
        int trees = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string sql = Mutate(queries[random.Next(queries.Length)], random);
            try
            {
                foreach (Statement statement in SqlParser.ParseScript(sql))
                {
                    trees++;
                    string printed = SqlPrinter.Print(statement);
                    Assert.That(SqlParser.ParseStatement(printed), Is.EqualTo(statement),
                        $"seed {seed}, round {i}: {printed}");
                }
            }
            catch (GrizzlyException error)
            {
                Assert.That(error.SqlState, Is.EqualTo(SqlStates.SyntaxError), $"seed {seed}, round {i}: {sql}");
            }
            catch (Exception error) when (error is not AssertionException)
            {
                Assert.Fail($"seed {seed}, round {i}: {error}\n{sql}");
            }
        }
        Assert.That(trees, Is.GreaterThan(100));
    }

    private static string Mutate(string sql, Random random)
    {
        for (int changes = random.Next(1, 5); changes > 0 && sql.Length > 10; changes--)
        {
            int at = random.Next(sql.Length);
            switch (random.Next(4))
            {
                case 0: sql = sql.Remove(at, Math.Min(random.Next(1, 8), sql.Length - at)); break;
                case 1: sql = sql.Insert(at, ((char)random.Next(1, 0x180)).ToString()); break;
                case 2: sql = sql.Insert(at, $" {Fragments[random.Next(Fragments.Length)]} "); break;
                default:
                {
                    string[] words = sql.Split(' ');
                    int left = random.Next(words.Length), right = random.Next(words.Length);
                    (words[left], words[right]) = (words[right], words[left]);
                    sql = string.Join(' ', words);
                    break;
                }
            }
        }
        return sql;
    }
}
