using Grizzly.Common;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>A statement that would run for hours ends when told to, and the connection goes on.</summary>
public sealed class CancellationTests
{
    private const string Endless =
        "SELECT count(*) FROM generate_series(1, 3000000) AS a(i), generate_series(1, 3000000) AS b(j) WHERE i + j = 7";

    [Test, CancelAfter(60_000)]
    public void Cancel_stops_a_statement(CancellationToken limit)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(Endless);
        command.Cancel(); // nothing runs yet
        Task<object?> running = Task.Run(command.ExecuteScalar, limit);
        while (!running.IsCompleted)
        {
            command.Cancel();
            Thread.Sleep(10);
        }
        Assert.That(Assert.ThrowsAsync<GrizzlyException>(() => running)!.SqlState, Is.EqualTo("57014"));
        Assert.That(connection.Scalar("SELECT 1"), Is.EqualTo(1));
    }

    /// <summary>Each works for seconds in one operator; none would end by itself before the second cancel.</summary>
    [TestCase("SELECT s FROM big ORDER BY s LIMIT 1 OFFSET 2999999")]
    [TestCase("SELECT count(*) FROM big a JOIN big b ON a.s = b.s JOIN big c ON c.s = b.s")]
    [TestCase("SELECT s, count(*) FROM big GROUP BY s ORDER BY 2, 1 LIMIT 1")]
    [TestCase("SELECT sum(x) FROM (SELECT row_number() OVER (ORDER BY s) AS x FROM big)")]
    [TestCase("SELECT count(*) FROM big a JOIN big b ON a.i < b.i AND a.h > b.h")]
    [TestCase("CREATE TABLE copied AS SELECT * FROM big ORDER BY h")]
    [TestCase("CREATE INDEX x ON big (s)")]
    [TestCase("UPDATE big SET s = s || 'x'")]
    [TestCase("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r")]
    [TestCase("SELECT count(*) FROM (SELECT s FROM big EXCEPT SELECT s || 'q' FROM big)")]
    [CancelAfter(60_000)]
    public void Every_operator_stops_and_leaves_the_connection_usable(string sql, CancellationToken limit)
    {
        using GrizzlyConnection connection = OpenMemory();
        connection.Run(
            "CREATE TABLE big AS SELECT i, hash(i) AS h, 'text ' || hash(i) AS s FROM range(3000000) r(i)");
        using GrizzlyCommand command = connection.Command(sql);
        Task<object?> running = Task.Run(command.ExecuteScalar, limit);
        Thread.Sleep(20); // into the work; a cancel that comes before it would show less
        while (!running.IsCompleted)
        {
            command.Cancel();
            Thread.Sleep(10);
        }
        Assert.That(Assert.ThrowsAsync<GrizzlyException>(() => running)!.SqlState, Is.EqualTo("57014"));
        Assert.That(
            connection.Scalar("SELECT count(*) FROM big WHERE s = 'text ' || h"), Is.EqualTo(3_000_000L));
        connection.Run("CREATE TABLE copied (i INTEGER); CREATE INDEX x ON copied (i)");
    }

    /// <summary>The file is read hundreds of times: however late the cancel comes, there is work left.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Loading_files_stops(CancellationToken limit)
    {
        using var folder = new DatabaseFolder();
        await using GrizzlyConnection connection = OpenMemory();
        string path = folder.PathOf("big.csv");
        connection.Run($"COPY (SELECT i, 'text ' || hash(i) AS s FROM range(300000) r(i)) TO '{path}'");
        connection.Run("CREATE TABLE t (i BIGINT, s VARCHAR)");
        string paths = string.Join(", ", Enumerable.Repeat($"'{path}'", 500));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        await using GrizzlyCommand command = connection.Command($"INSERT INTO t SELECT * FROM read_csv([{paths}])");
        Task<int> loading = command.ExecuteNonQueryAsync(stop.Token);
        Thread.Sleep(20);
        await stop.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => loading);
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(0L));
    }

    [Test, CancelAfter(60_000)]
    public void A_timeout_stops_a_statement(CancellationToken limit)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(Endless);
        command.CommandTimeout = 1;
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => command.ExecuteScalar())!;
        Assert.That(error.SqlState, Is.EqualTo("57014"));
        Assert.That(error.InnerException, Is.InstanceOf<TimeoutException>());
        Assert.That(connection.Scalar("SELECT 1"), Is.EqualTo(1));
        Assert.That(limit.IsCancellationRequested, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public void A_token_stops_a_statement(CancellationToken limit)
    {
        using GrizzlyConnection connection = OpenMemory();
        using GrizzlyCommand command = connection.Command(Endless);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(limit);
        soon.CancelAfter(100);
        OperationCanceledException error =
            Assert.CatchAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(soon.Token))!;
        Assert.That(error.CancellationToken, Is.EqualTo(soon.Token));
        Assert.That(connection.Scalar("SELECT 1"), Is.EqualTo(1));
    }
}
