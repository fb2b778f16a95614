using System.Data;
using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Tests.Data;

public sealed class TransactionTests
{
    [Test]
    public void Others_see_a_transaction_when_it_commits()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection writer = folder.Open();
        using GrizzlyConnection other = folder.Open();
        writer.Run("CREATE TABLE t (a INTEGER)");
        using (GrizzlyTransaction transaction = writer.BeginTransaction())
        {
            Assert.That(transaction.IsolationLevel, Is.EqualTo(IsolationLevel.Snapshot));
            writer.Run("INSERT INTO t VALUES (1)");
            Assert.That(other.Scalar("SELECT count(*) FROM t"), Is.Zero);
            Assert.That(writer.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
            transaction.Commit();
            Assert.That(transaction.Connection, Is.Null);
            Assert.Throws<InvalidOperationException>(transaction.Commit);
        }
        Assert.That(other.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
    }

    /// <summary>A thread that must not wait for the disk (of a user interface, say) hands that on.</summary>
    [Test]
    public async Task Committing_asynchronously_leaves_the_callers_thread()
    {
        using var folder = new DatabaseFolder();
        await using GrizzlyConnection connection = folder.Open();
        connection.Run("CREATE TABLE t (a INTEGER)");
        await using (GrizzlyTransaction transaction = connection.BeginTransaction())
        {
            connection.Run("INSERT INTO t VALUES (1)");
            await transaction.CommitAsync();
            Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync());
        }
        await using (GrizzlyTransaction transaction = connection.BeginTransaction())
        {
            connection.Run("INSERT INTO t VALUES (2)");
            Assert.CatchAsync<OperationCanceledException>(
                () => transaction.CommitAsync(new CancellationToken(true)));
            Assert.That(transaction.Connection, Is.SameAs(connection), "the transaction goes on");
            await transaction.RollbackAsync();
        }
        await using (connection.BeginTransaction()) connection.Run("INSERT INTO t VALUES (3)");
        Assert.That(connection.Scalar("SELECT list(a) FROM t"), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void Disposing_rolls_back()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        connection.Run("CREATE TABLE t (a INTEGER)");
        using (GrizzlyTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted))
        {
            connection.Run("INSERT INTO t VALUES (1)");
            Assert.That(transaction.IsolationLevel, Is.EqualTo(IsolationLevel.ReadCommitted));
        }
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.Zero);
        connection.BeginTransaction();
        connection.Run("INSERT INTO t VALUES (1)");
        connection.Close();
        connection.Open();
        Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.Zero);
    }

    [Test]
    public void Savepoints_take_back_a_part()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        using GrizzlyConnection other = folder.Open();
        connection.Run("CREATE TABLE t (a INTEGER)");
        using GrizzlyTransaction transaction = connection.BeginTransaction();
        Assert.That(transaction.SupportsSavepoints);
        connection.Run("INSERT INTO t VALUES (1)");
        transaction.Save("a \"quoted\" name");
        connection.Run("INSERT INTO t VALUES (2)");
        Assert.Throws<GrizzlyException>(() => connection.Run("INSERT INTO t SELECT a / 0 FROM t"));
        Assert.That(Assert.Throws<GrizzlyException>(() => connection.Run("SELECT 1"))!.SqlState, Is.EqualTo("25P02"));
        transaction.Rollback("a \"quoted\" name");
        connection.Run("INSERT INTO t VALUES (3)");
        transaction.Release("a \"quoted\" name");
        Assert.That(Assert.Throws<GrizzlyException>(() => transaction.Rollback("a \"quoted\" name"))!.SqlState,
            Is.EqualTo("3B001"));
        transaction.Rollback();
        using GrizzlyTransaction second = connection.BeginTransaction();
        connection.Run("INSERT INTO t VALUES (1)");
        second.Save("s");
        connection.Run("INSERT INTO t VALUES (2)");
        second.Rollback("s");
        second.Commit();
        Assert.That(other.Scalar("SELECT sum(a)::INTEGER FROM t"), Is.EqualTo(1));
    }

    [Test]
    public void Two_changes_of_one_row_conflict()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection first = folder.Open();
        using GrizzlyConnection second = folder.Open();
        first.Run("CREATE TABLE t AS SELECT 1 AS a");
        using GrizzlyTransaction one = first.BeginTransaction();
        using GrizzlyTransaction two = second.BeginTransaction();
        first.Run("UPDATE t SET a = 2");
        GrizzlyException error = Assert.Throws<GrizzlyException>(() =>
        {
            second.Run("UPDATE t SET a = 3");
            one.Commit();
            two.Commit();
        })!;
        Assert.That(error.SqlState, Is.EqualTo("40001"));
        Assert.That(error.IsTransient);
    }

    [Test]
    public void Serializable_transactions_refuse_write_skew_and_snapshot_ones_allow_it(
        [Values(IsolationLevel.Serializable, IsolationLevel.Snapshot)] IsolationLevel level,
        [Values(false, true)] bool isByKey)
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection first = folder.Open(), second = folder.Open();
        first.Run("CREATE TABLE duty (doctor INTEGER PRIMARY KEY, is_on BOOLEAN);"
            + "CREATE TABLE other (a INTEGER); INSERT INTO duty VALUES (1, true), (2, true)");
        using GrizzlyTransaction one = first.BeginTransaction(level), two = second.BeginTransaction(level);
        Assert.That(one.IsolationLevel, Is.EqualTo(level));
        string read = isByKey
            ? "SELECT is_on FROM duty WHERE doctor = " : "SELECT count(*) FROM duty WHERE is_on OR 0 = ";
        Assert.That(first.Scalar(read + "2"), Is.Not.Null);
        Assert.That(second.Scalar(read + "1"), Is.Not.Null);
        first.Run("UPDATE duty SET is_on = false WHERE doctor = 1");
        second.Run("UPDATE duty SET is_on = false WHERE doctor = 2");
        one.Commit();
        if (level == IsolationLevel.Snapshot)
        {
            two.Commit();
            Assert.That(first.Scalar("SELECT count(*) FROM duty WHERE is_on"), Is.EqualTo(0));
            return;
        }
        GrizzlyException error = Assert.Throws<GrizzlyException>(two.Commit)!;
        Assert.That(error.SqlState, Is.EqualTo("40001"));
        Assert.That(error.IsTransient);
        Assert.That(first.Scalar("SELECT count(*) FROM duty WHERE is_on"), Is.EqualTo(1));
    }

    [Test]
    public void Serializable_transactions_that_only_read_or_read_other_tables_commit()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection first = folder.Open(), second = folder.Open();
        first.Run("CREATE TABLE t (a INTEGER); CREATE TABLE u (a INTEGER); INSERT INTO t VALUES (1)");
        using (GrizzlyTransaction reader = second.BeginTransaction(IsolationLevel.Serializable))
        {
            Assert.That(second.Scalar("SELECT sum(a)::INTEGER FROM t"), Is.EqualTo(1));
            first.Run("UPDATE t SET a = 2");
            Assert.That(second.Scalar("SELECT sum(a)::INTEGER FROM t"), Is.EqualTo(1));
            reader.Commit();
        }
        second.Run("BEGIN ISOLATION LEVEL SERIALIZABLE");
        Assert.That(second.Scalar("SELECT count(*)::INTEGER FROM u"), Is.EqualTo(0));
        first.Run("UPDATE t SET a = 3");
        second.Run("INSERT INTO u VALUES (1); COMMIT");
        Assert.That(first.Scalar("SELECT count(*)::INTEGER FROM u"), Is.EqualTo(1));
    }

    [Test]
    public void Misuse_is_refused()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        using GrizzlyConnection other = folder.Open();
        Assert.That(
            Assert.Throws<GrizzlyException>(() => connection.BeginTransaction(IsolationLevel.Chaos))!.SqlState,
            Is.EqualTo("0A000"));
        using GrizzlyTransaction transaction = connection.BeginTransaction();
        Assert.Throws<InvalidOperationException>(() => connection.BeginTransaction());
        using GrizzlyCommand foreign = other.Command("SELECT 1");
        foreign.Transaction = transaction;
        Assert.Throws<InvalidOperationException>(() => foreign.ExecuteScalar());
        connection.Run("COMMIT");
        Assert.Throws<InvalidOperationException>(transaction.Rollback);
    }
}
