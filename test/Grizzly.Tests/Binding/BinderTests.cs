using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Tests.Binding;

public sealed class BinderTests
{
    private static readonly FakeCatalog Catalog = new();

    [Test]
    public void A_supplied_parameter_keeps_its_type_and_is_cast_to_what_it_meets()
    {
        var options = new BinderOptions { ParameterTypes = [("1", LogicalType.BigInt), ("name", LogicalType.Varchar)] };
        BoundPlanStatement bound = Bind("SELECT a FROM t WHERE a = $1 AND d = $name AND b = $2", options);
        Assert.That(bound.Parameters, Is.EqualTo(new ParameterSlot[]
        {
            new("1", LogicalType.BigInt), new("name", LogicalType.Varchar), new("2", LogicalType.Integer),
        }));
        Assert.That(LogicalPlanText.Format(bound.Plan),
            Does.Contain("CAST(a AS BIGINT) = $1 AND d = CAST($name AS DATE) AND b = $2"));
    }

    [Test]
    public void A_parameter_used_twice_has_one_slot_and_question_marks_one_each()
    {
        Assert.That(Bind("SELECT $x, $X, ?, ?").Parameters.Select(p => p.Name), Is.EqualTo(new[] { "x", "1", "2" }));
    }

    [TestCase(DefaultNullOrder.NullsLast, "a, b DESC")]
    [TestCase(DefaultNullOrder.NullsFirst, "a NULLS FIRST, b DESC NULLS FIRST")]
    [TestCase(DefaultNullOrder.NullsLargest, "a, b DESC NULLS FIRST")]
    [TestCase(DefaultNullOrder.NullsSmallest, "a NULLS FIRST, b DESC")]
    public void Default_null_order_follows_the_setting(DefaultNullOrder order, string keys)
    {
        BoundPlanStatement bound = Bind(
            "SELECT a, b FROM t ORDER BY a, b DESC", new BinderOptions { NullOrder = order });
        Assert.That(LogicalPlanText.Format(bound.Plan), Does.StartWith($"Sort {keys}\n"));
    }

    [Test]
    public void Copy_to_keeps_the_names_of_the_query()
    {
        BoundPlanStatement bound = Bind("COPY (SELECT a AS x, b + 1 AS y FROM t) TO 'o.csv'");
        Assert.That(((LogicalCopyTo)bound.Plan).ColumnNames, Is.EqualTo(new[] { "x", "y" }));
    }

    [TestCase("SELECT 1", " + 1", 3000, "")]
    [TestCase("SELECT upper(", "upper(", 900, "'x'")]
    [TestCase("SELECT * FROM t a", ", t", 1, "")]
    [TestCase("SELECT 1", " UNION SELECT 1 UNION ALL SELECT 1", 1200, "")]
    [TestCase("SELECT * FROM t a0", " JOIN t USING (a)", 1200, "")]
    public void Long_and_deep_statements_bind_or_are_refused_without_overflow(
        string head, string repeated, int times, string tail)
    {
        string close = repeated.EndsWith('(') ? new string(')', times + 1) : "";
        string sql = head + string.Concat(Enumerable.Repeat(repeated, times)) + tail + close;
        try
        {
            Bind(sql);
        }
        catch (GrizzlyException error)
        {
            Assert.That(error.SqlState,
                Is.AnyOf(SqlStates.StatementTooComplex, SqlStates.DuplicateAlias, SqlStates.UndefinedFunction));
        }
    }

    [Test]
    public void Views_and_inlined_queries_that_multiply_are_refused()
    {
        string ctes = string.Join(
            ", ", Enumerable.Range(1, 20).Select(
            i => $"c{i} AS NOT MATERIALIZED (SELECT x.a FROM c{i - 1} x, c{i - 1} y)"));
        GrizzlyException error = Assert.Throws<GrizzlyException>(() =>
            Bind($"WITH c0 AS NOT MATERIALIZED (SELECT a FROM t), {ctes} SELECT * FROM c20"))!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.StatementTooComplex));
    }

    [Test]
    public void Every_expression_of_a_query_knows_where_it_was_written()
    {
        const string Sql = "SELECT a + 1, CASE WHEN b > 2 THEN c ELSE 'x' END, b BETWEEN 1 AND 2 FROM t "
            + "WHERE c LIKE 'a%' AND b IN (1, 2)";
        var missing = new List<string>();
        Visit(Bind(Sql).Plan);
        Assert.That(missing, Is.Empty);

        void Visit(LogicalOperator plan)
        {
            IEnumerable<BoundExpression> expressions = plan switch
            {
                LogicalProject project => project.Expressions,
                LogicalFilter filter => filter.Predicates,
                _ => [],
            };
            foreach (BoundExpression expression in expressions)
                ExpressionTree.Any(expression, node =>
                {
                    if (node.Span.IsNone) missing.Add(ExpressionText.Format(node));
                    return false;
                });
            foreach (LogicalOperator input in plan.Inputs) Visit(input);
        }
    }

    private static BoundPlanStatement Bind(string sql, BinderOptions? options = null) =>
        (BoundPlanStatement)new Binder(Catalog, options ?? BinderOptions.Default).Bind(SqlParser.ParseStatement(sql));
}
