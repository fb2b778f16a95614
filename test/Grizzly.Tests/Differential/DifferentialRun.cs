using System.Text;

namespace Grizzly.Tests.Differential;

/// <summary>Runs generated queries over generated tables until enough are done, and shrinks what fails.</summary>
internal sealed class DifferentialRun(int seed)
{
    private const int QueriesPerSchema = 20;
    private const int MostShrinkSteps = 300;

    public Dictionary<CaseResult, int> Counts { get; } = [];

    /// <summary>Messages of queries that a peer or Grizzly refused, without their details.</summary>
    public Dictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    public List<string> Failures { get; } = [];

    /// <summary>Runs <paramref name="count"/> queries, or fewer once <paramref name="mostFailures"/> have
    /// failed.</summary>
    public void Run(int count, int mostFailures, Func<bool>? isOver = null)
    {
        int done = 0;
        for (int schema = seed; done < count && isOver?.Invoke() != true; schema++)
        {
            bool isPlain = schema % 4 == 3;
            bool isOnFile = schema % 3 == 1;
            List<RandomTable> tables = RandomTable.Schema(schema, isPlain);
            using var test = new DifferentialCase(tables, isPlain, isOnFile);
            for (int i = 0; i < QueriesPerSchema && done < count; i++, done++)
            {
                var choices = new Choices(unchecked((schema * 7919) + i));
                RandomQuery query = new QueryGenerator(choices, tables, isPlain).Make();
                (CaseResult result, string message) = test.Check(query);
                Counts[result] = Counts.GetValueOrDefault(result) + 1;
                if (result is CaseResult.Failed or CaseResult.PeerFailed)
                {
                    string head = message[..Math.Min(message.Length, 70)];
                    Refusals[head] = Refusals.GetValueOrDefault(head) + 1;
                }
                if (result != CaseResult.Different) continue;
                Failures.Add($"schema seed {schema}, query {i}\n"
                    + Shrink(tables, isPlain, isOnFile, choices.Taken, test));
                if (Failures.Count >= mostFailures) return;
            }
        }
    }

    private static string Shrink(
        List<RandomTable> tables, bool isPlain, bool isOnFile, List<int> taken, DifferentialCase test)
    {
        RandomQuery Make(IReadOnlyList<int> choices) =>
            new QueryGenerator(new Choices(choices), tables, isPlain).Make();
        int steps = 0;
        bool Fails(IReadOnlyList<int> choices) =>
            steps++ < MostShrinkSteps && test.Check(Make(choices)).Result == CaseResult.Different;
        List<int> smallest = ChoiceShrinker.Shrink(taken, Fails);
        RandomQuery query = Make(smallest);
        List<RandomTable> rest = ShrinkRows(tables, isPlain, isOnFile, query);
        using var last = new DifferentialCase(rest, isPlain, isOnFile);
        var text = new StringBuilder(last.Check(query).Message).AppendLine(isOnFile ? " (on file)" : "");
        foreach (string sql in rest.Where(table =>
            query.Sql.Contains(table.Name, StringComparison.Ordinal)).SelectMany(table => table.Script))
            text.Append(sql).AppendLine(";");
        return text.Append(query.Sql).AppendLine(";").ToString();
    }

    /// <summary>Leaves out halves, quarters, … of each table's rows while the query goes on failing.</summary>
    private static List<RandomTable> ShrinkRows(List<RandomTable> tables, bool isPlain, bool isOnFile,
        RandomQuery query)
    {
        int steps = 0;
        var current = new List<RandomTable>(tables);
        for (int t = 0; t < current.Count; t++)
        {
            for (int size = Math.Max(1, current[t].Rows.Count / 2); size >= 1 && steps < 120; size /= 2)
            {
                for (int at = 0; at < current[t].Rows.Count && steps++ < 120;)
                {
                    RandomTable table = current[t];
                    var fewer = new List<RandomTable>(current)
                    {
                        [t] = table with { Rows = [.. table.Rows.Where((_, i) => i < at || i >= at + size)] },
                    };
                    using var test = new DifferentialCase(fewer, isPlain, isOnFile);
                    if (test.Check(query).Result == CaseResult.Different) current = fewer;
                    else at += size;
                }
            }
        }
        return current;
    }
}
