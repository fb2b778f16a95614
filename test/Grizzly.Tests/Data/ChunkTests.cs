using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>ReadChunk: results as spans of columns.</summary>
public sealed class ChunkTests
{
    [TestCase("")]
    [TestCase("Vector Size=2")]
    public void Chunks_show_plain_values_under_every_encoding(string options)
    {
        using GrizzlyConnection connection = OpenMemory(options);
        connection.Run(
            "CREATE TABLE t AS SELECT i, 'label ' || i % 3 AS s, 7::SMALLINT AS seven FROM range(5000) r(i)");
        using GrizzlyDataReader reader = connection.Command(
            "SELECT i, s, seven, CASE WHEN i % 2 = 0 THEN i / 2.0 END::DECIMAL(9,1) AS half FROM t ORDER BY i")
            .ExecuteReader();
        long rows = 0;
        while (reader.ReadChunk() is { } chunk)
        {
            ReadOnlySpan<long> numbers = chunk.GetSpan<long>(0);
            ReadOnlySpan<short> sevens = chunk.GetSpan<short>(2);
            ReadOnlySpan<long> halves = chunk.GetSpan<long>(3);
            for (int i = 0; i < chunk.RowCount; i++)
            {
                if (numbers[i] != rows + i || sevens[i] != 7 || chunk.GetString(1, i) != "label " + numbers[i] % 3)
                    Assert.Fail($"row {rows + i}");
                bool isNull = chunk.IsDBNull(3, i);
                if (isNull != (numbers[i] % 2 == 1) || (!isNull && halves[i] != numbers[i] / 2 * 10))
                    Assert.Fail($"row {rows + i}");
                ulong valid = chunk.GetValidity(3)[i >> 6] >> (i & 63) & 1;
                if (valid == 1 == isNull) Assert.Fail($"row {rows + i}");
            }
            rows += chunk.RowCount;
        }
        Assert.That(rows, Is.EqualTo(5000));
        Assert.That(reader.Read(), Is.False);
    }

    [Test]
    public async Task Chunks_and_rows_are_not_mixed_within_a_chunk()
    {
        await using GrizzlyConnection connection = OpenMemory();
        await using GrizzlyDataReader reader = connection.Command("SELECT i FROM range(1500) r(i)").ExecuteReader();
        Assert.That(reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.ReadChunk());
        int rest = 0;
        while (reader.Read() && ++rest < 1023)
        {
        }
        GrizzlyChunk? chunk = await reader.ReadChunkAsync();
        Assert.That(chunk!.GetSpan<long>(0)[0], Is.EqualTo(1024));
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
        Assert.Throws<InvalidCastException>(() => chunk.GetSpan<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.IsDBNull(0, chunk.RowCount));
        Assert.That(await reader.ReadChunkAsync(), Is.Null);
    }
}
