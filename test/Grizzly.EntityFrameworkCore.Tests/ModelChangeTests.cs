using Grizzly.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>What has to be done for the next model is done.</summary>
public sealed class ModelChangeTests
{
    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void Open()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void The_index_on_a_computed_column_is_there_after_the_expression_has_changed()
    {
        Change(
            model => Crates(model, "\"High\" + \"Wide\"", stored: true),
            model => Crates(model, "\"High\" * \"Wide\"", stored: true));
        Assert.That(Scalar("SELECT string_agg(index_name, ',') FROM grizzly_indexes() WHERE table_name = 'Crates'"),
            Does.Contain("BySize"));
        Assert.That(Scalar("INSERT INTO \"Crates\"(\"High\", \"Wide\") VALUES (3, 4) RETURNING \"Size\""),
            Is.EqualTo(12));
    }

    [Test]
    public void A_computed_column_becomes_a_stored_one()
    {
        Change(
            model => Crates(model, "\"High\" + \"Wide\"", stored: false),
            model => Crates(model, "\"High\" + \"Wide\"", stored: true));
        Assert.That(Scalar("SELECT attgenerated FROM pg_attribute WHERE attname = 'Size'"), Is.EqualTo("s"));
    }

    [Test]
    public void An_index_is_renamed_where_only_the_case_differs()
    {
        Change(
            model => Crates(model, null, stored: null).HasIndex(["High"], "ByHeight"),
            model => Crates(model, null, stored: null).HasIndex(["High"], "byheight"));
        Assert.That(
            Scalar("SELECT string_agg(index_name, ',') FROM grizzly_indexes() WHERE index_name ILIKE 'byheight'"),
            Is.EqualTo("byheight"));
    }

    [Test]
    public void A_column_gets_another_collation_and_loses_it()
    {
        const string collation = "SELECT collation_name FROM information_schema.columns WHERE column_name = 'Mark'";
        Action<ModelBuilder> With(string? name) => model => model.Entity("Barrels", barrel =>
        {
            barrel.Property<int>("Id");
            barrel.Property<string>("Mark").HasDefaultValue("x").UseCollation(name);
        });
        Change(With(null), With("nocase"));
        Assert.That(Scalar(collation), Is.EqualTo("nocase"));
        Apply(With("nocase"), With(null));
        Assert.That(Scalar(collation), Is.EqualTo(DBNull.Value));
    }

    [Test]
    public void A_sequence_that_restarts_elsewhere_starts_there_from_then_on()
    {
        Change(
            model => model.HasSequence<int>("Numbers"),
            model => model.HasSequence<int>("Numbers").StartsAt(5));
        Assert.That(Scalar("SELECT nextval('\"Numbers\"')"), Is.EqualTo(5));
        Assert.That(Scalar("SELECT start_value FROM information_schema.sequences"), Is.EqualTo("5"));
    }

    [Test]
    public void A_length_of_minus_one_is_no_length()
    {
        Change(_ => { }, model => Crates(model, null, stored: null).Property<string>("Label").HasMaxLength(-1));
        Scalar("INSERT INTO \"Crates\"(\"High\", \"Wide\", \"Label\") VALUES (3, 4, repeat('x', 100000))");
        Assert.That(Scalar("SELECT length(\"Label\") FROM \"Crates\""), Is.EqualTo(100_000));
    }

    [Test]
    public void An_index_over_columns_of_two_tables_is_an_error()
    {
        using var halls = new Halls(new DbContextOptionsBuilder<Halls>().UseGrizzly(_connection).Options);
        Assert.That(() => halls.Model, Throws.InvalidOperationException.With.Message.Contains("index"));
    }

    private sealed class Halls(DbContextOptions<Halls> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model)
        {
            model.Entity<Hall>().ToTable("Halls");
            model.Entity<Barn>().ToTable("Barns").HasIndex(barn => new { barn.Wide, barn.Loft });
        }
    }

    private class Hall
    {
        public int Id { get; set; }

        public int Wide { get; set; }
    }

    private sealed class Barn : Hall
    {
        public int Loft { get; set; }
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder Crates(
        ModelBuilder model, string? size, bool? stored)
    {
        var crate = model.Entity("Crates");
        crate.Property<int>("Id");
        crate.HasKey("Id");
        crate.Property<int>("High");
        crate.Property<int>("Wide");
        if (size is null) return crate;
        crate.Property<int>("Size").HasComputedColumnSql(size, stored);
        if (stored == true) crate.HasIndex(["Size"], "BySize");
        return crate;
    }

    private void Change(Action<ModelBuilder> from, Action<ModelBuilder> to)
    {
        Apply(null, from);
        Apply(from, to);
    }

    private void Apply(Action<ModelBuilder>? from, Action<ModelBuilder> to)
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseGrizzly(_connection).Options);
        IModel target = Build(context, to);
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(
            from is null ? null : Build(context, from).GetRelationalModel(), target.GetRelationalModel());
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, target);
        context.GetService<IMigrationCommandExecutor>().ExecuteNonQuery(
            commands, context.GetService<Microsoft.EntityFrameworkCore.Storage.IRelationalConnection>());
    }

    private static IModel Build(DbContext context, Action<ModelBuilder> configure)
    {
        var builder = new ModelBuilder(
            Microsoft.EntityFrameworkCore.Metadata.Conventions.ConventionSet.CreateConventionSet(context));
        configure(builder);
        return context.GetService<IModelRuntimeInitializer>().Initialize(builder.FinalizeModel(), designTime: true);
    }

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
