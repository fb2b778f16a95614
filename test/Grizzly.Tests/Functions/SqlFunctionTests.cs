using Grizzly.Data;
using Grizzly.Functions;

namespace Grizzly.Tests.Functions;

/// <summary>Functions that are defined in SQL, and forms that are listed as functions.</summary>
public sealed class SqlFunctionTests
{
    /// <summary>What the examples take from a row.</summary>
    private const string Row = "(SELECT 1 AS x, 1 AS a, 2 AS b, '1' AS adbin, 1 AS adrelid)";

    [Test]
    public void Every_example_runs()
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        using (Assert.EnterMultipleScope())
        {
            foreach (SqlFunction function in SqlFunction.All)
            {
                Run(connection, function.IsTable
                    ? $"SELECT * FROM {function.Example}" : $"SELECT {function.Example} FROM {Row}");
            }
            foreach (SpecialForm form in SpecialForm.All)
            {
                if (form.Name == "merge_action") continue; // only inside RETURNING of MERGE
                string grouped = form.Name == "grouping" ? " GROUP BY a, b" : "";
                Run(connection, $"SELECT {form.Example} FROM {Row}{grouped}");
            }
        }
    }

    private static void Run(GrizzlyConnection connection, string sql)
    {
        using var command = new GrizzlyCommand(sql, connection);
        Assert.DoesNotThrow(() => command.ExecuteScalar(), sql);
    }
}
