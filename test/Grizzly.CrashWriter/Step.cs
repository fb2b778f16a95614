namespace Grizzly.CrashWriter;

/// <summary>What happens or does not happen as a whole: one statement, or a transaction of several.</summary>
/// <param name="Kind">Names the kind in the writer's output; the killer chooses its moments by it.</param>
/// <param name="Statements">Run one after the other; none means: close the database and open it again.</param>
public sealed record Step(string Kind, IReadOnlyList<string> Statements)
{
    public bool IsReopening => Statements.Count == 0;
}
