using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>Builds indexes over tables that have rows, and brings loaded ones up to date after opening.</summary>
public static class IndexConstruction
{
    private const int LeastRowsPerThread = 200_000;

    /// <summary>Adds an index to its table and enters all rows, on up to <paramref name="threads"/> threads, while
    /// nobody adds rows; raises 23505 for a unique index over equal keys.</summary>
    public static void Create(TableIndex index, Transaction transaction, int threads, CancellationToken cancellation)
    {
        index.Table.AddIndex(index, () =>
        {
            CancellationToken before = LongWork.Enter(cancellation);
            try
            {
                Build(index, threads, cancellation);
                index.VerifyAllUnique(transaction);
            }
            finally
            {
                LongWork.Leave(before);
            }
        });
    }

    /// <summary>After the log was read: indexes take in what it brought back. Nobody else uses the table.</summary>
    public static void CatchUp(DataTable table, int threads)
    {
        Snapshot now = Snapshot.AsOf(table.Context.Transactions.LastCommitted);
        foreach (TableIndex index in table.Indexes.Cast<TableIndex>())
        {
            if (index.NeedsBuild || table.WasCompactedByReplay)
            {
                Build(index, threads, CancellationToken.None);
                continue;
            }
            if (table.ReplayedRows.Count == 0) continue;
            using var maintainer = new IndexMaintainer(table);
            maintainer.EnterRanges(index, null, now, table.ReplayedRows);
        }
        table.ForgetReplayed();
    }

    private static void Build(TableIndex index, int threads, CancellationToken cancellation)
    {
        DataTable table = index.Table;
        IReadOnlyList<int> columns = index.KeySource.TableColumns;
        Snapshot everything = Snapshot.Everything(table.Context.Transactions.OldestSnapshot);
        TableScan scan = table.CreateScan(everything, [.. columns], withRowIds: true);
        using var builder = new IndexBuilder(index);
        threads = (int)Math.Clamp(table.RowCount / LeastRowsPerThread, 1, threads);
        if (threads == 1)
        {
            Collect(index, scan, builder, 1, cancellation);
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
            try
            {
                Parallel.For(0, threads, options, _ =>
                {
                    CancellationToken before = LongWork.Enter(cancellation);
                    try
                    {
                        Collect(index, scan, builder, threads, cancellation);
                    }
                    finally
                    {
                        LongWork.Leave(before);
                    }
                });
            }
            catch (AggregateException error)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
            }
        }
        builder.Finish();
    }

    private static unsafe void Collect(
        TableIndex index, TableScan scan, IndexBuilder builder, int threads, CancellationToken cancellation)
    {
        DataTable table = index.Table;
        LogicalType[] types = [.. scan.Columns.Select(c => LogicalTypes.AnyOf(table.Types[c])), LogicalType.BigInt];
        using ScanCursor cursor = scan.CreateCursor();
        using var chunk = new DataChunk(types);
        using var scratch = new KeyBuffer();
        var keys = new IndexKeys(index.Definition.Columns.Count);
        EntryRun run = builder.CreateRun();
        try
        {
            while (cursor.Next(chunk))
            {
                cancellation.ThrowIfCancellationRequested();
                ColumnVector rowIds = chunk.Columns[^1];
                rowIds.Flatten(chunk.Count);
                int count = index.KeySource.Compute(chunk, isWholeRow: false, keys);
                index.AddTo(run, scratch, keys, count, rowIds.Span<long>(chunk.Count));
                if (!builder.IsFull(run, threads)) continue;
                builder.Add(run);
                run = builder.CreateRun();
            }
            builder.Add(run);
        }
        catch
        {
            run.Dispose();
            throw;
        }
        finally
        {
            (keys.State as IDisposable)?.Dispose();
        }
    }
}
