using System.Transactions;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Connections in scopes of System.Transactions.</summary>
public sealed class EnlistmentTests
{
    private static readonly string Memory = "Data Source=:memory:enlisted";

    private GrizzlyConnection _keeper = null!;

    [SetUp]
    public void Open()
    {
        _keeper = new GrizzlyConnection(Memory);
        _keeper.Open();
        _keeper.Run("CREATE TABLE t (i INTEGER)");
    }

    [TearDown]
    public void Close() => _keeper.Dispose();

    private static GrizzlyConnection OpenHere(string more = "")
    {
        var connection = new GrizzlyConnection(Memory + more);
        connection.Open();
        return connection;
    }

    private long Count => (long)_keeper.Scalar("SELECT count(*) FROM t")!;

    [TestCase(true, 1)]
    [TestCase(false, 0)]
    public void A_scope_commits_or_rolls_back(bool completes, int rows)
    {
        using (var scope = new TransactionScope())
        {
            using GrizzlyConnection connection = OpenHere();
            connection.Run("INSERT INTO t VALUES (1)");
            Assert.That(Count, Is.Zero);
            if (completes) scope.Complete();
        }
        Assert.That(Count, Is.EqualTo(rows));
    }

    [Test]
    public void Opening_again_in_the_scope_takes_the_same_session_up()
    {
        using (var scope = new TransactionScope())
        {
            using (GrizzlyConnection first = OpenHere()) first.Run("INSERT INTO t VALUES (1)");
            using (GrizzlyConnection second = OpenHere())
            {
                Assert.That(second.Scalar("SELECT count(*) FROM t"), Is.EqualTo(1L));
                second.Run("INSERT INTO t VALUES (2)");
            }
            scope.Complete();
        }
        Assert.That(Count, Is.EqualTo(2));
    }

    [Test]
    public void A_bulk_copy_in_a_scope_goes_with_it()
    {
        using (new TransactionScope())
        {
            using GrizzlyConnection connection = OpenHere();
            var copy = new GrizzlyBulkCopy(connection) { DestinationTableName = "t" };
            Assert.That(copy.Write(Enumerable.Range(0, 2000).Select(i => new { i })), Is.EqualTo(2000));
            Assert.That(connection.Scalar("SELECT count(*) FROM t"), Is.EqualTo(2000L));
            Transaction.Current!.Rollback();
            Assert.Throws<TransactionAbortedException>(() => copy.Write(new[] { new { i = 1 } }));
        }
        Assert.That(Count, Is.Zero);
    }

    [Test]
    public void Several_sessions_commit_together()
    {
        using (var scope = new TransactionScope())
        {
            using GrizzlyConnection first = OpenHere();
            using GrizzlyConnection second = OpenHere();
            first.Run("INSERT INTO t VALUES (1)");
            second.Run("INSERT INTO t VALUES (2)");
            scope.Complete();
        }
        Assert.That(Count, Is.EqualTo(2));
    }

    [Test]
    public void A_failed_statement_takes_every_session_back()
    {
        Assert.Throws<TransactionAbortedException>(() =>
        {
            using var scope = new TransactionScope(
                TransactionScopeOption.Required, new TransactionOptions { IsolationLevel = IsolationLevel.Snapshot });
            using GrizzlyConnection first = OpenHere();
            using GrizzlyConnection second = OpenHere();
            first.Run("INSERT INTO t VALUES (1)");
            Assert.Throws<Grizzly.Common.GrizzlyException>(() => second.Run(
                "INSERT INTO t SELECT ('x' || i)::INTEGER FROM range(2) r(i)"));
            scope.Complete();
        });
        Assert.That(Count, Is.Zero);
    }

    [Test]
    public void Scopes_are_serializable_unless_they_say_otherwise()
    {
        Assert.Throws<TransactionAbortedException>(() =>
        {
            using var scope = new TransactionScope();
            using GrizzlyConnection connection = OpenHere();
            connection.Scalar("SELECT count(*) FROM t");
            connection.Run("CREATE TABLE other AS SELECT 1 AS x");
            _keeper.Run("INSERT INTO t VALUES (1)");
            scope.Complete();
        });
    }

    [Test]
    public void A_connection_stays_outside_where_it_is_told_to()
    {
        using (new TransactionScope())
        {
            using GrizzlyConnection connection = OpenHere(";Enlist=false");
            connection.Run("INSERT INTO t VALUES (1)");
        }
        Assert.That(Count, Is.EqualTo(1));
    }

    [Test]
    public void A_transaction_is_joined_explicitly_and_excludes_others()
    {
        using var transaction = new CommittableTransaction();
        using GrizzlyConnection connection = OpenHere();
        connection.EnlistTransaction(transaction);
        Assert.Throws<InvalidOperationException>(() => connection.BeginTransaction());
        using var other = new CommittableTransaction();
        Assert.Throws<InvalidOperationException>(() => connection.EnlistTransaction(other));
        connection.EnlistTransaction(transaction);
        connection.Run("INSERT INTO t VALUES (1)");
        transaction.Commit();
        Assert.That(Count, Is.EqualTo(1));
        using (GrizzlyTransaction own = connection.BeginTransaction()) own.Rollback();
    }

    [Test]
    public void After_its_scope_is_rolled_back_nothing_runs_in_it_any_more()
    {
        using (new TransactionScope())
        {
            using GrizzlyConnection connection = OpenHere();
            connection.Run("INSERT INTO t VALUES (1)");
            using GrizzlyDataReader reader = connection.Command("SELECT * FROM range(100000)").ExecuteReader();
            Assert.That(reader.Read());
            Transaction.Current!.Rollback();
            Assert.Throws<TransactionAbortedException>(() =>
            {
                while (reader.Read())
                {
                }
            });
            reader.Close();
            Assert.Throws<TransactionAbortedException>(() => connection.Run("INSERT INTO t VALUES (2)"));
        }
        Assert.That(Count, Is.Zero);
    }
}
