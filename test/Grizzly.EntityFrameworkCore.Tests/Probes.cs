using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Measured values of many types.</summary>
public sealed class Lab(DbContextOptions<Lab> options) : DbContext(options)
{
    public DbSet<Probe> Probes => Set<Probe>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Probe>(probe =>
        {
            probe.Property(p => p.Id).ValueGeneratedNever();
            probe.Property(p => p.Place).HasColumnType("nvarchar(20)");
            probe.OwnsOne(p => p.Report, report =>
            {
                report.ToJson();
                report.OwnsOne(r => r.Author);
            });
        });
    }
}

public sealed class Probe
{
    public int Id { get; set; }

    public byte[] Data { get; set; } = [];

    public byte Level { get; set; }

    public float Weight { get; set; }

    public double Angle { get; set; }

    public decimal Price { get; set; }

    public DateTime Taken { get; set; }

    public TimeOnly Start { get; set; }

    public TimeSpan Length { get; set; }

    public string Label { get; set; } = "";

    public string? Place { get; set; }

    public bool? IsGood { get; set; }

    public int? Count { get; set; }

    public Report Report { get; set; } = null!;
}

public sealed class Report
{
    public string Text { get; set; } = "";

    public byte[]? Seal { get; set; }

    public Writer? Author { get; set; }
}

public sealed class Writer
{
    public string Name { get; set; } = "";
}

/// <summary>Three probes in memory.</summary>
public sealed class LabDatabase : IDisposable
{
    private readonly GrizzlyDataSource _source = new("Data Source=:memory:");
    private readonly GrizzlyConnection _keeper;

    public LabDatabase()
    {
        _keeper = _source.OpenConnection();
        using Lab lab = Open();
        lab.Database.EnsureCreated();
        lab.AddRange(
            new Probe
            {
                Id = 1, Data = [1, 2, 250], Level = 7, Weight = 8.6f, Angle = 0.5, Price = 1.01m, Label = "sand",
                Taken = new DateTime(2024, 5, 6, 7, 8, 9).AddTicks(1234567), Start = new TimeOnly(22, 30),
                Length = new TimeSpan(0, 3, 4, 5, 6).Add(TimeSpan.FromTicks(789)), Place = "shore", IsGood = true,
                Count = 3, Report = new Report { Text = "wet", Seal = [9, 8], Author = new Writer { Name = "Ida" } },
            },
            new Probe
            {
                Id = 2, Data = [2], Level = 200, Weight = 0.1f, Angle = -8.5, Price = 1.02m, Label = "salt",
                Taken = new DateTime(2024, 1, 1), Start = new TimeOnly(1, 15), Length = TimeSpan.FromHours(5),
                Report = new Report { Text = "dry" },
            },
            new Probe
            {
                Id = 3, Data = [0, 5], Level = 0, Weight = 3f, Angle = 4, Price = 2.02m, Label = "clay",
                Taken = new DateTime(2023, 12, 31, 23, 59, 59), Start = new TimeOnly(12, 0),
                Length = TimeSpan.FromMinutes(90), Place = "hill", IsGood = false, Count = -2,
                Report = new Report { Text = "red", Seal = [9, 8, 7] },
            });
        lab.SaveChanges();
    }

    public Lab Open() => new(new DbContextOptionsBuilder<Lab>().UseGrizzly(_source).Options);

    public void Dispose()
    {
        _keeper.Dispose();
        _source.Dispose();
    }
}
