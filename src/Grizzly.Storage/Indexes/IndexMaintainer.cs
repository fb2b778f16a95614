using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>Appends rows to a table and enters them into all its indexes: the only way rows get in. Not
/// thread-safe.</summary>
/// <remarks>Deleting needs nothing here: entries of deleted rows stay until nobody can see the row.</remarks>
public sealed class IndexMaintainer(DataTable table) : IDisposable
{
    private readonly long[] _rowIds = new long[ColumnVector.MaxCapacity];
    private readonly Dictionary<long, IndexKeys> _keys = [];
    private ITableIndex[]? _lastIndexes;
    private IndexKeys[] _lastKeys = [];

    /// <summary>Keys to be looked at again when the statement is complete.</summary>
    public UniqueChecks Checks { get; } = new();

    /// <summary>Appends whole rows; the span is valid until the next call.</summary>
    /// <returns>The new row ids.</returns>
    public ReadOnlySpan<long> Append(Transaction transaction, DataChunk rows)
    {
        Span<long> rowIds = _rowIds.AsSpan(0, rows.Count);
        using IndexMaintenance gate = table.MaintainIndexes();
        ITableIndex[] indexes = table.Indexes;
        table.Append(transaction, rows, rowIds);
        if (indexes.Length > 0) Enter(transaction, indexes, rows, rowIds);
        return rowIds;
    }

    /// <summary>Completes a bulk load and enters its rows; returns their number.</summary>
    public long Finish(Transaction transaction, BulkLoad load)
    {
        using IndexMaintenance gate = table.MaintainIndexes();
        long rows = load.Finish();
        foreach (ITableIndex index in table.Indexes)
            EnterRanges((TableIndex)index, transaction, transaction.Snapshot, load.RowRanges);
        return rows;
    }

    /// <summary>Enters rows that are in the table already, as far as the snapshot sees them.</summary>
    public void EnterRanges(
        TableIndex index, Transaction? transaction, Snapshot snapshot, IReadOnlyList<(long First, long Count)> ranges)
    {
        IReadOnlyList<int> columns = index.KeySource.TableColumns;
        using RowFetcher fetcher = table.CreateFetcher(snapshot, [.. columns]);
        using var chunk = new DataChunk([.. columns.Select(c => LogicalTypes.AnyOf(table.Types[c]))]);
        IndexKeys keys = KeysOf(index);
        var wanted = new long[ColumnVector.MaxCapacity];
        foreach ((long first, long count) in ranges)
        {
            for (long done = 0; done < count; done += wanted.Length)
            {
                LongWork.ThrowIfCancelled();
                int part = (int)Math.Min(wanted.Length, count - done);
                for (int i = 0; i < part; i++) wanted[i] = first + done + i;
                int found = fetcher.Fetch(wanted.AsSpan(0, part), chunk, _rowIds);
                if (found == 0) continue;
                int inIndex = index.KeySource.Compute(chunk, isWholeRow: false, keys);
                index.Insert(transaction, keys, inIndex, _rowIds.AsSpan(0, found), Checks);
            }
        }
    }

    public void Dispose()
    {
        foreach (IndexKeys keys in _keys.Values) (keys.State as IDisposable)?.Dispose();
        _keys.Clear();
    }

    private void Enter(Transaction transaction, ITableIndex[] indexes, DataChunk rows, ReadOnlySpan<long> rowIds)
    {
        if (!ReferenceEquals(indexes, _lastIndexes))
        {
            _lastKeys = [.. indexes.Select(index => KeysOf((TableIndex)index))];
            _lastIndexes = indexes;
        }
        for (int i = 0; i < indexes.Length; i++)
        {
            var index = (TableIndex)indexes[i];
            int count = index.KeySource.Compute(rows, isWholeRow: true, _lastKeys[i]);
            index.Insert(transaction, _lastKeys[i], count, rowIds, Checks);
        }
    }

    private IndexKeys KeysOf(TableIndex index)
    {
        if (!_keys.TryGetValue(index.Id, out IndexKeys? keys))
            _keys[index.Id] = keys = new IndexKeys(index.Definition.Columns.Count);
        return keys;
    }
}
