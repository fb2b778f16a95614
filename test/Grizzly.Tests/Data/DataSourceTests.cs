using System.Data.Common;
using Grizzly.Data;
using Grizzly.Data.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Grizzly.Tests.Data;

public sealed class DataSourceTests
{
    [Test]
    public void A_built_data_source_prepares_its_connections()
    {
        var builder = new GrizzlyDataSourceBuilder("Threads=1");
        builder.ConnectionStringBuilder.VectorSize = 2;
        builder.UseConnectionInitializer(connection => connection.Run("SET default_null_order = 'nulls_first'"));
        using GrizzlyDataSource source = builder.Build();
        using (GrizzlyConnection first = source.OpenConnection()) first.Run("CREATE TABLE t (i INTEGER)");
        using GrizzlyConnection second = source.CreateConnection();
        second.Open();
        Assert.That(second.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L), "the database stays");
        Assert.That(second.Scalar("SHOW vector_size"), Is.EqualTo("2"));
        Assert.That(second.Scalar("SHOW default_null_order"), Is.EqualTo("nulls_first"));
    }

    [Test]
    public void Copies_are_closed_and_of_the_same_source()
    {
        using var source = new GrizzlyDataSource("Data Source=:memory:");
        using GrizzlyConnection connection = source.OpenConnection();
        connection.Run("CREATE TABLE t AS SELECT 7 AS i");
        using GrizzlyConnection copy = connection.Clone();
        Assert.That(copy.State, Is.EqualTo(System.Data.ConnectionState.Closed));
        copy.Open();
        using GrizzlyCommand command = copy.Command("SELECT i + ? FROM t", 1);
        using GrizzlyCommand same = command.Clone();
        command.Parameters[0].Value = 100;
        Assert.That(same.ExecuteScalar(), Is.EqualTo(8));
    }

    [Test]
    public void Services_are_registered_with_and_without_keys()
    {
        var services = new ServiceCollection();
        services.AddGrizzlyDataSource("Data Source=:memory:");
        services.AddGrizzlyDataSource("Data Source=:memory:", (_, builder) => builder.UseConnectionInitializer(
            connection => connection.Run("CREATE TABLE IF NOT EXISTS t (i INTEGER)")), serviceKey: "second");
        using ServiceProvider provider = services.BuildServiceProvider();
        DbDataSource source = provider.GetRequiredService<DbDataSource>();
        Assert.That(source, Is.SameAs(provider.GetRequiredService<GrizzlyDataSource>()));
        Assert.That(provider.GetRequiredKeyedService<GrizzlyDataSource>("second"), Is.Not.SameAs(source));
        using var connection = provider.GetRequiredKeyedService<GrizzlyConnection>("second");
        connection.Open();
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L));
        using DbConnection first = provider.GetRequiredService<DbConnection>();
        Assert.That(first, Is.TypeOf<GrizzlyConnection>());
        Assert.Throws<ArgumentException>(() => services.AddGrizzlyDataSource("Treads=1"));
    }
}
