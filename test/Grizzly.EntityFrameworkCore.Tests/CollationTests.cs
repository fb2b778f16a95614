using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>UseCollation and EF.Functions.Collate.</summary>
public sealed class CollationTests
{
    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void Open()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
        using Cellar cellar = NewCellar();
        cellar.Database.EnsureCreated();
        cellar.AddRange(
            new Bottle { Label = "Merlot", Region = "Süd" }, new Bottle { Label = "MERLOT", Region = "sud" },
            new Bottle { Label = "Riesling", Region = "Nord" });
        cellar.SaveChanges();
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void Comparisons_go_by_the_columns_collation()
    {
        using Cellar cellar = NewCellar();
        string label = "merlot";
        string[] labels = ["merlot", "x"];
        Assert.That(cellar.Bottles.Count(bottle => bottle.Label == label), Is.EqualTo(2));
        Assert.That(cellar.Bottles.Count(bottle => bottle.Label == "merlot"), Is.EqualTo(2));
        Assert.That(cellar.Bottles.Count(bottle => labels.Contains(bottle.Label)), Is.EqualTo(2));
        Assert.That(cellar.Bottles.Count(bottle => bottle.Label.Trim() == label), Is.EqualTo(2));
        Assert.That(cellar.Bottles.Count(bottle => EF.Functions.Like(bottle.Label, "mer%")), Is.EqualTo(2));
        Assert.That(cellar.Bottles.Count(bottle => bottle.Region == "Sud"), Is.EqualTo(0));
    }

    [Test]
    public void Groups_orders_and_joins_go_by_the_columns_collation()
    {
        using Cellar cellar = NewCellar();
        Assert.That(cellar.Bottles.GroupBy(bottle => bottle.Label).Select(group => group.Count()).ToList(),
            Is.EquivalentTo([2, 1]));
        Assert.That(cellar.Bottles.Select(bottle => bottle.Label).Distinct().Count(), Is.EqualTo(2));
        Assert.That(cellar.Bottles.OrderBy(bottle => bottle.Label).ThenBy(bottle => bottle.Id)
            .Select(bottle => bottle.Id).ToList(), Is.EqualTo([1, 2, 3]));
        Assert.That(cellar.Bottles.Join(cellar.Bottles, one => one.Label, other => other.Label,
            (one, other) => one.Id).Count(), Is.EqualTo(5));
        Assert.That(cellar.Bottles.Max(bottle => bottle.Label), Is.EqualTo("Riesling"));
    }

    [Test]
    public void Collate_goes_before_the_columns_collation()
    {
        using Cellar cellar = NewCellar();
        Assert.That(cellar.Bottles.Count(bottle => EF.Functions.Collate(bottle.Label, "C") == "MERLOT"),
            Is.EqualTo(1));
        Assert.That(
            cellar.Bottles.Count(bottle => EF.Functions.Collate(bottle.Region, "nocase.noaccent") == "SUD"),
            Is.EqualTo(2));
    }

    [Test]
    public void A_unique_index_goes_by_the_columns_collation()
    {
        using Cellar cellar = NewCellar();
        cellar.Add(new Guest { Name = "Anna" });
        cellar.SaveChanges();
        cellar.Add(new Guest { Name = "ANNA" });
        var error = (GrizzlyException)Assert.Throws<DbUpdateException>(() => cellar.SaveChanges())!.InnerException!;
        Assert.That(error.SqlState, Is.EqualTo(SqlStates.UniqueViolation));
    }

    [Test]
    public void A_collation_for_the_whole_model_is_refused()
    {
        using var cellar = new Attic(
            new DbContextOptionsBuilder<Attic>().UseGrizzly("Data Source=:memory:").Options);
        Assert.That(() => cellar.Database.GenerateCreateScript(),
            Throws.InvalidOperationException.With.Message.Contains("UseCollation"));
    }

    private Cellar NewCellar() => new(new DbContextOptionsBuilder<Cellar>().UseGrizzly(_connection).Options);

    private sealed class Bottle
    {
        public int Id { get; set; }

        public required string Label { get; set; }

        public required string Region { get; set; }
    }

    private sealed class Guest
    {
        public int Id { get; set; }

        public required string Name { get; set; }
    }

    private sealed class Cellar(DbContextOptions<Cellar> options) : DbContext(options)
    {
        public DbSet<Bottle> Bottles => Set<Bottle>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Bottle>().Property(bottle => bottle.Label).UseCollation("nocase");
            modelBuilder.Entity<Guest>().Property(guest => guest.Name).UseCollation("nocase");
            modelBuilder.Entity<Guest>().HasIndex(guest => guest.Name).IsUnique();
        }
    }

    private sealed class Attic(DbContextOptions<Attic> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.UseCollation("nocase").Entity<Guest>();
    }
}
