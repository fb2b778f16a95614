using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>How an index is compared with itself and with the rows of its table.</summary>
public sealed partial class TableIndex
{
    void ITableIndex.CheckIntegrity(List<string> problems, Action<long> block)
    {
        _latch.EnterWrite();
        try
        {
            IndexPages pages = _tree.Pages;
            for (int number = 0; number < pages.Count; number++)
            {
                if (pages.PageOrNull(number)?.Run is not { } run) continue;
                foreach (long each in run.Blocks) block(each);
            }
            if (NeedsBuild || _isReleased || !CheckOrder(problems)) return;
        }
        catch (GrizzlyException error) when (error.SqlState != SqlStates.QueryCanceled)
        {
            problems.Add($"index {Definition.Name}: {error.Detail}");
            return;
        }
        finally
        {
            _latch.ExitWrite();
        }
        CheckRows(problems);
    }

    /// <summary>Walks all entries: each above the one before.</summary>
    private bool CheckOrder(List<string> problems)
    {
        using var cursor = new IndexCursor(this, _tree, null) { KeepsKeys = true };
        cursor.SeekAll();
        var rowIds = new long[256];
        byte[] last = [];
        for (int count = cursor.Read(rowIds); count > 0; count = cursor.Read(rowIds))
        {
            LongWork.ThrowIfCancelled();
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> entry = cursor.Key(i);
                if (last.Length > 0 && entry.SequenceCompareTo(last) <= 0)
                {
                    problems.Add($"index {Definition.Name}: entries are out of order");
                    return false;
                }
                last = entry.ToArray();
            }
        }
        return true;
    }

    /// <summary>Every row of a snapshot has its entry, and there are no other entries of rows it sees.</summary>
    private void CheckRows(List<string> problems)
    {
        Transaction transaction = Table.Context.Transactions.Begin(isReadOnly: true);
        try
        {
            long expected = CountRows(transaction.Snapshot, problems), found = CountVisible(transaction.Snapshot);
            if (!Volatile.Read(ref _isReleased) && found != expected)
                problems.Add($"index {Definition.Name}: {found} entries of rows, {expected} rows");
        }
        catch (GrizzlyException error) when (error.SqlState != SqlStates.QueryCanceled)
        {
            problems.Add($"index {Definition.Name}: {error.Detail}");
        }
        finally
        {
            transaction.Rollback();
        }
    }

    /// <summary>Rows that belong into the index; each that has no entry is a problem.</summary>
    private unsafe long CountRows(Snapshot snapshot, List<string> problems)
    {
        TableScan scan = Table.CreateScan(snapshot, [.. KeySource.TableColumns], withRowIds: true);
        LogicalType[] types = [.. scan.Columns.Select(c => LogicalTypes.AnyOf(Table.Types[c])), LogicalType.BigInt];
        using ScanCursor rows = scan.CreateCursor();
        using IndexCursor entries = OpenCursor();
        using var chunk = new DataChunk(types);
        using var entry = new KeyBuffer();
        var keys = new IndexKeys(Definition.Columns.Count);
        Span<long> found = stackalloc long[1];
        long total = 0;
        try
        {
            while (rows.Next(chunk))
            {
                LongWork.ThrowIfCancelled();
                ColumnVector rowIds = chunk.Columns[^1];
                rowIds.Flatten(chunk.Count);
                int inIndex = KeySource.Compute(chunk, isWholeRow: false, keys);
                int count = inIndex < 0 ? chunk.Count : inIndex;
                total += count;
                for (int i = 0; i < count; i++)
                {
                    int row = inIndex < 0 ? i : keys.Rows[i];
                    long rowId = rowIds.Span<long>(chunk.Count)[row];
                    Encode(keys, row, entry, out _);
                    IndexEntries.AppendRowId(entry, rowId);
                    entries.SeekEqual(entry.Span);
                    if (entries.Read(found) == 1 || Volatile.Read(ref _isReleased)) continue;
                    problems.Add($"index {Definition.Name}: row {rowId} has no entry for its key");
                    if (problems.Count > 100) return total;
                }
            }
        }
        finally
        {
            (keys.State as IDisposable)?.Dispose();
        }
        return total;
    }

    private long CountVisible(Snapshot snapshot)
    {
        using IndexCursor cursor = OpenCursor();
        cursor.SeekAll();
        var rowIds = new long[1024];
        long visible = 0;
        for (int count = cursor.Read(rowIds); count > 0; count = cursor.Read(rowIds))
        {
            LongWork.ThrowIfCancelled();
            for (int i = 0; i < count; i++) visible += Table.IsVisible(rowIds[i], snapshot) ? 1 : 0;
        }
        return visible;
    }
}
