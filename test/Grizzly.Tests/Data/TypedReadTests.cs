using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>GetFieldValue of types that are made of others, and what it refuses.</summary>
public sealed class TypedReadTests
{
    private enum Colour
    {
        Red,
        Green,
    }

    private sealed record Place(string City, double? Height);

    private sealed class Trip
    {
        public int Id { get; set; }

        public Place? To { get; set; }

        public List<Place> Stops { get; set; } = [];
    }

    private static T Get<T>(string sql, object? value = null)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = value is null ? connection.Command(sql) : connection.Command(sql, value);
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        return reader.GetFieldValue<T>(0);
    }

    [Test]
    public void Lists_are_read_as_every_kind_of_list()
    {
        Assert.That(Get<IReadOnlyList<int>>("SELECT [1, 2]"), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(Get<IEnumerable<long>>("SELECT [1, 2]"), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(Get<IList<string>>("SELECT ['a']"), Is.EqualTo(new[] { "a" }));
        Assert.That(Get<int[][]>("SELECT [[1], [], [2, 3]]"), Is.EqualTo(new int[][] { [1], [], [2, 3] }));
        Assert.That(Get<List<List<int?>>>("SELECT [[1, NULL]]"), Is.EqualTo(new List<int?>[] { new() { 1, null } }));
        Assert.That(Get<Colour[]>("SELECT ['green', 'RED']"), Is.EqualTo(new[] { Colour.Green, Colour.Red }));
        Assert.That(Get<List<Colour>>("SELECT [1, 0]"), Is.EqualTo(new[] { Colour.Green, Colour.Red }));
        Assert.That(Get<Int128[]>("SELECT [1]::HUGEINT[]"), Is.EqualTo(new Int128[] { 1 }));
        Assert.That(Get<BigInteger[]>("SELECT [1]"), Is.EqualTo(new BigInteger[] { 1 }));
        Assert.That(Get<float[]>("SELECT [1, 2]::FLOAT[2]"), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void Maps_and_structs_are_read_as_dictionaries()
    {
        Assert.That(Get<Dictionary<string, int>>("SELECT MAP {'a': 1}")["a"], Is.EqualTo(1));
        Assert.That(Get<IReadOnlyDictionary<int, int[]>>("SELECT MAP {1: [2]}")[1], Is.EqualTo(new[] { 2 }));
        Assert.That(Get<Dictionary<string, long>>("SELECT {'a': 1, 'b': 2}")["b"], Is.EqualTo(2));
        Assert.Throws<InvalidCastException>(() => Get<Dictionary<string, long>>("SELECT {'a': NULL::INT}"));
    }

    [Test]
    public void Structs_are_read_as_tuples_and_records()
    {
        Assert.That(Get<(int, string)>("SELECT ROW(1, 'x')"), Is.EqualTo((1, "x")));
        Assert.That(Get<Tuple<int, string?>>("SELECT {'a': 1, 'b': NULL::VARCHAR}"), Is.EqualTo(Tuple.Create(
            1, (string?)null)));
        Assert.That(Get<(int, int, int, int, int, int, int, int, string)>("SELECT ROW(1, 2, 3, 4, 5, 6, 7, 8, 'i')"),
            Is.EqualTo((1, 2, 3, 4, 5, 6, 7, 8, "i")));
        Assert.That(Get<Place>("SELECT {'city': 'Bern', 'height': 540}"), Is.EqualTo(new Place("Bern", 540)));
        Trip trip = Get<Trip>("SELECT {'id': 7, 'to': {'city': 'Brig', 'height': NULL::DOUBLE}, "
            + "'stops': [{'city': 'Thun', 'height': 560.5}]}");
        Assert.That(trip.Id, Is.EqualTo(7));
        Assert.That(trip.To, Is.EqualTo(new Place("Brig", null)));
        Assert.That(trip.Stops, Is.EqualTo(new[] { new Place("Thun", 560.5) }));
    }

    [Test]
    public void Json_is_read_and_passed_as_the_classes_of_the_platform()
    {
        const string Sql = "SELECT '{\"a\": [1, 2]}'::JSON";
        using JsonDocument document = Get<JsonDocument>(Sql);
        Assert.That(document.RootElement.GetProperty("a").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Get<JsonElement>(Sql).GetProperty("a")[1].GetInt32(), Is.EqualTo(2));
        Assert.That(Get<JsonNode>(Sql)["a"]![0]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That(Get<string>("SELECT typeof(?)", document), Is.EqualTo("JSON"));
        Assert.That(Get<int>("SELECT (? ->> 'a')::INT", JsonNode.Parse("{\"a\": 5}")), Is.EqualTo(5));
    }

    [Test]
    public void Tuples_and_streams_serve_as_parameters()
    {
        Assert.That(Get<(int, string?)>("SELECT ?", (1, (string?)"x")), Is.EqualTo((1, "x")));
        using var stream = new BufferedStream(new MemoryStream([1, 2]));
        Assert.That(Get<byte[]>("SELECT ?", stream), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public void Nothing_is_lost_silently()
    {
        Assert.Throws<InvalidCastException>(() => Get<int[]>("SELECT [1.5]"));
        Assert.Throws<OverflowException>(() => Get<short[]>("SELECT [70000]"));
        Assert.Throws<OverflowException>(() => Get<double[]>("SELECT [9007199254740993]"));
        Assert.Throws<InvalidCastException>(() => Get<int[]>("SELECT [NULL::INT]"));
        Assert.Throws<InvalidCastException>(() => Get<(int, int)>("SELECT ROW(1, 2, 3)"));
        Assert.Throws<InvalidCastException>(() => Get<Place>("SELECT {'city': 'x', 'height': 1, 'country': 'CH'}"));
        Assert.Throws<InvalidCastException>(() => Get<Place>("SELECT {'town': 'x'}"));
        Assert.Throws<InvalidCastException>(() => Get<JsonDocument>("SELECT 1"));
        Assert.Throws<InvalidCastException>(() => Get<Place>("SELECT 1"));
        Assert.Throws<OverflowException>(() => Get<Half>("SELECT 70000::FLOAT"));
        Assert.That(Get<Half>("SELECT 0.5::FLOAT"), Is.EqualTo((Half)0.5));
    }
}
