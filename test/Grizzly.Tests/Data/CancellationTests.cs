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
