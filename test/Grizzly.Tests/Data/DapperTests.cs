using Dapper;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class DapperTests
{
    private sealed class Person
    {
        public int Id { get; set; }

        public string? Name { get; set; }

        public decimal Balance { get; set; }

        public DateTime Born { get; set; }

        public Guid? Key { get; set; }
    }

    private sealed record Pair(long Id, string Name);

    private GrizzlyConnection _connection = null!;

    [SetUp]
    public void CreatePeople()
    {
        _connection = OpenMemory();
        _connection.Execute(
            "CREATE TABLE people (id INTEGER, name VARCHAR, balance DECIMAL(15,2), born TIMESTAMP, key UUID)");
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void Objects_go_in_and_come_back()
    {
        Person[] people =
        [
            new() { Id = 1, Name = "Ada", Balance = 12.50m, Born = new DateTime(1815, 12, 10), Key = Guid.NewGuid() },
            new() { Id = 2, Name = null, Balance = -1m, Born = new DateTime(2000, 1, 1, 12, 0, 0) },
        ];
        Assert.That(_connection.Execute("INSERT INTO people VALUES (@Id, @Name, @Balance, @Born, @Key)", people),
            Is.EqualTo(2));
        Person[] read = [.. _connection.Query<Person>("SELECT * FROM people ORDER BY id")];
        Assert.That(read.Select(p => (p.Id, p.Name, p.Balance, p.Born, p.Key)),
            Is.EqualTo(people.Select(p => (p.Id, p.Name, p.Balance, p.Born, p.Key))));
        Assert.That(_connection.QueryFirst<string>("SELECT name FROM people WHERE id = @id", new { id = 1 }),
            Is.EqualTo("Ada"));
        Assert.That(
            _connection.QuerySingleOrDefault<Person>("SELECT * FROM people WHERE id = $id", new { id = 9 }), Is.Null);
        Assert.That(_connection.ExecuteScalar<long>("SELECT count(*) FROM people"), Is.EqualTo(2));
    }

    [Test]
    public void Lists_become_in_and_records_are_built()
    {
        _connection.Execute("INSERT INTO people (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        IEnumerable<Pair> pairs = _connection.Query<Pair>(
            "SELECT id::BIGINT AS id, name FROM people WHERE id IN @ids ORDER BY id", new { ids = new[] { 1, 3 } });
        Assert.That(_connection.Query<int>("SELECT id FROM people WHERE id IN @ids", new { ids = Array.Empty<int>() }),
            Is.Empty);
        Assert.That(pairs, Is.EqualTo(new[] { new Pair(1, "a"), new Pair(3, "c") }));
        dynamic row = _connection.QueryFirst("SELECT 1 AS one, 'x' AS x");
        Assert.That((int)row.one, Is.EqualTo(1));
        Assert.That((string)row.x, Is.EqualTo("x"));
    }

    [Test]
    public async Task Several_results_and_asynchronous_forms()
    {
        using SqlMapper.GridReader results =
            await _connection.QueryMultipleAsync("SELECT 1; SELECT 'two' AS t; SELECT 3.5::DOUBLE");
        Assert.That(results.ReadSingle<int>(), Is.EqualTo(1));
        Assert.That(results.ReadSingle<string>(), Is.EqualTo("two"));
        Assert.That(results.ReadSingle<double>(), Is.EqualTo(3.5));
    }

    [Test]
    public void Transactions_and_dynamic_parameters()
    {
        using (GrizzlyTransaction transaction = _connection.BeginTransaction())
        {
            var parameters = new DynamicParameters();
            parameters.Add("id", 5);
            parameters.Add("name", "five");
            _connection.Execute("INSERT INTO people (id, name) VALUES (@id, @name)", parameters, transaction);
            Assert.That(
                _connection.ExecuteScalar<int>("SELECT count(*) FROM people", transaction: transaction), Is.EqualTo(1));
        }
        Assert.That(_connection.ExecuteScalar<int>("SELECT count(*) FROM people"), Is.Zero);
    }
}
