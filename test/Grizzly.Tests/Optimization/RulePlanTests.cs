using System.Text;
using Grizzly.Logical;
using Grizzly.Optimization;

namespace Grizzly.Tests.Optimization;

/// <summary>Each rule on statements made for it: one file for each rule.</summary>
public sealed class RulePlanTests
{
    private static readonly Dictionary<string, string[]> Statements = new()
    {
        ["subquery-unnesting"] =
        [
            "SELECT n_name FROM nation WHERE EXISTS (SELECT 1 FROM supplier WHERE s_nationkey = n_nationkey)",
            "SELECT n_name FROM nation WHERE NOT EXISTS (SELECT 1 FROM supplier WHERE s_nationkey <> n_nationkey)",
            "SELECT n_name FROM nation WHERE n_nationkey NOT IN (SELECT s_nationkey FROM supplier)",
            "SELECT n_name FROM nation WHERE n_comment NOT IN (SELECT r_comment FROM region)",
            "SELECT n_name, n_comment IN (SELECT r_comment FROM region WHERE r_regionkey = n_regionkey) FROM nation",
            "SELECT n_name, (SELECT count(*) FROM supplier WHERE s_nationkey = n_nationkey) FROM nation",
            "SELECT n_name, (SELECT count(*) FROM supplier WHERE s_nationkey < n_nationkey) FROM nation",
            "SELECT n_name, (SELECT s_name FROM supplier WHERE s_nationkey = n_nationkey) FROM nation",
            "SELECT n_name FROM nation WHERE n_nationkey > ALL (SELECT s_nationkey FROM supplier)",
            "SELECT n_name, k FROM nation, LATERAL (SELECT s_suppkey k FROM supplier "
                + "WHERE s_nationkey = n_nationkey) s",
            "SELECT n_name, k FROM nation, (SELECT s_suppkey k FROM supplier "
                + "WHERE s_nationkey = n_nationkey ORDER BY s_acctbal LIMIT 2) s",
            "SELECT n_name, k FROM nation, (SELECT rank() OVER (ORDER BY s_acctbal) k FROM supplier "
                + "WHERE s_nationkey = n_nationkey) s",
            "SELECT r_name, (WITH RECURSIVE t(n) AS (SELECT r_regionkey UNION SELECT n + 1 FROM t WHERE n < 9) "
                + "SELECT max(n) FROM t) FROM region",
        ],
        ["distinct-aggregates"] =
        [
            "SELECT l_suppkey, count(DISTINCT l_partkey), sum(DISTINCT l_partkey) FROM lineitem GROUP BY l_suppkey",
            "SELECT count(DISTINCT l_partkey), count(DISTINCT l_suppkey), count(*) FROM lineitem",
            "SELECT l_suppkey, count(DISTINCT l_partkey), count(*) FROM lineitem GROUP BY l_suppkey",
            "SELECT count(DISTINCT l_partkey) FILTER (WHERE l_tax > 0), min(DISTINCT l_tax) FROM lineitem",
        ],
        ["expression-simplification"] =
        [
            "SELECT n_name FROM nation WHERE NOT (n_nationkey = 1 OR n_regionkey > 2)",
            "SELECT n_name FROM nation WHERE n_nationkey = 1 OR n_nationkey = 2 OR n_nationkey IN (3, 4)",
            "SELECT n_name FROM nation WHERE n_nationkey = 1 AND NULL",
            "SELECT sqrt(-1), 2 + 3 * 4, CASE WHEN 1 = 2 THEN n_name ELSE 'x' END, coalesce(NULL, n_name) FROM nation",
            "SELECT o_orderkey FROM orders "
                + "WHERE o_orderdate < DATE '1995-01-01' + INTERVAL '1' MONTH AND o_custkey = 7",
        ],
        ["or-factoring"] =
        [
            "SELECT 1 FROM part, lineitem "
                + "WHERE (p_partkey = l_partkey AND p_size = 1) OR (p_partkey = l_partkey AND p_size = 2)",
        ],
        ["cte-inlining"] =
        [
            "WITH a AS MATERIALIZED (SELECT n_name FROM nation), b AS MATERIALIZED (SELECT r_name FROM "
                + "region) SELECT * FROM a",
            "WITH a AS MATERIALIZED (SELECT n_name FROM nation) SELECT * FROM a x, a y",
        ],
        ["filter-pushdown"] =
        [
            "SELECT * FROM (SELECT n_regionkey k, count(*) c FROM nation GROUP BY n_regionkey) s WHERE k = 1 AND c > 2",
            "SELECT n_name, r_name FROM nation LEFT JOIN region ON n_regionkey = r_regionkey WHERE n_nationkey = 3",
            "SELECT n_name, r_name FROM nation LEFT JOIN region ON n_regionkey = r_regionkey WHERE r_name = 'ASIA'",
            "SELECT n_name, r_name FROM nation LEFT JOIN region ON n_regionkey = r_regionkey WHERE r_name IS NULL",
            "SELECT n_name, r_name FROM nation FULL JOIN region ON n_regionkey = r_regionkey WHERE r_name = 'ASIA'",
            "SELECT n_name FROM nation, region WHERE n_regionkey = r_regionkey AND r_regionkey = 2",
            "SELECT * FROM (SELECT n_regionkey k, row_number() OVER (PARTITION BY n_regionkey ORDER BY n_name) n "
                + "FROM nation) s WHERE k = 1 AND n = 1",
            "SELECT k FROM (SELECT n_nationkey k FROM nation UNION SELECT r_regionkey FROM region) s WHERE k > 3",
            "SELECT a.n_name FROM nation a, nation b WHERE a.n_regionkey = b.n_regionkey AND "
                + "((a.n_name = 'FRANCE' AND b.n_name = 'GERMANY') OR (a.n_name = 'GERMANY' AND b.n_name = 'FRANCE'))",
        ],
        ["semijoin-pushdown"] =
        [
            "SELECT c_name FROM customer, orders WHERE c_custkey = o_custkey AND o_orderkey IN "
                + "(SELECT l_orderkey FROM lineitem WHERE l_quantity = 50 AND l_partkey = 7)",
        ],
        ["join-ordering"] =
        [
            "SELECT 1 FROM lineitem, orders, customer "
                + "WHERE l_orderkey = o_orderkey AND o_custkey = c_custkey AND c_name = 'x'",
            "SELECT 1 FROM customer LEFT JOIN orders ON c_custkey = o_custkey",
            "SELECT 1 FROM region, nation a, nation b WHERE a.n_nationkey = b.n_nationkey",
        ],
        ["aggregate-reduction"] =
        [
            "SELECT p_name FROM part "
                + "WHERE p_name = 'x' AND p_size > (SELECT sum(l_tax) FROM lineitem WHERE l_partkey = p_partkey)",
        ],
        ["aggregate-sharing"] = ["SELECT sum(o_custkey), sum(o_custkey) + count(*), count(*) FROM orders"],
        ["sort-removal"] = ["SELECT count(*) FROM (SELECT n_name FROM nation ORDER BY n_name) s"],
        ["limit-pushdown"] = ["SELECT upper(n_name) FROM (SELECT n_name FROM nation ORDER BY n_nationkey) s LIMIT 3"],
        ["top-n"] = ["SELECT n_name FROM nation ORDER BY n_regionkey DESC LIMIT 3 OFFSET 2"],
        ["projection-pruning"] =
        [
            "SELECT n FROM (SELECT n_name n, n_comment || 'x' c, count(*) k FROM nation GROUP BY n_name, n_comment) s",
            "SELECT k FROM (SELECT n_nationkey k, n_name FROM nation UNION ALL SELECT r_regionkey, "
                + "r_name FROM region) s",
            "SELECT n_name, r FROM (SELECT *, rank() OVER (ORDER BY n_name) r, count(*) OVER (PARTITION BY n_comment) "
                + "c FROM nation) s",
        ],
        ["project-merging"] = ["SELECT a + 1 FROM (SELECT n_nationkey * 2 AS a FROM nation) s"],
    };

    public static IEnumerable<string> Names => Statements.Keys;

    [TestCaseSource(nameof(Names))]
    public void Plans_are_the_reviewed_ones(string rule)
    {
        var text = new StringBuilder();
        foreach (string sql in Statements[rule]) text.Append(GoldenPlans.Describe(sql)).Append("\n\n");
        GoldenPlans.Verify($"rule-{rule}", text.ToString().TrimEnd('\n') + "\n");
    }

    [Test]
    public void Every_rule_that_can_be_disabled_has_statements() =>
        // Rules about indexes need tables with rows: Indexes/IndexPlanTests.
        Assert.That(Optimizer.RuleNames.Except(["index-selection", "index-joins"]), Is.SubsetOf(Statements.Keys));

    [Test]
    public void A_disabled_rule_does_not_run()
    {
        OptimizerOptions options = GoldenPlans.Options() with { DisabledRules = new HashSet<string> { "top-n" } };
        LogicalOperator plan = GoldenPlans.Optimize(Statements["top-n"][0], options);
        Assert.That(LogicalPlanText.Format(plan), Does.Contain("Limit").And.Not.Contain("TopN"));
    }

    [Test]
    public void An_estimate_stands_on_every_operator()
    {
        foreach (string sql in Statements.Values.SelectMany(list => list)) CheckEstimates(GoldenPlans.Optimize(sql));
    }

    private static void CheckEstimates(LogicalOperator plan)
    {
        Assert.That(plan.EstimatedRows, Is.Not.NaN);
        foreach (LogicalOperator input in plan.Inputs) CheckEstimates(input);
    }
}
