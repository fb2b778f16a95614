using Grizzly.Logical;
using Grizzly.Optimization;
using Grizzly.Tests.Sql;

namespace Grizzly.Tests.Optimization;

/// <summary>The 22 TPC-H queries as planned at scale factor 1.</summary>
public sealed class TpchPlanTests
{
    [Test]
    public void Plan_is_the_reviewed_one([Range(1, 22)] int number) =>
        GoldenPlans.Verify($"tpch-q{number:00}", GoldenPlans.Describe(SharedData.TpchQueries()[number - 1]));

    [Test]
    public void No_plan_keeps_dependent_joins_domains_or_crossed_tables([Range(1, 22)] int number)
    {
        LogicalOperator plan = GoldenPlans.Optimize(SharedData.TpchQueries()[number - 1]);
        foreach (LogicalOperator node in All(plan))
        {
            Assert.That(node, Is.Not.InstanceOf<LogicalDependentJoin>());
            Assert.That(node, Is.Not.InstanceOf<LogicalDistinct>());
            if (node is LogicalJoin { Kind: JoinKind.Inner, Conditions.Count: 0 } join)
                Assert.That(Math.Min(join.Left.EstimatedRows, join.Right.EstimatedRows), Is.LessThanOrEqualTo(25));
        }
    }

    /// <summary>Estimates may tip another way the second time, so only the kinds of operators are compared.</summary>
    [Test]
    public void Optimizing_twice_adds_and_removes_no_operator([Range(1, 22)] int number)
    {
        LogicalOperator once = GoldenPlans.Optimize(SharedData.TpchQueries()[number - 1]);
        LogicalOperator twice = new Optimizer(GoldenPlans.Options(), new TpchCatalog()).Optimize(once);
        Assert.That(Kinds(twice), Is.EqualTo(Kinds(once)));
    }

    private static string[] Kinds(LogicalOperator plan) =>
        [.. All(plan).Where(node => node is not LogicalProject).Select(node => node.GetType().Name).Order()];

    private static IEnumerable<LogicalOperator> All(LogicalOperator plan) => [plan, .. plan.Inputs.SelectMany(All)];
}
