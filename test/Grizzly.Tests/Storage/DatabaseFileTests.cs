using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Storage;

public sealed class DatabaseFileTests
{
    private const string FileName = "/file.grz";

    private static SimulatedFileSystem Filled(int rows, bool withCheckpoint)
    {
        var files = new SimulatedFileSystem();
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        Transaction transaction = storage.Transactions.Begin();
        DataTable table = catalog.Create(transaction, Rows.Types);
        Rows.Append(table, transaction, 0, rows);
        transaction.Commit();
        storage.Close(withCheckpoint);
        return files;
    }

    private static List<long> Read(SimulatedFileSystem files)
    {
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        using (storage)
        {
            if (catalog.Tables.Count == 0) return [];
            return Rows.Ids(catalog.Tables.First(), Snapshot.AsOf(storage.Transactions.LastCommitted));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Rows_are_there_after_reopening(bool withCheckpoint)
    {
        SimulatedFileSystem files = Filled(130_000, withCheckpoint);
        Assert.That(files.Exists(FileName + ".wal"), Is.EqualTo(!withCheckpoint));
        Assert.That(Read(files).SequenceEqual(Enumerable.Range(0, 130_000).Select(i => (long)i)), Is.True);
    }

    [Test]
    public void Rows_appended_after_reopening_follow_the_others()
    {
        SimulatedFileSystem files = Filled(1500, withCheckpoint: true);
        for (int life = 0; life < 3; life++)
        {
            (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
            Transaction transaction = storage.Transactions.Begin();
            Rows.Append(catalog.Tables.First(), transaction, 1500 + life, 1);
            transaction.Commit();
            Assert.That(catalog.Tables.First().RowGroupCount, Is.EqualTo(1));
            storage.Close(withCheckpoint: life == 1);
        }
        Assert.That(Read(files), Is.EqualTo(Enumerable.Range(0, 1503).Select(i => (long)i)));
    }

    /// <summary>A writer was killed while it made a log, and the next has nothing to log.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void A_log_that_was_never_finished_does_not_stay(bool isReadOnly)
    {
        SimulatedFileSystem files = Filled(10, withCheckpoint: true);
        using (IFile unfinished = files.Open(FileName + ".wal.new", FileOpening.CreateOrReplace))
            unfinished.Write(0, [1, 2, 3]);
        var options = new StorageOptions { IsReadOnly = isReadOnly };
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName, options);
        Assert.That(Rows.Ids(catalog.Tables.First(), Snapshot.AsOf(storage.Transactions.LastCommitted)),
            Has.Count.EqualTo(10));
        storage.Close(withCheckpoint: !isReadOnly);
        Assert.That(files.Exists(FileName + ".wal.new"), Is.EqualTo(isReadOnly), "who may not write leaves it");
    }

    [Test]
    public void The_file_shrinks_after_rows_are_deleted()
    {
        SimulatedFileSystem files = Filled(400_000, withCheckpoint: true);
        int full = files.Bytes(FileName).Length;
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        Transaction transaction = storage.Transactions.Begin();
        DataTable table = catalog.Tables.First();
        table.Delete(transaction, CollectionsMarshal.AsSpan(Rows.RowIds(table, transaction.Snapshot,
            id => id % 10 != 0)));
        transaction.Commit();
        for (int i = 0; i < 3; i++) storage.Checkpoint();
        Assert.That(storage.CheckIntegrity(), Is.Empty);
        Assert.That(Rows.Ids(table, Snapshot.AsOf(storage.Transactions.LastCommitted)), Has.Count.EqualTo(40_000));
        storage.Close(withCheckpoint: true);
        Assert.That(files.Bytes(FileName), Has.Length.LessThan(full * 2 / 3));
        Assert.That(Read(files), Has.Count.EqualTo(40_000));
    }

    [Test]
    public void A_dropped_table_gives_its_blocks_back()
    {
        SimulatedFileSystem files = Filled(400_000, withCheckpoint: true);
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        Transaction transaction = storage.Transactions.Begin();
        catalog.Drop(transaction, catalog.Tables.First());
        transaction.Commit();
        storage.Checkpoint();
        storage.Checkpoint();
        storage.Close(withCheckpoint: true);
        Assert.That(files.Bytes(FileName), Has.Length.LessThan(3 * BlockLayout.BlockBytes));
        Assert.That(Read(files), Is.Empty);
    }

    [Test]
    public void A_torn_tail_of_the_log_is_cut_and_reported()
    {
        SimulatedFileSystem files = Filled(100, withCheckpoint: false);
        byte[] log = files.Bytes(FileName + ".wal");
        files.SetBytes(FileName + ".wal", [.. log, 9, 9, 9, 9, 9]);
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        using (storage)
        {
            Assert.That(storage.RecoveryReport, Does.Contain("was cut at byte"));
            Assert.That(Rows.Ids(catalog.Tables.First(), Snapshot.AsOf(storage.Transactions.LastCommitted)),
                Has.Count.EqualTo(100));
        }
    }

    [Test]
    public void Foreign_and_truncated_files_are_refused_with_clear_errors()
    {
        var files = new SimulatedFileSystem();
        files.SetBytes(FileName, [.. Enumerable.Repeat((byte)'x', 20_000)]);
        Assert.That(
            () => Read(files), Throws.TypeOf<GrizzlyException>().With.Message.Contains("is not a Grizzly database"));
        files.SetBytes(FileName, [1, 2, 3]);
        Assert.That(() => Read(files), Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("XX001"));
        SimulatedFileSystem good = Filled(5000, withCheckpoint: true);
        good.SetBytes(FileName, good.Bytes(FileName)[..^100_000]);
        Assert.That(() => Read(good), Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("XX001"));
        Assert.That(
            () => DatabaseStorage.Open(new SimulatedFileSystem(), "/none.grz",
                new StorageOptions { IsReadOnly = true }),
            Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("58P01"));
    }

    [Test]
    public void Flipped_bits_raise_errors_or_change_nothing()
    {
        SimulatedFileSystem files = Filled(3000, withCheckpoint: true);
        byte[] good = [.. files.Bytes(FileName)];
        List<long> expected = Read(files);
        Assert.That(files.Exists(FileName + ".wal"), Is.False, "reading makes no log");
        var random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. good];
            int position = random.Next(3) == 0 ? random.Next(8192) : random.Next(damaged.Length);
            damaged[position] ^= (byte)(1 << random.Next(8));
            files.SetBytes(FileName, damaged);
            try
            {
                Assert.That(Read(files), Is.EqualTo(expected), $"bit {position} was flipped");
            }
            catch (GrizzlyException error)
            {
                Assert.That(error.SqlState, Is.EqualTo("XX001"), error.Message);
                refused++;
            }
        }
        // The rest hit bytes nobody reads: the other header, and the unused ends of blocks.
        Assert.That(refused, Is.GreaterThan(20));
    }

    [Test]
    public void Damaged_logs_open_with_a_prefix_of_the_transactions()
    {
        var files = new SimulatedFileSystem();
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(files, FileName);
        Transaction create = storage.Transactions.Begin();
        DataTable table = catalog.Create(create, Rows.Types);
        create.Commit();
        for (int i = 0; i < 50; i++)
        {
            Transaction transaction = storage.Transactions.Begin();
            Rows.Append(table, transaction, i, 1);
            transaction.Commit();
        }
        storage.Dispose();
        byte[] file = [.. files.Bytes(FileName)], log = [.. files.Bytes(FileName + ".wal")];
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. log];
            damaged[random.Next(64, damaged.Length)] ^= (byte)(1 << random.Next(8));
            files.SetBytes(FileName, file);
            files.SetBytes(FileName + ".wal", damaged);
            List<long> ids = Read(files);
            Assert.That(ids, Is.EqualTo(Enumerable.Range(0, ids.Count).Select(i => (long)i)));
        }
    }

    [Test]
    public void A_second_process_is_told_that_the_file_is_in_use()
    {
        string path = Path.Combine(Path.GetTempPath(), $"grizzly-lock-{Guid.NewGuid():N}.grz");
        try
        {
            using (DatabaseStorage first = DatabaseStorage.Open(LocalFileSystem.Instance, path, new StorageOptions()))
            {
                first.Recover(new TestCatalog());
                Assert.That(
                    () => DatabaseStorage.Open(LocalFileSystem.Instance, path, new StorageOptions()),
                    Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("55006"));
            }
            DatabaseStorage.Open(LocalFileSystem.Instance, path, new StorageOptions()).Dispose();
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".wal");
        }
    }

    [TestCase(0, 8192 - 8)]
    [TestCase(4096, 4096 + 3)]
    public void A_file_whose_first_header_was_cut_short_becomes_a_database(int from, int to)
    {
        var files = new SimulatedFileSystem();
        TestCatalog.Open(files, "/t.grz").Storage.Dispose();
        byte[] bytes = files.Bytes("/t.grz");
        byte[] torn = new byte[bytes.Length];
        if (from == 0) bytes.AsSpan(to).CopyTo(torn.AsSpan(to));
        else bytes.AsSpan(from, to - from).CopyTo(torn.AsSpan(from));
        files.SetBytes("/t.grz", torn);
        TestCatalog.Open(files, "/t.grz").Storage.Dispose();
    }
}
