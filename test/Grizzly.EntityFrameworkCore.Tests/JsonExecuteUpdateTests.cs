using Grizzly.Data;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>ExecuteUpdate of parts of JSON documents.</summary>
public sealed class JsonExecuteUpdateTests
{
    private static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, 5);

    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void Open()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
        using Kiln kiln = New();
        kiln.Database.EnsureCreated();
        for (int i = 1; i <= 2; i++)
        {
            kiln.Add(new Pot
            {
                Id = i, Fired = Noon, Stamped = new DateTimeOffset(Noon, TimeSpan.FromHours(2)), Mark = [1, 2, 255],
                Code = Guid.Parse("00000000-0000-0000-0000-00000000000a"), Weight = 1.25m,
                Length = TimeSpan.FromHours(i),
                Glaze = new Glaze
                {
                    Name = "cel\"adon'", Coats = i, Numbers = [1, 2, 3], Base = new Layer { Depth = 0.5 },
                    Layers = [new Layer { Depth = 1 }, new Layer { Depth = 2 }],
                },
            });
        }
        kiln.SaveChanges();
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void Parameters_and_constants_are_set()
    {
        string name = "a \\ b 'c' \"d\" é";
        DateTime? day = Noon.AddDays(1);
        Glaze glaze = Set(pot => pot.SetProperty(p => p.Glaze.Name, name).SetProperty(p => p.Glaze.Coats, 7)
            .SetProperty(p => p.Glaze.IsMatt, true).SetProperty(p => p.Glaze.Fired, day)
            .SetProperty(p => p.Glaze.Base.Depth, 0.25).SetProperty(p => p.Glaze.Kind, GlazeKind.Ash));
        Assert.That((glaze.Name, glaze.Coats, glaze.IsMatt, glaze.Fired), Is.EqualTo((name, 7, true, day)));
        Assert.That((glaze.Base.Depth, glaze.Kind), Is.EqualTo((0.25, GlazeKind.Ash)));
        Assert.That(glaze.Layers, Has.Count.EqualTo(2));
        Assert.That(Set(pot => pot.SetProperty(p => p.Glaze.Name, (string?)null)).Name, Is.Null);
    }

    [Test]
    public void Columns_are_written_as_documents_hold_them()
    {
        Glaze glaze = Set(pot => pot.SetProperty(p => p.Glaze.Fired, p => p.Fired)
            .SetProperty(p => p.Glaze.Stamped, p => p.Stamped).SetProperty(p => p.Glaze.Mark, p => p.Mark)
            .SetProperty(p => p.Glaze.Code, p => p.Code).SetProperty(p => p.Glaze.Weight, p => p.Weight * 2));
        Assert.That(glaze.Fired, Is.EqualTo(Noon));
        Assert.That(glaze.Stamped, Is.EqualTo(new DateTimeOffset(Noon, TimeSpan.FromHours(2))));
        Assert.That(glaze.Mark, Is.EqualTo(new byte[] { 1, 2, 255 }));
        Assert.That(glaze.Code, Is.EqualTo(Guid.Parse("00000000-0000-0000-0000-00000000000a")));
        Assert.That(glaze.Weight, Is.EqualTo(2.5m));
        using Kiln kiln = New();
        Assert.That(
            () => kiln.Pots.ExecuteUpdate(pot => pot.SetProperty(p => p.Glaze.Length, p => p.Length)),
            Throws.InvalidOperationException.With.Message.Contains("JSON"));
    }

    [Test]
    public void Other_places_of_the_document_and_whole_objects_are_set()
    {
        Glaze glaze = Set(pot => pot.SetProperty(p => p.Glaze.Coats, p => p.Glaze.Coats + 10)
            .SetProperty(p => p.Glaze.Base, p => p.Glaze.Layers[1]));
        Assert.That((glaze.Coats, glaze.Base.Depth), Is.EqualTo((11, 2.0)));
        glaze = Set(pot => pot.SetProperty(p => p.Glaze.Base, new Layer { Depth = 9 }));
        Assert.That(glaze.Base.Depth, Is.EqualTo(9));
    }

    [Test]
    public void Elements_and_lists_are_set()
    {
        int place = 0;
        Glaze glaze = Set(pot => pot.SetProperty(p => p.Glaze.Layers[place].Depth, 8)
            .SetProperty(p => p.Glaze.Layers[1].Depth, 4).SetProperty(p => p.Glaze.Numbers[2], 30));
        Assert.That(glaze.Layers.Select(layer => layer.Depth), Is.EqualTo(new[] { 8.0, 4.0 }));
        Assert.That(glaze.Numbers, Is.EqualTo(new[] { 1, 2, 30 }));
        Assert.That(Set(pot => pot.SetProperty(p => p.Glaze.Numbers, new List<int> { 5 })).Numbers,
            Is.EqualTo(new[] { 5 }));
        using Kiln kiln = New();
        Assert.That(kiln.Pots.Count(pot => pot.Glaze.Numbers[0] == 5), Is.EqualTo(2));
        Assert.That(kiln.Pots.Count(pot => pot.Glaze.Numbers[3] == 5), Is.Zero);
    }

    [Test]
    public void Lists_of_elements_of_a_document_are_rows()
    {
        Set(pot => pot.SetProperty(p => p.Glaze.Layers, new List<Layer>
        {
            new() { Depth = 1, Codes = ["a", "b"] }, new() { Depth = 2, Codes = ["c"] },
        }));
        using Kiln kiln = New();
        var query = kiln.Pots.Where(pot => pot.Id == 1)
            .SelectMany(pot => pot.Glaze.Layers).Where(layer => layer.Depth < 3).SelectMany(layer => layer.Codes)
            .OrderBy(code => code);
        Assert.That(query.ToList(), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    /// <summary>The first pot's glaze after a change of all.</summary>
    private Glaze Set(Action<UpdateSettersBuilder<Pot>> setters)
    {
        using Kiln kiln = New();
        Assert.That(kiln.Pots.ExecuteUpdate(setters), Is.EqualTo(2));
        return kiln.Pots.Single(pot => pot.Id == 1).Glaze;
    }

    private Kiln New() => new(new DbContextOptionsBuilder<Kiln>().UseGrizzly(_connection).Options);

    private sealed class Kiln(DbContextOptions<Kiln> options) : DbContext(options)
    {
        public DbSet<Pot> Pots => Set<Pot>();

        protected override void OnModelCreating(ModelBuilder model) =>
            model.Entity<Pot>().ComplexProperty(pot => pot.Glaze, glaze =>
            {
                glaze.ToJson();
                glaze.ComplexCollection(one => one.Layers, layer => layer.PrimitiveCollection(one => one.Codes)
                    .ElementType(code => code.IsUnicode(false).HasMaxLength(32)).HasJsonPropertyName("codes"));
            });
    }

    public enum GlazeKind
    {
        Salt,
        Ash,
    }

    public sealed class Pot
    {
        public int Id { get; set; }

        public DateTime Fired { get; set; }

        public DateTimeOffset Stamped { get; set; }

        public byte[]? Mark { get; set; }

        public Guid Code { get; set; }

        public decimal Weight { get; set; }

        public TimeSpan Length { get; set; }

        public required Glaze Glaze { get; set; }
    }

    public sealed class Glaze
    {
        public string? Name { get; set; }

        public int Coats { get; set; }

        public bool IsMatt { get; set; }

        public GlazeKind Kind { get; set; }

        public DateTime? Fired { get; set; }

        public DateTimeOffset Stamped { get; set; }

        public byte[]? Mark { get; set; }

        public Guid Code { get; set; }

        public decimal Weight { get; set; }

        public TimeSpan Length { get; set; }

        public List<int> Numbers { get; set; } = [];

        public required Layer Base { get; set; }

        public List<Layer> Layers { get; set; } = [];
    }

    public sealed class Layer
    {
        public double Depth { get; set; }

        public List<string> Codes { get; set; } = [];
    }
}
