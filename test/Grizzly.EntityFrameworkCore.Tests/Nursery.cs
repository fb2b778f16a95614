namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>A model with something of everything that a database keeps.</summary>
/// <remarks>But for alternate keys: EF Core scaffolds a UNIQUE constraint as a unique index.</remarks>
public sealed class Nursery(DbContextOptions<Nursery> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasSequence<int>("Tags", "yard").StartsAt(100).IncrementsBy(5).HasMax(10_000).IsCyclic();
        model.HasSequence("Plain");
        model.Entity<Bed>(bed =>
        {
            bed.ToTable("Beds", "yard", table => table.HasComment("where it's growing"));
            bed.Property(b => b.Name).HasMaxLength(40).HasComment("what people say");
            bed.Property(b => b.Width).HasPrecision(8, 3).HasDefaultValue(1.5m);
            bed.Property(b => b.Row).HasDefaultValue(3);
            bed.Property(b => b.IsOpen).HasDefaultValue(true).HasSentinel(true);
            bed.Property(b => b.Label).HasDefaultValue("none's");
            bed.Property(b => b.Since).HasDefaultValueSql("current_timestamp()");
            bed.Property(b => b.Area).HasComputedColumnSql("\"Row\" * 2", stored: true);
            bed.Property(b => b.Shade).HasComputedColumnSql("\"Row\" + 1", stored: false);
            bed.HasIndex(b => b.Name, "ByName").IsUnique().HasFilter("\"Row\" > 1");
            bed.HasIndex(b => new { b.Row, b.Since }, "ByRow").IsDescending(true, false)
                .IncludeProperties(b => new { b.Label, b.Width });
            bed.HasIndex(b => b.Since, "BySince").HasMethod("hash");
        });
        model.Entity<Seedling>(seedling =>
        {
            seedling.HasKey(s => new { s.BedId, s.Number });
            seedling.Property(s => s.Number).ValueGeneratedNever();
            seedling.Property(s => s.Counter).UseIdentityColumn();
            seedling.HasOne<Bed>().WithMany().HasForeignKey(s => s.BedId).OnDelete(DeleteBehavior.Cascade);
            seedling.HasOne<Bed>().WithMany().HasForeignKey(s => s.NextBedId).OnDelete(DeleteBehavior.SetNull);
        });
    }
}

public sealed class Bed
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Guid Code { get; set; }

    public decimal Width { get; set; }

    public int Row { get; set; }

    public bool IsOpen { get; set; }

    public string? Label { get; set; }

    public DateTime Since { get; set; }

    public int? Area { get; set; }

    public int? Shade { get; set; }

    public List<int> Days { get; set; } = [];

    public DateOnly? Planted { get; set; }

    public byte[]? Photo { get; set; }

    public double? Slope { get; set; }
}

public sealed class Seedling
{
    public int BedId { get; set; }

    public int Number { get; set; }

    public long Counter { get; set; }

    public int? NextBedId { get; set; }

    public TimeSpan Age { get; set; }

    public DateTimeOffset? Watered { get; set; }
}
