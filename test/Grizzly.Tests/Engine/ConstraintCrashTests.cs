using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Tests.Storage;

namespace Grizzly.Tests.Engine;

/// <summary>Random changes of tables with keys, and of their definitions, with a crash at some file operation: what is
/// found afterwards obeys every constraint.</summary>
public sealed class ConstraintCrashTests
{
    private static int SeedCount =>
        int.TryParse(Environment.GetEnvironmentVariable("GRIZZLY_CRASH_SEEDS"), out int count) ? count : 40;

    [Test]
    public void After_a_crash_keys_and_foreign_keys_hold_and_indexes_equal_their_tables()
    {
        for (int seed = 0; seed < SeedCount; seed++) new History(seed).Run();
    }

    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<string> _trace = [];
        private readonly SimulatedFileSystem _files = new(seed);

        public void Run()
        {
            for (int life = 0; life < 3; life++)
            {
                try
                {
                    Live();
                }
                catch (GrizzlyException) when (_files.IsCrashed)
                {
                    // The machine is gone.
                    _trace.Add("-- crash");
                }
                catch (GrizzlyException error)
                {
                    Assert.Fail($"seed {seed}: {error.Message}\n{string.Join(";\n", _trace)}");
                }
                _files.CrashAt = -1;
                _files.Restart();
            }
        }

        private void Live()
        {
            Database database = Database.Open(new DatabaseOptions { Path = "/c.grz", FileSystem = _files });
            try
            {
                using Session session = database.Connect();
                session.ExecuteScript("""
                    CREATE TABLE IF NOT EXISTS p(id INTEGER PRIMARY KEY, u INTEGER UNIQUE);
                    CREATE TABLE IF NOT EXISTS c(id SERIAL PRIMARY KEY,
                        p_id INTEGER REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE)
                    """);
                Verify(database, session);
                _files.CrashAt = _files.OperationCount + _random.Next(3, 80);
                for (int i = 0; i < 60; i++) Step(database, session);
                Verify(database, session);
            }
            finally
            {
                if (!_files.IsCrashed) database.Dispose();
            }
        }

        private void Step(Database database, Session session)
        {
            int id = _random.Next(1, 12), other = _random.Next(1, 12);
            string sql = _random.Next(10) switch
            {
                0 => $"DELETE FROM p WHERE id = {id}",
                1 => $"UPDATE p SET id = {other} WHERE id = {id}",
                2 => "ALTER TABLE p ADD COLUMN IF NOT EXISTS extra INTEGER DEFAULT 4",
                3 => "ALTER TABLE p DROP COLUMN IF EXISTS extra",
                4 => $"BEGIN; INSERT INTO p(id) VALUES ({id}); INSERT INTO c(p_id) VALUES ({id}); COMMIT",
                5 => $"INSERT INTO p(id, u) VALUES ({id}, {other}) ON CONFLICT (id) DO UPDATE SET u = excluded.u",
                6 => "CHECKPOINT",
                _ => $"INSERT INTO c(p_id) VALUES ({id})",
            };
            _trace.Add(sql);
            try
            {
                session.ExecuteScript(sql);
            }
            catch (GrizzlyException error) when (error.SqlState is SqlStates.UniqueViolation
                or SqlStates.ForeignKeyViolation)
            {
                if (session.IsInTransaction) session.ExecuteScript("ROLLBACK");
            }
        }

        private void Verify(Database database, Session session)
        {
            string where = $"seed {seed}";
            Assert.That(Sql.Scalar(session, """
                SELECT count(*) FROM c WHERE p_id IS NOT NULL
                AND NOT EXISTS (SELECT * FROM p WHERE p.id + 0 = c.p_id + 0)
                """), Is.EqualTo("0"), where);
            Assert.That(Sql.Scalar(session, "SELECT count(id + 0) - count(DISTINCT id + 0) FROM p"),
                Is.EqualTo("0"), where);
            Assert.That(Sql.Scalar(session, "SELECT count(u + 0) - count(DISTINCT u + 0) FROM p"),
                Is.EqualTo("0"), where);
            Assert.That(Sql.Scalar(session, "SELECT count(*) - count(DISTINCT id) FROM c"), Is.EqualTo("0"), where);
            for (int id = 1; id < 12; id++)
            {
                Assert.That(Sql.Scalar(session, $"SELECT count(*) FROM p WHERE id = {id}"),
                    Is.EqualTo(Sql.Scalar(session, $"SELECT count(*) FROM p WHERE id + 0 = {id}")), where);
            }
            Assert.That(database.CheckIntegrity(), Is.Empty, where);
        }
    }
}
