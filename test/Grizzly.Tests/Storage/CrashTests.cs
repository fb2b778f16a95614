using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Storage;

/// <summary>
/// Random histories over a file system that crashes: acknowledged transactions are there, others not at all.
/// </summary>
public sealed class CrashTests
{
    private const string FileName = "/crash.grz";

    private static int SeedCount =>
        int.TryParse(Environment.GetEnvironmentVariable("GRIZZLY_CRASH_SEEDS"), out int count) ? count : 100;

    [Test]
    public void After_a_crash_at_any_operation_the_file_holds_exactly_the_acknowledged_transactions()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("GRIZZLY_CRASH_FIRST"), out int value) ? value : 0;
        for (int seed = first; seed < first + SeedCount; seed++)
        {
            try
            {
                new History(seed).Run();
            }
            catch (Exception error) when (error is not AssertionException)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }
    }

    /// <summary>One seed: a few lives of a database, each ended by a crash, a kill or a close.</summary>
    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedFileSystem _files = new(seed);
        private SortedSet<long> _certain = [];
        private SortedSet<long>? _possible;
        private long _nextId = 1;

        public void Run()
        {
            for (int life = 0; life < 4; life++)
            {
                if (_random.Next(4) != 0) _files.CrashAt = _files.OperationCount + _random.Next(60);
                else if (_random.Next(2) == 0) _files.FailAt = _files.OperationCount + _random.Next(40);
                try
                {
                    Live();
                }
                catch (GrizzlyException error) when (_files.IsCrashed
                    || error.SqlState is SqlStates.IoError or SqlStates.DiskFull)
                {
                    // The life ends here; what was acknowledged is in _certain.
                }
                if (_files.IsCrashed || _random.Next(2) == 0) _files.Restart();
                else _files.KillProcess();
                Verify();
            }
        }

        private void Live()
        {
            (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(_files, FileName);
            try
            {
                for (int step = 0; step < 25; step++) Act(storage, catalog);
                storage.Close(withCheckpoint: _random.Next(2) == 0);
            }
            finally
            {
                storage.Dispose();
            }
        }

        private void Act(DatabaseStorage storage, TestCatalog catalog)
        {
            if (catalog.Tables.Count == 0)
            {
                Transaction creating = storage.Transactions.Begin();
                catalog.Create(creating, Rows.Types);
                creating.Commit();
                return;
            }
            switch (_random.Next(8))
            {
                case 0: storage.Checkpoint(); break;
                case 1: Bulk(storage, catalog.Tables.First()); break;
                default: Change(storage, catalog.Tables.First()); break;
            }
        }

        private void Change(DatabaseStorage storage, DataTable table)
        {
            Transaction transaction = storage.Transactions.Begin();
            var after = new SortedSet<long>(_certain);
            if (_random.Next(3) > 0)
            {
                int count = _random.Next(3) == 0 ? _random.Next(1, 3000) : _random.Next(1, 5);
                Rows.Append(table, transaction, _nextId, count);
                for (int i = 0; i < count; i++) after.Add(_nextId++);
            }
            if (_random.Next(2) == 0)
            {
                int modulus = _random.Next(1, 6);
                List<long> rowIds = Rows.RowIds(table, transaction.Snapshot, id => id % modulus == 0
                    && after.Contains(id));
                table.Delete(transaction, CollectionsMarshal.AsSpan(rowIds));
                after.RemoveWhere(id => id % modulus == 0);
            }
            Finish(transaction, after);
        }

        private void Bulk(DatabaseStorage storage, DataTable table)
        {
            Transaction transaction = storage.Transactions.Begin();
            var after = new SortedSet<long>(_certain);
            using BulkLoad load = table.BeginBulkLoad(transaction);
            BulkAppender appender = load.CreateAppender();
            using Vectors.DataChunk chunk = Rows.Chunk();
            int groups = _random.Next(1, 3);
            for (int group = 0; group < groups; group++)
            {
                int count = _random.Next(1, 900);
                Rows.Fill(chunk, _nextId, count);
                appender.Append(chunk, group);
                appender.EndGroup();
                for (int i = 0; i < count; i++) after.Add(_nextId++);
            }
            load.Finish();
            Finish(transaction, after);
        }

        private void Finish(Transaction transaction, SortedSet<long> after)
        {
            if (_random.Next(6) == 0)
            {
                transaction.Rollback();
                return;
            }
            _possible = after;
            transaction.Commit();
            _certain = after;
            _possible = null;
        }

        private void Verify()
        {
            (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(_files, FileName);
            using (storage)
            {
                List<long> ids = catalog.Tables.Count == 0
                    ? [] : Rows.Ids(catalog.Tables.First(), Snapshot.AsOf(storage.Transactions.LastCommitted));
                ids.Sort();
                bool isCertain = ids.SequenceEqual(_certain);
                // A commit that ended in an error may have happened, but only as a whole.
                bool isPossible = _possible is not null && ids.SequenceEqual(_possible);
                if (!isCertain && !isPossible)
                    Assert.Fail($"seed {seed}: {ids.Count} rows instead of {_certain.Count} or {_possible?.Count}");
                if (isPossible) _certain = _possible!;
                _possible = null;
                IReadOnlyList<string> problems = storage.CheckIntegrity();
                if (problems.Count > 0) Assert.Fail($"seed {seed}: {string.Join("; ", problems)}");
            }
        }
    }
}
