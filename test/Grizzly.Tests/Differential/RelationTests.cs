using System.Globalization;

namespace Grizzly.Tests.Differential;

/// <summary>
/// Generated pairs of queries that must agree, each in every way of running it; no other engine takes part.
/// GRIZZLY_RELATION_SEED starts from another schema, GRIZZLY_RELATION_COUNT runs another number of pairs.
/// </summary>
public sealed class RelationTests
{
    private const int PairsPerSchema = 20;
    private const int MostFailures = 5;
    private const int MostShrinkSteps = 300;

    /// <summary>Errors about values, which a query meets or not depending on what it evaluates first.</summary>
    private static readonly string[] ValueErrors = ["22003", "22012", "21000", "22008"];

    [Test]
    public void A_condition_and_its_two_opposites_partition_a_query() =>
        Run(generator => generator.Partitioned());

    [Test]
    public void As_many_rows_pass_a_condition_as_it_is_true_for() =>
        Run(generator => generator.Reference());

    private static void Run(Func<QueryGenerator, QueryPair> make)
    {
        int seed = Setting("GRIZZLY_RELATION_SEED", 1), count = Setting("GRIZZLY_RELATION_COUNT", 300);
        TestContext.Out.WriteLine($"GRIZZLY_RELATION_SEED={seed} GRIZZLY_RELATION_COUNT={count}");
        var failures = new List<string>();
        int done = 0, compared = 0;
        for (int schema = seed; done < count && failures.Count < MostFailures; schema++)
        {
            bool isPlain = schema % 4 == 3;
            List<RandomTable> tables = RandomTable.Schema(schema, isPlain);
            using var engine = new GrizzlyQueryEngine(tables, isOnFile: schema % 3 == 1);
            QueryPair Make(Choices choices) => make(new QueryGenerator(choices, tables, isPlain));
            for (int i = 0; i < PairsPerSchema && done < count && failures.Count < MostFailures; i++, done++)
            {
                var choices = new Choices(unchecked((schema * 6007) + i));
                (bool isCompared, string? difference) = Check(engine, Make(choices));
                if (isCompared) compared++;
                if (difference is null) continue;
                int steps = 0;
                List<int> smallest = ChoiceShrinker.Shrink(choices.Taken, taken => steps++ < MostShrinkSteps
                    && Check(engine, Make(new Choices(taken))).Difference is not null);
                failures.Add(Report(engine, Make(new Choices(smallest)), tables, schema));
            }
        }
        TestContext.Out.WriteLine($"{compared} of {done} compared");
        Assert.That(failures, Is.Empty, string.Join("\n", failures));
        Assert.That(compared, Is.GreaterThan(done * 7 / 10));
    }

    private static (bool IsCompared, string? Difference) Check(GrizzlyQueryEngine engine, QueryPair pair)
    {
        QueryOutcome? first = null;
        foreach (string sql in (string[])[pair.Left, pair.Right])
        {
            for (int way = 0; way < GrizzlyQueryEngine.WayNames.Count; way++)
            {
                QueryOutcome outcome = engine.Run(sql, way);
                if (outcome.Error is not null)
                {
                    if (ValueErrors.Contains(outcome.SqlState)) return (false, null);
                    return (false, $"{GrizzlyQueryEngine.WayNames[way]}: {outcome.SqlState} {outcome.Error}\n{sql}");
                }
                first ??= outcome;
                if (QueryOutcome.Difference(first, outcome, isOrdered: false) is { } difference)
                    return (true, $"{GrizzlyQueryEngine.WayNames[way]}: {difference}\n{sql}");
            }
        }
        return (true, null);
    }

    private static string Report(
        GrizzlyQueryEngine engine, QueryPair pair, List<RandomTable> tables, int schema)
    {
        IEnumerable<string> script = tables.Where(table => pair.Left.Contains(table.Name, StringComparison.Ordinal)
            || pair.Right.Contains(table.Name, StringComparison.Ordinal)).SelectMany(table => table.Script);
        return $"schema seed {schema}, {pair.Kind}: {Check(engine, pair).Difference}\n"
            + $"{string.Join(";\n", script)};\n{pair.Left};\n{pair.Right};\n{Again(engine, pair)}";
    }

    /// <summary>What each way answers when asked again, and how: a difference may come and go.</summary>
    private static string Again(GrizzlyQueryEngine engine, QueryPair pair)
    {
        var text = new System.Text.StringBuilder();
        foreach (string sql in (string[])[pair.Left, pair.Right])
        {
            for (int way = 0; way < GrizzlyQueryEngine.WayNames.Count; way++)
            {
                text.Append(GrizzlyQueryEngine.WayNames[way]).Append(':');
                for (int i = 0; i < 5; i++) text.Append(' ').Append(Show(engine.Run(sql, way)));
                text.AppendLine().AppendLine(Show(engine.Run($"EXPLAIN {sql}", way)));
            }
        }
        return text.ToString();
    }

    private static string Show(QueryOutcome outcome) => outcome.Error
        ?? string.Join("\n", outcome.Rows.Take(30).Select(row => $"[{string.Join(", ", row)}]"));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : otherwise;
}
