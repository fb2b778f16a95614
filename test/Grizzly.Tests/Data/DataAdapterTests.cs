using System.Data;
using System.Data.Common;
using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class DataAdapterTests
{
    private static GrizzlyConnection WithPeople()
    {
        GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE people (id INTEGER PRIMARY KEY, \"full name\" VARCHAR, height DECIMAL(5,2))");
        connection.Run("INSERT INTO people SELECT i, 'p' || i, i FROM range(1, 6) r(i)");
        return connection;
    }

    private static DataTable Fill(GrizzlyDataAdapter adapter)
    {
        var table = new DataTable();
        adapter.MissingSchemaAction = MissingSchemaAction.AddWithKey;
        adapter.Fill(table);
        return table;
    }

    private static string All(GrizzlyConnection connection) => (string)connection.Scalar(
        "SELECT string_agg(id || coalesce(\"full name\", '-') || coalesce(height::VARCHAR, '-'), ' ' ORDER BY id) "
        + "FROM people")!;

    [Test]
    public void Fill_brings_rows_and_the_key()
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT * FROM people ORDER BY id", connection);
        using DataTable table = Fill(adapter);
        Assert.That(table.Rows.Count, Is.EqualTo(5));
        Assert.That(table.PrimaryKey.Select(column => column.ColumnName), Is.EqualTo(new[] { "id" }));
        Assert.That(table.Columns["id"]!.AllowDBNull, Is.False);
        Assert.That(table.Rows[1]["full name"], Is.EqualTo("p2"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(0)]
    public void Update_writes_changes_back_alone_and_in_batches(int batchSize)
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT * FROM people ORDER BY id", connection);
        using var builder = new GrizzlyCommandBuilder(adapter);
        builder.ConflictOption = ConflictOption.CompareAllSearchableValues;
        using DataTable table = Fill(adapter);
        adapter.UpdateBatchSize = batchSize;
        table.Rows[0]["full name"] = "changed";
        table.Rows[1]["height"] = DBNull.Value;
        table.Rows[2].Delete();
        table.Rows[3].Delete();
        table.Rows.Add(10, "ten", 1.25m);
        table.Rows.Add(11, DBNull.Value, DBNull.Value);
        Assert.That(adapter.Update(table), Is.EqualTo(6));
        Assert.That(All(connection), Is.EqualTo("1changed1.00 2p2- 5p55.00 10ten1.25 11--"));
    }

    [Test]
    public void A_row_that_somebody_else_has_changed_is_a_conflict()
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT * FROM people", connection);
        using var builder = new GrizzlyCommandBuilder(adapter);
        using DataTable table = Fill(adapter);
        connection.Run("UPDATE people SET height = 9 WHERE id = 1");
        table.Rows[0]["full name"] = "mine";
        Assert.Throws<DBConcurrencyException>(() => adapter.Update(table));
    }

    [Test]
    public void Commands_are_built_from_a_query_of_one_table_only()
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT id, height + 1 AS h FROM people", connection);
        using var builder = new GrizzlyCommandBuilder(adapter) { ConflictOption = ConflictOption.OverwriteChanges };
        Assert.That(builder.GetDeleteCommand().CommandText, Is.EqualTo(
            "DELETE FROM \"memory\".\"main\".\"people\" WHERE ((\"id\" = $p1))"));
        adapter.SelectCommand!.CommandText = "SELECT 1 AS one";
        builder.RefreshSchema();
        Assert.Throws<InvalidOperationException>(() => builder.GetUpdateCommand());
    }

    [Test]
    public void Events_come_before_and_after_each_row_and_may_skip_it()
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT * FROM people ORDER BY id", connection);
        using var builder = new GrizzlyCommandBuilder(adapter);
        using DataTable table = Fill(adapter);
        var seen = new List<string>();
        adapter.RowUpdating += (_, e) =>
        {
            seen.Add($"before {e.StatementType}");
            if (e.Row["id"].Equals(2)) e.Status = UpdateStatus.SkipCurrentRow;
        };
        adapter.RowUpdated += (_, e) => seen.Add($"after {e.RecordsAffected}");
        table.Rows[0]["height"] = 7m;
        table.Rows[1]["height"] = 8m;
        adapter.Update(table);
        Assert.That(seen, Is.EqualTo(new[] { "before Update", "after 1", "before Update" }));
        Assert.That(connection.Scalar("SELECT list(height ORDER BY id)::VARCHAR FROM people WHERE id < 3"),
            Is.EqualTo("[7.00, 2.00]"));
    }

    [Test]
    public void An_error_in_a_batch_is_raised()
    {
        using GrizzlyConnection connection = WithPeople();
        using var adapter = new GrizzlyDataAdapter("SELECT * FROM people", connection) { UpdateBatchSize = 0 };
        using var builder = new GrizzlyCommandBuilder(adapter);
        using var table = new DataTable();
        adapter.Fill(table);
        table.Rows.Add(5, "twice", 1m);
        Assert.That(Assert.Throws<GrizzlyException>(() => adapter.Update(table))!.SqlState, Is.EqualTo("23505"));
    }

    [TestCase("plain", "\"plain\"")]
    [TestCase("with \" mark", "\"with \"\" mark\"")]
    public void Identifiers_are_quoted_and_unquoted(string name, string quoted)
    {
        using var builder = new GrizzlyCommandBuilder();
        Assert.That(builder.QuoteIdentifier(name), Is.EqualTo(quoted));
        Assert.That(builder.UnquoteIdentifier(quoted), Is.EqualTo(name));
    }

    [Test]
    public void The_factory_makes_everything_and_registers_under_its_name()
    {
        GrizzlyFactory.Register();
        DbProviderFactory factory = DbProviderFactories.GetFactory(GrizzlyFactory.InvariantName);
        Assert.That(factory.CreateDataAdapter(), Is.TypeOf<GrizzlyDataAdapter>());
        Assert.That(factory.CreateCommandBuilder(), Is.TypeOf<GrizzlyCommandBuilder>());
        Assert.That(factory.CanCreateDataAdapter && factory.CanCreateCommandBuilder && factory.CanCreateBatch);
    }
}
