using Grizzly.Data;
using Grizzly.Functions;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Functions;

public sealed class NestedFunctionTests
{
    [Test]
    public void The_examples_with_nested_values_run()
    {
        using GrizzlyConnection connection = OpenMemory();
        int run = 0;
        foreach (ScalarFunction function in FunctionRegistry.Scalars)
        {
            bool isNested = function.Example.AsSpan().ContainsAny('[', '{');
            if (!isNested && !function.Example.Contains("ENUM") && !function.Example.Contains("row(")) continue;
            // list_x exists for aggregates that are still to come.
            if (function.Name.StartsWith("list_") && function.Description.StartsWith("The aggregate ")
                && !FunctionRegistry.TryGetAggregate(function.Name[5..], out _)) continue;
            using GrizzlyCommand command = connection.Command($"SELECT {function.Example}");
            Assert.DoesNotThrow(() => command.ExecuteScalar(), function.Example);
            run++;
        }
        Assert.That(run, Is.GreaterThan(80));
    }

    [Test]
    public void The_examples_of_table_functions_over_lists_and_json_run()
    {
        using GrizzlyConnection connection = OpenMemory();
        foreach (string name in (string[])["unnest", "json_each", "json_tree"])
        {
            Assert.That(FunctionRegistry.TryGetTable(name, out TableFunction? function));
            string sql = function!.Example.StartsWith("SELECT") ? function.Example
                : $"SELECT * FROM {function.Example}";
            using GrizzlyCommand command = connection.Command(sql);
            Assert.That(command.ExecuteScalar(), Is.Not.Null, sql);
        }
    }
}
