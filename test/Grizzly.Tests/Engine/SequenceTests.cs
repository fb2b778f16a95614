using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Tests.Storage;

namespace Grizzly.Tests.Engine;

/// <summary>Sequences across transactions, sessions, threads, restarts and crashes.</summary>
public sealed class SequenceTests
{
    [Test]
    public void Current_values_belong_to_a_session()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session first = database.Connect(), second = database.Connect();
        first.ExecuteScript("CREATE SEQUENCE s; SELECT nextval('s')");
        Assert.That(Sql.Scalar(first, "SELECT currval('s')"), Is.EqualTo("1"));
        Assert.That(Sql.StateOf(second, "SELECT currval('s')"), Is.EqualTo(SqlStates.ObjectNotInPrerequisiteState));
        Assert.That(Sql.StateOf(second, "SELECT lastval()"), Is.EqualTo(SqlStates.ObjectNotInPrerequisiteState));
        Assert.That(Sql.Scalar(second, "SELECT nextval('s')"), Is.EqualTo("2"));
        Assert.That(Sql.Scalar(first, "SELECT currval('s') + lastval()"), Is.EqualTo("2"));
    }

    [Test]
    public void Threads_get_different_values()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using (Session session = database.Connect()) session.ExecuteScript("CREATE SEQUENCE s");
        var seen = new HashSet<string>();
        Parallel.For(0, 4, _ =>
        {
            using Session session = database.Connect();
            for (int i = 0; i < 500; i++)
            {
                string value = Sql.Scalar(session, "SELECT nextval('s')");
                lock (seen) Assert.That(seen.Add(value), value);
            }
        });
        Assert.That(seen, Has.Count.EqualTo(2000));
    }

    [Test]
    public void A_clean_close_leaves_no_gap()
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions { Path = "/s.grz", FileSystem = files };
        for (int life = 1; life <= 3; life++)
        {
            using Database database = Database.Open(options);
            using Session session = database.Connect();
            session.ExecuteScript("CREATE SEQUENCE IF NOT EXISTS s");
            Assert.That(Sql.Scalar(session, "SELECT nextval('s')"), Is.EqualTo(life.ToString()));
        }
    }

    [Test]
    public void No_value_is_handed_out_twice_whenever_the_machine_crashes()
    {
        for (int seed = 0; seed < 60; seed++) new History(seed).Run();
    }

    [Test]
    public void A_sequence_used_by_the_transaction_that_creates_it_goes_on_after_a_crash()
    {
        var files = new SimulatedFileSystem();
        var options = new DatabaseOptions { Path = "/s.grz", FileSystem = files };
        using (Database database = Database.Open(options))
        {
            using Session session = database.Connect();
            session.ExecuteScript("""
                BEGIN; CREATE TABLE t(id SERIAL, v INTEGER); INSERT INTO t(v) VALUES (1), (2);
                SAVEPOINT a; INSERT INTO t(v) VALUES (3); ROLLBACK TO a; INSERT INTO t(v) VALUES (4); COMMIT
                """);
            files.Restart();
        }
        using (Database database = Database.Open(options))
        {
            using Session session = database.Connect();
            session.ExecuteScript("INSERT INTO t(v) VALUES (5)");
            Assert.That(Sql.Scalar(session, "SELECT count(*) - count(DISTINCT id) FROM t"), Is.EqualTo("0"));
            Assert.That(Sql.Scalar(session, "SELECT count(*) FROM t"), Is.EqualTo("4"));
        }
    }

    /// <summary>Lives of a database, each ended by a crash at some file operation.</summary>
    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedFileSystem _files = new(seed);
        private readonly HashSet<string> _seen = [];

        public void Run()
        {
            for (int life = 0; life < 5; life++)
            {
                _files.CrashAt = _files.OperationCount + _random.Next(5, 120);
                try
                {
                    Live();
                }
                catch (GrizzlyException) when (_files.IsCrashed)
                {
                    // What was acknowledged is in _seen.
                }
                _files.CrashAt = -1;
                _files.Restart();
            }
        }

        private void Live()
        {
            Database database = Database.Open(new DatabaseOptions { Path = "/s.grz", FileSystem = _files });
            try
            {
                using Session session = database.Connect();
                session.ExecuteScript("CREATE SEQUENCE IF NOT EXISTS s CACHE 3");
                for (int i = 0; i < 200; i++) Step(database, session);
            }
            finally
            {
                if (!_files.IsCrashed) database.Dispose();
            }
        }

        private void Step(Database database, Session session)
        {
            switch (_random.Next(20))
            {
                case 0: database.Checkpoint(); break;
                case 1: session.ExecuteScript($"ALTER SEQUENCE s CACHE {_random.Next(1, 50)}"); break;
                case 2: session.ExecuteScript("BEGIN; SELECT nextval('s'); ROLLBACK"); break;
                default:
                    string value = Sql.Scalar(session, "SELECT nextval('s')");
                    Assert.That(_seen.Add(value), $"seed {seed}: {value} came twice");
                    break;
            }
        }
    }
}
