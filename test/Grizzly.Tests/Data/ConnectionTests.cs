using System.Data;
using System.Data.Common;
using Grizzly.Common;
using Grizzly.Data;
using SynchronousMode = Grizzly.Storage.SynchronousMode;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class ConnectionTests
{
    [Test]
    public void Connections_to_one_file_share_the_database_and_find_it_again()
    {
        using var folder = new DatabaseFolder();
        using (GrizzlyConnection first = folder.Open())
        using (GrizzlyConnection second = folder.Open())
        {
            first.Run("CREATE TABLE t (a INTEGER)");
            second.Run("INSERT INTO t VALUES (1), (2)");
            Assert.That(first.Scalar("SELECT count(*) FROM t"), Is.EqualTo(2L));
        }
        Assert.That(File.Exists(folder.PathOf("test.grz")));
        using GrizzlyConnection third = folder.Open();
        Assert.That(third.Scalar("SELECT sum(a)::INTEGER FROM t"), Is.EqualTo(3));
    }

    [Test]
    public void Memory_is_private_unless_it_has_a_name()
    {
        using GrizzlyConnection own = OpenMemory();
        own.Run("CREATE TABLE t (a INTEGER)");
        using GrizzlyConnection other = OpenMemory();
        Assert.That(
            Assert.Throws<GrizzlyException>(() => other.Scalar("SELECT * FROM t"))!.SqlState, Is.EqualTo("42P01"));
        using var named = new GrizzlyConnection("Data Source=:memory:shared_for_test");
        using var again = new GrizzlyConnection("Data Source=:memory:shared_for_test");
        named.Open();
        again.Open();
        named.Run("CREATE TABLE t AS SELECT 5 AS a");
        Assert.That(again.Scalar("SELECT a FROM t"), Is.EqualTo(5));
    }

    [Test]
    public void A_read_only_connection_refuses_changes()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection writer = folder.Open();
        writer.Run("CREATE TABLE t AS SELECT 5 AS a");
        using (GrizzlyConnection reader = folder.Open(more: "Read Only=true"))
        {
            Assert.That(reader.Scalar("SELECT a FROM t"), Is.EqualTo(5));
            Assert.That(Assert.Throws<GrizzlyException>(() => reader.Run("INSERT INTO t VALUES (1)"))!.SqlState,
                Is.EqualTo("25006"));
        }
        writer.Close();
        using GrizzlyConnection alone = folder.Open(more: "Read Only=true");
        Assert.That(Assert.Throws<GrizzlyException>(() => alone.Run("DELETE FROM t"))!.SqlState, Is.EqualTo("25006"));
        Assert.That(Assert.Throws<GrizzlyException>(() => folder.Open())!.SqlState, Is.EqualTo("55006"));
    }

    [Test]
    public void Options_reach_the_session()
    {
        using GrizzlyConnection connection = OpenMemory(
            "Threads=1;Vector Size=2;Optimizer=off;Default Null Order=nulls_first;Memory Limit=64MiB");
        Assert.That(connection.Scalar("SHOW threads"), Is.EqualTo("1"));
        Assert.That(connection.Scalar("SHOW vector_size"), Is.EqualTo("2"));
        Assert.That(connection.Scalar("SHOW optimizer"), Is.EqualTo("off"));
        Assert.That(connection.Scalar("SHOW default_null_order"), Is.EqualTo("nulls_first"));
        Assert.That(connection.Scalar("SHOW memory_limit"), Is.EqualTo("64 MiB"));
        using var folder = new DatabaseFolder();
        using GrizzlyConnection first = folder.Open(more: "Memory Limit=64MiB");
        Assert.That(Assert.Throws<GrizzlyException>(() => folder.Open(more: "Memory Limit=65MiB"))!.SqlState,
            Is.EqualTo("55006"));
    }

    [Test]
    public void Misuse_raises_what_the_base_classes_promise()
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        var states = new List<ConnectionState>();
        connection.StateChange += (_, change) => states.Add(change.CurrentState);
        Assert.Throws<InvalidOperationException>(() => connection.BeginTransaction());
        Assert.Throws<InvalidOperationException>(() => connection.Scalar("SELECT 1"));
        connection.Open();
        Assert.Throws<InvalidOperationException>(connection.Open);
        Assert.Throws<InvalidOperationException>(() => connection.ConnectionString = "");
        Assert.Throws<InvalidOperationException>(() => connection.Run(""));
        Assert.Throws<InvalidOperationException>(() => new GrizzlyCommand("SELECT 1").ExecuteScalar());
        Assert.That(
            Assert.Throws<GrizzlyException>(() => connection.ChangeDatabase("x"))!.SqlState, Is.EqualTo("3D000"));
        Assert.That(connection.ServerVersion, Is.Not.Empty);
        connection.Close();
        connection.Close();
        Assert.That(states, Is.EqualTo(new[] { ConnectionState.Open, ConnectionState.Closed }));
    }

    [Test]
    public void Connection_strings_are_typed_and_checked()
    {
        var builder =
            new GrizzlyConnectionStringBuilder(
                "datasource=a.grz;memory_limit=2GB;THREADS=3;readonly=yes;Synchronous=normal");
        Assert.That(builder.DataSource, Is.EqualTo("a.grz"));
        Assert.That(builder.MemoryLimit, Is.EqualTo("2GB"));
        Assert.That(builder.Threads, Is.EqualTo(3));
        Assert.That(builder.ReadOnly);
        Assert.That(builder.Synchronous, Is.EqualTo(SynchronousMode.Normal));
        Assert.That(builder.Optimizer);
        Assert.That(new GrizzlyConnectionStringBuilder(builder.ConnectionString).EquivalentTo(builder));
        Assert.That(
            Assert.Throws<ArgumentException>(() => _ = new GrizzlyConnectionStringBuilder("Treads=2"))!.Message,
            Does.Contain("did you mean \"Threads\"?"));
        string[] refused =
            ["Threads=-1", "Memory Limit=lots", "Read Only=perhaps", "Vector Size=9999", "Synchronous=never"];
        foreach (string wrong in refused)
        {
            GrizzlyException error =
                Assert.Throws<GrizzlyException>(() => _ = new GrizzlyConnectionStringBuilder(wrong), wrong)!;
            Assert.That(error.SqlState, Is.EqualTo("22023"), wrong);
        }
    }

    [Test]
    public void Schema_collections_describe_the_database()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE people (id INTEGER NOT NULL, name VARCHAR)");
        connection.Run("CREATE VIEW names AS SELECT name FROM people");
        Assert.That(connection.GetSchema().Rows.Count, Is.GreaterThanOrEqualTo(9));
        DataTable columns = connection.GetSchema("Columns", [null, null, "people"]);
        Assert.That(columns.Rows.Cast<DataRow>().Select(row => row["column_name"]), Is.EqualTo(new[] { "id", "name" }));
        Assert.That(connection.GetSchema("Views").Rows[0]["table_name"], Is.EqualTo("names"));
        Assert.That(connection.GetSchema("Tables").Rows.Count, Is.EqualTo(2));
        Assert.That(connection.GetSchema("DataTypes").Rows.Count, Is.EqualTo(29));
        Assert.That(connection.GetSchema("ReservedWords").Rows.Count, Is.GreaterThan(50));
        Assert.That(
            connection.GetSchema("DataSourceInformation").Rows[0]["DataSourceProductName"], Is.EqualTo("Grizzly"));
        Assert.Throws<ArgumentException>(() => connection.GetSchema("Colums"));
    }

    [Test]
    public async Task A_data_source_keeps_the_database_open()
    {
        using var folder = new DatabaseFolder();
        DbDataSource source = GrizzlyFactory.Instance.CreateDataSource(folder.Source());
        await using (DbConnection connection = await source.OpenConnectionAsync())
        {
            await using DbCommand create = connection.CreateCommand();
            create.CommandText = "CREATE TABLE t AS SELECT 1 AS a";
            await create.ExecuteNonQueryAsync();
        }
        await using DbCommand command = source.CreateCommand("SELECT a FROM t");
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(1));
        await source.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => source.OpenConnection());
    }

    [Test]
    public void The_factory_makes_the_providers_objects()
    {
        DbProviderFactories.RegisterFactory(GrizzlyFactory.InvariantName, GrizzlyFactory.Instance);
        DbProviderFactory factory = DbProviderFactories.GetFactory(GrizzlyFactory.InvariantName);
        using DbConnection connection = factory.CreateConnection()!;
        Assert.That(DbProviderFactories.GetFactory(connection), Is.SameAs(factory));
        Assert.That(factory.CreateCommand(), Is.InstanceOf<GrizzlyCommand>());
        Assert.That(factory.CreateParameter(), Is.InstanceOf<GrizzlyParameter>());
        Assert.That(factory.CreateConnectionStringBuilder(), Is.InstanceOf<GrizzlyConnectionStringBuilder>());
        Assert.That(factory.CanCreateBatch);
        Assert.That(factory.CreateBatch(), Is.InstanceOf<GrizzlyBatch>());
        Assert.That(factory.CreateBatchCommand(), Is.InstanceOf<GrizzlyBatchCommand>());
    }
}
