using System.Reflection;
using System.Runtime.Loader;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore.Design.Internal;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.EntityFrameworkCore.Scaffolding.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Databases as models, and as code.</summary>
public sealed class ScaffoldingTests
{
    private GrizzlyConnection _connection = null!;
    private Warnings _warnings = null!;

    [SetUp]
    public void Open()
    {
        _warnings = new Warnings();
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
    }

    [TearDown]
    public void Close()
    {
        _connection.Dispose();
        _warnings.Dispose();
    }

    [Test]
    public void Columns_are_read_with_everything_that_is_said_about_them()
    {
        DatabaseModel model = Read("""
            CREATE TABLE t(
                id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, serial SERIAL,
                name VARCHAR(20) COLLATE nocase NOT NULL DEFAULT 'it''s',
                price DECIMAL(10,2) DEFAULT 1.5, stored INTEGER GENERATED ALWAYS AS (id * 2) STORED,
                computed INTEGER GENERATED ALWAYS AS (id * 3) VIRTUAL, at TIMESTAMPTZ DEFAULT current_timestamp,
                days INTEGER[], kind ENUM('a', 'b'), ok BOOLEAN DEFAULT true);
            COMMENT ON TABLE t IS 'a table'; COMMENT ON COLUMN t.name IS 'a name';
            CREATE VIEW v AS SELECT id, name FROM t;
            """);
        DatabaseTable table = model.Tables.Single(other => other.Name == "t");
        Assert.That(table.Schema, Is.Null);
        Assert.That(table.Comment, Is.EqualTo("a table"));
        Assert.That(table.PrimaryKey!.Columns.Single().Name, Is.EqualTo("id"));
        DatabaseColumn Column(string name) => table.Columns.Single(column => column.Name == name);
        Assert.That(Column("name").Collation, Is.EqualTo("nocase"));
        Assert.That(Column("kind").Collation, Is.Null);
        Assert.That(Column("id").ValueGenerated, Is.EqualTo(ValueGenerated.OnAdd));
        Assert.That(Column("serial").ValueGenerated, Is.EqualTo(ValueGenerated.OnAdd));
        Assert.That(Column("name").StoreType, Is.EqualTo("VARCHAR(20)"));
        Assert.That(Column("name").IsNullable, Is.False);
        Assert.That(Column("name").DefaultValue, Is.EqualTo("it's"));
        Assert.That(Column("name").Comment, Is.EqualTo("a name"));
        Assert.That(Column("price").StoreType, Is.EqualTo("DECIMAL(10,2)"));
        Assert.That(Column("price").DefaultValue, Is.EqualTo(1.5m));
        Assert.That(Column("stored").IsStored, Is.True);
        Assert.That(Column("stored").ComputedColumnSql, Is.EqualTo("id * 2"));
        Assert.That(Column("computed").IsStored, Is.False);
        Assert.That(Column("at").StoreType, Is.EqualTo("TIMESTAMPTZ"));
        Assert.That(Column("at").DefaultValueSql, Is.EqualTo("current_timestamp()"));
        Assert.That(Column("at").DefaultValue, Is.Null);
        Assert.That(Column("days").StoreType, Is.EqualTo("INTEGER[]"));
        Assert.That(Column("kind").StoreType, Is.EqualTo("ENUM('a', 'b')"));
        Assert.That(Column("ok").DefaultValue, Is.EqualTo(true));
        Assert.That(model.Tables.Single(other => other.Name == "v"), Is.InstanceOf<DatabaseView>());
        Assert.That(model.Sequences, Is.Empty);
    }

    [Test]
    public void Keys_indexes_and_sequences_are_read()
    {
        DatabaseModel model = Read("""
            CREATE SCHEMA s; CREATE SEQUENCE s.q AS INTEGER START 5 INCREMENT BY 2 MAXVALUE 99 CYCLE;
            CREATE TABLE s.p(a INTEGER, b INTEGER, c INTEGER, PRIMARY KEY (b, a), CONSTRAINT one UNIQUE (c));
            CREATE TABLE child(
                x INTEGER, y INTEGER, z INTEGER REFERENCES s.p(c) ON DELETE SET NULL,
                CONSTRAINT pair FOREIGN KEY (y, x) REFERENCES s.p(b, a) ON DELETE CASCADE);
            CREATE UNIQUE INDEX partly ON child(x DESC, y) INCLUDE (z) WHERE z > 1;
            CREATE INDEX hashed ON child USING hash (z); CREATE INDEX sums ON child((x + y));
            """);
        DatabaseTable parent = model.Tables.Single(table => table.Name == "p");
        DatabaseTable child = model.Tables.Single(table => table.Name == "child");
        Assert.That(parent.Schema, Is.EqualTo("s"));
        Assert.That(parent.PrimaryKey!.Columns.Select(column => column.Name), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(parent.UniqueConstraints.Single().Name, Is.EqualTo("one"));
        DatabaseForeignKey pair = child.ForeignKeys.Single(key => key.Name == "pair");
        Assert.That(pair.Columns.Select(column => column.Name), Is.EqualTo(new[] { "y", "x" }));
        Assert.That(pair.PrincipalColumns.Select(column => column.Name), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(pair.OnDelete, Is.EqualTo(ReferentialAction.Cascade));
        Assert.That(child.ForeignKeys.Single(key => key.Name != "pair").OnDelete,
            Is.EqualTo(ReferentialAction.SetNull));
        DatabaseIndex partly = child.Indexes.Single(index => index.Name == "partly");
        Assert.That(partly.IsUnique, Is.True);
        Assert.That(partly.IsDescending, Is.EqualTo(new[] { true, false }));
        Assert.That(partly.Filter, Is.EqualTo("z > 1"));
        Assert.That(partly[GrizzlyAnnotationNames.IndexInclude], Is.EqualTo(new[] { "z" }));
        Assert.That(child.Indexes.Single(index => index.Name == "hashed")[GrizzlyAnnotationNames.IndexMethod],
            Is.EqualTo("hash"));
        Assert.That(_warnings.Texts.Single(), Does.Contain("index sums of table child is over expressions"));
        DatabaseSequence sequence = model.Sequences.Single();
        Assert.That(
            (sequence.Schema, sequence.Name, sequence.StoreType, sequence.StartValue, sequence.IncrementBy,
                sequence.MinValue, sequence.MaxValue, sequence.IsCyclic),
            Is.EqualTo(("s", "q", "INTEGER", (long?)5, (int?)2, (long?)null, (long?)99, (bool?)true)));
    }

    [Test]
    public void Tables_and_schemas_are_chosen_and_missed()
    {
        const string sql = """
            CREATE SCHEMA s; CREATE SCHEMA o; CREATE TABLE a(x INTEGER PRIMARY KEY); CREATE TABLE s.a(x INTEGER);
            CREATE TABLE o.b(x INTEGER REFERENCES a); CREATE TABLE c(x INTEGER)
            """;
        string[] Names(DatabaseModel model) => [.. model.Tables.Select(table => $"{table.Schema}.{table.Name}")];
        Assert.That(Names(Read(sql)), Is.EqualTo(new[] { ".a", ".c", "o.b", "s.a" }));
        Assert.That(Names(Read("", tables: ["a"])), Is.EqualTo(new[] { ".a", "s.a" }));
        Assert.That(Names(Read("", tables: ["\"s\".\"a\"", "c"])), Is.EqualTo(new[] { ".c", "s.a" }));
        Assert.That(_warnings.Texts, Is.Empty);
        Assert.That(Names(Read("", tables: ["nothing"], schemas: ["o", "p"])), Is.EqualTo(new[] { "o.b" }));
        Assert.That(_warnings.Texts, Has.Count.EqualTo(3));
        Assert.That(_warnings.Texts, Has.Some.Contains("no table nothing"));
        Assert.That(_warnings.Texts, Has.Some.Contains("schema p"));
        Assert.That(_warnings.Texts, Has.Some.Contains("main.a, which is not scaffolded"));
    }

    [Test]
    public void A_model_becomes_a_database_becomes_code_becomes_the_same_model()
    {
        using var source = new Nursery(
            new DbContextOptionsBuilder<Nursery>().UseGrizzly(_connection).Options);
        source.Database.EnsureCreated();
        ScaffoldedModel code = Scaffold();
        Assert.That(code.ContextFile.Code, Does.Contain("UseGrizzly("));
        using DbContext copy = Compile(code);
        IMigrationsModelDiffer differ = source.GetService<IMigrationsModelDiffer>();
        IReadOnlyList<MigrationOperation> differences = differ.GetDifferences(
            source.GetService<IDesignTimeModel>().Model.GetRelationalModel(),
            copy.GetService<IDesignTimeModel>().Model.GetRelationalModel());
        string sql = string.Join("\n", source.GetService<IMigrationsSqlGenerator>().Generate(
            [.. differences]).Select(command => command.CommandText));
        Assert.That(sql, Is.Empty, code.ContextFile.Code);
    }

    private DatabaseModel Read(string sql, string[]? tables = null, string[]? schemas = null)
    {
        using System.Data.Common.DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        if (sql.Length > 0) command.ExecuteNonQuery();
        using ServiceProvider services = Services();
        return services.GetRequiredService<IDatabaseModelFactory>().Create(
            _connection, new DatabaseModelFactoryOptions(tables, schemas));
    }

    private ServiceProvider Services()
    {
        IServiceCollection services = new ServiceCollection()
            .AddEntityFrameworkDesignTimeServices()
            .AddSingleton<ILoggerFactory>(_ => new LoggerFactory([_warnings]));
        new GrizzlyDesignTimeServices().ConfigureDesignTimeServices(services);
        return services.BuildServiceProvider();
    }

    private ScaffoldedModel Scaffold()
    {
        using ServiceProvider services = Services();
        using IServiceScope scope = services.CreateScope();
        DatabaseModel model = scope.ServiceProvider.GetRequiredService<IDatabaseModelFactory>().Create(
            _connection, new DatabaseModelFactoryOptions());
        Assert.That(_warnings.Texts, Is.Empty);
        var factory = scope.ServiceProvider.GetRequiredService<IScaffoldingModelFactory>();
        IModel made = factory.Create(model, new ModelReverseEngineerOptions());
        IModelCodeGenerator generator = scope.ServiceProvider.GetRequiredService<IModelCodeGeneratorSelector>().Select(
            new ModelCodeGenerationOptions { Language = "C#" });
        return generator.GenerateModel(made, new ModelCodeGenerationOptions
        {
            ContextName = "Copy", ContextNamespace = "Scaffolded", ModelNamespace = "Scaffolded",
            RootNamespace = "Scaffolded", ConnectionString = "Data Source=:memory:", UseNullableReferenceTypes = true,
            SuppressConnectionStringWarning = true,
        });
    }

    private static DbContext Compile(ScaffoldedModel code)
    {
        IEnumerable<string> files = code.AdditionalFiles.Select(file => file.Code).Append(code.ContextFile.Code);
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Scaffolded" + Guid.NewGuid().ToString("N"),
            files.Select(file => CSharpSyntaxTree.ParseText(file)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.That(result.Success, Is.True, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromStream(stream);
        return (DbContext)Activator.CreateInstance(assembly.GetType("Scaffolded.Copy")!)!;
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public List<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) Texts.Add(formatter(state, exception));
        }

        public void Dispose() { }
    }
}
