using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Storage;

public sealed class TableTests
{
    private static (DatabaseStorage Storage, TestCatalog Catalog, DataTable Table) Memory()
    {
        (DatabaseStorage storage, TestCatalog catalog) = TestCatalog.Open(new SimulatedFileSystem(), null);
        Transaction transaction = storage.Transactions.Begin();
        DataTable table = catalog.Create(transaction, Rows.Types);
        transaction.Commit();
        return (storage, catalog, table);
    }

    private static Snapshot Now(DatabaseStorage storage) => Snapshot.AsOf(storage.Transactions.LastCommitted);

    [Test]
    public void A_transaction_sees_its_own_rows_and_others_only_after_commit()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction writer = storage.Transactions.Begin(), before = storage.Transactions.Begin();
        Rows.Append(table, writer, 0, 10);
        Assert.That(Rows.Ids(table, writer.Snapshot), Has.Count.EqualTo(10));
        Assert.That(Rows.Ids(table, before.Snapshot), Is.Empty);
        writer.Commit();
        Assert.That(Rows.Ids(table, before.Snapshot), Is.Empty, "a snapshot does not move");
        Assert.That(Rows.Ids(table, storage.Transactions.Begin().Snapshot), Has.Count.EqualTo(10));
    }

    [Test]
    public void The_first_to_delete_a_row_wins_and_the_other_gets_40001()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction load = storage.Transactions.Begin();
        Rows.Append(table, load, 0, 10);
        load.Commit();
        Transaction first = storage.Transactions.Begin(), second = storage.Transactions.Begin(), third =
            storage.Transactions.Begin();
        long[] row = [.. Rows.RowIds(table, first.Snapshot, id => id == 5)];
        Assert.That(table.Delete(first, row), Is.EqualTo(1));
        Assert.That(table.Delete(first, row), Is.EqualTo(0), "deleting twice is no conflict with oneself");
        Assert.That(() => table.Delete(second, row),
            Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("40001"));
        first.Commit();
        Assert.That(() => table.Delete(third, row),
            Throws.TypeOf<GrizzlyException>().With.Property("SqlState").EqualTo("40001"));
        Assert.That(Rows.Ids(table, second.Snapshot), Has.Count.EqualTo(10));
        second.Rollback();
        third.Rollback();
        Assert.That(Rows.Ids(table, Now(storage)), Has.Count.EqualTo(9));
    }

    [Test]
    public void Rolling_back_to_a_savepoint_takes_back_only_what_followed()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction transaction = storage.Transactions.Begin();
        Rows.Append(table, transaction, 0, 10);
        Savepoint savepoint = transaction.CreateSavepoint();
        Rows.Append(table, transaction, 10, 10);
        table.Delete(transaction, CollectionsMarshal.AsSpan(Rows.RowIds(table, transaction.Snapshot, id => id < 3)));
        Assert.That(Rows.Ids(table, transaction.Snapshot), Has.Count.EqualTo(17));
        transaction.RollbackTo(savepoint);
        Assert.That(Rows.Ids(table, transaction.Snapshot), Is.EqualTo(Enumerable.Range(0, 10).Select(i => (long)i)));
        transaction.Commit();
        Assert.That(Rows.Ids(table, Now(storage)), Has.Count.EqualTo(10));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(64)]
    [TestCase(1000)]
    public void Any_vector_size_gives_the_same_rows(int vectorSize)
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction transaction = storage.Transactions.Begin();
        Rows.Append(table, transaction, 0, RowGroupLayout.MaxRows + 5000);
        table.Delete(transaction, CollectionsMarshal.AsSpan(Rows.RowIds(table, transaction.Snapshot,
            id => id % 9000 < 100)));
        transaction.Commit();
        List<long> expected = [.. Enumerable.Range(0,
            RowGroupLayout.MaxRows + 5000).Select(i => (long)i).Where(i => i % 9000 >= 100)];
        Assert.That(Rows.Ids(table, Now(storage), vectorSize).SequenceEqual(expected), Is.True);
    }

    [Test]
    public void Filters_rows_and_zone_maps_work_together_in_a_scan()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction transaction = storage.Transactions.Begin();
        Rows.Append(table, transaction, 0, 3 * RowGroupLayout.MaxRows + 2000);
        transaction.Commit();
        ScanFilter range = ScanFilter.Between(Value.OfBigInt(RowGroupLayout.MaxRows + 10),
            Value.OfBigInt(RowGroupLayout.MaxRows + 40_000));
        ScanFilter text = ScanFilter.Compare(ScanComparison.Equal, Value.OfVarchar("row 7"));
        TableScan scan = table.CreateScan(Now(storage), [0], [(0, range), (1, text)]);
        using ScanCursor cursor = scan.CreateCursor();
        using var chunk = new DataChunk([LogicalType.BigInt]);
        var found = new List<long>();
        while (cursor.Next(chunk))
        {
            for (int i = 0; i < chunk.Count; i++) found.Add((long)chunk.Columns[0].GetValue(i).Integer);
        }
        List<long> expected = [.. Enumerable.Range(RowGroupLayout.MaxRows + 10, 39_991).Select(i => (long)i).Where(
            i => Rows.Text(i) is { IsNull: false } value && value.Text == "row 7")];
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(scan.MorselsSkipped, Is.EqualTo(2), "groups 0 and 2 lie outside; the delta store has no zone map");
    }

    [Test]
    public void Rows_are_fetched_by_id_in_the_order_asked_and_only_if_visible()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction transaction = storage.Transactions.Begin();
        Rows.Append(table, transaction, 0, RowGroupLayout.MaxRows + 500);
        transaction.Commit();
        Transaction deleting = storage.Transactions.Begin();
        table.Delete(deleting, [7]);
        deleting.Commit();
        using RowFetcher fetcher = table.CreateFetcher(Now(storage), [1, 0]);
        using var chunk = new DataChunk([LogicalType.Varchar, LogicalType.BigInt]);
        long[] kept = new long[5];
        int count = fetcher.Fetch([RowGroupLayout.MaxRows + 3, 9, 7, 8, 1L << 40], chunk, kept);
        Assert.That(count, Is.EqualTo(3));
        Assert.That(kept.Take(3), Is.EqualTo(new long[] { RowGroupLayout.MaxRows + 3, 9, 8 }));
        for (int i = 0; i < count; i++)
        {
            Assert.That((long)chunk.Columns[1].GetValue(i).Integer, Is.EqualTo(kept[i]));
            Assert.That(chunk.Columns[0].GetValue(i).Equals(Rows.Text(kept[i])), Is.True);
        }
    }

    [Test]
    public void Bulk_loaded_groups_join_in_order_and_go_with_their_transaction()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        foreach (bool commits in new[] { false, true })
        {
            Transaction transaction = storage.Transactions.Begin();
            BulkLoad load = table.BeginBulkLoad(transaction);
            Parallel.For(0, 3, part =>
            {
                BulkAppender appender = load.CreateAppender();
                using DataChunk chunk = Rows.Chunk();
                for (int done = 0; done < 40_000; done += 1000)
                {
                    Rows.Fill(chunk, part * 40_000 + done, 1000);
                    appender.Append(chunk, part);
                }
            });
            Assert.That(load.Finish(), Is.EqualTo(120_000));
            Assert.That(Rows.Ids(table, Now(storage)), Is.Empty);
            if (commits) transaction.Commit();
            else transaction.Rollback();
        }
        Assert.That(Rows.Ids(table, Now(storage)).SequenceEqual(Enumerable.Range(0, 120_000).Select(i => (long)i)),
            Is.True);
        ColumnStatistics statistics = table.GetStatistics(0, LogicalType.BigInt);
        Assert.That(statistics.Max.Integer, Is.EqualTo((Int128)119_999));
        Assert.That(statistics.DistinctCount, Is.EqualTo(120_000).Within(12_000));
    }

    [Test]
    public void Old_versions_are_collected_once_no_snapshot_needs_them()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        Transaction reader = storage.Transactions.Begin(isReadOnly: true);
        Transaction load = storage.Transactions.Begin();
        Rows.Append(table, load, 0, 4096);
        load.Commit();
        Transaction delete = storage.Transactions.Begin();
        table.Delete(delete, CollectionsMarshal.AsSpan(Rows.RowIds(table, delete.Snapshot, id => id % 2 == 0)));
        delete.Commit();
        RowVersions versions = table.Groups[0].Versions;
        Assert.That(versions.PendingDeletes, Is.EqualTo(2048));
        reader.Rollback();
        storage.Transactions.CollectGarbage();
        Assert.That((versions.PendingDeletes, versions.GoneCount), Is.EqualTo((0, 2048)));
        Assert.That(Rows.Ids(table, Now(storage)), Has.Count.EqualTo(2048));
    }

    [Test]
    public void Segments_of_a_memory_database_spill_under_a_tight_limit_and_come_back()
    {
        var files = new SimulatedFileSystem();
        (DatabaseStorage storage, TestCatalog catalog) =
            TestCatalog.Open(files, null, new StorageOptions { MemoryLimit = 40L << 20 });
        using DatabaseStorage owned = storage;
        Transaction transaction = storage.Transactions.Begin();
        DataTable table = catalog.Create(transaction, PhysicalType.Int64, PhysicalType.Int64, PhysicalType.Int64,
            PhysicalType.Int64);
        BulkLoad load = table.BeginBulkLoad(transaction);
        BulkAppender appender = load.CreateAppender();
        using var chunk = new DataChunk([LogicalType.BigInt, LogicalType.BigInt, LogicalType.BigInt,
            LogicalType.BigInt]);
        var random = new Random(1);
        Int128 expected = 0;
        for (int part = 0; part < 2400; part++)
        {
            chunk.Reset();
            foreach (ColumnVector column in chunk.Columns)
            {
                foreach (ref long value in column.Span<long>(1000))
                {
                    value = random.NextInt64();
                    expected += value;
                }
            }
            chunk.SetCount(1000);
            appender.Append(chunk);
        }
        load.Finish();
        transaction.Commit();
        Int128 sum = 0;
        using ScanCursor cursor = table.CreateScan(Now(storage), [0, 1, 2, 3]).CreateCursor();
        while (cursor.Next(chunk))
        {
            foreach (ColumnVector column in chunk.Columns)
            {
                foreach (long value in column.Span<long>(chunk.Count)) sum += value;
            }
        }
        Assert.That(sum, Is.EqualTo(expected));
        Assert.That(storage.Context.Spill.BytesInUse, Is.GreaterThan(0));
        Assert.That(storage.Memory.Peak, Is.LessThanOrEqualTo(40L << 20));
    }

    [Test]
    public void Concurrent_transfers_keep_the_sum_and_readers_see_whole_transactions()
    {
        (DatabaseStorage storage, _, DataTable table) = Memory();
        using DatabaseStorage owned = storage;
        const int Accounts = 500;
        Transaction load = storage.Transactions.Begin();
        Rows.Append(table, load, 0, Accounts);
        load.Commit();
        int conflicts = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var random = new Random(thread);
            for (int round = 0; round < 60; round++)
            {
                Transaction transaction = storage.Transactions.Begin();
                try
                {
                    // Moves two ids past all others: rows deleted and appended, their number unchanged.
                    List<long> ids = Rows.Ids(table, transaction.Snapshot);
                    if (ids.Count != Accounts || ids.Distinct().Count() != Accounts)
                        throw new InvalidOperationException($"{ids.Count} rows");
                    long[] chosen = [ids[random.Next(Accounts / 2)], ids[Accounts / 2 + random.Next(Accounts / 2)]];
                    List<long> rowIds = Rows.RowIds(table, transaction.Snapshot, chosen.Contains);
                    table.Delete(transaction, CollectionsMarshal.AsSpan(rowIds));
                    foreach (long id in chosen) Rows.Append(table, transaction, id, 1);
                    if (random.Next(4) == 0) transaction.Rollback();
                    else transaction.Commit();
                }
                catch (GrizzlyException error) when (error.SqlState == SqlStates.SerializationFailure)
                {
                    transaction.Rollback();
                    Interlocked.Increment(ref conflicts);
                }
                if (round % 20 == 19) storage.Checkpoint();
            }
        });
        List<long> last = Rows.Ids(table, Now(storage));
        last.Sort();
        Assert.That(last, Is.EqualTo(Enumerable.Range(0, Accounts).Select(i => (long)i)), $"{conflicts} conflicts");
    }
}
