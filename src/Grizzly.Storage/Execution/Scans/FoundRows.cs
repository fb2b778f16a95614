using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// The rows that an index finds, as a scan wants to see them: the visible ones, its columns, and row ids if it asks for
/// them. Where the index holds all the columns, they are read from its entries and the table is asked for visibility
/// only. Kept from one execution to the next; not thread-safe.
/// </summary>
internal sealed unsafe class FoundRows : IDisposable
{
    private readonly LogicalColumn? _rowId;
    private readonly RowFetcher _fetcher;
    private readonly int[]? _indexColumns;
    private readonly KeyColumn[] _entry;
    private readonly int _keyCount;
    private long[] _kept = new long[4];

    public FoundRows(LogicalGet get, TableIndex index)
    {
        var columns = new List<LogicalColumn>();
        var tableColumns = new List<int>();
        for (int i = 0; i < get.Columns.Count; i++)
        {
            if (get.ColumnIndexes[i] == LogicalGet.RowIdIndex)
            {
                _rowId = get.Columns[i];
                continue;
            }
            columns.Add(get.Columns[i]);
            tableColumns.Add(get.ColumnIndexes[i]);
        }
        _entry = [.. index.Definition.Columns];
        _keyCount = index.Definition.KeyCount;
        _indexColumns = Covering(index, tableColumns);
        _fetcher = get.Table.Data.CreateFetcher(Snapshot.AsOf(0), [.. tableColumns]);
        if (_rowId is not null) columns.Add(_rowId);
        Columns = columns;
    }

    /// <summary>What <see cref="Show"/> shows: the scan's columns, then the row id if asked for.</summary>
    public IReadOnlyList<LogicalColumn> Columns { get; }

    /// <summary>True where columns come from the index: its cursor must keep its keys.</summary>
    public bool IsIndexOnly => _indexColumns is not null;

    /// <summary>Ids of the rows shown last.</summary>
    public ReadOnlySpan<long> Kept(int count) => _kept.AsSpan(0, count);

    /// <summary>Begins an execution, or with an empty snapshot ends one: lets go of segments.</summary>
    public void Restart(Snapshot snapshot) => _fetcher.Restart(snapshot);

    /// <summary>Fills the chunk with the visible ones of the rows a cursor has just read; returns how many.</summary>
    public int Show(ReadOnlySpan<long> rowIds, IndexCursor cursor, DataChunk output)
    {
        if (_kept.Length < rowIds.Length) _kept = new long[ColumnVector.MaxCapacity];
        int count = IsIndexOnly ? ShowEntries(rowIds, cursor, output) : _fetcher.Fetch(rowIds, output, _kept);
        if (_rowId is not null)
        {
            ColumnVector ids = output.Columns[^1];
            ids.SetFlat();
            _kept.AsSpan(0, count).CopyTo(ids.Span<long>(count));
        }
        output.SetCount(count);
        return count;
    }

    public void Dispose() => _fetcher.Dispose();

    /// <summary>Which scan column (or -1) each column of the entries is; null where the table is needed.</summary>
    private static int[]? Covering(TableIndex index, List<int> tableColumns)
    {
        if (index.Definition.IsHash || index.KeySource is not ColumnKeySource source) return null;
        IReadOnlyList<KeyColumn> entry = index.Definition.Columns;
        int[] targets = [.. source.TableColumns.Select(column => tableColumns.IndexOf(column))];
        bool isExact = true;
        for (int i = 0; i < index.Definition.KeyCount; i++)
            isExact &= targets[i] < 0 || KeyEncoding.IsExact(entry[i].Type);
        return isExact && tableColumns.TrueForAll(source.TableColumns.Contains)
            && tableColumns.Distinct().Count() == tableColumns.Count ? targets : null;
    }

    private int ShowEntries(ReadOnlySpan<long> rowIds, IndexCursor cursor, DataChunk output)
    {
        output.Reset();
        int count = 0, last = Array.FindLastIndex(_indexColumns!, target => target >= 0);
        for (int i = 0; i < rowIds.Length; i++)
        {
            if (!_fetcher.IsVisible(rowIds[i])) continue;
            _kept[count] = rowIds[i];
            ReadOnlySpan<byte> entry = cursor.Key(i);
            for (int column = 0, at = 0; column <= last; column++)
            {
                int target = _indexColumns![column];
                if (target < 0) at = KeyEncoding.Skip(entry, at, _entry[column]);
                else if (column < _keyCount)
                    at = KeyEncoding.Decode(entry, at, _entry[column], output.Columns[target], count);
                else at = KeyEncoding.DecodeStored(entry, at, _entry[column], output.Columns[target], count);
            }
            count++;
        }
        return count;
    }
}
