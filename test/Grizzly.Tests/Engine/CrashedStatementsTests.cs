namespace Grizzly.Tests.Engine;

/// <summary>Random statements over a file system that crashes: what was acknowledged is there, constraints and indexes
/// included, and nothing else.</summary>
public sealed class CrashedStatementsTests
{
    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    [Test]
    public void After_a_crash_at_any_operation_tables_and_indexes_are_those_of_the_acknowledged_statements()
    {
        int first = Setting("GRIZZLY_CRASH_FIRST", 0), count = Setting("GRIZZLY_CRASH_SEEDS", 60);
        for (int seed = first; seed < first + count; seed++)
        {
            var history = new StatementHistory(seed);
            try
            {
                history.Run();
            }
            catch (Exception error) when (error is not AssertionException)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }
    }
}
