using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Tests.Binding;

/// <summary>SQL to plans and SQL to errors, as the files in Golden show them.</summary>
public sealed class GoldenTests
{
    private static readonly FakeCatalog Catalog = new();

    [TestCase("expressions")]
    [TestCase("scopes")]
    [TestCase("joins")]
    [TestCase("aggregates")]
    [TestCase("subqueries")]
    [TestCase("queries")]
    [TestCase("statements")]
    [TestCase("breadth")]
    [TestCase("errors")]
    [TestCase("unsupported")]
    public void Statements_bind_as_the_golden_file_shows(string file)
    {
        List<(string Sql, string Expected)> cases = GoldenFile.Read(file);
        List<(string Sql, string Found)> found = [.. cases.Select(c => (c.Sql, Bind(c.Sql)))];
        if (GoldenFile.Writes) GoldenFile.Write(file, found);
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < cases.Count && !GoldenFile.Writes; i++)
                Assert.That(found[i].Found, Is.EqualTo(cases[i].Expected), cases[i].Sql);
        }
        Assert.That(cases, Is.Not.Empty);
    }

    [Test]
    public void Every_golden_error_has_a_position_and_an_error_file_holds_no_success()
    {
        foreach ((string sql, _) in GoldenFile.Read("errors").Concat(GoldenFile.Read("unsupported")))
        {
            GrizzlyException error = Assert.Throws<GrizzlyException>(() => BindStatement(sql), sql)!;
            Assert.That(error.Position, Is.GreaterThan(0), sql);
        }
    }

    private static BoundStatement BindStatement(string sql) => new Binder(Catalog).Bind(SqlParser.ParseStatement(sql));

    private static string Bind(string sql)
    {
        try
        {
            BoundStatement bound = BindStatement(sql);
            string parameters = bound.Parameters.Count == 0
                ? ""
                : $"\nparameters: {string.Join(", ", bound.Parameters.Select(p => $"{p.Name} {p.Type}"))}";
            return Show(bound) + parameters;
        }
        catch (GrizzlyException error)
        {
            string place = error.Span.IsNone
                ? "?"
                : sql.Substring(error.Span.Start, error.Span.Length).Replace('\n', ' ');
            return $"{error.SqlState} [{place}] {error.Detail}" + (error.Hint is null ? "" : $"\nhint: {error.Hint}");
        }
    }

    private static string Show(BoundStatement bound) => bound switch
    {
        BoundPlanStatement plan => $"{plan.Kind}: {Columns(plan)}\n{LogicalPlanText.Format(plan.Plan)}",
        BoundExplain explain => $"Explain analyze={explain.Analyze} {explain.Format}\n{Show(explain.Statement)}",
        BoundCreateTable create =>
            $"CreateTable {create.Schema}.{create.Name} replace={create.OrReplace} ifNotExists={create.IfNotExists}\n"
            + string.Join("\n", create.Columns.Select(c =>
                $"  {c.Name} {c.Type}{(c.IsNotNull ? " NOT NULL" : "")}"
                + (c.DefaultSql is null ? "" : $" DEFAULT {c.DefaultSql}")))
            + (create.Source is null ? "" : $"\n{LogicalPlanText.Format(create.Source)}"),
        BoundCreateView view =>
        $"CreateView {view.View.Name}({string.Join(", ", view.View.ColumnNames)}) AS {view.View.QuerySql}",
        BoundDrop drop => $"Drop {drop.Kind} {string.Join(", ", drop.Targets.Select(n => n.Name))} "
            + $"ifExists={drop.IfExists} cascade={drop.Cascade}",
        BoundSet { Value: { } value } set => $"Set {set.Name} = {value.Type} {ValueText.Format(value)}",
        BoundCallStatement call =>
        $"Call {call.Name}({string.Join(", ", call.Arguments.Select(v => ValueText.Format(v)))}"
            + string.Concat(call.Named.Select(n => $" {n.Key}={ValueText.Format(n.Value)}")) + ")",
        BoundSet set => $"Set {set.Name} to its default",
        BoundShow show => $"Show {show.Name}",
        BoundCreateSchema schema => $"CreateSchema {schema.Name} ifNotExists={schema.IfNotExists}",
        BoundTransaction transaction =>
            $"{transaction.Action}{(transaction.Savepoint is { } name ? $" {name}" : "")}"
            + (transaction.IsReadOnly ? " read only" : ""),
        _ => bound.GetType().Name,
    };

    /// <summary>Names and types of the result; <c>?</c> marks a column that can be NULL.</summary>
    private static string Columns(BoundPlanStatement plan) => string.Join(", ", plan.Plan.Output.Select((column, i) =>
        $"{plan.ColumnNames[i]} {column.Type}{(column.IsNullable ? "?" : "")}"));
}
