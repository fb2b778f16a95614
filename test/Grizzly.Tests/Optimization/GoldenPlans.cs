using Grizzly.Binding;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Optimization;
using SqlParser = Grizzly.Sql.SqlParser;

namespace Grizzly.Tests.Optimization;

/// <summary>
/// Plans before and after optimization as files under <c>Optimization/Golden</c>. With GRIZZLY_UPDATE_GOLDEN=1 the
/// files are written anew, to be read as a difference before they are committed.
/// </summary>
internal static class GoldenPlans
{
    private static readonly TpchCatalog Catalog = new();

    public static LogicalOperator Bind(string sql, out ColumnIds ids)
    {
        var binder = new Binder(Catalog);
        var bound = (BoundPlanStatement)binder.Bind(SqlParser.ParseStatement(sql));
        ids = binder.ColumnIds;
        return bound.Plan;
    }

    public static OptimizerOptions Options(bool isEnabled = true) => new()
    {
        IsEnabled = isEnabled,
        EvaluateConstant = expression => ExpressionEvaluator.EvaluateConstant(expression, EvaluationContext.None),
    };

    public static LogicalOperator Optimize(string sql, OptimizerOptions? options = null)
    {
        LogicalOperator plan = Bind(sql, out ColumnIds ids);
        return new Optimizer(options ?? Options(), Catalog).Optimize(plan, ids);
    }

    /// <summary>The statement, its plan with only the rules that always run, and its optimized plan.</summary>
    public static string Describe(string sql) =>
        $"{sql.Trim()}\n\n-- unnested\n{LogicalPlanText.Format(Optimize(sql, Options(false)))}\n\n"
        + $"-- optimized\n{LogicalPlanText.Format(Optimize(sql))}\n";

    public static void Verify(string name, string actual)
    {
        string file = Path.Combine(SourceDirectory(), "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("GRIZZLY_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }
        Assert.That(File.Exists(file), $"{file} is missing: run with GRIZZLY_UPDATE_GOLDEN=1");
        Assert.That(actual, Is.EqualTo(File.ReadAllText(file).ReplaceLineEndings("\n")), name);
    }

    private static string SourceDirectory()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder =
            folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "test", "Grizzly.Tests", "Optimization");
            if (Directory.Exists(candidate)) return candidate;
        }
        Assert.Ignore("the sources are not beside the tests");
        return "";
    }
}
