using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// The rows that an index finds, as a scan wants to see them: the visible ones, its columns, and row ids if it asks for
/// them. Kept from one execution to the next; not thread-safe.
/// </summary>
internal sealed unsafe class FoundRows(FoundColumns columns) : IDisposable
{
    private readonly RowFetcher _fetcher = columns.CreateFetcher();
    private readonly int[]? _indexColumns = columns.IndexColumns;
    private readonly KeyColumn[] _entry = columns.Entry;
    private readonly int _keyCount = columns.KeyCount;
    private long[] _kept = new long[4];

    /// <summary>True where columns come from the index: its cursor must keep its keys.</summary>
    public bool IsIndexOnly => columns.IsIndexOnly;

    /// <summary>Ids of the rows shown last.</summary>
    public ReadOnlySpan<long> Kept(int count) => _kept.AsSpan(0, count);

    /// <summary>Begins an execution, or with an empty snapshot ends one: lets go of segments.</summary>
    public void Restart(Snapshot snapshot) => _fetcher.Restart(snapshot);

    /// <summary>Fills the chunk with the visible ones of the rows a cursor has just read; returns how many.</summary>
    public int Show(ReadOnlySpan<long> rowIds, IndexCursor cursor, DataChunk output)
    {
        if (_kept.Length < rowIds.Length) _kept = new long[ColumnVector.MaxCapacity];
        int count = IsIndexOnly ? ShowEntries(rowIds, cursor, output) : _fetcher.Fetch(rowIds, output, _kept);
        if (columns.HasRowId)
        {
            ColumnVector ids = output.Columns[^1];
            ids.SetFlat();
            _kept.AsSpan(0, count).CopyTo(ids.Span<long>(count));
        }
        output.SetCount(count);
        return count;
    }

    public void Dispose() => _fetcher.Dispose();

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
