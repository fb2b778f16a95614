using Grizzly.Data;
using Microsoft.Extensions.Logging;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Changes of parts of JSON documents change those parts only.</summary>
public sealed class JsonUpdateTests
{
    private GrizzlyConnection _connection = null!;
    private readonly List<string> _sql = [];

    [SetUp]
    public void Open()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
        _sql.Clear();
        using Trips trips = New();
        trips.Database.EnsureCreated();
        trips.Add(new Trip
        {
            Name = "north",
            Route = new Route
            {
                Title = "it's \"far\"", Length = 12.5m, Kind = RouteKind.Rail, Left = new DateTime(2026, 1, 2, 3, 4, 5),
                Key = Guid.Parse("00000000-0000-0000-0000-000000000001"),
                Home = new Stop { Place = "Bern", Minutes = 5 },
                Stops = [new Stop { Place = "Thun", Minutes = 10 }, new Stop { Place = "Spiez", Minutes = 20 }],
            },
        });
        trips.SaveChanges();
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void A_value_of_each_kind_is_set_in_place()
    {
        Change(route => route.Title = "a \\ b 'c' \"d\" é", "'$.Title'");
        Change(route => route.Length = 3.25m, "'$.Length'");
        Change(route => route.Kind = RouteKind.Road, "'$.Kind'");
        Change(route => route.IsOpen = true, "'$.IsOpen'");
        Change(route => route.Left = new DateTime(2027, 2, 3), "'$.Left'");
        Change(route => route.Key = Guid.Parse("11111111-0000-0000-0000-000000000001"), "'$.Key'");
        Change(route => route.Day = new DateOnly(2026, 5, 6), "'$.Day'");
        Change(route => route.Span = TimeSpan.FromMinutes(90), "'$.Span'");
        Change(route => route.Photo = [1, 2, 3], "'$.Photo'");
        Change(route => route.Title = null, "'$.Title'");
        Change(route => route.Tags = ["x", "y'z"], "'$.Tags'");
        using Trips trips = New();
        Route stored = trips.Set<Trip>().Single().Route;
        Assert.That(stored.Title, Is.Null);
        Assert.That(stored.Length, Is.EqualTo(3.25m));
        Assert.That(stored.Kind, Is.EqualTo(RouteKind.Road));
        Assert.That(stored.IsOpen, Is.True);
        Assert.That(stored.Left, Is.EqualTo(new DateTime(2027, 2, 3)));
        Assert.That(stored.Key, Is.EqualTo(Guid.Parse("11111111-0000-0000-0000-000000000001")));
        Assert.That(stored.Day, Is.EqualTo(new DateOnly(2026, 5, 6)));
        Assert.That(stored.Span, Is.EqualTo(TimeSpan.FromMinutes(90)));
        Assert.That(stored.Photo, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(stored.Tags, Is.EqualTo(new[] { "x", "y'z" }));
        Assert.That(stored.Stops, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_text_with_everything_in_it_comes_back()
    {
        Change(route => route.Title = "a \\ b 'c' \"d\" é \n", "'$.Title'");
        using Trips trips = New();
        Assert.That(trips.Set<Trip>().Single().Route.Title, Is.EqualTo("a \\ b 'c' \"d\" é \n"));
    }

    [Test]
    public void Objects_inside_and_elements_are_set_in_place()
    {
        Change(route => route.Home.Place = "Biel", "'$.Home.Place'");
        Change(route => route.Stops[1].Minutes = 25, "'$.Stops[1].Minutes'");
        Change(route => route.Home = new Stop { Place = "Chur", Minutes = 1 }, "'$.Home'");
        Change(route => (route.Stops[0].Place, route.Stops[0].Minutes) = ("Olten", 3), "'$.Stops[0]'");
        using (Trips trips = New())
        {
            Route stored = trips.Set<Trip>().Single().Route;
            Assert.That((stored.Home.Place, stored.Home.Minutes), Is.EqualTo(("Chur", 1)));
            Assert.That(stored.Stops.Select(stop => (stop.Place, stop.Minutes)), Is.EqualTo(
                new[] { ("Olten", 3), ("Spiez", 25) }));
        }
        Change(route => route.Stops.Add(new Stop { Place = "Visp", Minutes = 9 }), "'$.Stops'");
        Change(route => route.Stops.RemoveAt(0), "'$.Stops'");
        using Trips after = New();
        Assert.That(after.Set<Trip>().Single().Route.Stops.Select(stop => stop.Place), Is.EqualTo(
            new[] { "Spiez", "Visp" }));
    }

    [Test]
    public void A_condition_in_the_document_finds_what_was_set()
    {
        Change(route => route.Home.Minutes = 77, "'$.Home.Minutes'");
        using Trips trips = New();
        Assert.That(trips.Set<Trip>().Count(trip => trip.Route.Home.Minutes == 77), Is.EqualTo(1));
    }

    private void Change(Action<Route> change, string path)
    {
        _sql.Clear();
        using Trips trips = New();
        change(trips.Set<Trip>().Single().Route);
        Assert.That(trips.SaveChanges(), Is.EqualTo(1));
        Assert.That(_sql.Last(sql => sql.Contains("UPDATE")), Does.Contain("json_set(").And.Contain(path));
    }

    private Trips New() => new(new DbContextOptionsBuilder<Trips>().UseGrizzly(_connection)
        .LogTo(_sql.Add, LogLevel.Information).Options);

    private sealed class Trips(DbContextOptions<Trips> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model) => model.Entity<Trip>().OwnsOne(
            trip => trip.Route, route =>
            {
                route.ToJson();
                route.OwnsOne(r => r.Home);
                route.OwnsMany(r => r.Stops);
            });
    }

    public sealed class Trip
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public required Route Route { get; set; }
    }

    public enum RouteKind
    {
        Road,
        Rail,
    }

    public sealed class Route
    {
        public string? Title { get; set; }

        public decimal Length { get; set; }

        public RouteKind Kind { get; set; }

        public bool IsOpen { get; set; }

        public DateTime Left { get; set; }

        public Guid Key { get; set; }

        public DateOnly? Day { get; set; }

        public TimeSpan? Span { get; set; }

        public byte[]? Photo { get; set; }

        public List<string> Tags { get; set; } = [];

        public required Stop Home { get; set; }

        public List<Stop> Stops { get; set; } = [];
    }

    public sealed class Stop
    {
        public required string Place { get; set; }

        public int Minutes { get; set; }
    }
}
