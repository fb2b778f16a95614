using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Migrations run on a file, forth and back.</summary>
public sealed class MigrationTests
{
    private string _path = null!;

    [SetUp]
    public void Name() => _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.grz");

    [TearDown]
    public void Delete()
    {
        File.Delete(_path);
        File.Delete(_path + ".wal");
    }

    private Garden NewGarden() => new(new DbContextOptionsBuilder<Garden>().UseGrizzly($"Data Source={_path}").Options);

    [Test]
    public void A_database_is_created_and_deleted()
    {
        using Garden garden = NewGarden();
        Assert.That(garden.Database.CanConnect(), Is.False);
        Assert.That(garden.Database.EnsureCreated(), Is.True);
        Assert.That(garden.Database.EnsureCreated(), Is.False);
        garden.Add(new Plant { Name = "fern" });
        garden.SaveChanges();
        Assert.That(garden.Database.EnsureDeleted(), Is.True);
        Assert.That(File.Exists(_path), Is.False);
        Assert.That(garden.Database.EnsureDeleted(), Is.False);
    }

    [Test]
    public void Comments_are_made_changed_and_taken_away()
    {
        using Garden garden = NewGarden();
        garden.Database.EnsureCreated();
        Run(garden, new AlterTableOperation { Name = "Plants", Comment = "it's green" });
        Run(garden, new AddColumnOperation
        {
            Table = "Plants", Name = "Age", ClrType = typeof(int), IsNullable = true, Comment = "in years",
        });
        const string table = "SELECT comment AS \"Value\" FROM grizzly_tables()";
        const string column = "SELECT comment AS \"Value\" FROM grizzly_columns() WHERE column_name = 'Age'";
        Assert.That(garden.Database.SqlQueryRaw<string>(table).Single(), Is.EqualTo("it's green"));
        Assert.That(garden.Database.SqlQueryRaw<string>(column).Single(), Is.EqualTo("in years"));
        var alter = new AlterColumnOperation
        {
            Table = "Plants", Name = "Age", ClrType = typeof(int), IsNullable = true,
            OldColumn = new AddColumnOperation { ClrType = typeof(int), IsNullable = true, Comment = "in years" },
        };
        Run(garden, alter);
        Assert.That(garden.Database.SqlQueryRaw<string?>(column).Single(), Is.Null);
        var old = new CreateTableOperation { Name = "Plants", Comment = "it's green" };
        Run(garden, new AlterTableOperation { Name = "Plants", OldTable = old });
        Assert.That(garden.Database.SqlQueryRaw<string?>(table).Single(), Is.Null);
    }

    [Test]
    public void A_column_begins_to_number_its_rows_after_those_there_are_and_ceases_to()
    {
        using Garden garden = NewGarden();
        var create = new CreateTableOperation
        {
            Name = "Pots", Columns =
            {
                new AddColumnOperation { Table = "Pots", Name = "Id", ClrType = typeof(int), ColumnType = "INTEGER" },
                new AddColumnOperation { Table = "Pots", Name = "Size", ClrType = typeof(int), ColumnType = "INTEGER" },
            },
        };
        Run(garden, create);
        garden.Database.ExecuteSqlRaw("INSERT INTO \"Pots\" VALUES (1, 10), (7, 20)");
        var become = new AlterColumnOperation
        {
            Table = "Pots", Name = "Id", ClrType = typeof(int), ColumnType = "INTEGER",
            OldColumn = new AddColumnOperation { ClrType = typeof(int), ColumnType = "INTEGER" },
        };
        become["Grizzly:Identity"] = true;
        Run(garden, become);
        const string insert = "INSERT INTO \"Pots\" (\"Size\") VALUES (30) RETURNING \"Id\" AS \"Value\"";
        Assert.That(garden.Database.SqlQueryRaw<int>(insert).AsEnumerable().Single(), Is.EqualTo(8));
        var cease = new AlterColumnOperation
        {
            Table = "Pots", Name = "Id", ClrType = typeof(int), ColumnType = "INTEGER",
            OldColumn = new AddColumnOperation { ClrType = typeof(int), ColumnType = "INTEGER" },
        };
        cease.OldColumn["Grizzly:Identity"] = true;
        Run(garden, cease);
        Assert.That(
            () => garden.Database.SqlQueryRaw<int>(insert).AsEnumerable().Single(),
            Throws.InstanceOf<Grizzly.Common.GrizzlyException>());
    }

    private static void Run(Garden garden, MigrationOperation operation)
    {
        foreach (MigrationCommand command in garden.GetService<IMigrationsSqlGenerator>().Generate([operation]))
            garden.Database.ExecuteSqlRaw(command.CommandText.Replace("{", "{{").Replace("}", "}}"));
    }

    [Test]
    public void Migrations_are_applied_once_and_undone()
    {
        using Garden garden = NewGarden();
        Assert.That(garden.Database.GetPendingMigrations().Count(), Is.EqualTo(2));
        garden.Database.Migrate();
        Assert.That(garden.Database.GetAppliedMigrations().Count(), Is.EqualTo(2));
        garden.Database.Migrate();
        garden.Database.ExecuteSqlRaw(
            "INSERT INTO botany.\"Herbs\" (\"Id\", \"Label\", \"Height\") VALUES (1, 'mint', 12), (2, 'sage', 30)");
        Assert.That(garden.Database.SqlQueryRaw<long>(
            "SELECT \"Twice\" AS \"Value\" FROM botany.\"Herbs\" WHERE \"Label\" = 'sage'").Single(), Is.EqualTo(60));
        Assert.That(
            () => garden.Database.ExecuteSqlRaw(
                "INSERT INTO botany.\"Herbs\" (\"Id\", \"Label\", \"Height\") VALUES (3, 'x', -1)"),
            Throws.InstanceOf<Grizzly.Common.GrizzlyException>());
        garden.GetService<IMigrator>().Migrate("20260101000000_Plants");
        Assert.That(garden.Database.SqlQueryRaw<string>("SELECT \"Name\" AS \"Value\" FROM \"Plants\"")
            .ToList(), Is.EquivalentTo(new[] { "seed", "mint", "sage" }));
        garden.GetService<IMigrator>().Migrate("0");
        Assert.That(garden.Database.GetAppliedMigrations(), Is.Empty);
    }

    [Test]
    public void An_idempotent_script_may_run_again_and_takes_up_where_it_stood()
    {
        using Garden garden = NewGarden();
        var migrator = garden.GetService<IMigrator>();
        string first = migrator.GenerateScript(
            null, "20260101000000_Plants", MigrationsSqlGenerationOptions.Idempotent);
        string all = migrator.GenerateScript(null, null, MigrationsSqlGenerationOptions.Idempotent);
        Assert.That(all, Does.Contain("IF NOT EXISTS (SELECT 1 FROM"));
        foreach (string script in new[] { first, first, all, all })
        {
            using var connection = new Grizzly.Data.GrizzlyConnection($"Data Source={_path}");
            connection.Open();
            using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = script;
            command.ExecuteNonQuery();
        }
        Assert.That(garden.Database.GetPendingMigrations(), Is.Empty);
        Assert.That(garden.Database.SqlQueryRaw<string>("SELECT \"Label\" AS \"Value\" FROM botany.\"Herbs\"")
            .ToList(), Is.EqualTo(new[] { "seed" }));
        string back = migrator.GenerateScript(
            "20260102000000_Herbs", "0", MigrationsSqlGenerationOptions.Idempotent);
        Assert.That(back, Does.Contain("IF EXISTS (SELECT 1 FROM"));
        foreach (string script in new[] { back, back }) garden.Database.ExecuteSqlRaw(script);
        Assert.That(garden.Database.GetAppliedMigrations(), Is.Empty);
    }

    [Test]
    public void The_model_has_a_script() => Assert.That(
        NewGarden().Database.GenerateCreateScript(), Does.Contain("GENERATED BY DEFAULT AS IDENTITY"));
}

public sealed class Garden(DbContextOptions<Garden> options) : DbContext(options)
{
    public DbSet<Plant> Plants => Set<Plant>();
}

public sealed class Plant
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

[DbContext(typeof(Garden))]
[Migration("20260101000000_Plants")]
public sealed class FirstMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Plants",
            table => new
            {
                Id = table.Column<int>(),
                Name = table.Column<string>(),
                Height = table.Column<int>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Plants", row => row.Id));
        migrationBuilder.CreateIndex("IX_Plants_Name", "Plants", "Name", unique: true);
        migrationBuilder.InsertData("Plants", ["Id", "Name"], ["INTEGER", "VARCHAR"], [100, "seed"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Plants");
}

[DbContext(typeof(Garden))]
[Migration("20260102000000_Herbs")]
public sealed class SecondMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema("botany");
        migrationBuilder.RenameTable("Plants", newName: "Herbs", newSchema: "botany");
        migrationBuilder.RenameColumn("Name", "Herbs", "Label", "botany");
        migrationBuilder.RenameIndex("IX_Plants_Name", "IX_Herbs_Label", "Herbs", "botany");
        migrationBuilder.AlterColumn<long>(
            "Height", "Herbs", schema: "botany", nullable: false, defaultValue: 5L, oldClrType: typeof(int),
            oldNullable: true);
        migrationBuilder.AddColumn<string>("Note", "Herbs", schema: "botany", nullable: false, defaultValue: "it's");
        migrationBuilder.AddColumn<long>(
            "Twice", "Herbs", schema: "botany", computedColumnSql: "\"Height\" * 2", stored: true, nullable: true);
        migrationBuilder.AddCheckConstraint("CK_Height", "Herbs", "\"Height\" >= 0", "botany");
        migrationBuilder.CreateTable(
            "Beds",
            table => new
            {
                Id = table.Column<int>().Annotation("Grizzly:Identity", true), HerbId = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Beds", row => row.Id);
                table.ForeignKey(
                    "FK_Beds_Herbs", row => row.HerbId, "Herbs", "Id", "botany", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateSequence<int>("Order", startValue: 5, incrementBy: 2);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropSequence("Order");
        migrationBuilder.DropTable("Beds");
        migrationBuilder.DropCheckConstraint("CK_Height", "Herbs", "botany");
        migrationBuilder.DropColumn("Twice", "Herbs", "botany");
        migrationBuilder.DropColumn("Note", "Herbs", "botany");
        migrationBuilder.AlterColumn<int>(
            "Height", "Herbs", schema: "botany", nullable: true, oldClrType: typeof(long), oldDefaultValue: 5L);
        migrationBuilder.RenameIndex("IX_Herbs_Label", "IX_Plants_Name", "Herbs", "botany");
        migrationBuilder.RenameColumn("Label", "Herbs", "Name", "botany");
        migrationBuilder.RenameTable("Herbs", "botany", "Plants", "main");
        migrationBuilder.DropSchema("botany");
    }
}
