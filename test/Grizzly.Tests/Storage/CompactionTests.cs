using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Storage;

/// <summary>Checkpoints that give back rows nobody sees any more.</summary>
public sealed class CompactionTests
{
    private const string FileName = "/compact.grz";

    [TestCase(0)]
    [TestCase(7)]
    public void Rows_rolled_back_into_a_slot_not_yet_full_are_no_live_rows(int kept)
    {
        var files = new SimulatedFileSystem();
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        DataTable table = Fill(storage, catalog, 33_000);
        Append(storage, table, 50_000, 100).Rollback();
        Transaction transaction = storage.Transactions.Begin();
        table.Delete(transaction, CollectionsMarshal.AsSpan(Rows.RowIds(table, transaction.Snapshot,
            id => id >= kept)));
        transaction.Commit();
        storage.Checkpoint();
        Assert.That(Ids(storage, catalog), Has.Count.EqualTo(kept));
        Assert.That(table.RowCount, Is.EqualTo(kept));
        storage.Close(withCheckpoint: false);
        (storage, catalog) = TestCatalog.Open(files, FileName);
        using (storage) Assert.That(Ids(storage, catalog), Has.Count.EqualTo(kept));
    }

    [TestCase(0)]
    [TestCase(40)]
    public void A_compaction_in_the_log_is_replayed_after_the_checkpoint_failed(int committed)
    {
        for (int failing = 0; failing < 12; failing++)
        {
            var files = new SimulatedFileSystem();
            (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
            DataTable table = Fill(storage, catalog, committed);
            Append(storage, table, 50_000, 40_000).Rollback();
            files.FailAt = files.OperationCount + failing;
            try
            {
                storage.Checkpoint();
            }
            catch (GrizzlyException)
            {
                // The log has the compaction, the file no checkpoint.
            }
            files.FailAt = -1;
            int expected = committed;
            try
            {
                Append(storage, table, 100_000, 1).Commit();
                expected++;
            }
            catch (GrizzlyException error)
            {
                Assert.That(error.Message, Does.Contain("accepts no more writes"));
            }
            storage.Dispose();
            files.KillProcess();
            (storage, catalog) = TestCatalog.Open(files, FileName);
            using (storage) Assert.That(Ids(storage, catalog), Has.Count.EqualTo(expected), $"operation {failing}");
        }
    }

    private static DataTable Fill(DatabaseStorage storage, TestCatalog catalog, int rows)
    {
        Transaction transaction = storage.Transactions.Begin();
        DataTable table = catalog.Create(transaction, Rows.Types);
        if (rows > 0) Rows.Append(table, transaction, 0, rows);
        transaction.Commit();
        return table;
    }

    private static Transaction Append(DatabaseStorage storage, DataTable table, long first, int rows)
    {
        Transaction transaction = storage.Transactions.Begin();
        Rows.Append(table, transaction, first, rows);
        return transaction;
    }

    private static List<long> Ids(DatabaseStorage storage, TestCatalog catalog) =>
        Rows.Ids(catalog.Tables.First(), Snapshot.AsOf(storage.Transactions.LastCommitted));
}
