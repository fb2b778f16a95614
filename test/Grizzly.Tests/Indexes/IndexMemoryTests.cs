using Grizzly.Data;

namespace Grizzly.Tests.Indexes;

/// <summary>Indexes that do not fit the memory limit: their pages come and go.</summary>
public sealed class IndexMemoryTests
{
    private const string Prefix = "a key of some length that fills pages ";

    [TestCase(false)]
    [TestCase(true)]
    public void An_index_larger_than_the_memory_limit_loses_nothing(bool inFile)
    {
        string path = inFile ? Path.Combine(Path.GetTempPath(), $"grizzly-{Guid.NewGuid():N}.grz") : ":memory:";
        try
        {
            using (var connection = new GrizzlyConnection($"Data Source={path};Memory Limit=16MB"))
            {
                connection.Open();
                Run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v BIGINT)");
                for (int batch = 0; batch < 12; batch++)
                {
                    // Keys arrive in no order, so that every batch touches pages everywhere.
                    Run(connection, $"""
                        INSERT INTO t SELECT 'a key of some length that fills pages ' || (i * 7919 % 240007), i
                        FROM range({batch * 20000}, {batch * 20000 + 20000}) r(i)
                        """);
                    Run(connection, $"UPDATE t SET v = v + 1000000 WHERE k = '{Prefix}{batch}'");
                    if (inFile && batch % 5 == 4) Run(connection, "CHECKPOINT");
                }
                Verify(connection);
            }
            if (!inFile) return;
            using (var connection = new GrizzlyConnection($"Data Source={path};Memory Limit=16MB"))
            {
                connection.Open();
                Verify(connection);
            }
        }
        finally
        {
            if (inFile) File.Delete(path);
        }
    }

    private static void Verify(GrizzlyConnection connection)
    {
        Assert.That(Scalar(connection, "SELECT count(*) FROM t"), Is.EqualTo(240_000));
        Assert.That(Scalar(connection,
            "SELECT count(*) FROM t WHERE k LIKE 'a key of some length that fills pages 1%'"),
            Is.EqualTo(Scalar(connection, "SELECT count(*) FROM t WHERE substr(k, 39, 1) = '1'")));
        for (int i = 0; i < 240_000; i += 997)
        {
            long key = i * 7919L % 240_007;
            Assert.That(
                Scalar(connection, $"SELECT v % 1000000 FROM t WHERE k = '{Prefix}{key}'"),
                Is.EqualTo(i));
        }
        Assert.That(() => Run(connection, "INSERT INTO t VALUES ('a key of some length that fills pages 7', 0)"),
            Throws.TypeOf<Common.GrizzlyException>().With.Property("SqlState").EqualTo("23505"));
    }

    private static void Run(GrizzlyConnection connection, string sql)
    {
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(GrizzlyConnection connection, string sql)
    {
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
