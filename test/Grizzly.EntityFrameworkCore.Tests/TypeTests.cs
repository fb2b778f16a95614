using System.Numerics;
using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Every type goes into a column and comes back as it was, as a parameter and as a literal.</summary>
public sealed class TypeTests
{
    private GrizzlyDataSource _source = null!;
    private GrizzlyConnection _keeper = null!;

    [SetUp]
    public void Open()
    {
        _source = new GrizzlyDataSource("Data Source=:memory:");
        _keeper = _source.OpenConnection();
        using Shelf shelf = NewShelf();
        shelf.Database.EnsureCreated();
    }

    [TearDown]
    public void Close()
    {
        _keeper.Dispose();
        _source.Dispose();
    }

    private Shelf NewShelf() => new(new DbContextOptionsBuilder<Shelf>().UseGrizzly(_source).Options);

    [Test]
    public void Values_come_back_as_they_were()
    {
        var made = new Everything
        {
            Flag = true, Tiny = -5, Byte = 250, Short = -30000, UShort = 60000, UInt = 4_000_000_000,
            Long = long.MinValue,
            ULong = ulong.MaxValue, Huge = Int128.MaxValue, UHuge = UInt128.MaxValue, Big = BigInteger.Pow(10, 30),
            Float = 1.1f, Double = Math.PI, Decimal = decimal.MaxValue, Narrow = 12.345m, Text = "it's \\ ü \n 😀",
            Char = 'ß', Bytes = [0, 255, 39, 92], Guid = Guid.NewGuid(),
            Time = new DateTime(9999, 12, 31, 23, 59, 59).AddTicks(9999999),
            Instant = new DateTimeOffset(2024, 6, 1, 1, 2, 3, TimeSpan.FromHours(5.5)).AddTicks(7),
            Day = new DateOnly(1, 1, 1), Clock = new TimeOnly(23, 59, 59, 999, 999),
            Span = -new TimeSpan(3, 4, 5, 6, 7), Genre = Genre.Science, GenreText = Genre.Poetry, Numbers = [1, 2, 3],
            Maybes = [1, null, 3], Words = ["a", "b'c"], Days = [new DateOnly(2024, 1, 1)], Genres = [Genre.Science],
            Guids = [Guid.NewGuid()],
        };
        using (Shelf shelf = NewShelf())
        {
            shelf.Add(made);
            shelf.Add(new Everything());
            shelf.SaveChanges();
        }
        using (Shelf shelf = NewShelf())
        {
            Everything read = shelf.Everything.OrderByDescending(row => row.Flag).First();
            foreach (System.Reflection.PropertyInfo property in typeof(Everything).GetProperties())
                Assert.That(property.GetValue(read), Is.EqualTo(property.GetValue(made)), property.Name);
        }
    }

    [Test]
    public void Values_are_found_by_literals()
    {
        var day = new DateOnly(2024, 5, 6);
        var id = new Guid("0b9f6d1c-6a77-4b8e-9b6e-2f6a3f0d1c11");
        byte[] bytes = [1, 255];
        var clock = new TimeOnly(1, 2, 3);
        TimeSpan span = TimeSpan.FromHours(-30);
        var time = new DateTime(2024, 5, 6, 7, 8, 9);
        var instant = new DateTimeOffset(2024, 5, 6, 9, 8, 9, TimeSpan.FromHours(2));
        using Shelf shelf = NewShelf();
        shelf.Add(new Everything
        {
            Flag = true, Text = "it's", Bytes = [1, 255], Guid = id, Day = day, Double = 1e300, Float = 0.5f,
            Decimal = 1.5m, Clock = new TimeOnly(1, 2, 3), Span = TimeSpan.FromHours(-30), Numbers = [4, 5],
            Time = new DateTime(2024, 5, 6, 7, 8, 9), Huge = -7,
            Instant = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero), Genre = Genre.Poetry,
        });
        shelf.SaveChanges();
        Assert.That(shelf.Everything.Count(row => row.Flag && row.Text == "it's"), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Bytes == EF.Constant(bytes)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Guid == EF.Constant(id)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Day == EF.Constant(day)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Double == 1e300 && row.Float == 0.5f), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Decimal == 1.5m && row.Huge == -7), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Clock == EF.Constant(clock)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Span == EF.Constant(span)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Time == EF.Constant(time)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Instant == EF.Constant(instant)), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Genre == Genre.Poetry), Is.EqualTo(1));
        Assert.That(shelf.Everything.Count(row => row.Numbers.Contains(5)), Is.EqualTo(1));
    }

    [Test]
    public void Documents_are_JSON_columns()
    {
        using (Shelf shelf = NewShelf())
        {
            shelf.Add(new Card
            {
                Id = 1,
                Details = new Details
                {
                    Color = "red", Size = 3, Edges = [new Edge { Length = 1.5 }, new Edge { Length = 2 }],
                },
            });
            shelf.Add(new Card { Id = 2, Details = new Details { Color = "blue", Size = 5 } });
            shelf.SaveChanges();
        }
        using (Shelf shelf = NewShelf())
        {
            Card card = shelf.Cards.Single(c => c.Details.Color == "red");
            Assert.That(card.Details.Edges.Select(edge => edge.Length), Is.EqualTo(new[] { 1.5, 2 }));
            Assert.That(shelf.Cards.Where(c => c.Details.Size > 3).Select(c => c.Id).Single(), Is.EqualTo(2));
            Assert.That(
                shelf.Cards.Where(c => c.Id == 1).Select(c => c.Details.Edges[1].Length).Single(), Is.EqualTo(2));
            Assert.That(shelf.Cards.Count(c => c.Details.Edges.Any(edge => edge.Length > 1.5)), Is.EqualTo(1));
            Assert.That(
                shelf.Cards.OrderBy(c => c.Id).Select(c => c.Details.Edges.Count(edge => edge.Length > 1)).ToList(),
                Is.EqualTo(new[] { 2, 0 }));
            Assert.That(shelf.Cards.SelectMany(c => c.Details.Edges).Select(edge => edge.Length).ToList(),
                Is.EqualTo(new[] { 1.5, 2 }));
            card.Details = new Details { Color = "green" };
            shelf.SaveChanges();
        }
        using (Shelf shelf = NewShelf())
            Assert.That(shelf.Cards.Single(c => c.Id == 1).Details.Color, Is.EqualTo("green"));
    }

    [Test]
    public void Keys_come_from_sequences()
    {
        using Shelf shelf = NewShelf();
        Box[] boxes = [.. Enumerable.Range(0, 25).Select(_ => new Box())];
        shelf.AddRange(boxes);
        Assert.That(boxes.Select(box => box.Id), Is.EqualTo(Enumerable.Range(1, 25)));
        Crate[] crates = [new(), new()];
        shelf.AddRange(crates);
        shelf.SaveChanges();
        Assert.That(crates.Select(crate => crate.Id).Order(), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(shelf.Set<Box>().Count(), Is.EqualTo(25));
    }
}

public sealed class Shelf(DbContextOptions<Shelf> options) : DbContext(options)
{
    public DbSet<Everything> Everything => Set<Everything>();

    public DbSet<Card> Cards => Set<Card>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Everything>().Property(row => row.GenreText).HasConversion<string>();
        model.Entity<Everything>().Property(row => row.Narrow).HasPrecision(8, 3);
        model.Entity<Everything>().Property(row => row.Text).HasMaxLength(40);
        model.Entity<Card>().OwnsOne(card => card.Details, details =>
        {
            details.ToJson();
            details.OwnsMany(d => d.Edges);
        });
        model.Entity<Box>().Property(box => box.Id).UseHiLo("boxes");
        model.Entity<Crate>().Property(crate => crate.Id).UseSequence("crates");
    }
}

public sealed class Everything
{
    public int Id { get; set; }

    public bool Flag { get; set; }

    public sbyte Tiny { get; set; }

    public byte Byte { get; set; }

    public short Short { get; set; }

    public ushort UShort { get; set; }

    public uint UInt { get; set; }

    public long Long { get; set; }

    public ulong ULong { get; set; }

    public Int128 Huge { get; set; }

    public UInt128 UHuge { get; set; }

    public BigInteger Big { get; set; }

    public float Float { get; set; }

    public double Double { get; set; }

    public decimal Decimal { get; set; }

    public decimal? Narrow { get; set; }

    public string? Text { get; set; }

    public char Char { get; set; } = 'x';

    public byte[]? Bytes { get; set; }

    public Guid Guid { get; set; }

    public DateTime Time { get; set; }

    public DateTimeOffset Instant { get; set; }

    public DateOnly Day { get; set; }

    public TimeOnly Clock { get; set; }

    public TimeSpan? Span { get; set; }

    public Genre Genre { get; set; }

    public Genre GenreText { get; set; }

    public int[] Numbers { get; set; } = [];

    public List<int?> Maybes { get; set; } = [];

    public IList<string> Words { get; set; } = [];

    public DateOnly[]? Days { get; set; }

    public List<Genre>? Genres { get; set; }

    public List<Guid>? Guids { get; set; }
}

public sealed class Card
{
    public int Id { get; set; }

    public required Details Details { get; set; }
}

public sealed class Details
{
    public required string Color { get; set; }

    public int Size { get; set; }

    public List<Edge> Edges { get; set; } = [];
}

public sealed class Edge
{
    public double Length { get; set; }
}

public sealed class Box
{
    public int Id { get; set; }
}

public sealed class Crate
{
    public int Id { get; set; }
}
