using Grizzly.Engine;
using Grizzly.Extensions.Tpch;
using Grizzly.Tests.Sql;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Tpch;

/// <summary>The 22 queries against the reference answers, with data from the generator, under the configurations that
/// matter.</summary>
public sealed class TpchAnswerTests
{
    [TestCase("0.01", 1, 1024, true, false)]
    [TestCase("0.01", 2, 1024, true, true)]
    [TestCase("0.01", 2, 2, true, false)]
    [TestCase("0.01", 2, 1024, false, false)]
    [TestCase("0.1", 2, 1024, true, false)]
    [TestCase("0.1", 1, 1024, true, true)]
    [TestCase("1", 2, 1024, true, true)]
    public void All_queries_give_the_reference_answers(string sf, int threads, int vectorSize, bool isOptimized,
        bool onFile)
    {
        string answers = SharedData.Directory("data", "tpch", "answers", $"sf{sf}");
        string? directory = onFile ? Directory.CreateTempSubdirectory("grizzly-tpch-").FullName : null;
        try
        {
            var options = new DatabaseOptions
            {
                Path = directory is null ? DatabaseOptions.InMemory : Path.Combine(directory, "tpch.grz"),
                Threads = threads,
                VectorSize = vectorSize,
                IsOptimizerEnabled = isOptimized,
            };
            using (Database database = Open(options))
            {
                using Session session = database.Connect();
                session.ExecuteScript($"CALL dbgen(sf => {sf})");
                CheckAll(session, answers, $"sf {sf}");
            }
            if (!onFile) return;
            using Database reopened = Open(options);
            using Session again = reopened.Connect();
            CheckAll(again, answers, $"sf {sf} reopened");
            Assert.That(reopened.CheckIntegrity(), Is.Empty);
        }
        finally
        {
            if (directory is not null) Directory.Delete(directory, recursive: true);
        }
    }

    private static Database Open(DatabaseOptions options)
    {
        Database database = Database.Open(options);
        TpchExtension.Register(database.Extensions);
        return database;
    }

    private static void CheckAll(Session session, string answers, string what)
    {
        string queries = SharedData.Directory("data", "tpch", "queries");
        Assert.Multiple(() =>
        {
            foreach (string path in Directory.GetFiles(queries, "*.sql").Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileNameWithoutExtension(path);
                List<string?[]> expected = AnswerFile.Read(Path.Combine(answers, name + ".csv"));
                List<string?[]> actual = Run(session, File.ReadAllText(path));
                Compare($"{what}, {name}", expected, actual);
            }
        });
    }

    /// <summary>Rows must agree in order; rows that tie under the query's ORDER BY may change places.</summary>
    private static void Compare(string what, List<string?[]> expected, List<string?[]> actual)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Count), what);
        var open = new List<string?[]>(expected);
        for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            int at = open.FindIndex(row => SameRow(row, actual[i]));
            if (at < 0)
            {
                string wanted = string.Join(", ", expected[i]);
                Assert.Fail($"{what}, row {i + 1}: [{string.Join(", ", actual[i])}] instead of [{wanted}]");
                return;
            }
            Assert.That(at, Is.LessThan(10), $"{what}, row {i + 1} is far from its place");
            open.RemoveAt(at);
        }
    }

    private static bool SameRow(string?[] expected, string?[] actual)
    {
        if (expected.Length != actual.Length) return false;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!AnswerFile.SameValue(expected[i], actual[i])) return false;
        }
        return true;
    }

    private static List<string?[]> Run(Session session, string sql)
    {
        var rows = new List<string?[]>();
        foreach (PreparedStatement statement in session.Database.Prepare(sql))
        {
            using StatementResult result = session.Execute(statement, []);
            while (result.Next() is { } chunk)
            {
                for (int i = 0; i < chunk.Count; i++) rows.Add([.. chunk.Columns.Select(column => Text(column, i))]);
            }
        }
        return rows;
    }

    private static string? Text(ColumnVector column, int row)
    {
        Value value = column.GetValue(row);
        return value.IsNull ? null : ValueText.Format(value);
    }
}
