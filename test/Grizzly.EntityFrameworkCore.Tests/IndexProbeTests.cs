using System.Data.Common;
using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Queries in LINQ find their rows by the indexes of the model, one test for each kind.</summary>
public sealed class IndexProbeTests
{
    private GrizzlyConnection _connection = null!;
    private Shelf _shelf = null!;

    [OneTimeSetUp]
    public void Fill()
    {
        _connection = new GrizzlyConnection("Data Source=:memory:");
        _connection.Open();
        _shelf = new Shelf(new DbContextOptionsBuilder<Shelf>().UseGrizzly(_connection).Options);
        _shelf.Database.EnsureCreated();
        _shelf.Database.ExecuteSqlRaw("CREATE INDEX \"ByLowerName\" ON \"Items\" (lower(\"Name\"))");
        _shelf.BulkInsert(Enumerable.Range(0, 20_000).Select(i => new Item
        {
            Name = $"Name {i}", Code = i, Shop = i % 200, Day = i / 200, Rank = i * 7919 % 20_000, Note = $"note {i}",
            State = i % 1000, Token = $"token {i}",
        }));
    }

    [OneTimeTearDown]
    public void Close()
    {
        _shelf.Dispose();
        _connection.Dispose();
    }

    [Test]
    public void A_primary_key_is_probed()
    {
        int id = 77;
        Expect(_shelf.Items.Where(item => item.Id == id), "PK_Items", 1);
    }

    [Test]
    public void A_single_column_is_probed_for_equality_and_ranges()
    {
        int code = 500;
        Expect(_shelf.Items.Where(item => item.Code == code), "ByCode", 1);
        Expect(_shelf.Items.Where(item => item.Code >= code && item.Code < code + 5), "ByCode", 5);
    }

    [Test]
    public void A_composite_index_is_probed_by_all_its_columns()
    {
        (int shop, int day) = (20, 30);
        Expect(_shelf.Items.Where(item => item.Shop == shop && item.Day == day), "ByShopAndDay", 1);
    }

    [Test]
    public void A_descending_index_gives_the_order() =>
        Expect(_shelf.Items.OrderByDescending(item => item.Rank).Take(10), "ByRank", 10);

    [Test]
    public void A_partial_index_is_probed_where_its_condition_is_asked_for()
    {
        string note = "note 19999";
        Expect(_shelf.Items.Where(item => item.Note == note && item.Day > 90), "ByNote", 1);
    }

    [Test]
    public void An_index_that_includes_a_column_is_read_alone()
    {
        int state = 17;
        string plan = Expect(
            _shelf.Items.Where(item => item.State == state).Select(item => new { item.State, item.Day }), "ByState",
            20);
        Assert.That(plan, Does.Contain("index only"));
    }

    [Test]
    public void A_hash_index_is_probed_for_equality()
    {
        string token = "token 4711";
        Expect(_shelf.Items.Where(item => item.Token == token), "ByToken", 1);
    }

    [Test]
    public void An_index_over_an_expression_is_probed_for_the_expression()
    {
        string name = "name 123";
        Expect(_shelf.Items.Where(item => item.Name.ToLower() == name), "ByLowerName", 1);
    }

    private static string Expect<T>(IQueryable<T> query, string index, int rows)
    {
        Assert.That(query.ToList(), Has.Count.EqualTo(rows));
        using DbCommand command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN " + command.CommandText;
        var lines = new List<string>();
        using (DbDataReader reader = command.ExecuteReader())
            while (reader.Read()) lines.Add(reader.GetString(0));
        string plan = string.Join("\n", lines);
        Assert.That(plan, Does.Contain("INDEX_SCAN").And.Contain($"index=[{index}]"));
        return plan;
    }

    private sealed class Shelf(DbContextOptions<Shelf> options) : DbContext(options)
    {
        public DbSet<Item> Items => Set<Item>();

        protected override void OnModelCreating(ModelBuilder model) => model.Entity<Item>(entity =>
        {
            entity.HasIndex(item => item.Code, "ByCode").IsUnique();
            entity.HasIndex(item => new { item.Shop, item.Day }, "ByShopAndDay");
            entity.HasIndex(item => item.Rank, "ByRank").IsDescending();
            entity.HasIndex(item => item.Note, "ByNote").HasFilter("\"Day\" > 90");
            entity.HasIndex(item => item.State, "ByState").IncludeProperties(item => item.Day);
            entity.HasIndex(item => item.Token, "ByToken").HasMethod("hash");
        });
    }

    public sealed class Item
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public int Code { get; set; }

        public int Shop { get; set; }

        public int Day { get; set; }

        public int Rank { get; set; }

        public required string Note { get; set; }

        public int State { get; set; }

        public required string Token { get; set; }
    }
}
