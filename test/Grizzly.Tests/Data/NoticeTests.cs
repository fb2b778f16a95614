using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>What succeeds and yet has something to say.</summary>
public sealed class NoticeTests
{
    [Test]
    public void Hints_without_effect_and_commits_that_roll_back_are_reported()
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        var messages = new List<string>();
        connection.InfoMessage += (_, message) => messages.AddRange(message.Notices.Select(notice => notice.Message));
        connection.Run("CREATE TABLE t(a INTEGER PRIMARY KEY)");
        connection.Run("SELECT /*+ LEADING(t u) */ * FROM t");
        connection.Run("BEGIN");
        connection.Run("INSERT INTO t VALUES (1)");
        Assert.Throws<Grizzly.Common.GrizzlyException>(() => connection.Run("INSERT INTO t VALUES (1)"));
        connection.Run("COMMIT");
        Assert.That(messages, Is.EqualTo(new[]
        {
            "hint LEADING(t u) names \"u\", which is not in FROM", "the transaction had failed and was rolled back",
        }));
    }

    [Test]
    public void Committing_a_failed_transaction_object_is_an_error()
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        connection.Run("CREATE TABLE t(a INTEGER PRIMARY KEY)");
        using GrizzlyTransaction transaction = connection.BeginTransaction();
        connection.Run("INSERT INTO t VALUES (1)");
        Assert.Throws<Grizzly.Common.GrizzlyException>(() => connection.Run("INSERT INTO t VALUES (1)"));
        Assert.That(Assert.Throws<Grizzly.Common.GrizzlyException>(transaction.Commit)!.SqlState,
            Is.EqualTo("25P02"));
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.Zero);
    }
}
