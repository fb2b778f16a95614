using Grizzly.Binding;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Tests.Sql;

namespace Grizzly.Tests.Binding;

public sealed class TpchBindingTests
{
    [Test]
    public void All_22_queries_bind_and_define_every_column_they_use()
    {
        var catalog = new FakeCatalog();
        string[] queries = SharedData.TpchQueries();
        Assert.That(queries, Has.Length.EqualTo(22));
        for (int i = 0; i < queries.Length; i++)
        {
            var bound = (BoundPlanStatement)new Binder(catalog).Bind(SqlParser.ParseStatement(queries[i]));
            Assert.That(bound.ColumnNames, Has.Count.EqualTo(bound.Plan.Output.Count), $"query {i + 1}");
            Assert.That(PlanChecker.Undefined(bound.Plan), Is.Empty,
                $"query {i + 1}\n{LogicalPlanText.Format(bound.Plan)}");
        }
    }
}
