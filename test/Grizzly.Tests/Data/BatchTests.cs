using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

public sealed class BatchTests
{
    [Test]
    public async Task Commands_run_in_order_each_with_its_parameters()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER)");
        using GrizzlyBatch batch = connection.CreateBatch();
        foreach (int value in (int[])[3, 4])
        {
            var insert = new GrizzlyBatchCommand("INSERT INTO t VALUES ($v), ($v)");
            insert.Parameters.AddWithValue("v", value);
            batch.BatchCommands.Add(insert);
        }
        batch.BatchCommands.Add(new GrizzlyBatchCommand("SELECT sum(a)::INTEGER FROM t"));
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            Assert.That(await reader.ReadAsync());
            Assert.That(reader.GetInt32(0), Is.EqualTo(14));
        }
        Assert.That(batch.BatchCommands[0].RecordsAffected, Is.EqualTo(2));
        Assert.That(batch.BatchCommands[2].RecordsAffected, Is.EqualTo(-1));
        Assert.That(batch.ExecuteNonQuery(), Is.EqualTo(4));
        Assert.That(batch.ExecuteScalar(), Is.EqualTo(42));
    }

    [Test]
    public void The_first_error_ends_a_batch()
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run("CREATE TABLE t (a INTEGER)");
        using GrizzlyBatch batch = connection.CreateBatch();
        string[] texts = ["INSERT INTO t VALUES (1)", "SELECT * FROM nobody", "INSERT INTO t VALUES (2)"];
        foreach (string sql in texts)
            batch.BatchCommands.Add(new GrizzlyBatchCommand(sql));
        Assert.That(Assert.Throws<GrizzlyException>(() => batch.ExecuteNonQuery())!.SqlState, Is.EqualTo("42P01"));
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
        Assert.Throws<InvalidOperationException>(() => new GrizzlyBatch(connection).ExecuteNonQuery());
    }
}
